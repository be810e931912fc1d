"""Rules that decide which measures of a run raise an alarm, given the portal's last runs.

Plain functions without I/O; those for changes in known articles are in edit_rules.py.
docs/operations.md describes the rules for operators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from crawler.monitoring.health import field_changes as edits
from crawler.monitoring.health import quality_checks
from crawler.monitoring.health.beta_binomial import chance_of
from crawler.monitoring.health.edit_rules import (
    SETTLED,
    WINDOW,
    edits_of_run,
    edits_of_runs,
    with_change,
)
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
from crawler.monitoring.health.quality_checks import Baseline

HISTORY = 30
"""How many earlier runs are taken into account."""
LIST, ROBOTS, CERTIFICATE = "list_links", "robots", "certificate"
SOFT_404, MISSING, RESERVED = "soft404", "missing", "reserved"
UNWANTED = "unwanted"
WORDS = "words"

_IMPROBABLE = 6e-6
"""Probability below which a rise in bad articles is not put down to chance."""
_BATCH = 1
"""Weight in articles of an earlier run without an alarm in such a pool."""
_ENOUGH = 30
"""Articles from which on no further run is added to the pool."""
_LIST_MIN = 5
"""Minimum number of links in all earlier runs: a list that is empty at times is not broken."""
_USUAL = 0.9
"""Share of articles that must have a field before the field counts as usual."""


@dataclass(frozen=True, slots=True)
class _Rule:
    says: str
    """What the alarm says behind the field's name."""
    rise: float
    """Minimum rise of the share of bad articles, as a difference of shares."""
    clean: int = 20
    """Good articles assumed before there is a past: no portal normally has these faults."""
    runs: int = 1
    """Minimum number of earlier runs before this rule can fire."""
    alone: int = 0
    """Bad articles needed in one run; with fewer, the rule fires on the third such run in a row."""


_RULES = {
    quality_checks.SITE_NAME: _Rule("is the portal's name", 0.1),
    quality_checks.LOST: _Rule("is gone from articles that had it", 0.3),
    quality_checks.CHANGED: _Rule("is another than before", 0.5),
    quality_checks.REPEATED: _Rule("is the same on several addresses", 0.5),
    quality_checks.GARBLED: _Rule("has broken characters", 0.2),
    quality_checks.REPLACED: _Rule("has nothing of the stored text left", 0.5),
    quality_checks.SHRUNK: _Rule("is much shorter than the stored text", 0.4),
    quality_checks.ABSENT: _Rule("is missing on new articles", 0.25, clean=10),
    quality_checks.SHORT: _Rule("is much shorter than usual", 0.4, clean=10),
    quality_checks.FOREIGN: _Rule("is another than German", 0.3, clean=0, runs=2),
    quality_checks.FALLBACK: _Rule("comes from general rules, not from the layout", 0.3, clean=10),
    quality_checks.UNSURE: _Rule("is less certain than it was (mean doubt)", 0.2, clean=0, runs=2),
    SOFT_404: _Rule("error pages in place of articles", 0.3),
    MISSING: _Rule("articles that are gone (404, 410)", 0.3),
    # A list's menu and footer are the same every night, and are in its past.
    UNWANTED: _Rule("leads to what is no article by its URL", 0.3, clean=0, runs=2),
    RESERVED: _Rule("articles whose use for text and data mining is reserved", 0.3),
}
# A portal publishes five calls in one day, and none of them has a source.
_ABSENT_OPTIONAL = replace(_RULES[quality_checks.ABSENT], clean=0, runs=2, alone=8)
_IN_A_ROW = 3

_TOLD_ANYHOW = frozenset({
    edits.EDITED, quality_checks.LOST, quality_checks.CHANGED, quality_checks.SHRUNK,
    quality_checks.REPLACED, ROBOTS, CERTIFICATE,
})  # fmt: skip
"""Measures whose alarms end by themselves: what is held back is told as long as it waits, and a
new robots.txt or certificate is news once."""


def judge(
    portal: str,
    now: Measures,
    past: Sequence[PastRun],
    together: Sequence[Measures] = (),
) -> list[Alarm]:
    """The alarms of a run, at most one a field, in the order of the rules.

    Args:
        portal: its name.
        now: what was measured.
        past: the portal's earlier runs, newest first.
        together: what it and the run before change in known articles, as if they were one run;
            it and the two runs before; and so on.
    """
    if not past:
        return []
    recent = _since_accepted(past)
    found = [
        *_shares(portal, now, recent),
        *_lists(portal, now, recent),
        *_facts(portal, now, recent),
        *edits_of_run(portal, now, past),
    ]
    found = [with_change(alarm, now) for alarm in found]
    for runs, measures in enumerate(together, start=2):
        found += edits_of_runs(portal, now, measures, past, runs)
    found += _unsettled(now, past)
    first: dict[str, Alarm] = {}
    for alarm in found:
        first.setdefault(alarm.field or alarm.measure, alarm)
    return [*first.values()]


def fields_in_doubt(found: Sequence[Alarm], now: Measures) -> set[str]:
    """Fields whose changes stay in quarantine after these alarms.

    An alarm on a field of stored articles holds back all other changes to stored articles too.
    """
    fields = {alarm.field for alarm in found}
    if any(alarm.change for alarm in found):
        fields |= {key.field for key in now if key.measure == edits.EDITED and key.field}
    return fields


def _since_accepted(past: Sequence[PastRun]) -> Sequence[PastRun]:
    """The runs since the last one that a person accepted, which is the new normal."""
    accepted = (number for number, run in enumerate(past, start=1) if run.accepted)
    return past[: next(accepted, len(past))]


