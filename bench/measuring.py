"""Measurements in rounds: what is told of a figure, whichever module it comes from.

A module of this folder has a function ``rows()`` that yields ``(figure, value, unit)``. All modules
that are asked for take turns, as often as each has rounds; a module that makes something costly
first yields the same figure several times instead. Of a figure's values the median counts, beside
the smallest and the largest. A value that is no number is not measured; its unit says why.

A machine that others use slows everything, CPU time too, by caches that are shared. So each round
looks at how much of the processors others had, and a figure is marked when that was much, or when
its values are far from each other. ``ONCE=1`` takes one round of each, to see how long they take.
"""

from __future__ import annotations

import importlib
import math
import os
import re
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import psutil

from bench.goals import goal

ROUNDS = 1 if os.environ.get("ONCE") else 3
ONCE = frozenset(
    (
        "incremental", "memory", "stories", "search", "search_page", "readers", "dating",
        "dating_cost", "large",
    )
)  # fmt: skip
"""Measurements that count rather than time, or repeat in themselves what can be repeated."""
SPREAD = 0.2
"""A figure is noisy when its values are further apart than this part of their median."""
OTHERS = 0.2
"""A machine is busy when others had more than this part of its processors."""

Sample = tuple[str, float, str]


@dataclass(frozen=True, slots=True)
class Round:
    """Results of one round of a module: its rows, and the part of the processors others had.

    ``seconds`` it took by the clock.
    """

    rows: list[Sample]
    others: float
    seconds: float = 0.0


@dataclass(slots=True)
class Figure:
    """A figure with all its values."""

    measurement: str
    name: str
    unit: str
    values: list[float] = field(default_factory=list)
    others: float = 0.0

    @property
    def is_measured(self) -> bool:
        """True if there is a value."""
        return bool(self.values)

    @property
    def median(self) -> float:
        """The value that counts."""
        return statistics.median(self.values)

    @property
    def spread(self) -> str:
        """Smallest and largest value, where there are several."""
        if len(self.values) < 2:
            return ""
        return f"{_number(min(self.values))} to {_number(max(self.values))}"

    @property
    def verdict(self) -> str:
        """``met``, ``missed``, or ``unclear`` where some rounds met the goal and others did not.

        So is a time that is missed on a busy machine, which makes all times longer.
        """
        if not (wanted := goal(self.measurement, self.name)) or not self.is_measured:
            return ""
        met = {_meets(value, wanted) for value in self.values}
        if met == {True}:
            return "met"
        is_slowed = self.others > OTHERS and _is_time(self.unit)
        return "unclear" if len(met) == 2 or is_slowed else "missed"

    @property
    def noise(self) -> str:
        """Why the figure may say little; empty where nothing speaks against it."""
        told = []
        if len(self.values) > 1 and self.median:
            apart = (max(self.values) - min(self.values)) / abs(self.median)
            told += [f"values {apart:.0%} apart"] if apart > SPREAD else []
        if self.is_measured and self.others > OTHERS:
            told.append(f"others had {self.others:.0%} of the CPU")
        return ", ".join(told)

    @property
    def cells(self) -> tuple[str, ...]:
        """The figure as a line of a table."""
        if not self.is_measured:
            wanted = goal(self.measurement, self.name)
            return self.measurement, self.name, "not measured", "", self.unit, wanted, "", ""
        return (
            self.measurement,
            self.name,
            _number(self.median),
            self.spread,
            self.unit,
            goal(self.measurement, self.name),
            self.verdict,
            self.noise,
        )


COLUMNS = ("measurement", "figure", "median", "from … to", "unit", "goal", "goal is", "noise")


def measured(
    names: Iterable[str], tell: Callable[[str, float], None] = lambda name, seconds: None
) -> Iterator[list[Figure]]:
    """All figures so far, after each round of each measurement; ``tell`` how long each took.

    A process for each round: what one loads would count as the memory of the next one's.
    """
    figures: dict[tuple[str, str], Figure] = {}
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for number in range(ROUNDS):
            for name in names:
                if number and name in ONCE:
                    continue
                try:
                    done = pool.submit(measure, name).result()
                except Exception as error:  # its process has ended: the others go on
                    done = Round([("all of it", math.nan, f"failed: {_first_line(error)}")], 0.0)
                _take(figures, name, done)
                tell(name, done.seconds)
                yield _in_order(figures, names)


def rounds(names: Iterable[str]) -> int:
    """Number of rounds of these measurements together."""
    return sum(1 if name in ONCE else ROUNDS for name in names)


def not_run(figures: Iterable[Figure], names: Iterable[str]) -> list[Figure]:
    """A line for each measurement that has no figure."""
    run = {figure.measurement for figure in figures}
    return [Figure(name, "all of it", "not run") for name in names if name not in run]


def measure(name: str) -> Round:
    """One round of the module of that name."""
    began, busy, own = time.monotonic(), _busy(), _own()
    rows: list[Sample] = []
    try:
        rows.extend(importlib.import_module(f"bench.{name}").rows())
    except Exception as error:  # of whatever is measured: what it gave so far is told
        rows.append(("what comes after it", math.nan, f"failed: {_first_line(error)}"))
    seconds = time.monotonic() - began
    others = (_busy() - busy) - (_own() - own)
    share = others / seconds / (os.cpu_count() or 1) if seconds else 0.0
    return Round(rows, max(0.0, share), seconds)


def _take(figures: dict[tuple[str, str], Figure], measurement: str, done: Round) -> None:
    for name, value, unit in done.rows:
        figure = figures.setdefault((measurement, name), Figure(measurement, name, unit))
        if not math.isnan(value):
            figure.values.append(value)
        figure.others = max(figure.others, done.others)


def _in_order(figures: dict[tuple[str, str], Figure], names: Iterable[str]) -> list[Figure]:
    of: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in figures.values():
        of[figure.measurement].append(figure)
    return [figure for name in names for figure in of[name]]


def _busy() -> float:
    """Seconds that the processors have worked so far, for us and for others, or were taken away."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - _guests(times))


def _guests(times: object) -> float:
    """Time of guests, which Linux counts twice."""
    return float(getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0))


def _own() -> float:
    """Seconds of it that were ours: of this process and its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _meets(value: float, wanted: str) -> bool:
    """True if a value is as a goal has it: ``≤ 1.5``, ``< 2``, ``≥ 4``, or the number itself."""
    found = re.fullmatch(r"([<>≤≥]?) ?([\d.,]+)", wanted)
    assert found, wanted
    bound = float(found[2].replace(",", ""))
    match found[1]:
        case "≤":
            return value <= bound
        case "<":
            return value < bound
        case "≥":
            return value >= bound
        case ">":
            return value > bound
    return value == bound


def _is_time(unit: str) -> bool:
    """True if a busy machine makes such a figure worse, as it does no ratio of two of one round."""
    return unit.endswith("/s") or unit.split(" ")[0] in ("s", "ms")


def _number(value: float) -> str:
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:100]
