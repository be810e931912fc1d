"""What each feature of a date says for its being the article's publication date.

    python -m bench.fit_published FOLDER …

fits these weights to labelled pages (a logistic model: the probability that a candidate is the date
sought, ``published.Candidate``) and writes this table anew. Positive speaks for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp
from typing import Final

ENOUGH: Final = 0.3
"""A page whose best candidate is less probable stays undated: a wrong date is worse than none."""

BIAS: Final = 1.10
WEIGHTS: Final[dict[str, float]] = {
    "claim is seen": 4.85,
    "first seen": 3.05,
    "claimed": 2.19,
    "at end of text": 1.14,
    "seen before": 0.80,
    "claim: published_time": 0.80,
    "above headline": 0.64,
    "claim: url": 0.59,
    "below headline": 0.55,
    "claim: itemprop": 0.52,
    "claim: named": 0.47,
    "close above": 0.42,
    "alone": 0.37,
    "published property": 0.32,
    "line of facts": 0.31,
    "claim: ld article published": 0.26,
    "labelled": 0.24,
    "in heading": 0.19,
    "ends in date": 0.19,
    "in attribute": 0.14,
    "claim: dc date": 0.09,
    "day of change": 0.09,
    "later than claimed": 0.08,
    "named otherwise": 0.08,
    "claim: issued": 0.06,
    "claim is repeated": 0.01,
    "claim: ld article created": -0.05,
    "named update": -0.05,
    "linked": -0.16,
    "in header": -0.16,
    "claim: ld page published": -0.28,
    "below lead": -0.28,
    "timed": -0.30,
    "claim: date": -0.38,
    "in teaser": -0.39,
    "seen again": -0.40,
    "beside article": -0.41,
    "claimed nearly": -0.43,
    "in aside": -0.56,
    "claimed otherwise": -0.60,
    "in footer": -0.65,
    "time element": -0.66,
    "dateline": -0.72,
    "claim: date with time": -0.73,
    "named date": -1.24,
    "claims differ": -1.44,
    "a date is seen": -1.78,
    "behind text": -2.08,
}


def probability(features: Iterable[str]) -> float:
    """The probability, from 0 to 1, that a date with these features is the one sought."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS.get(name, 0.0) for name in features))))
