"""Counters of one run: checks of its articles, links of its lists, errors and latency."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from statistics import median
from typing import TYPE_CHECKING

from crawler.monitoring.health import alarms, quality_checks
from crawler.monitoring.health.field_changes import EDITED, ChangeCounters, edits_of
from crawler.monitoring.health.measures import Key, Measure, Measures
from crawler.monitoring.health.quality_checks import Baseline, is_doubtful, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.archive.recent_edits import RecentEdit
    from crawler.items import Article


SEVERAL = 3
"""URLs with one text from which on it is a placeholder: two sections may show one article."""
_LONG = 250
"""Words from which on a text is taken for an article, however many URLs have it."""
_REPEATABLE = ("title", "body")
"""Fields that no two articles share. A day they may: a portal publishes forty at once."""


class HealthCounters:
    """Counters of one run; ``measures`` gives the figures so far."""

    def __init__(
        self,
        site_names: Collection[str] = (),
        baseline: Baseline | None = None,
        recent: Iterable[RecentEdit] = (),
    ) -> None:
        self._site_names = site_names
        self._usual = baseline or Baseline()
        self._bad: defaultdict[Key, float] = defaultdict(float)
        self._of: Counter[Key] = Counter()
        self._examples: dict[Key, str] = {}
        self._most: dict[Key, float] = {}
        self._shown: dict[str, dict[int, str]] = defaultdict(dict)
        self._words: list[int] = []
        self._latencies: list[float] = []
        self._errors: Counter[str] = Counter()
        self._lists: dict[str, int] = {}
        self._texts: dict[Key, str] = {}
        self._edits = ChangeCounters()
        self._recent: defaultdict[str, list[RecentEdit]] = defaultdict(list)
        for edit in recent:
            self._recent[edit.url].append(edit)
        self._met: dict[str, Article] = {}
        """Articles of ``_recent`` as this run sees them."""
        self._others = ChangeCounters() if self._recent else self._edits

    def see(
        self, article: Article, before: Article | None, ignored: Collection[str] = ()
    ) -> list[Key]:
        """Count an article; the failed checks for which it is held until the run ends.

        Args:
            article: as it was extracted now.
            before: as it is stored; None for a new one.
            ignored: fields that storing ``article`` would not change, whatever it has there.
        """
        found = [*quality_checks.quality_checks(article, before, self._site_names, self._usual)]
        for field in _REPEATABLE:
            if value := getattr(article, field):
                first = self._shown[field].setdefault(hash(value), article.url)
                found.append((Key(quality_checks.REPEATED, field), first != article.url))
        for key, bad in found:
            self._count(key, article.url, bad=bad)
        for key, doubt in quality_checks.doubts(article):
            self._weigh(key, article.url, doubt)
        for measure in (alarms.SOFT_404, alarms.MISSING, alarms.RESERVED):
            self._count(Key(measure), article.url, bad=False)
        if before is None and article.body:
            self._words.append(quality_checks.words(article))
        doubts = [key for key, bad in found if bad and is_doubtful(key, self._usual)]
        if before is not None:
            doubts += [Key(EDITED, name) for name in self._see_edits(article, before, ignored)]
        return doubts

    def _see_edits(self, article: Article, before: Article, ignored: Collection[str]) -> list[str]:
        edits = edits_of(article, before, ignored)
        self._edits.see(before.url, before, edits)
        if before.url in self._recent:
            self._met[before.url] = article
        elif self._recent:
            self._others.see(before.url, before, edits)
        return [edit.field for edit in edits]

    def see_soft_404(self, url: str) -> None:
        """Count an error page served instead of an article."""
        self._count(Key(alarms.SOFT_404), url, bad=True)

    def see_missing(self, url: str, *, on_purpose: bool = False) -> None:
        """Count a page that is gone, bad only if nobody says that it is on purpose."""
        self._count(Key(alarms.MISSING), url, bad=not on_purpose)

    def see_reserved(self, count: int) -> None:
        """Count pages that were not fetched because their publisher reserves their use."""
        if count:
            self._bad[Key(alarms.RESERVED)] += count
            self._of[Key(alarms.RESERVED)] += count

    def see_unmodified(self) -> None:
        """Count an article that has not been modified (304)."""
        self._of[Key(alarms.MISSING)] += 1
        self._of[Key(alarms.RESERVED)] += 1
        self._edits.see_unmodified()
        if self._recent:
            self._others.see_unmodified()

    def see_list(self, url: str, articles: int, others: Collection[str]) -> None:
        """Record how many articles a feed or the first page of a list leads to, and what else."""
        self._lists[url] = articles
        if of := articles + len(others):
            key = Key(alarms.UNWANTED, url)
            self._bad[key], self._of[key] = len(others), of
            self._examples[key] = min(others, default=url)

    def see_answer(self, seconds: float | None) -> None:
        """Record the latency of a response."""
        if seconds is not None:
            self._latencies.append(seconds)

    def see_error(self, kind: str) -> None:
        """Count an error: a status, or what could not be fetched."""
        self._errors[kind] += 1

    def note(self, measure: str, field: str, text: str) -> None:
        """Record a text that is not expected to change."""
        self._texts[Key(measure, field)] = text

    def measures(self) -> Measures:
        """The figures, by what they measure."""
        shares = {
            key: Measure(self._bad[key] / of, of, self._examples.get(key))
            for key, of in self._of.items()
        }
        more = {Key("errors", kind): Measure(count) for kind, count in self._errors.items()}
        more |= {Key(alarms.LIST, url): Measure(count) for url, count in self._lists.items()}
        more |= {key: Measure(None, text=text) for key, text in self._texts.items()}
        if self._words:
            more[Key(alarms.WORDS)] = Measure(median(self._words), len(self._words))
        if self._latencies:
            more[Key("latency")] = Measure(round(median(self._latencies), 3), len(self._latencies))
        return {**shares, **more, **self._edits.measures()}

    def ways(self, field: str) -> frozenset[str]:
        """The ways in which this run changes a field of two known articles or more."""
        return self._edits.ways(field)

    def together(self, runs: Collection[int], sent: int, unmodified: int) -> Measures:
        """The changes of this run and of some before it, as if they were one run.

        Args:
            runs: these runs.
            sent: number of known articles that they were sent and this run did not ask for.
            unmodified: the same of those answered 304 by each.
        """
        changed = ChangeCounters()
        for url, steps in self._recent.items():
            step = next((step for step in steps if step.run_id in runs), None)
            if step is not None:
                now = self._met.get(url, steps[-1].after)
                changed.see(url, step.before, edits_of(now, step.before))
                sent -= url not in self._met
            elif url in self._met:
                before = steps[-1].after
                changed.see(url, before, edits_of(self._met[url], before))
        return self._others.joined(changed).measures(max(0, sent), unmodified)

    def _count(self, key: Key, url: str, *, bad: bool) -> None:
        self._of[key] += 1
        if bad:
            self._bad[key] += 1
            self._examples.setdefault(key, url)

    def _weigh(self, key: Key, url: str, doubt: float) -> None:
        """Count an article by how doubtful it is; the most doubtful one is the example."""
        self._of[key] += 1
        self._bad[key] += doubt
        if doubt > self._most.get(key, 0.0):
            self._most[key] = doubt
            self._examples[key] = url


class RepeatedTexts:
    """New articles of one run with the same text: a placeholder page served instead of each."""

    def __init__(self) -> None:
        self._urls: defaultdict[int, set[str]] = defaultdict(set)

    def see(self, article: Article) -> None:
        """Count a new article."""
        said = (article.title, article.lead, article.body, article.published_on)
        if any(said[:3]) and words(article) < _LONG:
            self._urls[hash(said)].add(article.url)

    def groups(self) -> Iterator[list[str]]:
        """Groups of URLs that share one text, of ``SEVERAL`` or more."""
        return (sorted(urls) for urls in self._urls.values() if len(urls) >= SEVERAL)
