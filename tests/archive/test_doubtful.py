"""How sure fields are is kept with the article, and follows the page it is filed by."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.archive import Archive, Portal
from crawler.archive.doubtful import doubtful_articles, unjudged
from crawler.items import Article


def seen(archive: Archive, number: int, sure: dict[str, float], day: int = 1) -> None:
    run = archive.begin_run("talamt", "live", Portal("talamt"))
    article = Article(
        url=f"https://www.talamt.example/meldung-{number}",
        portal="talamt" if number < 9 else "bergamt",
        title=f"Meldung {number}",
        body="Ein Text.",
        captured_at=dt.datetime(2024, 5, day, tzinfo=dt.UTC),
        confidence=sure,
    )
    archive.store([article], run)


def least_sure(archive: Archive, portal: str | None = None) -> list[tuple[int, str, float]]:
    return [
        (found.article_id, found.field, found.sure)
        for found in doubtful_articles(archive.db.conn, portal, 10)
    ]


def test_the_least_sure_field_of_each_article_decides_its_place(archive):
    seen(archive, 1, {"title": 0.9, "body": 0.7})
    seen(archive, 2, {"title": 0.4, "body": 0.95})
    seen(archive, 3, {"title": 0.99})
    assert least_sure(archive) == [(2, "title", 0.4), (1, "body", 0.7), (3, "title", 0.99)]


def test_one_portal_alone(archive):
    seen(archive, 1, {"title": 0.9})
    seen(archive, 9, {"title": 0.2})
    assert least_sure(archive, "bergamt") == [(2, "title", 0.2)]


def test_a_page_read_again_says_anew_how_sure_it_is_and_is_no_edit(archive):
    seen(archive, 1, {"title": 0.3})
    seen(archive, 1, {"title": 0.8}, day=2)
    assert least_sure(archive) == [(1, "title", 0.8)]
    assert archive.db["revisions"].count == 0


def test_articles_of_which_nothing_is_known_are_counted(archive):
    seen(archive, 1, {})
    seen(archive, 2, {"title": 0.8})
    assert unjudged(archive.db.conn, None) == 1
    assert unjudged(archive.db.conn, "bergamt") == 0


@pytest.mark.parametrize("sure", [{"title": 0.25, "lead": 0.5}, {}])
def test_an_article_comes_out_of_the_archive_with_what_it_went_in_with(archive, sure):
    seen(archive, 1, sure)
    stored = archive.article(1)
    assert stored is not None
    assert stored.confidence == sure