def baseline_of(past: Sequence[PastRun]) -> Baseline:
    """Fields and text length that are normal for the portal, from its runs without an alarm."""
    quiet = [run.measures for run in _since_accepted(past) if not run.fired]
    fields = set()
    for field in quality_checks.FIELDS:
        bad, of = _pooled(Key(quality_checks.ABSENT, field), quiet)
        if of >= _LIST_MIN and bad <= of * (1 - _USUAL):
            fields.add(field)
    lengths = [run[Key(WORDS)].value or 0 for run in quiet if Key(WORDS) in run]
    return Baseline(frozenset(fields), median(lengths) if lengths else 0.0)


def _shares(portal: str, now: Measures, past: Sequence[PastRun]) -> Iterator[Alarm]:
    for measure in _RULES:
        for key, figure in now.items():
            if key.measure != measure or not figure.count:
                continue
            rule = _rule_of(key)
            if shares := _risen(key, figure, rule, past):
                yield Alarm(portal, *key, *shares, rule.says, figure.example)


def _rule_of(key: Key) -> _Rule:
    if key.measure == quality_checks.ABSENT and key.field in quality_checks.OPTIONAL:
        return _ABSENT_OPTIONAL
    return _RULES[key.measure]


def _risen(
    key: Key, figure: Measure, rule: _Rule, past: Sequence[PastRun]
) -> tuple[str, str] | None:
    """The share before and now, if it rose by more than chance explains.

    A run with few articles is pooled with the runs before it, also with those that raised an
    alarm: a portal that broke yesterday is still broken.
    """
    bad = of = 0
    for size in range(WINDOW):
        added = figure if size == 0 else past[size - 1].measures.get(key)
        if added and added.of:
            # Articles of one quiet day are of a kind: a batch of calls, say.
            is_batch = size > 0 and not past[size - 1].fired
            weight = min(1.0, _BATCH / added.of) if is_batch else 1.0
            bad += round(added.count * weight)
            of += round(added.of * weight)
        quiet = [run.measures for run in past[size:] if not run.fired]
        if len(quiet) < rule.runs:
            return None
        bad_before, of_before = _pooled(key, quiet)
        of_before += rule.clean
        usual = bad_before / of_before if of_before else 0.0
        if rule.alone > figure.count and not _is_third_in_a_row(
            key, past[:size], usual + rule.rise
        ):
            continue
        if min(figure.count / figure.of, bad / of) - usual >= rule.rise and of_before:
            chance = chance_of(bad, of, round(bad_before), round(of_before))
            if chance < _IMPROBABLE:
                return percent(usual), f"{percent(figure.count / figure.of)} of {figure.of}"
        if of >= _ENOUGH:
            return None
    return None


def _is_third_in_a_row(key: Key, past: Sequence[PastRun], share: float) -> bool:
    """Whether this run and the ones before it that had articles all reach ``share``."""
    found = [figure for run in past if (figure := run.measures.get(key)) and figure.of]
    return len(found) >= _IN_A_ROW - 1 and all((one.value or 0) >= share for one in found)


def _pooled(key: Key, runs: Sequence[Measures]) -> tuple[float, float]:
    """Bad articles and all articles of several runs; no run counts for more than ``_ENOUGH``."""
    bad = of = 0.0
    for run in runs:
        if figure := run.get(key):
            shrink = min(1.0, _ENOUGH / figure.of) if figure.of else 0.0
            bad, of = bad + figure.count * shrink, of + figure.of * shrink
    return bad, of


def _lists(portal: str, now: Measures, past: Sequence[PastRun]) -> Iterator[Alarm]:
    for key, figure in now.items():
        if key.measure != LIST or figure.value:
            continue
        before = [
            run.measures[key].value or 0 for run in past if not run.fired and key in run.measures
        ]
        if before and min(before) >= _LIST_MIN:
            links = f"{median(before):g} links"
            yield Alarm(portal, *key, links, "none", "the list brings nothing", key.field)


def _facts(portal: str, now: Measures, past: Sequence[PastRun]) -> Iterator[Alarm]:
    """Texts that differ from those of the last run that recorded them; each change fires once."""
    for key, figure in now.items():
        if key.measure not in (ROBOTS, CERTIFICATE) or figure.text is None:
            continue
        last = next((run.measures[key].text for run in past if key in run.measures), None)
        if last is not None and last != figure.text:
            thing = "robots.txt" if key.measure == ROBOTS else "the issuer of its certificate"
            short = (last, figure.text) if key.measure == CERTIFICATE else (
                last[:12], figure.text[:12]
            )  # fmt: skip
            yield Alarm(portal, key.measure, key.field, *short, f"{thing} changed", figure.example)


def _unsettled(now: Measures, past: Sequence[PastRun]) -> Iterator[Alarm]:
    """Alarms of the last run that nothing has refuted: it takes ``SETTLED`` good articles, or as
    many as it had, in this run and those since."""
    for alarm in past[0].alarms if past[0].fired else ():
        if alarm.measure in _TOLD_ANYHOW:
            continue
        key = Key(alarm.measure, alarm.field)
        since = past[0].run_id if alarm.since is None else alarm.since
        good = _good(key, now)
        good += sum(_good(key, run.measures) for run in past if run.run_id > since)
        had = max(measured_of(key, run.measures) for run in past if run.run_id >= since)
        if good < min(SETTLED, had):
            yield replace(alarm, since=since)


def _good(key: Key, run: Measures) -> int:
    """Articles, or lists with links, that are as they should be."""
    if key.measure == LIST:
        return int(bool(run[key].value)) if key in run else 0
    return measured_of(key, run) - count_of(key, run)
