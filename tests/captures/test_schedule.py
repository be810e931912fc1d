"""Young articles are looked at often, old ones hardly ever."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.captures.schedule import interval_at, is_due, is_due_again

NOW = dt.datetime(2024, 5, 17, 3, 17, tzinfo=dt.UTC)
AGES = st.timedeltas(dt.timedelta(0), dt.timedelta(days=20 * 365))


@pytest.mark.parametrize(
    ("age", "days_ago", "due"),
    [
        (0, 0, True),
        (1, 0, True),
        (5, 0, False),
        (5, 1, True),
        (20, 1, False),
        (20, 7, True),
        (100, 29, False),
        (100, 30, True),
        (1000, 30, False),
        (1000, 180, True),
        (3650, 180, False),
        (3650, 365, True),
    ],
    ids=lambda value: str(value),
)
def test_how_often(age, days_ago, due):
    born, visited = NOW - dt.timedelta(days=age), NOW - dt.timedelta(days=days_ago)
    assert is_due(NOW, born, visited) is due


def test_a_run_that_begins_minutes_earlier_than_yesterday_is_still_a_day_later():
    assert is_due(NOW, NOW - dt.timedelta(days=5), NOW - dt.timedelta(hours=23, minutes=50))


def test_an_article_visited_by_a_clock_that_ran_ahead_is_due():
    assert is_due(NOW, NOW - dt.timedelta(days=1000), NOW + dt.timedelta(days=90))


@given(AGES, AGES)
def test_an_older_article_is_never_looked_at_more_often(one, other):
    assert interval_at(min(one, other)) <= interval_at(max(one, other))


@given(AGES)
def test_every_article_is_looked_at_again_within_a_year(age):
    assert is_due(NOW, NOW - age, NOW - dt.timedelta(days=366))


def test_a_dead_link_is_asked_for_at_growing_distances():
    last = dt.datetime(2024, 1, 1, 2, tzinfo=dt.UTC)
    waits = []
    for times in range(1, 10):
        days = next(
            day for day in range(1, 400) if is_due_again(last + dt.timedelta(days=day), times, last)
        )
        waits.append(days)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 90, 90]
