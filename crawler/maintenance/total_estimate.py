"""An estimate of all articles a portal published, from the overlap of independent samples of it.

Two web archives that each hold a part of a dead portal tell by their overlap how large the whole
was, as fish that are caught twice tell how many swim in a lake: capture and recapture. Plain
functions over sets of URLs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Final

_Z: Final = 1.96
"""Standard deviations to either side that hold 95 % of a normal distribution."""
_NESTED: Final = 0.98
"""Of two samples of which one holds so much of the other, one was made from the other."""


@dataclass(frozen=True, slots=True)
class Total:
    """An estimated number of articles.

    Attributes:
        known: articles of which some sample tells.
        estimate: how many there were.
        low: the end of the 95 % interval below it; never below ``known``.
        high: the one above it.
        samples: names of the samples it was made from.
    """

    known: int
    estimate: int
    low: int
    high: int
    samples: tuple[str, ...]


def estimate_total(samples: Mapping[str, AbstractSet[str]]) -> Total | None:
    """How many articles there were; None if no two samples tell more than one does.

    Args:
        samples: name of a sample → the articles in it: of each web archive, of lists, of links.

    Two samples: Chapman's estimator (1951) with Sadinle's transformed logit interval (2009), which
    holds where samples are small. More: Chao's lower bound (1987), which allows for articles that
    are easier to find than others, with its log-normal interval.
    """
    known = len(frozenset[str]().union(*samples.values())) if samples else 0
    used = _independent({name: urls for name, urls in samples.items() if urls})
    if len(used) < 2:
        return None
    names = tuple(sorted(used))
    if len(used) == 2:
        one, other = used.values()
        estimate, low, high = _chapman(len(one), len(other), len(one & other))
    else:
        found = Counter(Counter(url for urls in used.values() for url in urls).values())
        estimate, low, high = _chao(found, len(used))
    return Total(known, max(known, round(estimate)), max(known, math.floor(low)),
                 max(known, math.ceil(high)), names)  # fmt: skip


def _independent(samples: Mapping[str, AbstractSet[str]]) -> dict[str, AbstractSet[str]]:
    """The samples without those that lie in another one: a copy of it, or what it was made from."""
    nested = set()
    for (name, urls), (other, others) in combinations(sorted(samples.items()), 2):
        smaller = min((len(urls), name), (len(others), other))[1]
        if len(urls & others) >= _NESTED * len(samples[smaller]):
            nested.add(smaller)
    return {name: urls for name, urls in samples.items() if name not in nested}


def _chapman(first: int, second: int, both: int) -> tuple[float, float, float]:
    """Estimate and interval from the sizes of two samples and of what they share."""
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    only_first, only_second = first - both + 0.5, second - both + 0.5
    shared = both + 0.5
    missed = only_first * only_second / shared
    deviation = math.sqrt(
        1 / shared + 1 / only_first + 1 / only_second + shared / (only_first * only_second)
    )
    known = first + second - both - 0.5
    return (
        estimate,
        known + missed * math.exp(-_Z * deviation),
        known + missed * math.exp(_Z * deviation),
    )


def _chao(found: Mapping[int, int], samples: int) -> tuple[float, float, float]:
    """The same from how many articles were found once, twice, … in so many samples."""
    known = sum(found.values())
    once, twice = found.get(1, 0), found.get(2, 0)
    share = (samples - 1) / samples
    missed = share * once * (once - 1) / (2 * (twice + 1))
    if missed <= 0:
        return known, known, known
    ratio = once / max(twice, 1)
    variance = max(twice, 1) * (
        share / 2 * ratio**2 + share**2 * ratio**3 + share**2 * ratio**4 / 4
    )
    spread = math.exp(_Z * math.sqrt(math.log(1 + variance / missed**2)))
    return known + missed, known + missed / spread, known + missed * spread
