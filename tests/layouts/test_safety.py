"""No page raises, hangs or fills the memory, whatever it holds; bodies are text and bounded."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.items import Article
from crawler.layouts import Page, extract, field_resolver, read_page
from crawler.layouts.values import MAX_TEXT, MAX_TITLE
from tests.layouts.golden import expected_of, golden_pages

URL = "https://www.talamt.example/aktuelles/detail/info/eine-meldung"
SENTENCE = (
    "Das ist ein Satz mit mehr als achtzig Zeichen, damit er als Absatz gilt, wirklich wahr. "
)
quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@pytest.fixture(autouse=True, scope="module")
def nothing_is_caught() -> Iterator[None]:
    """Let errors through that a crawl would log and go on after."""

    def fail(*args: object) -> NoReturn:
        raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(field_resolver.logger, "exception", fail)
        yield


def read(html: str | bytes, layout: str | None = None) -> Article:
    article = read_page(html, URL, layout)
    assert len(article.title or "") <= MAX_TITLE
    assert len(article.body or "") <= MAX_TEXT
    return article


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Titel</h1><p>" + "wort " * 2_000_000,
        "<h1>Titel</h1>" + f"<p>{SENTENCE}</p>" * 50_000,
        "<h1>Titel</h1><p>x</p>" + '<a href="/x">Link</a> ' * 100_000,
        f"<h1>Titel</h1><p>{SENTENCE}</p><ul>" + '<li><a href="/x">Link</a></li>' * 100_000,
        "<h1>Titel</h1>" + "<div>" * 100_000 + "tief",
        "<h1>Titel</h1><p>" + "<span>" * 50_000 + "tief",
        "<h1>Titel</h1>" + '<div class="breadcrumb">' * 5_000 + "<a href='x'>tief</a>",
        "<h1>Titel</h1>" + "<h2>Zwischentitel</h2><p>kurz</p>" * 50_000,
        "<h1>Titel</h1><p>" + "Quelle: " * 200_000,
        "<h1>Titel</h1><p>" + "01.02.2020 " * 200_000,
        "<h1>Titel</h1><script type='application/ld+json'>" + "[" * 400_000,
        "<h1>Titel</h1><p class='" + "breadcrumb nav " * 100_000 + "'>x",
        "<h1>Titel</h1><p " + " ".join(f'a{n}="x"' for n in range(60_000)) + ">x",
        "<h1>Titel</h1><p " + " ".join(f'a{n}=">"' for n in range(60_000)) + ">x",
        "<body " + " ".join(f"a{n}" for n in range(60_000)) + "><h1>Titel</h1>",
        "<h1>Titel</h1><p>" + "<b>Quelle:</b> Amt<br>" * 15_000,
        "<h1>Titel</h1><p>" + "Themen: <span>USA</span><br>" * 10_000,
        "<h1>Titel</h1>" + "<p>01.02.2020</p>" * 12_000,
        "<h1>Titel</h1><ul>" + "<li>Punkt eins</li>" * 12_000 + f"</ul><p>{SENTENCE}</p>",
        f"<h1>Titel</h1><p>{SENTENCE}</p>" + f"<h3>Downloads</h3><p>{SENTENCE}</p>" * 3_000,
        f"<base href='http://a.example/{'x/' * 400_000}'><h1>Titel</h1><p>{SENTENCE}"
        + "<a href='b'>x</a> " * 500,
    ],
    ids=[
        "10 MB in one line", "paragraphs", "links in one line", "links in a list", "deep blocks",
        "deep inline", "deep breadcrumb", "headings", "labels", "dates", "deep JSON", "long class",
        "attributes", "attributes with signs", "bare attributes", "labels in bold",
        "labels with elements", "dates in paragraphs", "items before the text",
        "interruptions", "long base",
    ],
)  # fmt: skip
def test_huge_pages_take_bounded_time(html: str) -> None:
    started = time.process_time()
    assert read(html).title in ("Titel", None)
    assert time.process_time() - started < 10


def test_a_tag_with_very_many_attributes_is_read_by_its_first() -> None:
    many = " ".join(f"data-{n}='>'" for n in range(2_000))
    article = read(f"<h1 id='t' {many}>Titel</h1><p class='lead' {many}>{SENTENCE}</p>")
    assert (article.title, article.lead) == ("Titel", SENTENCE.strip())
    data = "{" + '"@type": "NewsArticle", "headline": "Titel <b ' + "wort " * 2_000 + '"}'
    page = Page(f"<script type='application/ld+json'>{data}</script><p {many}>x", URL)
    assert data.encode() in page.source


@pytest.mark.parametrize(
    ("html", "title"),
    [
        (b"<h1>Ti\x00tel</h1><p>\x00wort", "Titel"),
        ("<h1>Tätel</h1>".encode("utf-16"), "Tätel"),
        ('<meta charset="utf-8"><h1>Tätel</h1>'.encode("latin-1"), "Tätel"),
        (b'<meta charset="x-gibt-es-nicht"><h1>Titel</h1>', "Titel"),
        (b'<?xml version="1.0" encoding="utf-16"?><html><body><h1>Titel</h1></body>', "Titel"),
        ("<h1>Ti\ud800tel</h1>", "Ti?tel"),
        (b"", None),
        (b"   \n ", None),
        (b"<!-- nur das -->", None),
    ],
)
def test_broken_encodings_are_read_as_far_as_they_can_be(
    html: str | bytes, title: str | None
) -> None:
    assert read(html).title == title


@pytest.mark.parametrize("layout", [None, "kooperation_international", "clusterplattform"])
@quickly
@given(data=st.binary(max_size=3_000))
def test_bytes(layout: str | None, data: bytes) -> None:
    read(data, layout)


TAGS = [
    "h1",
    "h2",
    "p",
    "div",
    "span",
    "a",
    "li",
    "ul",
    "table",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "strong",
    "br",
    "img",
    "figure",
    "figcaption",
    "nav",
    "time",
    "form",
    "pp-x",
]
CLASSES = [
    "lead",
    "teaser",
    "date",
    "kicker",
    "caption",
    "breadcrumb",
    "abstract",
    "related",
    "footer",
    "isFirstInSlot",
]
WORDS = [
    "Quelle:",
    "Redaktion:",
    "Themen",
    "01.02.2020",
    "©",
    "Weitere Informationen",
    SENTENCE,
    "x",
]


@quickly
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TAGS), st.sampled_from(CLASSES), st.sampled_from(WORDS), st.booleans()
        ),
        max_size=60,
    )
)
def test_tag_soup(soup: list[tuple[str, str, str, bool]]) -> None:
    html = "".join(
        f'<{tag} class="{name}" href="x" src="y">{word}' + (f"</{tag}>" if closed else "")
        for tag, name, word, closed in soup
    )
    read(html, "kooperation_international")


@quickly
@given(seed=st.integers(0, 10_000))
def test_mutated_pages(seed: int) -> None:
    """Stored pages with pieces cut out, doubled and exchanged."""
    rng = random.Random(seed)
    text = rng.choice(golden_pages()).read_text("utf-8")
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(text))
        end = min(len(text), start + rng.randint(1, 400))
        piece = rng.choice(
            ["", text[start:end] * 2, "<", '"', "\x00", "</div>", "<table><tr>", "&#0;"]
        )
        text = text[:start] + piece + text[end:]
    read(text)


@pytest.mark.parametrize("layout", [None, "generic"])
def test_a_page_needs_no_garbage_collector(layout: str | None) -> None:
    """Else trees of pages, megabytes each, would wait for its next round."""
    pages = [(page.read_bytes(), expected_of(page)["url"]) for page in golden_pages()]
    for html, url in pages:
        read_page(html, url, layout)
    gc.collect()
    gc.disable()
    try:
        for html, url in pages:
            read_page(html, url, layout)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_bodies_are_text_without_scripts() -> None:
    article = read(
        f"<h1>Titel</h1><p onclick='x()'>{SENTENCE}<script>alert(1)</script></p>"
        f"<style>p{{}}</style><p>{SENTENCE}</p><iframe src='javascript:x'></iframe>"
        "<p><a href='javascript:alert(1)'>Da</a> <a href='mailto:a@b.example'>Mail</a> " + SENTENCE
    )
    assert article.body is not None
    assert "alert" not in article.body
    assert "<" not in article.body
    assert article.links == []


def test_trails_without_number_cost_no_more_than_their_length():
    crumbs = '<li class="breadcrumb-item" data-crumb="1" id="crumb"><a href="/a">Aktuelles</a></li>'
    page = f"<body><h1>Neues</h1><ul>{crumbs * 40_000}</ul><p>Ein Text.</p></body>"
    began = time.process_time()
    extract(page, "https://www.talamt.example/neues")
    assert time.process_time() - began < 10


def test_headings_within_headings_are_not_read_over_and_over():
    page = f"<title>Neues</title>{'<h1>Neues ' * 5_000}<p>Ein Text.</p>"
    began = time.process_time()
    extract(page, "https://www.talamt.example/neues")
    assert time.process_time() - began < 5


def test_a_name_of_the_page_itself_makes_no_trail_of_all_its_links():
    trail = '<nav class="pathway"><a href="/">Start</a> › <a href="/neues">Neues</a></nav>'
    page = f'<body class="has-breadcrumb">{trail}<a href="#x">Zum Inhalt</a><h1>Halle</h1></body>'
    found = extract(page, "https://www.talamt.example/halle").breadcrumbs
    assert [crumb.label for crumb in found] == ["Start", "Neues"]
