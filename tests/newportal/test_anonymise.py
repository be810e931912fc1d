"""The words of a page change, and nothing else that a layout reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.commands.scaffold.anonymise import anonymise
from crawler.commands.scaffold.files import fields
from crawler.layouts import Page, read_page


def test_words_become_invented_ones_of_the_same_length() -> None:
    invented = anonymise("<p>Gemeinden messen Quellwasser</p>")
    assert re.fullmatch(r"<p>[A-Z][a-z]{8} [a-z]{6} [A-Z][a-z]{10}</p>", invented)
    assert not {"Gemeinden", "messen", "Quellwasser"} & set(re.findall(r"\w+", invented))


def test_a_word_always_becomes_the_same_word() -> None:
    """Layouts compare the headline with title tag, breadcrumb and metadata."""
    invented = anonymise('<title>Quellwasser</title><meta name="title" content="Quellwasser">')
    first, second = re.findall(r"[A-Z]\w{10}", invented)
    assert first == second != "Quellwasser"


@pytest.mark.parametrize("printed", ["Quell&shy;was&shy;ser", "Quell\u00adwas\u00adser"])
def test_soft_hyphens_stay_where_they_are(printed: str) -> None:
    plain = anonymise("Quellwasser")
    assert anonymise(printed).replace("&shy;", "").replace("\u00ad", "") == plain
    assert re.split("&shy;|\u00ad", anonymise(printed))[0] == plain[:5]


def test_entities_of_letters_are_letters_and_others_stay() -> None:
    assert len(anonymise("Qu&uuml;lle&nbsp;&amp;&nbsp;Moor")) == len("Quülle&nbsp;&amp;&nbsp;Moor")
    assert "&nbsp;&amp;&nbsp;" in anonymise("Talquelle&nbsp;&amp;&nbsp;Altmoor")


@pytest.mark.parametrize(
    "kept",
    [
        "17. März 2026",
        "Stand: 26.01.2021",
        "Quelle: ",
        "Weitere Informationen:",
        "https://www.talamt.example/quellwasser/plan.html",
        '<a class="quellwasser" href="quellwasser.html">',
        '<meta name="generator" content="Government Site Builder">',
        "<!-- This website is powered by TYPO3 -->",
        "Startseite",
        "der die das und mit von",
        "<style>.quellwasser { color: blue }</style>",
    ],
)
def test_what_rules_read_stays(kept: str) -> None:
    if kept.startswith("<!--"):
        assert "TYPO3" in anonymise(kept)
    else:
        assert kept in anonymise(f"<p>Quellwasser</p>{kept}<p>Talverband</p>")


def test_scripts_are_emptied_and_structured_data_keeps_its_keys() -> None:
    assert anonymise("<script>var quelle = 1</script>") == "<script></script>"
    data = '{"@type": "NewsArticle", "headline": "Quellwasser", "url": "https://a.example/q"}'
    invented = anonymise(f'<script type="application/ld+json">{data}</script>')
    stored = json.loads(re.sub("<[^>]*>", "", invented))
    assert stored["headline"] not in ("Quellwasser", "")
    assert stored | {"headline": ""} == json.loads(data) | {"headline": ""}


@given(st.text(alphabet='<>/="&; abÄßz019-\u00adp', max_size=200))
def test_any_text_can_be_anonymised_and_keeps_its_digits(text: str) -> None:
    invented = anonymise(text)
    assert re.findall(r"\d", invented) == re.findall(r"\d", text)
    assert invented == anonymise(text)


def test_real_pages_are_read_as_before(shared: Path) -> None:
    """The same fields, the same date, as many paragraphs: on thirty real pages."""
    for line in (shared / "pages" / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        page = Page((shared / "pages" / "html" / truth["file"]).read_bytes(), truth["url"])
        before = fields(read_page(page.source, truth["url"]))
        after = fields(read_page(anonymise(page.source.decode()), truth["url"]))
        assert set(after) - {"links"} == set(before) - {"links"}, truth["file"]
        assert len(after["title"]) == len(before["title"])
        assert after["body"].count("\n\n") == before["body"].count("\n\n")
        assert re.findall(r"\d+", after.get("published_text", "")) == re.findall(
            r"\d+", before.get("published_text", "")
        )
        words = set(re.findall(r"\w{13,}", before["body"])) & set(re.findall(r"\w+", after["body"]))
        assert all(anonymise(word) == word for word in words), truth["file"]
