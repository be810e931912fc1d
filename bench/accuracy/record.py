"""The tables of one measurement, on the terminal and in ``docs/accuracy.md``."""

from __future__ import annotations

import datetime as dt
import platform
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.accuracy.dates import Score
from bench.accuracy.judging import body_is_right, date_is_right, faults, title_is_right
from bench.accuracy.labelled import HALVES, Half
from bench.accuracy.speed import Seconds, with_sums
from bench.accuracy.tallies import FamilyTally, Read, Tally, bins, off, share

RECORD = Path(__file__).parents[2] / "docs" / "accuracy.md"
_PACKAGES = ("trafilatura", "htmldate", "dateparser", "lxml")
_JUDGES = {"title": title_is_right, "body": body_is_right, "published": date_is_right}

_HEAD = """# Accuracy

Written by `make accuracy`, never by hand; {day}, Python {python},
{packages}.

Read are the pages and dates in `../shared`, which belong to others and are not part of the project.
*Learned* is the half of the pages that rules were made with, *held back* the other, of which nobody
looks at more than sums: a page is learned from where `zlib.crc32` of its file's name is even. The
weights of texts and dates that ship are fitted to both halves, so neither is quite unseen; what
cross-validation gives stands in [layouts.md](layouts.md#measured). The peers are trafilatura
(title, text) and htmldate (date); for dates in running text HeidelTime.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was measured in one run."""

    ours: Read
    peers: Read
    expressions: dict[str, Score]
    small_texts: dict[str, Score]
    running_text: dict[str, dict[str, float]]
    cold: dict[str, Seconds]


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its heading and what is to be said of it."""

    title: str
    text: str
    columns: tuple[str, ...]
    lines: list[tuple[str, ...]]


def print_tables(measured: Measured) -> None:
    """Show the tables on the terminal."""
    console = Console(width=110)
    for section in _sections(measured):
        table = Table(*section.columns, title=section.title, title_justify="left")
        for column in table.columns[1:]:
            column.justify = "right"
        for line in section.lines:
            table.add_row(*line)
        console.print(table)


def write_record(measured: Measured) -> None:
    """Write the record anew."""
    parts = [
        _HEAD.format(
            day=dt.datetime.now(dt.UTC).date(),
            python=platform.python_version(),
            packages=", ".join(f"{name} {version(name)}" for name in _PACKAGES),
        )
    ]
    for section in _sections(measured):
        rule = ["---"] + ["---:"] * (len(section.columns) - 1)
        rows = [section.columns, rule, *section.lines]
        table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
        text = f"{section.text}\n\n" if section.text else ""
        parts.append(f"\n## {section.title}\n\n{text}{table}")
    RECORD.write_text("".join(parts), "utf-8")


def _sections(measured: Measured) -> Iterator[Section]:
    yield _any_pages(measured)
    yield _families(measured)
    yield _small_pages(measured)
    yield from _dates(measured)
    yield from _calibration(measured)
    yield _speed(measured)


def _of(read: Read, source: str, half: Half | None = None) -> Read:
    return [
        (page, reading)
        for page, reading in read
        if page.source == source and half in (None, page.half)
    ]


def _any_pages(measured: Measured) -> Section:
    tallies = [
        Tally.of(_of(read, "any", half))
        for half in HALVES
        for read in (measured.ours, measured.peers)
    ]
    figures = {
        "dated pages": [f"{t.dated}" for t in tallies],
        "date right": [_percent(t.right, t.dated) for t in tallies],
        "no date": [f"{t.none}" for t in tallies],
        "wrong date": [f"{t.wrong}" for t in tallies],
        "segments, precision": [f"{t.precision:.3f}" for t in tallies],
        "segments, recall": [f"{t.recall:.3f}" for t in tallies],
        "segments, F1": [f"{t.f1:.3f}" for t in tallies],
        "newspapers": [f"{t.whole}" for t in tallies],
        "whole text, F1 of words": [f"{t.words:.3f}" for t in tallies],
        "title right": [_percent(t.titles, t.titled) for t in tallies],
    }
    return Section(
        "Any German pages and newspapers",
        "Segments are pieces that a text must and must not hold. Some newspapers' titles are\n"
        "labelled with their kicker, which is a field of its own here: with it they are right.",
        ("figure", *(f"{who}, {half}" for half in HALVES for who in ("ours", "peers"))),
        [(name, *values) for name, values in figures.items()],
    )


def _families(measured: Measured) -> Section:
    ours = FamilyTally.of(_of(measured.ours, "families"), whole=False)
    peers = FamilyTally.of(_of(measured.peers, "families"), whole=True)
    names = {"title": "title", "date": "date", "body": "text", "all_three": "all three"}
    return Section(
        f"{ours.pages} pages of both families, read by hand",
        "All of them were learned from. The text is right from its first words to its last, with\n"
        "nothing that stands behind it; the peer's may begin with the lead.",
        ("right", "ours", "peers"),
        [
            (label, f"{getattr(ours, name)}", f"{getattr(peers, name)}")
            for name, label in names.items()
        ],
    )


def _small_pages(measured: Measured) -> Section:
    read = _of(measured.ours, "small")
    number: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: dict[str, Counter[str]] = {}
    for page, reading in read:
        kind = page.truth["kind"]
        number[kind] += 1
        found = faults(page, reading)
        right[kind] += not found
        wrong.setdefault(kind, Counter()).update(found)
    return Section(
        f"{len(read)} small pages that failed once, by kind",
        f"Right in every field that is labelled: {right.total()} of {number.total()}.\n"
        "All of them were learned from.",
        ("kind", "right", "of", "wrong fields"),
        [
            (kind, f"{right[kind]}", f"{number[kind]}", ", ".join(sorted(wrong[kind])) or "–")
            for kind in sorted(number)
        ],
    )


def _dates(measured: Measured) -> Iterator[Section]:
    scores = measured.expressions | {
        f"small failing texts, {mode}": score for mode, score in measured.small_texts.items()
    }
    yield Section(
        "Single date expressions",
        "From other date parsers' tests, by kind; first and last day (and the clock time, where\n"
        "there is one) are exact.",
        ("kind", "right", "of", "share"),
        [
            (kind, f"{right}", f"{number}", _percent(right, number))
            for kind, (right, number) in scores.items()
        ],
    )
    yield Section(
        "Dates in running text",
        "F1 on KRAUTS (Strötgen, Minard, Lange, Speranza, Magnini, LREC 2018), of the expressions\n"
        "that name a day or a period of days.",
        ("reader", "strict spans", "relaxed spans", "value"),
        [
            (name, *(f"{figures[kind]:.3f}" for kind in ("strict", "relaxed", "value")))
            for name, figures in measured.running_text.items()
        ],
    )


def _calibration(measured: Measured) -> Iterator[Section]:
    for field, judge in _JUDGES.items():
        values = [
            (article.confidence[field], right)
            for page, reading in measured.ours
            if page.source == "any" and page.half == "held back"
            if (article := reading.article) is not None and field in article.confidence
            if (right := judge(page, reading)) is not None
        ]
        found = bins(values)
        yield Section(
            f"Confidence of {field}, held back",
            "Values in ten bins by their confidence. Confidence and truth differ by "
            f"{off(found):.3f} on average.",
            ("confidence", "values", "mean confidence", "right"),
            [
                (
                    f"{bin_.lowest:.1f} to {bin_.lowest + 0.1:.1f}",
                    f"{bin_.number}",
                    f"{bin_.sure:.2f}",
                    f"{bin_.right:.2f}",
                )
                for bin_ in found
            ],
        )


def _speed(measured: Measured) -> Section:
    return Section(
        "Speed, cold",
        "CPU of `extract` and of trafilatura with metadata, in turns, in a fresh process that\n"
        "sees each page once.",
        ("layout", "pages", "ours, pages/s", "trafilatura, pages/s", "times"),
        [
            (
                name,
                f"{s.pages}",
                f"{share(s.pages, s.ours):.0f}",
                f"{share(s.pages, s.peer):.0f}",
                f"{s.times:.2f}",
            )
            for name, s in with_sums(measured.cold).items()
        ],
    )


def _percent(part: float, whole: float) -> str:
    return f"{100 * share(part, whole):.1f} %"
