"""What of a run's measures is an alarm, given the portal's last runs. Plain functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any

from crawler.health import signs
from crawler.health.measures import Key, Measure, Measures, PastRun
from crawler.health.odds import chance_of
from crawler.health.signs import Usual

HISTORY = 30
"""Runs looked back at."""
LIST, ROBOTS, CERTIFICATE = "list_links", "robots", "certificate"
SOFT_404, MISSING, RESERVED = "soft404", "missing", "reserved"
WORDS = "words"

_IMPROBABLE = 6e-6
_WINDOW = 5
"""Runs that are looked at together when each brings few articles."""
_BATCH = 1
_ENOUGH = 30
_LIST_MIN = 5
"""Links a list had in every run; one that gets empty now and then is no broken one."""
_USUAL = 0.9


@dataclass(frozen=True, slots=True)
class _Rule:
    says: str
    rise: float
    """How much the share must have risen, whatever chance says."""
    clean: int = 20
    """Good articles presumed before there is a past: no portal has these faults normally."""
    runs: int = 1
    """Earlier runs without which nothing is said."""
    alone: int = 0
    """Bad articles a run must have; with fewer only the third such run in a row says something."""


_RULES = {
    signs.SITE_NAME: _Rule("is the portal's name", 0.1),
    signs.LOST: _Rule("is gone from articles that had it", 0.3),
    signs.CHANGED: _Rule("is another than before", 0.5),
    signs.REPEATED: _Rule("is the same on several addresses", 0.5),
    signs.GARBLED: _Rule("has broken characters", 0.2),
    signs.REPLACED: _Rule("has nothing of the stored text left", 0.5),
    signs.SHRUNK: _Rule("is much shorter than the stored text", 0.4),
    signs.ABSENT: _Rule("is missing on new articles", 0.25, clean=10),
    signs.SHORT: _Rule("is much shorter than usual", 0.4, clean=10),
    signs.FOREIGN: _Rule("is another than German", 0.3, clean=0, runs=2),
    signs.FALLBACK: _Rule("comes from general rules, not from the layout", 0.3, clean=10),
    SOFT_404: _Rule("error pages in place of articles", 0.3),
    MISSING: _Rule("articles that are gone (404, 410)", 0.3),
    RESERVED: _Rule("articles whose use for text and data mining is reserved", 0.3),
}
# News of one day share its date: only when all of many do, something is wrong.
_SAME_DATE = _Rule("is the same on all articles", 0.85)
# A portal publishes five calls in one day, and none of them has a source.
_ABSENT_OPTIONAL = replace(_RULES[signs.ABSENT], clean=0, runs=2, alone=8)
_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is not as in the portal's last runs."""

    portal: str
    measure: str
    field: str
    before: str
    now: str
    says: str
    example: str | None = None

    def __str__(self) -> str:
        what = f"{self.field} {self.says}" if self.field else self.says
        sentence = f"{self.portal}: {what}: {self.before} → {self.now}"
        if self.example is None:
            return sentence
        return f"{sentence}, for example {self.example} (look: scrapy inspect {self.example})"

    def as_json(self) -> dict[str, Any]:
        """The alarm as one JSON object, with its sentence."""
        return {**asdict(self), "sentence": str(self)}


def judge(portal: str, now: Measures, past: Sequence[PastRun]) -> list[Alarm]:
    """The alarms of a run, at most one a field, the plainest first.

    Args:
        portal: its name.
        now: what was measured.
        past: the portal's earlier runs since the last one a person accepted, newest first.
    """
    if not past:
        return []
    found = [
        *_shares(portal, now, past),
        *_lists(portal, now, past),
        *_facts(portal, now, past),
    ]
    first: dict[str, Alarm] = {}
    for alarm in found:
        first.setdefault(alarm.field or alarm.measure, alarm)
    return list(first.values())


def usual_of(past: Sequence[PastRun]) -> Usual:
    """What a portal's articles usually have, by its runs that did not ring."""
    quiet = [run.measures for run in past if not run.rang]
    fields = set()
    for field in signs.FIELDS:
        bad, of = _pooled(Key(signs.ABSENT, field), quiet)
        if of >= _LIST_MIN and bad <= of * (1 - _USUAL):
            fields.add(field)
    lengths = [run[Key(WORDS)].value or 0 for run in quiet if Key(WORDS) in run]
    return Usual(frozenset(fields), median(lengths) if lengths else 0.0)


def _shares(portal: str, now: Measures, past: Sequence[PastRun]) -> Iterator[Alarm]:
    for measure in _RULES:
        for key, figure in now.items():
            if key.measure != measure or not figure.count:
                continue
            rule = _rule_of(key)
            if shares := _risen(key, figure, rule, past):
                yield Alarm(portal, *key, *shares, rule.says, figure.example)


def _rule_of(key: Key) -> _Rule:
    if key == (signs.REPEATED, "published_on"):
        return _SAME_DATE
    if key.measure == signs.ABSENT and key.field in signs.OPTIONAL:
        return _ABSENT_OPTIONAL
    return _RULES[key.measure]


def _risen(
    key: Key, figure: Measure, rule: _Rule, past: Sequence[PastRun]
) -> tuple[str, str] | None:
    """The share before and now, if it rose beyond chance.

    When a run brings few articles, those before it are added, those that rang, too: a portal that
    broke yesterday is broken still.
    """
    bad = of = 0
    for size in range(_WINDOW):
        added = figure if size == 0 else past[size - 1].measures.get(key)
        if added and added.of:
            # Articles of one quiet day are of a kind: a batch of calls, say.
            is_batch = size > 0 and not past[size - 1].rang
            weight = min(1.0, _BATCH / added.of) if is_batch else 1.0
            bad += round(added.count * weight)
            of += round(added.of * weight)
        quiet = [run.measures for run in past[size:] if not run.rang]
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
                return _percent(usual), f"{_percent(figure.count / figure.of)} of {figure.of}"
        if of >= _ENOUGH:
            return None
    return None


def _is_third_in_a_row(key: Key, past: Sequence[PastRun], share: float) -> bool:
    """Whether so many runs that brought articles, and this one, are all as bad as ``share``."""
    found = [figure for run in past if (figure := run.measures.get(key)) and figure.of]
    return len(found) >= _IN_A_ROW - 1 and all((one.value or 0) >= share for one in found)


def _pooled(key: Key, runs: Sequence[Measures]) -> tuple[float, float]:
    """Bad and all of several runs; a run with many counts for a few, for it is one run still."""
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
            run.measures[key].value or 0 for run in past if not run.rang and key in run.measures
        ]
        if before and min(before) >= _LIST_MIN:
            links = f"{median(before):g} links"
            yield Alarm(portal, *key, links, "none", "the list brings nothing", key.field)


def _facts(portal: str, now: Measures, past: Sequence[PastRun]) -> Iterator[Alarm]:
    """What was one thing in the last run that knew it, and is another: said once."""
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


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
