"""Large answers of an index that gives no resume keys are asked for in parts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from crawler.webarchives.services import Query, cdx_service
from tests import looping

PAGE = 5
BEGINNING = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)

moments = st.lists(
    st.one_of(st.integers(0, 20), st.integers(0, 25 * 365 * 86_400)).map(
        lambda seconds: BEGINNING + dt.timedelta(seconds=seconds)
    ),
    max_size=60,
)


class Index:
    """A CDX server as pywb is one: from=, to= and limit=, and nothing else."""

    def __init__(self, moments, ignores=()):
        lines = ((f"portal)/{number % 7}", moment) for number, moment in enumerate(moments))
        self.lines = sorted((key, f"{moment:%Y%m%d%H%M%S}") for key, moment in lines)
        self.ignores = ignores
        self.asked = []

    async def ask(self, address):
        query = {k: v for k, v in parse_qsl(urlsplit(address).query) if k not in self.ignores}
        self.asked.append(query)
        low, high = query.get("from", "0"), query.get("to", "9")
        lines = [line for line in self.lines if low <= line[1] <= high]
        url = "http://portal/{} text/html 200 - 1"
        return "".join(
            f"{key} {moment} {url.format(key[-1])}\n"
            for key, moment in lines[: int(query.get("limit", 10**6))]
        ).encode()


async def listed(index, since=None, until=None):
    service = replace(cdx_service("http://127.0.0.1/coll"), page_size=PAGE)
    query = Query("portal", "host", since, until)
    return [row async for row in service.listed(index.ask, query)]


@given(moments)
def test_every_line_comes_once(moments):
    found = looping.run(listed(Index(moments)))

    assert Counter(row.captured_at for row in found) == Counter(moments)


@given(moments, st.integers(0, 9000), st.integers(0, 9000))
def test_a_period_is_kept_to(moments, first, length):
    since = BEGINNING.date() + dt.timedelta(days=first)
    until = since + dt.timedelta(days=length)

    found = looping.run(listed(Index(moments), since, until))

    wanted = [moment for moment in moments if since <= moment.date() <= until]
    assert Counter(row.captured_at for row in found) == Counter(wanted)


def test_little_is_one_question():
    index = Index([BEGINNING] * (PAGE - 1))

    assert len(looping.run(listed(index))) == PAGE - 1
    assert index.asked == [{"url": "portal", "matchType": "host", "limit": str(PAGE)}]


def test_who_ignores_the_limit_has_answered():
    index = Index([BEGINNING] * 30, ignores=("limit",))

    assert len(looping.run(listed(index))) == 30
    assert len(index.asked) == 1


def test_who_ignores_periods_is_asked_for_everything():
    index = Index([BEGINNING + dt.timedelta(days=day) for day in range(30)], ignores=("from", "to"))

    assert len(looping.run(listed(index))) == 30
    assert index.asked[-1] == {"url": "portal", "matchType": "host"}
    assert len(index.asked) == 4
