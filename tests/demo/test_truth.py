"""The truth is what the content says, and what the pages show."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from crawler.demo import content, expected, typesetting
from tests.demo.conftest import Fetch, clean

PORTALS = pytest.mark.parametrize("portal", ["kooperation", "cluster"])


def sentences(article: content.DemoArticle) -> set[str]:
    """The sentences of six words or more, quotation marks aside."""
    texts = [
        article.lead or "",
        *(text for b in article.blocks for k, text in b.items() if k == "p"),
    ]
    plain = (typesetting.plain(text).replace("”", "“") for text in texts)
    return {s for text in plain for s in re.split(r"(?<=[.!?]) ", text) if len(s.split()) > 5}


@PORTALS
def test_the_truth_files_are_those_the_content_makes(portal: str) -> None:
    made = json.loads(json.dumps(expected.make_truth(portal)))
    assert made == list(expected.truth(portal)), "run: python -m crawler.demo.expected"


@PORTALS
def test_there_are_enough_articles(portal: str) -> None:
    assert len(expected.expected(portal)) >= 64


@PORTALS
def test_addresses_are_unique(portal: str) -> None:
    urls = [row["url"] for row in expected.truth(portal)]
    assert len(set(urls)) == len(urls)


@PORTALS
def test_pages_show_what_the_truth_says(fetch: Fetch, portal: str) -> None:
    for row in expected.expected(portal):
        answer = fetch(row["url"])
        text = clean(answer.tree.text_content())
        assert answer.headline == row["title"]
        shown = [
            row["lead"],
            row["subtitle"],
            row["kicker"],
            row["source_text"],
            row["editor_text"],
        ]
        shown += row["body"].replace(" | ", "\n\n").split("\n\n")
        shown += [*row["topics"], *row["sources"]]
        shown += [place["name"] for place in row["places"]]
        shown += [value for image in row["images"] for value in (image["caption"], image["credit"])]
        shown += [link["text"] for link in row["links"]]
        for value in filter(None, shown):
            assert value in text, (row["url"], value)
        html = answer.body.decode()
        if row["published_text"]:
            assert row["published_text"] in html
        session = re.compile(r";jsessionid=[^?\"]+")
        addresses = session.sub("", html).replace("&amp;", "&")
        for entry in (*row["links"], *row["images"]):
            own = re.sub(r"^http://www\.(kooperation|cluster)\.example/", "", entry["url"])
            assert own in addresses


@PORTALS
def test_undated_pages_show_no_date_of_their_own(fetch: Fetch, portal: str) -> None:
    for row in expected.expected(portal):
        if row["published_on"] is None and row["deadline_on"] is None:
            answer = fetch(row["url"])
            assert not answer.tree.xpath("//main//time | //main//*[contains(@class, 'date')]")
            assert not answer.tree.xpath("//meta[contains(@name, 'date')]")


@PORTALS
def test_values_are_clean(portal: str) -> None:
    text = Path(expected.__file__).with_name("truth").joinpath(f"{portal}.jsonl").read_text("utf-8")
    assert not re.search(r"[\u00ad\u00a0\u200b]|&[a-z]+;|jsessionid|  ", text)
    for row in expected.truth(portal):
        for field in ("title", "lead", "body"):
            assert not re.search(r"[{}\[\]]", row[field] or ""), "a mark was left in"


@PORTALS
def test_planted_dates_stand_in_the_text(portal: str) -> None:
    for row in expected.truth(portal):
        for date in row["dates"]:
            if date["role"] in ("event", "mentioned"):
                assert date["text"] in f"{row['lead']}\n{row['body']}"
                assert date["starts_on"] <= date["ends_on"]


@PORTALS
def test_the_second_edition_says_which_fields_change(portal: str) -> None:
    first = {row["url"]: row for row in expected.expected(portal, 1)}
    second = {row["url"]: row for row in expected.expected(portal, 2)}
    assert len(second.keys() - first.keys()) == 3
    assert len(first.keys() - second.keys()) == 1
    changed = {url for url in first.keys() & second.keys() if first[url] != second[url]}
    assert len(changed) == 5
    fields = {
        name for url in changed for name in first[url] if first[url][name] != second[url][name]
    }
    assert len(fields) >= 3
    cosmetic = [
        r
        for r in expected.truth(portal)
        if r.get("editions", {}).get("2") == {"change": "cosmetic"}
    ]
    assert len(cosmetic) == 5


def test_texts_differ_but_for_the_copies() -> None:
    articles = [*content.written("kooperation"), *content.written("cluster")]
    said = {article.address: sentences(article) for article in articles}
    of = {a.address: a.copy_of["url"].partition(".example")[2] for a in articles if a.copy_of}
    for one, two in combinations(said, 2):
        shared = len(said[one] & said[two]) / min(len(said[one]), len(said[two]))
        copied = of.get(one) == two or of.get(two) == one
        sibling = one in of and said.keys() >= {of[one]} and two in of
        assert shared > 0.5 if copied else shared <= 0.7 or sibling, (one, two)


@PORTALS
def test_articles_are_of_news_length(portal: str) -> None:
    for row in expected.truth(portal):
        paragraphs = row["body"].split("\n\n")
        assert 3 <= len(paragraphs) <= 13, row["url"]
        assert len(row["body"].split()) >= 40, row["url"]


@PORTALS
def test_the_second_edition_edits_deletes_adds_and_dresses_up(portal: str) -> None:
    changes = Counter(article.editions.get("change") for article in content.written(portal))
    del changes[None]
    assert changes == {"edited": 5, "deleted": 1, "new": 3, "cosmetic": 5}
