"""Spider arguments: what may be typed after -a, and what is said when it cannot be used."""

import datetime as dt

import pytest

from crawler.arguments import ArgumentError, Arguments, parse_arguments


def test_nothing_typed_is_a_plain_crawl():
    assert parse_arguments({}) == Arguments()


def test_everything_typed():
    assert parse_arguments(
        {
            "source": "warc:dumps/",
            "since": "2019-04-09",
            "until": "9.5.2019",
            "limit": "20",
            "url": "https://www.cluster.example/a.html",
            "full": "1",
        }
    ) == Arguments(
        source="warc:dumps/",
        since=dt.date(2019, 4, 9),
        until=dt.date(2019, 5, 9),
        limit=20,
        url="https://www.cluster.example/a.html",
        full=True,
    )


def test_a_month_begins_on_its_first_and_ends_on_its_last_day():
    arguments = parse_arguments({"since": "2019-02", "until": "2019-02"})
    assert (arguments.since, arguments.until) == (dt.date(2019, 2, 1), dt.date(2019, 2, 28))


def test_a_period_covers_its_first_and_last_day():
    arguments = parse_arguments({"since": "2019-02-03", "until": "2019-02-05"})
    days = [dt.date(2019, 2, day) for day in (2, 3, 5, 6)]
    assert [arguments.covers(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sinse": "2019"}, "unknown spider argument 'sinse'; known are source, since"),
        ({"since": "gibberish"}, "since='gibberish' is no date; write it like 2019-04-09"),
        ({"since": "2019-13-01"}, "since='2019-13-01' is no date"),
        ({"since": "30.2.2019"}, "since='30.2.2019' is no date"),
        ({"since": "1.1.0000"}, "since='1.1.0000' is no date"),
        ({"until": "12:00"}, "until='12:00' is no date"),
        ({"until": "9" * 5000}, "until='99999"),
        ({"limit": "many"}, "limit='many' is no number of articles"),
        ({"limit": "0"}, "limit='0' is no number of articles"),
        ({"url": "cluster.example"}, "url='cluster.example' is no web address"),
        ({"full": "perhaps"}, "full='perhaps' is neither 1 nor 0"),
        ({"since": "2020-01-01", "until": "2019-01-01"}, "since=2020-01-01 is later than until="),
    ],
)
def test_what_cannot_be_used_is_named(typed, said):
    with pytest.raises(ArgumentError, match=said.replace("(", r"\(")):
        parse_arguments(typed)
