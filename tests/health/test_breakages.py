"""What happens to portals rings within one run by its name, or does no harm; data stay as good."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.archive import Archive
from crawler.monitoring.health.quality_checks import FIELDS
from tests.health.breakages import (
    ARTICLES,
    CLUSTER,
    KOOPERATION,
    in_english,
    in_place_of_articles,
    on_articles,
    on_lists,
    other_classes,
    portals_name_as_title,
    redirected_to,
    the_same_everywhere,
    trailer_reversed,
    umlauts_lost,
    utf8_twice,
    wall,
    without,
    without_articles,
)

LOGIN = wall("Anmeldung", "Bitte melden Sie sich mit Kennung und Passwort an.")
COOKIES = wall("Ihre Privatsphäre", "Wir verwenden Cookies. Bitte stimmen Sie zu. " * 40)
NOT_FOUND = wall("Seite nicht gefunden", "Diese Seite haben wir nicht.")
NOTICE = wall("Wir bauen um", "Ab Herbst finden Sie hier mehr. " * 40)
HEADLINES = (r"<h1.*?</h1>", r"<title>.*?</title>", r"<meta (name|property)=\"(og:)?title\"[^>]*>")

BREAKAGES = {
    "classes renamed": (CLUSTER, on_articles(other_classes), "lead is gone"),
    "classes renamed on TYPO3": (KOOPERATION, on_articles(other_classes), "breadcrumb is gone"),
    "headline gone": (CLUSTER, without(*HEADLINES), "title is another"),
    "headline gone on TYPO3": (KOOPERATION, without(*HEADLINES), "title is another"),
    "headline the portal's": (CLUSTER, on_articles(portals_name_as_title), "title is the portal's"),
    "date gone": (CLUSTER, without(r"\d\d\.\d\d\.\d{4}"), "published_on is"),
    "truncated": (CLUSTER, without(r"(<p>[^<]*</p>\s*){3}(?=<p class=\"serv)"), "body is much"),
    "same page": (CLUSTER, the_same_everywhere(), "title is another"),
    "soft 404": (CLUSTER, in_place_of_articles(NOT_FOUND), "error pages in place"),
    "login": (CLUSTER, in_place_of_articles(LOGIN), "error pages in place"),
    "sent to a login": (CLUSTER, redirected_to("/login", LOGIN), "error pages in place"),
    "sent to a notice": (CLUSTER, redirected_to("/neu", NOTICE), "error pages in place"),
    "cookies": (KOOPERATION, in_place_of_articles(COOKIES), "title is"),
    "English": (KOOPERATION, on_articles(in_english), "language is another"),
    "umlauts lost": (CLUSTER, on_articles(umlauts_lost), "body has broken characters"),
    "charset twice": (CLUSTER, on_articles(utf8_twice), "kicker has broken characters"),
    "trailer gone": (KOOPERATION, without(r"<dl class=.*?</dl>"), "source_text is gone"),
    "list empty": (CLUSTER, on_lists(without_articles), "the list brings nothing: 10 links → none"),
}


def stored(folder) -> dict[str, Any]:
    """What is said of the articles, without when and how it was fetched."""
    with Archive(folder / "archive.db") as archive:
        return {
            article.url: {name: getattr(article, name) for name in FIELDS}
            for _, article in archive.articles()
        }


@pytest.mark.parametrize(("spider", "alter", "says"), BREAKAGES.values(), ids=[*BREAKAGES])
def test_what_breaks_is_named_and_spoils_nothing(healthy, broken, tmp_path, spider, alter, says):
    code, said = broken(alter, spider)
    assert code == 4, said
    assert f"{spider}: " in said
    assert says in said
    before, after = stored(healthy(spider)), stored(tmp_path)
    assert len(before) == ARTICLES
    assert {url: after[url] for url in before} == before


def test_a_trailer_in_another_order_is_read_all_the_same(healthy, broken, tmp_path):
    code, said = broken(on_articles(trailer_reversed), KOOPERATION)
    assert code == 0, said
    assert stored(tmp_path) == stored(healthy(KOOPERATION))
    assert all(row["source_text"] and row["topics"] for row in stored(tmp_path).values())
