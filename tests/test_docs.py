"""The documentation: its links lead somewhere, and the files it names are there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
_PATH = re.compile(r"`((?:crawler|spiders|pipelines|tests|bench|contrib)/[\w./-]*\w/?)`")
_MADE_UP = re.compile("talverband|NAME")
"""Files that a walk-through makes."""
_HISTORY = "CHANGELOG.md"
"""Names files as they were called then."""


@cache
def anchors(page: Path) -> set[str]:
    """GitHub's anchors of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading)).lower().replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading_of_it(page):
    for path, anchor in _LINK.findall(page.read_text("utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page):
    if page.name == _HISTORY:
        return
    named = {path for path in _PATH.findall(page.read_text("utf-8")) if not _MADE_UP.search(path)}
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_page_is_listed_in_the_index():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = {page.name for page in PAGES if page.parent.name == "docs"}
    assert {name for name in pages - {"index.md"} if f"]({name})" not in index} == set()
