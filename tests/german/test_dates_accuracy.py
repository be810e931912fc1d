"""Accuracy on the German expressions of other date parsers' test suites (``../shared/dates``).

Start and inclusive end must be exact, as ``make accuracy`` judges them. The figures are told in
docs/dates.md.
"""

from __future__ import annotations

import pytest

from bench.accuracy.dates import EXPRESSIONS, expressions

AT_LEAST = {
    "absolute": 99.0,
    "datetime": 97.0,
    "yearless": 95.0,
    "range": 96.0,
    "period": 95.0,
    "relative": 85.0,
    "negative": 100.0,
}


@pytest.fixture(scope="module")
def percent() -> dict[str, float]:
    if not EXPRESSIONS.exists():
        pytest.skip("needs ../shared/dates/dev.jsonl")
    return {kind: 100 * right / number for kind, (right, number) in expressions().items()}


@pytest.mark.parametrize("kind", AT_LEAST)
def test_accuracy(percent, kind):
    assert percent[kind] >= AT_LEAST[kind]
