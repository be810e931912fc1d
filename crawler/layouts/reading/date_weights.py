"""Weights of the features that speak for a date's being the article's publication date.

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

BIAS: Final = 0.04
WEIGHTS: Final[dict[str, float]] = {
    "claim is seen": 3.21,
    "first seen": 2.89,
    "elsewhere the only one": 2.62,
    "claimed": 1.85,
    "elsewhere agreed": 1.50,
    "claim is repeated": 1.34,
    "claim: published_time": 1.08,
    "elsewhere the first": 0.93,
    "seen before": 0.91,
    "elsewhere at end of text": 0.78,
    "elsewhere below headline": 0.77,
    "elsewhere above headline": 0.65,
    "claim: itemprop": 0.64,
    "below headline": 0.64,
    "claim: ld article published": 0.62,
    "at end of text": 0.56,
    "above headline": 0.51,
    "elsewhere linked": 0.51,
    "claim: url": 0.47,
    "line of facts": 0.45,
    "elsewhere named date": 0.44,
    "elsewhere in heading": 0.42,
    "close above": 0.42,
    "elsewhere close above": 0.37,
    "elsewhere alone": 0.29,
    "elsewhere timed": 0.29,
    "named update": 0.28,
    "claim: named": 0.27,
    "elsewhere in comments": 0.23,
    "timed": 0.23,
    "claim: ld page published": 0.22,
    "later than claimed": 0.20,
    "labelled": 0.18,
    "elsewhere with buttons": 0.17,
    "published property": 0.14,
    "alone": 0.13,
    "in attribute": 0.13,
    "day of change": 0.11,
    "in heading": 0.09,
    "attribute: value": 0.06,
    "claim: dc date": 0.06,
    "claim: issued": 0.05,
    "opens text": 0.03,
    "in pieces": 0.02,
    "elsewhere": 0.02,
    "linked": 0.01,
    "below lead": 0.01,
    "elsewhere below lead": 0.01,
    "named otherwise": -0.02,
    "attribute: title": -0.02,
    "elsewhere beside article": -0.04,
    "claim: date with time": -0.05,
    "claim: date": -0.05,
    "beside article": -0.07,
    "claim: ld article created": -0.08,
    "in header": -0.12,
    "ends in date": -0.12,
    "seen again": -0.15,
    "time element": -0.15,
    "elsewhere labelled": -0.19,
    "in aside": -0.32,
    "elsewhere among related": -0.35,
    "attribute: datetime": -0.35,
    "dateline": -0.37,
    "elsewhere in a footer": -0.41,
    "data: published": -0.43,
    "in footer": -0.44,
    "elsewhere dateline": -0.47,
    "in teaser": -0.48,
    "elsewhere in a caption": -0.52,
    "claimed nearly": -0.62,
    "named date": -0.63,
    "data: created": -0.68,
    "elsewhere in an aside": -0.75,
    "claims differ": -0.83,
    "elsewhere in a teaser": -0.85,
    "a date is seen": -0.88,
    "claimed otherwise": -1.24,
    "elsewhere the earliest": -1.28,
    "elsewhere of many": -1.29,
    "behind text": -1.49,
    "attribute: data": -1.56,
    "elsewhere behind text": -1.57,
}


def probability(features: Iterable[str]) -> float:
    """The probability, from 0 to 1, that a date with these features is the one sought."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS.get(name, 0.0) for name in features))))
