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

BIAS: Final = 1.37
WEIGHTS: Final[dict[str, float]] = {
    "claim is seen": 4.72,
    "first seen": 3.29,
    "claimed": 2.12,
    "claim: named": 0.73,
    "seen before": 0.70,
    "claim: url": 0.63,
    "claim: published_time": 0.57,
    "above headline": 0.48,
    "claim: itemprop": 0.44,
    "claim: ld article created": 0.42,
    "published property": 0.33,
    "close above": 0.32,
    "claim is repeated": 0.30,
    "labelled": 0.23,
    "below headline": 0.17,
    "ends in date": 0.14,
    "claim: ld article published": 0.13,
    "in heading": 0.12,
    "in attribute": 0.12,
    "later than claimed": 0.10,
    "day of change": 0.08,
    "alone": 0.06,
    "claim: issued": 0.05,
    "named otherwise": 0.05,
    "line of facts": -0.06,
    "claim: dc date": -0.07,
    "timed": -0.10,
    "in header": -0.17,
    "time element": -0.38,
    "claim: date": -0.41,
    "claim: date with time": -0.42,
    "claim: ld page published": -0.46,
    "claimed nearly": -0.46,
    "in teaser": -0.47,
    "seen again": -0.49,
    "beside article": -0.49,
    "linked": -0.52,
    "named update": -0.55,
    "dateline": -0.56,
    "claimed otherwise": -0.62,
    "in aside": -0.63,
    "in footer": -0.79,
    "named date": -1.10,
    "claims differ": -1.49,
    "behind text": -1.91,
    "a date is seen": -2.14,
}


def probability(features: Iterable[str]) -> float:
    """The probability, from 0 to 1, that a date with these features is the one sought."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS.get(name, 0.0) for name in features))))
