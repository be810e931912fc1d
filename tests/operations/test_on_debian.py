"""docs/operations.md on a Debian that has just been made, with no stand-in but for the portals.

For ``make soak``: ``BOOK_SUITES=bookworm,trixie``. Three minutes a suite, and the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.operations.debian import Debian
from tests.operations.page import cron_lines, typed

SUITES = os.environ["BOOK_SUITES"].split(",")


@pytest.mark.parametrize("suite", SUITES)
def test_an_empty_machine_comes_to_its_third_night(suite, wheel, tmp_path_factory):
    root: Path = tmp_path_factory.mktemp(suite)
    debian = Debian(suite, root)
    assert not (root / "usr/bin/python3").exists()
    shutil.copy(wheel.filename, root / "root")
    shutil.copy(ROOT / "requirements-run.lock", root / "root")
    code, said = debian.type(typed(), minutes=15)
    assert code == 0, said[-8000:]
    assert "Result=success" in said
    assert said.count("The archive is sound.") == 3
    assert all(f"done: {line.command}" in said for line in cron_lines())
    subprocess.run(["rm", "-rf", "--one-file-system", root], check=True)
