"""How far a list is read: to where everything was stored when it was last read."""

import datetime as dt

import pytest

from crawler.archive.crawl_state import Known, ListRead
from spiders.reach import Walk, walk_of

NOW = dt.datetime(2024, 5, 17, tzinfo=dt.UTC)
READ_AT = "2024-05-16T03:00:00Z"
OLD, SINCE = "2024-05-15T03:00:00Z", "2024-05-17T03:00:00Z"


def known(fetched_at, *urls):
    return {url: Known(fetched_at, gone=False) for url in urls}


def incremental() -> Walk:
    return Walk("https://muster.example/liste", READ_AT, fully=False)


def test_a_page_of_known_articles_ends_an_incremental_walk():
    assert not incremental().goes_on({"a", "b"}, known(OLD, "a", "b"))


def test_one_new_article_leads_on():
    assert incremental().goes_on({"a", "b"}, known(OLD, "a"))


def test_what_a_killed_run_stored_of_the_list_does_not_end_it():
    """Its pages behind were not read, whatever the first ones look like now."""
    walk = incremental()
    assert walk.goes_on({"c", "d"}, known(SINCE, "c", "d"))
    assert walk.goes_on({"e"}, {})
    assert not walk.goes_on({"a", "b"}, known(OLD, "a", "b"))


def test_a_full_walk_goes_on_over_known_articles():
    assert Walk("https://muster.example/liste").goes_on({"a"}, known(OLD, "a"))


def test_a_page_without_articles_says_nothing_of_those_behind_it():
    assert incremental().goes_on(set(), {})


@pytest.mark.parametrize(
    ("read_fully_at", "everything", "fully"),
    [
        ("2024-05-10T03:00:00Z", False, False),
        ("2024-05-10T03:00:00Z", True, True),
        ("2024-04-10T03:00:00Z", False, True),
        (None, False, True),
    ],
)
def test_lists_are_read_to_their_very_end_now_and_then(read_fully_at, everything, fully):
    read = ListRead(READ_AT, read_fully_at)
    walk = walk_of("https://muster.example/", read, now=NOW, days=30, everything=everything)
    assert walk.fully is fully
    assert walk.conditional() == (None if fully else READ_AT)


def test_a_list_that_was_never_read_to_an_end_is_read_to_its_end():
    walk = walk_of("https://muster.example/", None, now=NOW, days=30, everything=False)
    assert walk.fully


def test_a_list_read_by_a_clock_that_ran_ahead_is_read_to_its_end():
    read = ListRead("2031-01-01T03:00:00Z", "2031-01-01T03:00:00Z")
    walk = walk_of("https://muster.example/", read, now=NOW, days=30, everything=False)
    assert walk.fully
    assert walk.conditional() is None
