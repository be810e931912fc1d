"""Probability of so many bad articles, given the portal's past (beta-binomial distribution)."""

from __future__ import annotations

import math

WEIGHT = 40
"""Most articles the past counts for: runs of one portal vary more than independent draws."""
_UNSEEN = 0.5  # Jeffreys' prior


def chance_of(bad: int, of: int, bad_before: int, of_before: int) -> float:
    """Probability that at least ``bad`` of ``of`` are bad, if ``bad_before`` of ``of_before`` were.

    The posterior predictive distribution with Jeffreys' prior. With little past or few articles
    hardly anything is improbable, so small samples need strong evidence without a special rule.
    """
    if bad <= 0:
        return 1.0
    shrink = min(1.0, WEIGHT / of_before) if of_before else 0.0
    a = _UNSEEN + bad_before * shrink
    b = _UNSEEN + (of_before - bad_before) * shrink
    return min(1.0, sum(math.exp(_log_chance(k, of, a, b)) for k in range(bad, of + 1)))


def chance_at(share: float, bad: int, of: int) -> float:
    """Probability that at least ``bad`` of ``of`` are bad, each with probability ``share``."""
    return min(
        1.0,
        sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(bad, of + 1)),
    )


def _log_chance(k: int, n: int, a: float, b: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return ways + _log_beta(k + a, n - k + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
