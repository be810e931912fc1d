"""What lists show is kept once, and has a portal dated anew only where it says more."""

import datetime as dt
from contextlib import closing
from itertools import permutations

import pytest

from crawler.archive import Archive, ListedDate, ListedUrls, Portal

LIST = "https://beispiel.example/liste"


def seen(day, urls, page=1):
    moment = dt.datetime(2016, 2, day, 4, tzinfo=dt.UTC)
    return ListedUrls(LIST, page, moment, [f"https://beispiel.example/{one}" for one in urls])


def dated(url, day):
    return ListedDate(LIST, "listed", f"https://beispiel.example/{url}", dt.date(2016, 2, day))


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        archive.begin_run("beispiel", "live", Portal("beispiel"))
        yield archive


def waits(archive, lists, dates=()):
    """Whether the portal is to be dated anew for what is noted now."""
    db = archive.db.conn
    archive.date_articles()
    archive.note_listed("beispiel", lists, dates)
    return db.execute("SELECT count(*) FROM dating_pending").fetchone() == (1,)


def test_a_list_that_is_as_it_was_dates_nothing_anew(archive):
    assert waits(archive, [seen(1, "cba")])
    assert not waits(archive, [seen(2, "cba")])
    assert waits(archive, [seen(5, "dcb")])
    assert not waits(archive, [seen(6, "dcb")])
    # A capture that is found later: the article d came behind it.
    assert waits(archive, [seen(4, "cba")])
    assert not waits(archive, [seen(3, "cba")])


def test_further_pages_that_were_read_a_moment_later_date_nothing_anew_every_night(archive):
    assert waits(archive, [seen(1, "fed"), seen(2, "cba", page=2)])
    assert not waits(archive, [seen(3, "fed")])
    assert not waits(archive, [seen(4, "fed"), seen(4, "cba", page=2)])
    assert waits(archive, [seen(5, "gfe"), seen(5, "dcb", page=2)])
    assert not waits(archive, [seen(6, "gfe"), seen(6, "dcb", page=2)])


def test_a_date_that_is_known_dates_nothing_anew(archive):
    assert waits(archive, [], [dated("a", 5), dated("b", 6)])
    assert not waits(archive, [], [dated("a", 5), dated("b", 7)])
    assert waits(archive, [], [dated("b", 3)])


def test_captures_in_any_order_are_kept_alike(tmp_path):
    captures = [seen(1, "ba"), seen(3, "cba"), seen(2, "ba"), seen(9, "ba", page=2)]
    kept = set()
    for number, order in enumerate(permutations(captures)):
        with Archive(tmp_path / f"{number}.db") as archive:
            archive.begin_run("beispiel", "live", Portal("beispiel"))
            archive.note_listed("beispiel", order)
            with closing(archive.db.conn.execute("SELECT * FROM list_snapshots")) as rows:
                kept.add(tuple(rows))
    assert len(kept) == 1
