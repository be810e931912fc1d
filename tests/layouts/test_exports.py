"""Each stored text export gives the fields written beside it, however its lines are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layouts.text_exports import EXPORTS, arrangements, expected_of, exports, faults, read


@pytest.mark.parametrize(
    ("export", "text"),
    [
        pytest.param(export, text, id=f"{export.stem}-{name}")
        for export in exports()
        for name, text in arrangements(export)
    ],
)
def test_a_text_gives_what_is_expected_of_it(export: Path, text: str) -> None:
    expected = expected_of(export)
    assert faults(read(text, expected["url"]), expected) == {}


def test_every_text_has_its_expected_file() -> None:
    assert {text.stem for text in EXPORTS.glob("*.json")} == {text.stem for text in exports()}
