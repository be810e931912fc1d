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

BIAS: Final = 1.04
WEIGHTS: Final[dict[str, float]] = {
    "claim is seen": 4.85,
    "first seen": 3.12,
    "claimed": 2.20,
    "at end of text": 1.08,
    "seen before": 0.97,
    "claim: published_time": 0.83,
    "above headline": 0.64,
    "claim: url": 0.61,
    "claim: itemprop": 0.55,
    "claim: named": 0.48,
    "close above": 0.44,
    "below headline": 0.43,
    "alone": 0.42,
    "line of facts": 0.39,
    "labelled": 0.36,
    "published property": 0.32,
    "claim: ld article published": 0.29,
    "in heading": 0.17,
    "named update": 0.14,
    "in attribute": 0.12,
    "claim: dc date": 0.10,
    "day of change": 0.09,
    "named otherwise": 0.07,
    "claim: issued": 0.06,
    "claim is repeated": 0.04,
    "claim: ld article created": -0.04,
    "later than claimed": -0.12,
    "in header": -0.12,
    "claim: ld page published": -0.26,
    "timed": -0.27,
    "linked": -0.27,
    "ends in date": -0.29,
    "below lead": -0.30,
    "beside article": -0.30,
    "seen again": -0.30,
    "in teaser": -0.36,
    "claim: date": -0.37,
    "time element": -0.54,
    "claimed nearly": -0.69,
    "in footer": -0.70,
    "claim: date with time": -0.71,
    "claimed otherwise": -0.89,
    "dateline": -0.91,
    "in aside": -0.94,
    "named date": -1.15,
    "claims differ": -1.42,
    "a date is seen": -1.77,
    "behind text": -2.19,
}


def probability(features: Iterable[str]) -> float:
    """The probability, from 0 to 1, that a date with these features is the one sought."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS.get(name, 0.0) for name in features))))
