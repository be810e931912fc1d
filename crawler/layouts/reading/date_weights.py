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

BIAS: Final = -0.35
WEIGHTS: Final[dict[str, float]] = {
    "elsewhere the only one": 3.39,
    "claim is seen": 3.24,
    "first seen": 2.97,
    "elsewhere the first": 2.38,
    "claimed": 1.85,
    "claim is repeated": 1.51,
    "elsewhere agreed": 1.31,
    "claim: published_time": 1.24,
    "seen before": 0.97,
    "claim: ld article published": 0.80,
    "claim: itemprop": 0.77,
    "below headline": 0.73,
    "elsewhere below headline": 0.66,
    "claim: url": 0.61,
    "at end of text": 0.58,
    "above headline": 0.54,
    "elsewhere above headline": 0.49,
    "line of facts": 0.49,
    "elsewhere at end of text": 0.46,
    "close above": 0.45,
    "elsewhere timed": 0.37,
    "elsewhere named date": 0.37,
    "elsewhere in heading": 0.35,
    "elsewhere in comments": 0.30,
    "claim: ld page published": 0.30,
    "claim: named": 0.30,
    "elsewhere close above": 0.29,
    "named update": 0.28,
    "timed": 0.27,
    "alone": 0.25,
    "labelled": 0.24,
    "later than claimed": 0.21,
    "elsewhere beside article": 0.18,
    "claim: dc date": 0.14,
    "in attribute": 0.14,
    "published property": 0.13,
    "elsewhere alone": 0.12,
    "day of change": 0.11,
    "in heading": 0.10,
    "elsewhere with buttons": 0.10,
    "elsewhere": 0.10,
    "elsewhere below lead": 0.08,
    "claim: issued": 0.05,
    "below lead": 0.05,
    "attribute: value": 0.04,
    "opens text": 0.04,
    "linked": 0.03,
    "in pieces": 0.03,
    "claim: date": 0.03,
    "claim: date with time": 0.02,
    "elsewhere linked": -0.01,
    "named otherwise": -0.02,
    "beside article": -0.02,
    "claim: ld article created": -0.05,
    "elsewhere labelled": -0.09,
    "ends in date": -0.09,
    "in header": -0.12,
    "seen again": -0.13,
    "time element": -0.14,
    "elsewhere among related": -0.19,
    "dateline": -0.27,
    "in aside": -0.28,
    "elsewhere in a footer": -0.33,
    "in footer": -0.40,
    "elsewhere in a caption": -0.40,
    "in teaser": -0.46,
    "named date": -0.52,
    "data: created": -0.58,
    "elsewhere dateline": -0.59,
    "claimed nearly": -0.61,
    "elsewhere in an aside": -0.64,
    "attribute: title": -0.67,
    "a date is seen": -0.75,
    "claims differ": -0.76,
    "data: published": -0.78,
    "elsewhere in a teaser": -0.80,
    "elsewhere the earliest": -1.04,
    "attribute: data": -1.06,
    "claimed otherwise": -1.19,
    "attribute: datetime": -1.31,
    "behind text": -1.39,
    "elsewhere of many": -1.40,
    "elsewhere behind text": -1.48,
}


def probability(features: Iterable[str]) -> float:
    """The probability, from 0 to 1, that a date with these features is the one sought."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS.get(name, 0.0) for name in features))))
