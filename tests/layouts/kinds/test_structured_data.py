"""Structured data is read as it is written on real pages: nearly JSON, nearly schema.org."""

from __future__ import annotations

import json

import pytest

from tests.layouts.kinds.small_page import TITLE, read

DATA = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2021-05-04T08:00:00+02:00"}
JSON = json.dumps(DATA)


def script(text: str, mime: str = "application/ld+json") -> str:
    return f'<script type="{mime}">{text}</script>'


@pytest.mark.parametrize(
    "kind",
    [
        "https://schema.org/NewsArticle",
        "http://schema.org/Article",
        "schema:NewsArticle",
        "ReviewNewsArticle",
        "LiveBlogPosting",
        ["Thing", "TechArticle"],
    ],
    ids=str,
)
def test_every_kind_of_article_is_one(kind: object) -> None:
    article = read(dateline="", head=script(json.dumps(DATA | {"@type": kind})))
    assert article.published_on == "2021-05-04"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"//<![CDATA[\n{JSON}\n//]]>", id="cdata"),
        pytest.param(f"<!--\n{JSON}\n-->", id="an HTML comment"),
        pytest.param(f"/* Meldung */ {JSON}", id="a comment"),
        pytest.param(JSON[:-1] + ",}", id="a comma at the end"),
        pytest.param(f"{JSON};", id="a semicolon at the end"),
        pytest.param(f"\ufeff{JSON}", id="a byte order mark"),
        pytest.param(JSON[:-1] + ', "description": "eins\nzwei"}', id="a line break in a text"),
    ],
)
def test_what_is_nearly_json_is_read(text: str) -> None:
    assert read(dateline="", head=script(text)).published_on == "2021-05-04"


def test_the_main_entity_of_a_graph_is_the_article() -> None:
    other = {"@type": "NewsArticle", "headline": "Kran am Kai", "datePublished": "2020-02-02"}
    page = {"@type": "WebPage", "mainEntity": {"@id": "#steg"}}
    graph = {"@graph": [other | {"@id": "#kran"}, page, DATA | {"@id": "#steg"}]}
    assert read(dateline="", head=script(json.dumps(graph))).published_on == "2021-05-04"


def test_a_trail_is_in_the_order_of_its_positions() -> None:
    items = [
        {"@type": "ListItem", "position": str(place), "name": name}
        for place, name in [(10, "Stege"), (2, "Meldungen"), (1, "Start")]
    ]
    trail = {"@type": "BreadcrumbList", "itemListElement": items}
    article = read(head=script(json.dumps(trail)))
    assert article.breadcrumb == "Start › Meldungen › Stege"


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "Event", "name": "Seefest", "startDate": "2021-06-12T10:00"},
        {"@type": "Organization", "name": "Seeamt", "foundingDate": "1971-05-01"},
        DATA | {"datePublished": "1970-01-01T00:00:00Z"},
    ],
    ids=["an event", "an organisation", "the zero of a clock"],
)
def test_a_date_of_something_else_is_no_publication(data: dict[str, str]) -> None:
    assert read(dateline="", head=script(json.dumps(data))).published_on is None
