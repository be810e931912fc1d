"""Sums over the readings of many pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.accuracy.judging import (
    body_is_right,
    date_is_right,
    holds_body,
    segments,
    title_is_right,
    words_f1,
)
from bench.accuracy.labelled import LabelledPage
from bench.accuracy.reading import Reading

Read = list[tuple[LabelledPage, Reading]]


@dataclass(slots=True)
class Tally:
    """Counts of a reader's results on any German pages: the figures of one half."""

    dated: int = 0
    right: int = 0
    none: int = 0
    wrong: int = 0
    precision: float = 0.0
    recall: float = 0.0
    titled: int = 0
    titles: int = 0
    whole: int = 0
    words: float = 0.0

    @property
    def f1(self) -> float:
        """F1 of the segments."""
        return harmonic(self.precision, self.recall)

    @classmethod
    def of(cls, read: Read) -> Tally:
        """The figures of these pages."""
        tally = cls()
        hits = missed = foreign = 0
        words: list[float] = []
        for page, reading in read:
            if page.truth.get("published"):
                tally.dated += 1
                tally.right += date_is_right(page, reading) is True
                tally.none += not reading.published
            if (title := title_is_right(page, reading)) is not None:
                tally.titled += 1
                tally.titles += title
            wanted, lost, unwanted, _ = segments(page, reading)
            hits, missed, foreign = hits + wanted, missed + lost, foreign + unwanted
            if page.truth.get("body"):
                words.append(words_f1(page.truth["body"], reading.text))
        tally.wrong = tally.dated - tally.right - tally.none
        tally.precision = share(hits, hits + foreign)
        tally.recall = share(hits, hits + missed)
        tally.whole, tally.words = len(words), share(sum(words), len(words))
        return tally


@dataclass(slots=True)
class FamilyTally:
    """Counts of a reader's results on the pages of both families."""

    pages: int = 0
    title: int = 0
    date: int = 0
    body: int = 0
    all_three: int = 0

    @classmethod
    def of(cls, read: Read, *, whole: bool) -> FamilyTally:
        """The figures of these pages; ``whole``: lead and text are not told apart by the reader."""
        tally = cls()
        for page, reading in read:
            title = bool(title_is_right(page, reading))
            date = bool(date_is_right(page, reading))
            body = holds_body(page, reading) if whole else bool(body_is_right(page, reading))
            tally.pages += 1
            tally.title += title
            tally.date += date
            tally.body += body
            tally.all_three += title and date and body
        return tally


def share(part: float, whole: float) -> float:
    """A share, 0 of nothing."""
    return part / whole if whole else 0.0


def harmonic(one: float, other: float) -> float:
    """The harmonic mean."""
    return 2 * one * other / (one + other) if one + other else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """The values of which a reader was about as sure, and how many of them are right."""

    lowest: float
    number: int
    sure: float
    right: float


def bins(values: Iterable[tuple[float, bool]], number: int = 10) -> list[Bin]:
    """Values in bins of the same width by confidence, the empty ones left out."""
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(number)]
    for confidence, right in values:
        sorted_in[min(int(confidence * number), number - 1)].append((confidence, right))
    return [
        Bin(
            place / number,
            len(inside),
            sum(confidence for confidence, _ in inside) / len(inside),
            sum(right for _, right in inside) / len(inside),
        )
        for place, inside in enumerate(sorted_in)
        if inside
    ]


def off(found: list[Bin]) -> float:
    """By how much confidence and truth differ on average (expected calibration error)."""
    total = sum(bin_.number for bin_ in found)
    return share(sum(bin_.number * abs(bin_.sure - bin_.right) for bin_ in found), total)
