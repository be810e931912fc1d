"""A fifth of a portal's pages, or all, read wrongly: named in the same run, and nothing spoilt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from http.client import HTTPConnection

import pytest

from crawler.demo import DemoServer, replica
from crawler.items import Article
from crawler.layouts import extract
from crawler.monitoring.health.alarms import baseline_of, fields_in_doubt, judge
from crawler.monitoring.health.counters import HealthCounters
from crawler.monitoring.health.field_changes import FIELDS
from crawler.monitoring.health.measures import PastRun
from pipelines import normalise
from tests.health.breakages import ARTICLES, CLUSTER, KOOPERATION
from tests.health.generations import GENERATIONS, oldest

HOSTS = {CLUSTER: "www.cluster.example", KOOPERATION: "www.kooperation.example"}
# The layouts see through these, or the portal's pages have nothing of the kind.
READ_ALL_THE_SAME = {
    CLUSTER: {
        "teasers in the text", "all classes renamed", "Quelle and Redaktion swapped",
        "Quelle and Themen swapped", "Quelle is the portal", "places are all of a list",
        "topics are those of the portal", "trailer gone", "cookies in the text",
    },
    KOOPERATION: {"teasers in the text", "all classes renamed", "cookies in the text"},
}  # fmt: skip


@cache
def pages(spider: str) -> Mapping[str, str]:
    """The articles' pages as a healthy portal sends them, by path."""
    found = {}
    with DemoServer(articles=ARTICLES) as server:
        _, _, target = server.connect_to.partition("=")
        connection = HTTPConnection(target.partition(",")[0], timeout=10)
        for article in replica.generate(spider.removeprefix("demo_"), ARTICLES):
            connection.request("GET", article.address, headers={"Host": HOSTS[spider]})
            found[article.address] = connection.getresponse().read().decode()
        connection.close()
    return found


def read(spider: str, path: str, page: str) -> Article:
    """The article a crawl would bring to the archive."""
    url = f"http://{HOSTS[spider]}{path}"
    article = extract(page, url)
    article.fetched_url = url
    return normalise(article)


@cache
def stored(spider: str) -> Mapping[str, Article]:
    """The articles as the first run stored them, by path."""
    return {path: read(spider, path, page) for path, page in pages(spider).items()}


@pytest.mark.parametrize("share", [0.2, 1.0])
@pytest.mark.parametrize("spider", [CLUSTER, KOOPERATION])
@pytest.mark.parametrize("name", GENERATIONS)
def test_a_generation_that_breaks_is_told_and_held(spider, name, share):
    first = HealthCounters()
    for article in stored(spider).values():
        first.see(article, None)
    past = [PastRun(first.measures())]
    tally = HealthCounters((), baseline_of(past))
    broken = oldest(spider, share, ARTICLES)
    changed, doubts = {}, {}
    for path, before in stored(spider).items():
        now = (
            read(spider, path, GENERATIONS[name](pages(spider)[path])) if path in broken else before
        )
        doubts[path] = {key.field for key in tally.see(now, before)}
        if any(getattr(now, field) != getattr(before, field) for field in FIELDS):
            changed[path] = now
    assert bool(changed) is (name not in READ_ALL_THE_SAME[spider])
    alarms = judge(spider, tally.measures(), past)
    assert bool(alarms) is bool(changed)
    held = fields_in_doubt(alarms, tally.measures())
    assert [path for path in changed if not doubts[path] & held] == []
    assert not changed or any(" → " in (alarm.change or "") for alarm in alarms), alarms
