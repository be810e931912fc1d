"""Conditional requests: what is sent after each kind of earlier answer."""

from __future__ import annotations

import datetime as dt

import pytest
from scrapy import Request
from scrapy.utils.test import get_crawler

from crawler.archive import Archive, Portal
from crawler.downloader.conditional import ConditionalMiddleware
from crawler.items import Article, Capture
from crawler.request_meta import ARTICLE, CONDITIONAL

URL = "https://www.muster.example/detail/info/vierzig-betriebe"
LIST = "https://www.muster.example/aktuelles"
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DATE = "Tue, 09 Apr 2019 08:00:00 GMT"


def capture(url=URL, days_ago=1.0, status=200, **validators) -> Capture:
    at = NOW - dt.timedelta(days=days_ago)
    return Capture(url, at, at, status, digest="sha1:" + "A" * 32, source="live", **validators)


class Portals:
    """An archive, and the headers a request gets because of it."""

    def __init__(self, path):
        self.archive = Archive(path)
        self.run_id = self.archive.begin_run("musterportal", "live", Portal("musterportal"))
        self.crawler = get_crawler(
            settings_dict={
                "ARCHIVE_PATH": str(path),
                "EXTENSIONS": {"crawler.downloader.previous_runs.PreviousRuns": 0},
            }
        )
        self.crawler._apply_settings()
        self.middleware = ConditionalMiddleware(self.crawler)

    def saw_article(self, *captures: Capture) -> None:
        for seen in captures:
            article = Article(URL, title="Vierzig Betriebe", captured_at=seen.captured_at)
            article.capture = seen
            self.archive.add_captures([seen], self.run_id)
            self.archive.store([article], self.run_id)

    def sent(self, url=URL, conditional=ARTICLE, headers=None) -> dict[str, str]:
        request = Request(url, meta={CONDITIONAL: conditional}, headers=headers)
        self.middleware.process_request(request)
        return {
            name: request.headers[name].decode()
            for name in ("If-None-Match", "If-Modified-Since")
            if name in request.headers
        }


@pytest.fixture
def portals(tmp_path):
    made = Portals(tmp_path / "archive.db")
    yield made
    made.archive.close()


@pytest.mark.parametrize(
    ("validators", "headers"),
    [
        ({}, {}),
        ({"etag": '"a1"'}, {"If-None-Match": '"a1"'}),
        ({"etag": 'W/"a1"'}, {"If-None-Match": 'W/"a1"'}),
        ({"last_modified": DATE}, {"If-Modified-Since": DATE}),
        (
            {"etag": '"a1"', "last_modified": DATE},
            {"If-None-Match": '"a1"', "If-Modified-Since": DATE},
        ),
    ],
    ids=["none", "etag", "weak etag", "last modified", "both"],
)
def test_what_the_server_sent_is_sent_back(portals, validators, headers):
    portals.saw_article(capture(**validators))
    assert portals.sent() == headers


def test_the_latest_validators_count(portals):
    portals.saw_article(capture(days_ago=3, etag='"old"'), capture(days_ago=1, etag='"new"'))
    assert portals.sent() == {"If-None-Match": '"new"'}


def test_a_304_passes_the_validators_on(portals):
    portals.saw_article(capture(days_ago=3, etag='"a1"'))
    portals.archive.see_unmodified([capture(status=304, etag='"a1"')], portals.run_id)
    assert portals.sent() == {"If-None-Match": '"a1"'}


def test_a_server_that_says_304_for_ever_has_to_send_the_page_now_and_then(portals):
    portals.saw_article(capture(days_ago=100, etag='"a1"'))
    portals.archive.see_unmodified(
        [capture(days_ago=n, status=304, etag='"a1"') for n in (60, 30, 1)], portals.run_id
    )
    assert portals.sent() == {}


def test_a_page_that_was_captured_and_not_stored_is_sent_whole(portals):
    portals.archive.add_captures([capture(etag='"a1"')], portals.run_id)
    assert portals.sent() == {}


def test_a_request_that_does_not_ask_for_it_stays_as_it_is(portals):
    portals.saw_article(capture(etag='"a1"'))
    assert portals.sent(conditional=None) == {}


def test_the_target_of_a_redirect_has_its_own_validators(portals):
    portals.saw_article(capture(etag='"a1"'))
    assert portals.sent("https://www.muster.example/neu", headers={"If-None-Match": '"a1"'}) == {}


@pytest.mark.parametrize(("read_days_ago", "conditional"), [(0.5, True), (2, False)])
def test_a_list_page_counts_as_known_when_all_it_led_to_was_stored(
    portals, read_days_ago, conditional
):
    portals.archive.add_captures([capture(LIST, etag='"l1"')], portals.run_id)
    read_at = (NOW - dt.timedelta(days=read_days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert portals.sent(LIST, read_at) == ({"If-None-Match": '"l1"'} if conditional else {})


def test_articles_seen_as_they_were_make_no_revision(portals):
    portals.saw_article(capture(days_ago=3, etag='"a1"'), capture(days_ago=2, etag='"other"'))
    unmodified = capture(status=304, etag='"other"')
    assert portals.archive.see_unmodified([unmodified], portals.run_id) == ["duplicate"]
    (article,) = portals.archive.db["articles"].rows
    assert article["revision_count"] == 0
    assert article["last_seen_at"] == unmodified.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ")
