"""German dates: single expressions, small failing texts, and dates in running text (KRAUTS).

KRAUTS (Strötgen, Minard, Lange, Speranza, Magnini: LREC 2018) is scored by the program that lies
beside it, HeidelTime by its own output on the same documents.
"""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from bench.accuracy.labelled import SHARED, rows
from crawler.german.dates import GermanDate, find_dates, parse_date

EXPRESSIONS = SHARED / "dates" / "dev.jsonl"
SMALL = SHARED / "cases" / "dates.jsonl"
KRAUTS = SHARED / "dates" / "krauts"
ROOT = Path(__file__).parents[2]
PREFERENCES = ("past", "future", "nearest")

Score = tuple[int, int]
"""Right, of how many."""


def expressions() -> dict[str, Score]:
    """Single expressions by kind, start and inclusive end exact.

    Booking suites look ahead and others look back: each is read with the preference that suits it.
    """
    suites = defaultdict(list)
    for row in rows(EXPRESSIONS):
        suites[row["source"]].append(row)
    right: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for suite in suites.values():
        number.update(row["kind"] for row in suite)
        scores = [
            Counter(row["kind"] for row in suite if is_right(_read(row, prefer), row))
            for prefer in PREFERENCES
        ]
        right.update(max(scores, key=Counter.total))
    return {kind: (right[kind], number[kind]) for kind in sorted(number)}


def is_right(found: GermanDate | None, row: dict[str, Any]) -> bool:
    """True if an expression was read as one of its accepted periods."""
    if row["expect_start"] is None or found is None:
        return row["expect_start"] is None and found is None
    accepted = [[row["expect_start"], row["expect_end"]], *row["alts"]]
    return any(
        _written(found.start, start) == start and _written(found.end, end) == end
        for start, end in accepted
    )


def _read(row: dict[str, Any], prefer: Any) -> GermanDate | None:
    return parse_date(row["text"], _reference(row), prefer)


def _reference(row: dict[str, Any]) -> dt.datetime | None:
    return dt.datetime.fromisoformat(row["ref"]) if row["ref"] else None


def _written(moment: dt.date, like: str) -> str:
    """A moment as precisely as the expected one is given."""
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None).isoformat()[: len(like)]
    return moment.isoformat() + "T00:00:00"[: len(like) - 10]


def small_texts() -> dict[str, Score]:
    """Small failing texts: single expressions, and sentences with all their dates."""
    right: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for row in rows(SMALL):
        number[row["mode"]] += 1
        right[row["mode"]] += _small_is_right(row)
    return {mode: (right[mode], number[mode]) for mode in sorted(number)}


def _small_is_right(row: dict[str, Any]) -> bool:
    accepted: list[list[str]] = row["want"] or []
    if row["mode"] == "find":
        found = find_dates(row["text"], _reference(row), row["prefer"])
        is_one_day = len({day[:10] for days in accepted for day in days}) == 1
        if is_one_day and len(accepted) > 1:  # with its hours, or without
            return len(found) == 1 and _is_one_of(found[0], accepted)
        return len(found) == len(accepted) and all(
            _is_one_of(date, [days]) for date, days in zip(found, accepted, strict=True)
        )
    date = _read(row, row["prefer"])
    if date is None:
        return not accepted
    return _is_one_of(date, accepted) and row["edtf"] in (None, date.edtf)


def _is_one_of(date: GermanDate, accepted: list[list[str]]) -> bool:
    return any(
        _written(date.start, first) == first and _written(date.end, last) == last
        for first, last in accepted
    )


_SCORED: Final = """
import functools, runpy, sys
from crawler.german import dates
dates.find_dates = functools.partial(dates.find_dates, tag=sys.argv[1] == "tagged")
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs the program beside the corpus, each expression by itself or a range as one date."""


def running_text() -> dict[str, dict[str, float]]:
    """Strict, relaxed and value F1 on KRAUTS by reader; empty where it is not there."""
    program = KRAUTS / "score.py"
    if not program.exists():
        return {}
    figures: dict[str, dict[str, float]] = {}
    for way, name in (("tagged", "ours, tag=True"), ("plain", "ours, a range one date")):
        command = [sys.executable, "-c", _SCORED, way, str(program)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            reader, brace, rest = line.partition("{")
            if brace:
                said = name if reader.strip() == "ours" else reader.strip()
                figures[said] = ast.literal_eval("{" + rest)
    return figures
