"""Feeds as portals send them: with warnings before them, broken off, or not at all."""

import pytest

from spiders.feeds import read_feed

URL = "https://www.muster.example/rss.xml"
RSS = (
    b"<rss><channel><item><link>/eins</link></item><item><link>/zwei</link></item></channel></rss>"
)
BOTH = ["https://www.muster.example/eins", "https://www.muster.example/zwei"]
WARNING = b"<br />\n<b>Warning</b>: include(): failed in <b>/www/x.php</b> on line 3<br />\n"


@pytest.mark.parametrize(
    "before",
    [b"", b"\n\n", b"\xef\xbb\xbf", b"<?xml version='1.0'?>\n<!-- ein Kommentar -->", WARNING,
     WARNING + b"<?xml version='1.0' encoding='utf-8'?>"],
)  # fmt: skip
def test_what_stands_before_a_feed_is_passed_over(before):
    feed = read_feed(before + RSS, URL)
    assert (list(feed.entries), feed.fault) == (BOTH, None)


@pytest.mark.parametrize("at", [-7, -20, -30])
def test_of_a_feed_that_breaks_off_the_beginning_is_read_and_the_fault_told(at):
    feed = read_feed(RSS[:at], URL)
    assert list(feed.entries)[:1] == BOTH[:1]
    assert "broken XML" in feed.fault


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><html><body><h1>Startseite</h1></body></html>", "a page of HTML"),
        (b"<html><head><title>Einen Moment</title></head></html>", "a page of HTML"),
        (b"", "nothing"),
        (b"Fatal error: out of memory", "something else"),
        (b'{"items": []}', "something else"),
    ],
)
def test_what_is_no_feed_is_none(body, says):
    with pytest.raises(ValueError, match=says):
        read_feed(body, URL)


def test_a_broken_url_costs_itself():
    feed = read_feed(RSS.replace(b"/eins", b"https://[x]/"), URL)
    assert list(feed.entries) == ["https://[x]/", BOTH[1]]
