from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that records what a process does to its files, made by the C compiler here."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs Linux and a C compiler to record what is written and synced")
    library = tmp_path_factory.mktemp("recorder") / "disk_recorder.so"
    source = Path(__file__).with_name("disk_recorder.c")
    options = ("-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror")
    subprocess.run([compiler, *options, "-o", library, source, "-ldl", "-lpthread"], check=True)
    return library
