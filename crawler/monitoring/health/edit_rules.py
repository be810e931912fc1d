"""Rules that decide whether a run changes more in known articles than editors do.

Plain functions without I/O, as in alarms.py, whose ``judge`` asks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from crawler.monitoring.health import field_changes as edits
from crawler.monitoring.health import quality_checks
from crawler.monitoring.health.beta_binomial import chance_at
from crawler.monitoring.health.measures import (
    Alarm,
    Key,
    Measure,
    Measures,
    PastRun,
    count_of,
    measured_of,
    percent,
)

_MANY = 0.2
"""Share of the articles seen again that editors never change in one field in one night."""
_FEW = 3
"""Articles whose value of a field must be overwritten before that is more than editing."""
_FEW_AMONG_UNMODIFIED = 5
"""The same where most responses are 304: the pages that are sent have changed anyway."""
_FEW_LIGHTLY = 5
_FEW_MOVED = 3
"""Deadlines that a portal does not move in one night, if they are many of those it has."""
_FEW_BUT_CLEAR = 5
_SOME = 0.1
"""The share used instead of ``_MANY`` from ``_FEW_BUT_CLEAR`` articles on, and for text that is
only added."""
_FEW_OF_A_SECTION = 4
_MOST = 0.5
"""Share of the articles of one folder or year that fires by itself."""
_RARE, _RARE_LIGHTLY = 5e-4, 1e-6
"""Probability of so many changes at the portal's past rate: a busy portal is not a broken one."""
_PRESUMED = 200
"""Unchanged articles assumed before there is a past."""
_NIGHTS_BEFORE = 3
"""Earlier runs needed to know what is normal for the portal."""
_VISITED, _ANSWERED = Key(edits.EDITED), Key(edits.OVERWRITTEN)
"""Totals of a run: all stored articles it requested again, and those whose page was sent."""
WINDOW = 5
"""Runs that are judged together: few articles a night say little."""
SETTLED = 5
"""Unchanged articles after which a field that had an alarm counts as repaired."""
# Measured on new articles: no stored one is about to be changed.
_OF_NEW = frozenset({quality_checks.ABSENT, quality_checks.SHORT, quality_checks.FOREIGN})


def with_change(alarm: Alarm, now: Measures) -> Alarm:
    """The alarm with an example of what would change in its field."""
    changed = now.get(Key(edits.EDITED, alarm.field)) if alarm.field else None
    if changed is None or alarm.measure in _OF_NEW:
        return alarm
    return replace(alarm, example=changed.example, change=changed.text)


def edits_of_run(portal: str, now: Measures, past: Sequence[PastRun]) -> Iterator[Alarm]:
    """Fields that would change in more stored articles than editors change in one night."""
    for key, figure in now.items():
        if key.measure != edits.EDITED or not figure.count or _is_restless(key, past):
            continue
        for rule, says in _EDIT_RULES.items():
            if found := rule(key.field, now, past, 1):
                usual = percent(_before(key, past))
                share = f"{found.count} of {found.of}"
                yield Alarm(portal, key.measure, key.field, usual, share, says)
                break


def edits_of_runs(
    portal: str, now: Measures, together: Measures, past: Sequence[PastRun], runs: int
) -> Iterator[Alarm]:
    """The same of this run and the few before it together; fields that this run does not change
    were judged before."""
    before = past[runs - 1 :]
    for key in now:
        if key.measure != edits.EDITED or key not in together or _is_restless(key, past):
            continue
        for rule, says in _RULES_OF_RUNS.items():
            if found := rule(key.field, together, before, runs):
                usual = percent(_before(key, before))
                share = f"{found.count} of {found.of}"
                alarm = Alarm(portal, key.measure, key.field, usual, share, says.format(runs))
                yield replace(with_change(alarm, together), runs=runs)
                break


def _heavily(field: str, now: Measures, past: Sequence[PastRun], runs: int) -> Measure | None:
    """Little is left of the old values, whatever the new ones are."""
    key = Key(edits.OVERWRITTEN, field)
    figure = now.get(key)
    if figure is None:
        return None
    few, many = _FEW, _MANY
    if _is_mostly_unmodified(now):
        few = _FEW_AMONG_UNMODIFIED
    elif figure.count >= _FEW_BUT_CLEAR:
        many = _SOME
    if figure.count < max(few, many * figure.of):
        return None
    of = measured_of(_VISITED, now) if _is_mostly_unmodified(now) else figure.of
    return figure if chance_at(_usual(key, past, runs), figure.count, of) < _RARE else None


def _in_section(field: str, now: Measures, past: Sequence[PastRun], runs: int) -> Measure | None:
    """The same within one folder or year: a layout that only few articles still use."""
    figure = now.get(Key(edits.IN_SECTION, field))
    if figure is None or _is_mostly_unmodified(now):
        return None
    if figure.count < max(_FEW_OF_A_SECTION, _MOST * figure.of):
        return None
    usual = _usual(Key(edits.OVERWRITTEN, field), past, runs)
    return figure if chance_at(usual, figure.count, figure.of) < _RARE else None


