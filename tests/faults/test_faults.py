"""The table of faults: whatever happens, nothing good is lost and nothing goes unsaid."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tests.faults
from tests.faults.table import Fault

ROWS: list[Fault] = [
    row
    for module in sorted(pkgutil.iter_modules(tests.faults.__path__), key=lambda found: found.name)
    if not module.name.startswith("test_")
    for row in getattr(importlib.import_module(f"tests.faults.{module.name}"), "ROWS", ())
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_fault(row: Fault, tmp_path):
    result = row.happen(tmp_path)
    assert result.stored == row.stored, result.said
    said = " ".join(result.said.split())  # sentences are wrapped
    assert " ".join(row.said.split()) in said if row.said else not said, result.said
    assert result.code == row.code, result.said
