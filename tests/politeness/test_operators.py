"""What operators set: whom portals can write to, when they are crawled, how long is waited."""

import datetime as dt

import pytest

from crawler.downloader.contact import ContactError, identified
from crawler.downloader.crawl_hours import CrawlHoursError, parse_crawl_hours
from crawler.downloader.retry_after import seconds_asked_for

NOW = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("", "name/1"),
        ("wer@amt.example", "name/1 (+mailto:wer@amt.example)"),
        ("mailto:wer@amt.example", "name/1 (+mailto:wer@amt.example)"),
        ("https://amt.example/archiv", "name/1 (+https://amt.example/archiv)"),
    ],
)
def test_the_contact_stands_in_the_user_agent_once(contact, agent):
    assert identified("name/1", contact) == identified(agent, contact) == agent


@pytest.mark.parametrize("contact", ["a b@c.example", "a@b\r\nHost: c", "ü@a.example", "(a@b)"])
def test_what_cannot_stand_in_a_header_is_refused(contact):
    with pytest.raises(ContactError, match="CONTACT="):
        identified("name/1", contact)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), ("Thu, 15 Jan 2026 12:01:30 GMT", 90),
        ("Thu, 15 Jan 2026 11:00:00 GMT", 0), ("bald", None), ("-5", None), ("", None),
        ("9" * 400, 999_999_999),
    ],
)  # fmt: skip
def test_retry_after(value, seconds):
    assert seconds_asked_for(value, NOW) == seconds


@pytest.mark.parametrize(
    ("window", "at", "hours_left"),
    [
        ("22:00-06:00", "2026-01-15T21:30+00:00", 7.5),  # 22:30 in Berlin
        ("22:00-06:00", "2026-01-16T04:00+00:00", 1),
        ("22:00-06:00", "2026-01-16T05:00+00:00", 0),
        ("22:00-06:00", "2026-01-15T12:00+00:00", 0),
        ("9:00 - 17:00", "2026-07-15T10:00+00:00", 5),
        ("22:00-06:00", "2026-03-28T21:00+00:00", 7),  # that night has seven hours
        ("00:00-00:00", "2026-01-15T12:00+00:00", 11),
    ],
)
def test_a_window_is_by_the_clock_in_berlin(window, at, hours_left):
    assert (
        parse_crawl_hours(window).seconds_left(dt.datetime.fromisoformat(at)) == hours_left * 3600
    )


def test_no_window_is_every_hour_and_nonsense_is_said():
    assert parse_crawl_hours(None) is parse_crawl_hours(" ") is None
    for text in ("22-6", "25:00-06:00", "nachts"):
        with pytest.raises(CrawlHoursError, match="write it like"):
            parse_crawl_hours(text)
