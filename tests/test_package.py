"""The built package: complete without docs/ and the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder,
         "--config-settings=--build-option=build",
         f"--config-settings=--build-option=--build-base={folder / 'build'}", ROOT],
        check=True,
    )  # fmt: skip
    (path,) = folder.glob("clusterarchiv-*.whl")
    with zipfile.ZipFile(path) as package:
        yield package


def test_a_wheel_describes_the_tables_as_the_docs_do(wheel):
    assert wheel.read("crawler/archive/schema.md") == (ROOT / "docs/schema.md").read_bytes()


def test_a_wheel_holds_every_file_of_the_packages_and_says_that_they_are_typed(wheel):
    listed = subprocess.run(
        ["git", "ls-files", "crawler", "spiders", "pipelines"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    names = set(wheel.namelist())
    assert set(listed.stdout.splitlines()) - names == set()
    assert {"crawler/py.typed", "spiders/py.typed", "pipelines/py.typed"} <= names
