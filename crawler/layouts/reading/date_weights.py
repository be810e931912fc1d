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

BIAS: Final = -0.34
WEIGHTS: Final[dict[str, float]] = {
    "claim is seen": 3.24,
    "elsewhere the only one": 3.19,
    "first seen": 2.96,
    "elsewhere the first": 2.01,
    "claimed": 1.85,
    "elsewhere agreed": 1.79,
    "claim is repeated": 1.51,
    "claim: published_time": 1.23,
    "seen before": 0.97,
    "claim: ld article published": 0.80,
    "claim: itemprop": 0.77,
    "below headline": 0.73,
    "elsewhere at end of text": 0.68,
    "elsewhere below headline": 0.63,
    "claim: url": 0.60,
    "at end of text": 0.58,
    "above headline": 0.54,
    "elsewhere linked": 0.53,
    "elsewhere above headline": 0.50,
    "line of facts": 0.49,
    "close above": 0.45,
    "elsewhere named date": 0.41,
    "elsewhere in comments": 0.32,
    "claim: ld page published": 0.30,
    "elsewhere close above": 0.30,
    "claim: named": 0.30,
    "elsewhere alone": 0.29,
    "named update": 0.28,
    "elsewhere in heading": 0.28,
    "timed": 0.27,
    "alone": 0.24,
    "labelled": 0.24,
    "elsewhere timed": 0.23,
    "later than claimed": 0.21,
    "claim: dc date": 0.14,
    "in attribute": 0.14,
    "published property": 0.13,
    "elsewhere with buttons": 0.13,
    "day of change": 0.11,
    "in heading": 0.10,
    "elsewhere below lead": 0.08,
    "attribute: value": 0.05,
    "claim: issued": 0.05,
    "below lead": 0.05,
    "opens text": 0.04,
    "linked": 0.03,
    "in pieces": 0.03,
    "claim: date": 0.02,
    "claim: date with time": 0.02,
    "elsewhere beside article": -0.01,
    "elsewhere": -0.01,
    "named otherwise": -0.02,
    "beside article": -0.02,
    "claim: ld article created": -0.05,
    "ends in date": -0.09,
    "in header": -0.12,
    "seen again": -0.13,
    "time element": -0.14,
    "dateline": -0.27,
    "elsewhere labelled": -0.28,
    "in aside": -0.28,
    "elsewhere among related": -0.33,
    "elsewhere in a footer": -0.36,
    "in footer": -0.40,
    "in teaser": -0.46,
    "elsewhere dateline": -0.46,
    "elsewhere in a caption": -0.48,
    "attribute: title": -0.50,
    "named date": -0.53,
    "data: created": -0.60,
    "claimed nearly": -0.61,
    "elsewhere in an aside": -0.65,
    "a date is seen": -0.75,
    "claims differ": -0.76,
    "data: published": -0.76,
    "elsewhere in a teaser": -0.82,
    "attribute: data": -1.09,
    "claimed otherwise": -1.19,
    "elsewhere the earliest": -1.23,
    "attribute: datetime": -1.31,
    "elsewhere behind text": -1.35,
    "elsewhere of many": -1.39,
    "behind text": -1.40,
}


def probability(features: Iterable[str]) -> float:
    """The probability, from 0 to 1, that a date with these features is the one sought."""
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS.get(name, 0.0) for name in features))))
