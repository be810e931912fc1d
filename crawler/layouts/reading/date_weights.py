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

BIAS: Final = 0.01
WEIGHTS: Final[dict[str, float]] = {
    "claim is seen": 3.22,
    "first seen": 2.90,
    "elsewhere the only one": 2.67,
    "claimed": 1.85,
    "elsewhere agreed": 1.53,
    "claim is repeated": 1.36,
    "claim: published_time": 1.10,
    "elsewhere the first": 1.01,
    "seen before": 0.91,
    "elsewhere below headline": 0.76,
    "elsewhere at end of text": 0.74,
    "claim: itemprop": 0.65,
    "below headline": 0.65,
    "elsewhere above headline": 0.64,
    "claim: ld article published": 0.63,
    "at end of text": 0.56,
    "above headline": 0.51,
    "elsewhere linked": 0.51,
    "claim: url": 0.48,
    "line of facts": 0.46,
    "elsewhere named date": 0.45,
    "close above": 0.42,
    "elsewhere in heading": 0.42,
    "elsewhere close above": 0.37,
    "elsewhere alone": 0.30,
    "elsewhere timed": 0.28,
    "named update": 0.28,
    "claim: named": 0.27,
    "elsewhere in comments": 0.24,
    "timed": 0.24,
    "claim: ld page published": 0.23,
    "later than claimed": 0.20,
    "labelled": 0.19,
    "elsewhere with buttons": 0.17,
    "alone": 0.14,
    "published property": 0.14,
    "in attribute": 0.13,
    "day of change": 0.11,
    "in heading": 0.09,
    "claim: dc date": 0.06,
    "attribute: value": 0.06,
    "claim: issued": 0.05,
    "opens text": 0.03,
    "in pieces": 0.02,
    "elsewhere below lead": 0.01,
    "below lead": 0.01,
    "linked": 0.01,
    "elsewhere": 0.00,
    "named otherwise": -0.02,
    "attribute: title": -0.03,
    "elsewhere beside article": -0.04,
    "claim: date with time": -0.04,
    "claim: date": -0.05,
    "beside article": -0.06,
    "claim: ld article created": -0.08,
    "ends in date": -0.12,
    "in header": -0.12,
    "seen again": -0.15,
    "time element": -0.15,
    "elsewhere labelled": -0.19,
    "in aside": -0.32,
    "elsewhere among related": -0.34,
    "dateline": -0.36,
    "attribute: datetime": -0.36,
    "elsewhere in a footer": -0.41,
    "in footer": -0.44,
    "in teaser": -0.48,
    "elsewhere dateline": -0.49,
    "elsewhere in a caption": -0.52,
    "data: published": -0.53,
    "claimed nearly": -0.61,
    "named date": -0.62,
    "data: created": -0.67,
    "elsewhere in an aside": -0.74,
    "claims differ": -0.82,
    "elsewhere in a teaser": -0.85,
    "a date is seen": -0.87,
    "claimed otherwise": -1.23,
    "elsewhere of many": -1.27,
    "elsewhere the earliest": -1.27,
    "behind text": -1.48,
    "attribute: data": -1.54,
    "elsewhere behind text": -1.57,
}


def probability(features: Iterable[str]) -> float:
    """The probability, from 0 to 1, that a date with these features is the one sought."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS.get(name, 0.0) for name in features))))