def _alike(field: str, now: Measures, past: Sequence[PastRun], runs: int) -> Measure | None:
    """Articles change in the same way."""
    for key, figure in now.items():
        if key.field != field or not key.measure.startswith(edits.ALIKE):
            continue
        way = key.measure.removeprefix(edits.ALIKE).strip()
        few = edits.fewest_alike(field, way)
        if edits.is_by_editors(field, way):
            few = max(
                few, round(_SOME * measured_of(_VISITED, now)), _FEW_LIGHTLY if runs > 1 else 0
            )
        if figure.count >= few:
            return figure
    return None


def _lightly(field: str, now: Measures, past: Sequence[PastRun], runs: int) -> Measure | None:
    """Most of the old values stay, but in more articles than editors work on in one night."""
    key = Key(edits.EDITED, field)
    figure = now[key]
    count = figure.count - count_of(Key(edits.MOVED_ON, field), now)
    if count < max(_FEW_LIGHTLY, _MANY * figure.of):
        return None
    chance = chance_at(_usual(key, past, runs), count, figure.of)
    return figure if chance < _RARE_LIGHTLY else None


def _moved(field: str, now: Measures, past: Sequence[PastRun], runs: int) -> Measure | None:
    """Each looks as if the portal had moved it, but no portal moves so many in so few nights."""
    key = Key(edits.MOVED_ON, field)
    figure = now.get(key)
    if figure is None:
        return None
    few, many, rare = _FEW_MOVED, _MANY, _RARE
    if runs > 1:
        few, many, rare = _FEW_LIGHTLY, _MOST, _RARE_LIGHTLY
    of, visited = figure.of, measured_of(_VISITED, now)
    if _is_mostly_unmodified(now):  # those that were sent are those that were moved
        few, of = _FEW_AMONG_UNMODIFIED, visited
    if figure.count < max(few, many * figure.of):
        return None
    usual = _usual(key, past, runs)
    if sum(count_of(key, run.measures) for run in past if not run.fired) >= _FEW_MOVED:
        # Runs that ask for what is due alone see few others: what was, not what is presumed.
        usual = max(usual, _before(key, past))
    usual = min(1.0, usual * visited / of)  # of the articles with a deadline
    return figure if chance_at(usual, figure.count, of) < rare else None


def _as_before(field: str, now: Measures, past: Sequence[PastRun], _: int) -> Measure | None:
    """An earlier alarm on the field is undecided and no run since has found the field repaired."""
    key = Key(edits.EDITED, field)
    for run in past[: WINDOW - 1]:
        if run.accepted or (
            measured_of(_ANSWERED, run.measures) >= SETTLED and key not in run.measures
        ):
            return None
        if run.fired and field in run.fields:
            return now[key]
    return None


_EDIT_RULES = {
    _heavily: "would be overwritten in many articles at once",
    _in_section: "would be overwritten in most articles of one part",
    _alike: "would change in the same way in several articles",
    _lightly: "would change in many articles at once",
    _moved: "would be moved in many articles at once",
    _as_before: "would still change as in the run that raised the alarm",
}
_RULES_OF_RUNS = {
    _heavily: "was or would be overwritten in many articles within {} runs",
    _alike: "changed or would change in the same way in several articles within {} runs",
    _lightly: "changed or would change in many articles within {} runs",
    _moved: "was or would be moved in many articles within {} runs",
}


def _is_restless(key: Key, past: Sequence[PastRun]) -> bool:
    """Whether most articles have another value in every run, as with links that rotate."""
    shares = [
        count_of(key, run.measures) / of
        for run in past
        if not run.fired and (of := measured_of(_VISITED, run.measures)) >= SETTLED
    ][:WINDOW]
    return len(shares) >= _NIGHTS_BEFORE and median(shares) >= _MOST


def _usual(key: Key, past: Sequence[PastRun], runs: int) -> float:
    """Past share of requested articles that changed in so many runs, smoothed, from the runs
    without an alarm."""
    quiet = [run.measures for run in past if not run.fired]
    of = sum(measured_of(_VISITED, run) for run in quiet)
    return min(1.0, runs * (1 + sum(count_of(key, run) for run in quiet)) / (of + _PRESUMED))


def _before(key: Key, past: Sequence[PastRun]) -> float:
    """The same share unsmoothed, as the alarm prints it."""
    quiet = [run.measures for run in past if not run.fired]
    return sum(count_of(key, run) for run in quiet) / max(
        1, sum(measured_of(_VISITED, r) for r in quiet)
    )


def _is_mostly_unmodified(now: Measures) -> bool:
    return measured_of(_ANSWERED, now) < _MOST * measured_of(_VISITED, now)
