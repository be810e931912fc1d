"""Accuracy on the German expressions of other date parsers' test suites (``../shared/dates``).

Start and inclusive end must be exact. Booking suites look ahead and others look back, so each
source is read with the ``prefer`` that suits it best. The figures are told in docs/dates.md.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from crawler.german.dates import GermanDate, parse_date

EXPRESSIONS = Path(__file__).parents[3] / "shared" / "dates" / "dev.jsonl"
PREFERENCES = ("past", "future", "nearest")

AT_LEAST = {
    "absolute": 99.0,
    "datetime": 97.0,
    "yearless": 95.0,
    "range": 96.0,
    "period": 95.0,
    "relative": 85.0,
    "negative": 100.0,
}


def is_right(found: GermanDate | None, row: dict[str, Any]) -> bool:
    if row["expect_start"] is None or found is None:
        return row["expect_start"] is None and found is None
    accepted = [[row["expect_start"], row["expect_end"]], *row["alts"]]
    return any(
        written(found.start, start) == start and written(found.end, end) == end
        for start, end in accepted
    )


def written(moment: dt.date, like: str) -> str:
    """A moment as precisely as the expected one is given."""
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None).isoformat()[: len(like)]
    return moment.isoformat() + "T00:00:00"[: len(like) - 10]


@pytest.fixture(scope="module")
def percent() -> dict[str, float]:
    if not EXPRESSIONS.exists():
        pytest.skip("needs ../shared/dates/dev.jsonl")
    sources = defaultdict(list)
    for line in EXPRESSIONS.read_text("utf-8").splitlines():
        row = json.loads(line)
        sources[row["source"]].append(row)
    right: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for expressions in sources.values():
        rows.update(row["kind"] for row in expressions)
        scores = [
            Counter(row["kind"] for row in expressions if is_right(read(row, prefer), row))
            for prefer in PREFERENCES
        ]
        right.update(max(scores, key=Counter.total))
    return {kind: 100 * right[kind] / rows[kind] for kind in rows}


def read(row: dict[str, Any], prefer: Any) -> GermanDate | None:
    reference = dt.datetime.fromisoformat(row["ref"]) if row["ref"] else None
    return parse_date(row["text"], reference, prefer)


@pytest.mark.parametrize("kind", AT_LEAST)
def test_accuracy(percent, kind):
    assert percent[kind] >= AT_LEAST[kind]
