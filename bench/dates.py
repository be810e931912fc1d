"""Speed of the date grammar beside dateparser and htmldate, interleaved in one run.

Ratios travel between machines, absolute times do not; each figure is the best of several rounds in
which all take turns, so that a busy machine slows all of them alike.

Run: ``python -m bench.dates``
"""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import dateparser
from htmldate.extractors import custom_parse, regex_parse

from crawler.german.dates import find_dates, parse_date

ROUNDS = 5
DATES = 1000
TRUTH = Path(__file__).parents[1] / "crawler" / "demo" / "truth"
REFERENCE = dt.datetime(2022, 1, 26, 12)

_MONTHS = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"]
_MONTHS += ["Oktober", "November", "Dezember"]
_WEEKDAYS = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]

Row = tuple[str, float, str]


def rows() -> list[Row]:
    """(name, value, unit) of every figure."""
    dates = news_dates()
    ours, theirs, custom, regex = _best_seconds(
        lambda: _each(partial(parse_date, reference=REFERENCE), dates),
        lambda: _each(partial(dateparser.parse, languages=["de"]), dates),
        lambda: _each(_htmldate, dates),
        lambda: _each(regex_parse, dates),
    )
    bodies = article_bodies()
    (searching,) = _best_seconds(lambda: _each(partial(find_dates, reference=REFERENCE), bodies))
    size = sum(len(body.encode()) for body in bodies)
    return [
        ("parse_date", DATES / ours, "dates/s"),
        ("parse_date, faster than dateparser", theirs / ours, "times"),
        ("parse_date, time of htmldate's custom_parse", ours / custom, "times"),
        # reads written months only and passes over figures at once: a lower bound
        ("parse_date, time of htmldate's regex_parse", ours / regex, "times"),
        ("find_dates on article bodies", size / searching / 1e6, "MB/s"),
    ]


def _htmldate(text: str) -> str | None:
    """htmldate's regex path, which it takes before it asks dateparser."""
    return custom_parse(text, "%Y-%m-%d", dt.datetime(1995, 1, 1), dt.datetime(2030, 1, 1))


def news_dates() -> list[str]:
    """Dates as portals print them over their news, the same ones in every run."""
    chance = random.Random(2017)
    return [_spelled(chance) for _ in range(DATES)]


def _spelled(chance: random.Random) -> str:
    day = dt.date(2005, 1, 1) + dt.timedelta(days=chance.randrange(7000))
    month, weekday = _MONTHS[day.month - 1], _WEEKDAYS[day.weekday()]
    return chance.choice(
        [
            f"{day:%d.%m.%Y}",
            f"{day.day}.{day.month}.{day.year}",
            f"{day.day}. {month} {day.year}",
            f"{day.day}. {month[:3]} {day.year}",
            f"{weekday}, {day.day}. {month} {day.year}",
            f"{weekday}, den {day:%d.%m.%Y}",
            f"{day:%d.%m.%y}",
            f"{day:%d.%m.%Y} {chance.randrange(24):02}:30",
            f"{day.day}. {month} {day.year}, 14.30 Uhr",
            f"{day:%Y-%m-%d}",
        ]
    )


def article_bodies() -> list[str]:
    """The bodies of the demo portals' articles."""
    lines = [
        line for path in sorted(TRUTH.glob("*.jsonl")) for line in path.read_text().splitlines()
    ]
    return [body for line in lines if (body := json.loads(line)["body"])]


def _each(function: Callable[[str], object], texts: Iterable[str]) -> None:
    for text in texts:
        function(text)


def _best_seconds(*jobs: Callable[[], None]) -> list[float]:
    best = [float("inf")] * len(jobs)
    for _ in range(ROUNDS):
        for position, job in enumerate(jobs):
            start = time.perf_counter()
            job()
            best[position] = min(best[position], time.perf_counter() - start)
    return best


if __name__ == "__main__":
    for name, value, unit in rows():
        print(f"{name:45} {value:12,.1f} {unit}")
