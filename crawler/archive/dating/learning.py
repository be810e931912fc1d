"""Lags and reliabilities of evidence, learned from a portal's dated articles."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeVar
from zlib import crc32

from crawler.archive.dating.evidence import (
    KINDS,
    Evidence,
    EvidenceKind,
    KindName,
    Lag,
    distance,
    nearest_of_each,
)

_T = TypeVar("_T")

_SAMPLE: Final = 300
"""Dated articles that it is learned from at most."""
_FEW: Final = 5
"""Dated articles that teach nothing: they may be misread."""
_PRIOR_ARTICLES: Final = 40
"""Dated articles that the trust in a kind beforehand weighs as much as."""


def sample(dated: Iterable[tuple[str, _T]]) -> list[_T]:
    """Those of a portal's dated articles, by URL, that it is learned from: always the same.

    They are drawn by their URLs, so that an article more seldom changes what all are dated by.
    """
    drawn = heapq.nsmallest(_SAMPLE, dated, key=lambda one: (crc32(one[0].encode()), one[0]))
    return [article for _, article in drawn]


def learned_kinds(
    dated: Iterable[tuple[dt.date, Iterable[Evidence]]],
) -> dict[KindName, EvidenceKind]:
    """``KINDS`` as a portal's dated articles bear them out.

    Args:
        dated: the day of publication that an article states, and the other evidence of it.
    """
    known = [(day, [*evidence]) for day, evidence in dated]
    if len(known) < _FEW:
        return dict(KINDS)
    lags: dict[KindName, list[int]] = defaultdict(list)
    held: dict[KindName, list[bool]] = defaultdict(list)
    for day, evidence in known:
        for piece in nearest_of_each(evidence):
            held[piece.kind].append(holds(piece, day))
            if KINDS[piece.kind].lag is not None:
                lags[piece.kind].append(distance(day, piece))
    return {name: _learned(kind, lags[name], held[name]) for name, kind in KINDS.items()}


def holds(piece: Evidence, day: dt.date) -> bool:
    """Whether an article of that day may have this evidence, as far as it bounds it."""
    sure = KINDS[piece.kind].sure
    after = piece.earliest is None or sure not in ("earliest", "both") or piece.earliest <= day
    before = piece.latest is None or sure not in ("latest", "both") or day <= piece.latest
    return after and before


def _learned(kind: EvidenceKind, lags: list[int], held: list[bool]) -> EvidenceKind:
    trust = (kind.trust * _PRIOR_ARTICLES + sum(held)) / (_PRIOR_ARTICLES + len(held))
    lag = Lag.learned(lags, kind.lag) if kind.lag is not None else None
    return replace(kind, trust=trust if kind.trust < 1 else 1.0, lag=lag)
