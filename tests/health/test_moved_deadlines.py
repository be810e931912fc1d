"""Deadlines that portals move are told; those that a layout misreads are held."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from crawler.items import Article, DateMention
from crawler.monitoring.health.moved_deadlines import is_move
from tests.health.test_edits import fired_fields, healthy, make, nights, run

SEEN = dt.datetime(2025, 3, 3, 2, 30, tzinfo=dt.UTC)
CALLS, NEWS = 20, 20
Change = Callable[[Article], Article]


def call(number: int, seed: int = 0) -> Article:
    """A call whose deadline lies ahead, by a day of its own."""
    chance = random.Random(f"{number} {seed}")
    closes = SEEN.date() + dt.timedelta(days=chance.randrange(20, 300))
    published = SEEN.date() - dt.timedelta(days=chance.randrange(5, 300))
    return replace(
        make(number), deadline_on=str(closes), published_on=str(published), captured_at=SEEN
    )


def days(article: Article, number: int) -> str:
    """The deadline so many days later."""
    return str(dt.date.fromisoformat(article.deadline_on or "") + dt.timedelta(days=number))


def closing(article: Article, day: str | None, **values: object) -> Article:
    return replace(article, deadline_on=day, captured_at=SEEN, **values)  # type: ignore[arg-type]  # any field


def mentioned(day: str) -> list[DateMention]:
    return [DateMention("mentioned", day, day, day, day, 3)]


@pytest.mark.parametrize(
    "moved",
    [
        lambda a: closing(a, days(a, 14)),
        lambda a: closing(a, days(a, 61), body=f"{a.body} Ergänzt."),
        lambda a: closing(a, days(a, -5)),
        lambda a: closing(a, days(a, 365), lead="Die Frist wurde um ein Jahr verlängert."),
        lambda a: closing(a, days(a, 1), body=f"{a.body}\n\nNeue Einreichungsfrist: morgen."),
        lambda a: closing(a, days(a, 30), dates=mentioned(days(a, 30))),
    ],
)
def test_a_deadline_on_a_new_day_has_been_moved(moved):
    before = replace(call(1), deadline_on="2025-04-20")
    assert is_move(moved(before), before)


@pytest.mark.parametrize(
    "misread",
    [
        lambda a: closing(a, None),
        lambda a: closing(a, a.published_on),
        lambda a: closing(a, str(SEEN.date())),
        lambda a: closing(a, days(a, 1)),
        lambda a: closing(a, days(a, 365)),
        lambda a: closing(a, "2025-08-04"),
        lambda a: closing(a, "2025-01-31"),
        lambda a: closing(a, "2025-06-30"),
        lambda a: closing(a, days(a, 30), updated_on=days(a, 30)),
        lambda a: closing(a, days(a, 30), dates=mentioned("2025-04-08")),
    ],
    ids=[
        "gone", "publication", "today", "a day late", "a year late", "day and month swapped",
        "over", "stood elsewhere", "update", "old one still there",
    ],
)  # fmt: skip
def test_another_date_of_the_page_has_not(misread):
    before = replace(call(1), deadline_on="2025-04-08", dates=mentioned("2025-06-30"))
    if misread(before).dates == mentioned("2025-04-08"):
        before = replace(before, dates=mentioned("2025-04-08"))
    assert not is_move(misread(before), before)


def swapped(article: Article) -> Article:
    day = article.deadline_on or ""
    return closing(article, f"{day[:4]}-{day[8:]}-{day[5:7]}")


def of_another(articles: list[Article]) -> Change:
    follows = {
        one.url: other for one, other in zip(articles, articles[7:] + articles[:7], strict=True)
    }
    return lambda a: closing(a, follows[a.url].deadline_on)


def breakages(articles: list[Article]) -> dict[str, Change]:
    return {
        "today": lambda a: closing(a, "2025-03-03"),
        "first teaser's": lambda a: closing(a, "2025-05-17"),
        "publication": lambda a: closing(a, a.published_on),
        "another call's": of_another(articles),
        "a day late": lambda a: closing(a, days(a, 1)),
        "a day early": lambda a: closing(a, days(a, -1)),
        "a year late": lambda a: closing(a, days(a, 365)),
        "years ago": lambda a: closing(a, days(a, -700 - int(a.url[-1]))),
        "gone": lambda a: closing(a, None),
    }


BREAKAGES = [*breakages([call(n) for n in range(CALLS)])]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", BREAKAGES)
def test_a_layout_that_misreads_a_fifth_of_the_deadlines_is_told(name, seed):
    calls = [call(n, seed) for n in range(CALLS)]
    articles = [*calls, *(make(n) for n in range(CALLS, CALLS + NEWS))]
    change = breakages(calls)[name]
    for share in (0.2, 0.5, 1.0):
        numbers = random.Random(seed).sample(range(CALLS), round(share * CALLS))
        now = run(articles, dict.fromkeys(numbers, change))
        assert "deadline_on" in fired_fields(now, healthy(articles)), share


def test_a_day_in_the_frame_that_comes_to_one_call_a_night_is_told():
    calls = [call(n, 3) for n in range(12)]
    change = breakages(calls)["first teaser's"]
    assert "deadline_on" in set().union(
        *nights(calls, [{n: change} for n in range(3)], healthy(calls, 5))
    )


@pytest.mark.parametrize("name", BREAKAGES)
def test_one_that_misreads_a_call_or_two_a_night_is_told(name):
    calls = [call(n) for n in range(CALLS)]
    change = breakages(calls)[name]
    changes = [dict.fromkeys(numbers, change) for numbers in ((0, 1), (2,), (3,), (4, 5, 6))]
    assert "deadline_on" in set().union(*nights(calls, changes, healthy(calls, 5)))


@pytest.mark.parametrize("seed", range(3))
def test_an_editor_who_moves_a_deadline_or_two_a_night_is_no_alarm(seed):
    calls = [call(n, seed) for n in range(CALLS)]

    def later(article: Article) -> Article:
        return closing(article, days(article, 14 + int(article.url[-1])))

    changes = [dict.fromkeys((2 * n, 2 * n + 1), later) for n in range(4)]
    assert nights(calls, changes, healthy(calls, 5)) == [set()] * 4
