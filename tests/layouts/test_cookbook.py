"""The layouts of the cookbook in docs/layouts.md, each on its page in tests/layouts/cookbook.

    python -m tests.layouts.test_cookbook

writes the expected files again. Read them before you commit them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.commands.scaffold.files import fields
from crawler.layouts import Layout, Page, read_page
from crawler.layouts.gsb import Gsb
from crawler.layouts.selectors import css, xpath
from crawler.layouts.typo3 import Typo3

DOCS = Path(__file__).parents[2] / "docs" / "layouts.md"
_CASE = re.compile(r"\[page\]\((?P<page>[^)]+)\)\):\n\n```python\n(?P<code>.+?)```", re.DOTALL)


class Case(NamedTuple):
    """A page and the layout that reads it right."""

    page: Path
    layout: type[Layout]

    @property
    def url(self) -> str:
        return f"https://www.{self.layout.hosts[0]}/aktuelles/{self.page.stem}.html"

    def expected(self) -> dict[str, Any]:
        return json.loads(self.page.with_suffix(".json").read_text("utf-8"))


def cases() -> list[Case]:
    known = {"Gsb": Gsb, "Typo3": Typo3, "css": css, "xpath": xpath}
    found = []
    for match in _CASE.finditer(DOCS.read_text("utf-8")):
        scope = {**known, "__name__": "cookbook"}
        exec(match["code"], scope)  # the documentation's own code
        (layout,) = (value for name, value in scope.items() if name not in known and name[0] != "_")
        found.append(Case((DOCS.parent / match["page"]).resolve(), layout))
    return found


each_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.page.stem)


def test_there_is_a_case_for_each_page() -> None:
    stored = Path(__file__).with_name("cookbook").glob("*.html")
    assert {case.page for case in cases()} == set(stored)
    assert len(cases()) == 5


@each_case
def test_the_layout_reads_its_page(case: Case) -> None:
    article = read_page(case.page.read_bytes(), case.url, case.layout)
    assert fields(article) == case.expected()


@each_case
def test_the_selectors_are_the_origins(case: Case) -> None:
    article = read_page(case.page.read_bytes(), case.url, case.layout)
    for field, (selector, *_) in case.layout.selectors.items():
        origin = article.provenance.get(field) or article.provenance[f"{field}_text"]
        assert origin == f"{case.layout.name}: {selector.query}"


@each_case
def test_without_its_selectors_the_page_is_read_otherwise(case: Case) -> None:
    article = fields(read_page(case.page.read_bytes(), case.url))
    for field in case.layout.selectors:
        name = field if field in ("lead", "body", "kicker") else f"{field}_text"
        assert article.get(name) != case.expected()[name]


@each_case
def test_the_layout_is_recognised_by_its_host(case: Case) -> None:
    html = case.page.read_bytes()
    assert case.layout.recognises(Page(html, case.url))
    assert not case.layout.recognises(Page(html, "https://www.anderswo.example/a.html"))


if __name__ == "__main__":
    for one in cases():
        read = fields(read_page(one.page.read_bytes(), one.url, one.layout))
        text = json.dumps(read, ensure_ascii=False, indent=2)
        one.page.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")
