"""Each stored page gives the fields written beside it, and gives them without the fallback, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.scaffold.files import fields
from crawler.layouts import layout_of
from crawler.layouts.reading.page import Page
from tests.layouts.golden import PAGES, expected_of, golden_pages, is_checked, name_of, read

pages = pytest.mark.parametrize("page", golden_pages(), ids=name_of)
FROM_METADATA = {"kooperation_international/news_table"}
"""Pages that show no date: it comes from structured data, which is a fallback."""


@pages
def test_a_stored_page_gives_what_is_expected_of_it(page: Path) -> None:
    assert fields(read(page)) == expected_of(page)


@pages
def test_a_person_has_checked_what_is_expected(page: Path) -> None:
    expected = page.with_suffix(".json").relative_to(PAGES)
    assert is_checked(page), (
        f"{expected} was written by machine and nobody has checked it: read it beside the page. "
        'If all is right, take the line "checked" out. If a field is wrong, say where it stands '
        '(docs/layouts.md, "When one field is wrong"): in crawler/layouts/NAME.py a class with '
        'name = "NAME", hosts, and a line like lead = css("div.c-vorspann"). Put it into LAYOUTS '
        "in crawler/layouts/__init__.py, move the page and this file to tests/layouts/pages/NAME/, "
        "and write this file again: python -m tests.layouts.golden PAGE"
    )


@pages
def test_a_page_is_recognised_without_being_told(page: Path) -> None:
    url = expected_of(page)["url"]
    layout = layout_of(Page(page.read_bytes(), url))
    recognised = layout.name if layout else "generic"
    assert recognised == name_of(page).partition("/")[0], (
        f"{name_of(page)} is a page of the layout {recognised}: move it and its expected file to "
        f"tests/layouts/pages/{recognised}/, or see to the hosts and the place in LAYOUTS of the "
        "layout it is for"
    )


@pytest.mark.parametrize(
    "page",
    [
        page
        for page in golden_pages()
        if not name_of(page).startswith("generic/") and name_of(page) not in FROM_METADATA
    ],
    ids=name_of,
)
def test_a_layout_needs_no_fallback_on_its_own_pages(page: Path) -> None:
    assert fields(read(page, fallback=False)) == expected_of(page)


@pages
def test_every_field_says_where_it_came_from(page: Path) -> None:
    article = read(page)
    for name in ("title", "body"):
        assert article.provenance[name]
    told = {name for name in fields(article) if name in article.provenance}
    silent = set(fields(article)) - told
    assert silent <= {"url", "layout", "page_language", "canonical_link", "published_from"}


def test_every_page_has_its_expected_file() -> None:
    assert {page.stem for page in PAGES.rglob("*.json")} == {page.stem for page in golden_pages()}
