"""Scrapy extension that measures a crawl and raises alarms when it ends."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import signals

from crawler.archive import Outcome
from crawler.archive.health_rows import PAGE
from crawler.archive.recent_edits import JUDGED_TOGETHER
from crawler.monitoring.health import alarms
from crawler.monitoring.health.bare_pages import has_frame, is_bare, is_unusual
from crawler.monitoring.health.counters import HealthCounters, RepeatedTexts
from crawler.monitoring.health.measures import Alarm, Key, Measure, Measures, PastRun
from crawler.monitoring.health.spread import spread_over
from crawler.monitoring.signals import (
    article_missing,
    article_unmodified,
    list_read,
    page_rejected,
)
from crawler.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.archive import Archive
    from crawler.archive.recent_edits import RecentEdit
    from crawler.items import Article, Capture

_ROBOTS_STAT = "politeness/robots_digest/"
_UNREADABLE_STAT = "politeness/robots_unreadable/"
_RESERVED_STAT = "politeness/reserved"


class Conclusion(NamedTuple):
    """What the health check has done to the articles of a run, by their URLs."""

    taken_back: Sequence[str] = ()
    """Stored by the run, and held back after all."""
    released: Sequence[tuple[str, Outcome]] = ()
    """Held back by the run, and stored after all."""


class HealthWatch:
    """Health check of one crawl; not of crawls of files, whose pages come in any order."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._past: list[PastRun] = []
        self._counters: HealthCounters | None = None
        self._texts = RepeatedTexts()
        self._bare: dict[str, bool] = {}
        """URLs of new articles that nothing says to be one → do they have the portal's frame?"""
        self._undecided: list[int] = []
        self._recent: list[RecentEdit] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect the signals."""
        watch = cls(crawler)
        for receiver, signal in (
            (watch.response_received, signals.response_received),
            (watch.page_rejected, page_rejected),
            (watch.article_missing, article_missing),
            (watch.article_unmodified, article_unmodified),
            (watch.list_read, list_read),
        ):
            crawler.signals.connect(receiver, signal)
        return watch

    def begin(self, archive: Archive, source: str) -> None:
        """Read the measures of the portal's earlier runs. Called before anything is crawled."""
        spider = self._crawler.spider
        if getattr(getattr(spider, "source", None), "dated_by_capture", True):
            return
        rows = archive.quarantine.past_checkups(
            self._crawler.spidercls.name, source, alarms.HISTORY
        )
        self._past = [
            PastRun(
                {Key(*row[:2]): _measure(row) for row in run.figures},
                [Alarm.from_json(alarm) for alarm in run.alarms],
                run.accepted,
                run.run_id,
            )
            for run in rows
        ]
        undecided = takewhile(lambda run: not run.accepted, rows[: JUDGED_TOGETHER - 1])
        self._undecided = [run.run_id for run in undecided]
        self._recent = archive.quarantine.recent_edits(self._undecided)
        title = getattr(spider, "title", None) or ""
        names = frozenset(filter(None, [title.casefold()]))
        self._counters = HealthCounters(names, alarms.baseline_of(self._past), self._recent)

    @property
    def is_watching(self) -> bool:
        """Whether this crawl's pages can be compared with those of earlier ones."""
        return self._counters is not None

    def see(
        self, article: Article, before: Article | None, ignored: Collection[str] = ()
    ) -> list[str]:
        """Count an article; the reasons for holding it until the run ends."""
        if self._counters is None:
            return []
        if before is None:
            self._texts.see(article)
            if is_bare(article):
                self._bare[article.url] = has_frame(article)
        doubts = self._counters.see(article, before, ignored)
        # In a portal's first run there is nothing to compare with, and nothing to lose.
        return [f"{key.measure} {key.field}" for key in doubts] if self._past else []

    def conclude(self, archive: Archive, run_id: int) -> Conclusion:
        """Raise the alarms, store the measures, and release articles that no alarm concerns."""
        if self._counters is None:
            return Conclusion()
        stats = self._crawler.stats
        for name, value in stats.get_stats().items():
            if name.startswith(_ROBOTS_STAT):
                self._counters.note(alarms.ROBOTS, name.removeprefix(_ROBOTS_STAT), str(value))
            elif name.startswith(_UNREADABLE_STAT):  # an outage: the run fails by it, and says so
                self._counters.see_error(f"robots.txt of {name.removeprefix(_UNREADABLE_STAT)}")
        self._counters.see_reserved(int(stats.get_value(_RESERVED_STAT, 0)))
        measures = self._counters.measures()
        found = alarms.judge(
            self._crawler.spidercls.name, measures, self._past, [*self._together(archive, run_id)]
        )
        found = self._put_back(archive, run_id, found)
        stats.set_value("health/alarms", found)
        archive.quarantine.write_checkup(
            run_id,
            [(*key, m.value, m.text, m.of, m.example) for key, m in measures.items()],
            [alarm.as_json() for alarm in found],
        )
        taken_back: list[str] = []
        for urls in self._texts.groups():
            taken_back += self._take_back(
                archive, run_id, urls, f"the same text on {len(urls)} URLs"
            )
        if self._bare:
            dated, full, of = archive.quarantine.full_articles(self._crawler.spidercls.name)
            odd = [
                url
                for url, framed in self._bare.items()
                if is_unusual(has_frame=framed, dated=dated, full=full, of=of)
            ]
            why = "a few words without a date or any word of its URL, unlike the portal's articles"
            taken_back += self._take_back(archive, run_id, odd, why)
        released = archive.quarantine.release(
            run_id, [*alarms.fields_in_doubt(found, measures), PAGE]
        )
        return Conclusion(taken_back, released)

    def _take_back(self, archive: Archive, run_id: int, urls: list[str], why: str) -> list[str]:
        """Hold back what this run has stored as new; the URLs of what was."""
        taken = archive.quarantine.take_back(urls, run_id, why)
        self._crawler.stats.inc_value("archive/new", -len(taken))
        self._crawler.stats.inc_value("archive/held", len(taken))
        return taken

    def _together(self, archive: Archive, run_id: int) -> Iterator[Measures]:
        """What this run and the one before changed, it and the two before, and so on."""
        assert self._counters is not None
        for number in range(1, len(self._undecided) + 1 if self._recent else 0):
            runs = self._undecided[:number]
            yield self._counters.together(runs, *archive.quarantine.seen_by_others(run_id, runs))

    def _put_back(self, archive: Archive, run_id: int, found: list[Alarm]) -> list[Alarm]:
        """Put back what the few runs before changed as these alarms say, and say so."""
        assert self._counters is not None
        counts: Counter[str] = Counter()
        suspects: dict[RecentEdit, set[str]] = {}
        for alarm in found:
            if alarm.change:
                ways = self._counters.ways(alarm.field)
                for edit in spread_over(alarm, ways, self._recent, self._undecided):
                    suspects.setdefault(edit, set()).add(alarm.field)
        first: dict[str, tuple[RecentEdit, set[str]]] = {}
        for edit in self._recent:
            if edit in suspects:
                first.setdefault(edit.url, (edit, set()))[1].update(suspects[edit])
        done = archive.quarantine.put_back([*first.values()], run_id)
        for url in done:
            counts.update(first[url][1])
        return [replace(alarm, put_back=counts[alarm.field]) for alarm in found]

    # -- receivers of signals ---------------------------------------------------------------------

    def response_received(self, response: Response, request: Request) -> None:
        """Record latency, errors and the issuer of the host's certificate."""
        if self._counters is None:
            return
        self._counters.see_answer(request.meta.get("download_latency"))
        if response.status >= 400:
            self._counters.see_error(str(response.status))
        if (issuer := _issuer(response)) and request.url:
            host = request.url.split("/")[2]
            self._counters.note(alarms.CERTIFICATE, host, issuer)

    def page_rejected(self, url: str | None, stage: str) -> None:
        """Count a page that could not be stored as an article."""
        if self._counters is None:
            return
        if stage in ("soft404", "wall"):
            self._counters.see_soft_404(url or "")
        else:
            self._counters.see_error(stage)

    def article_missing(self, capture: Capture) -> None:
        """Count a page that is gone; 410 says that it is so on purpose (RFC 9110, 15.5.11)."""
        if self._counters is not None:
            self._counters.see_missing(capture.url, on_purpose=capture.status == 410)

    def article_unmodified(self) -> None:
        """Count an article that has not been modified."""
        if self._counters is not None:
            self._counters.see_unmodified()

    def list_read(self, url: str, articles: Collection[str], others: Collection[str]) -> None:
        """Record the links of a feed or of a list's first page."""
        if self._counters is not None:
            self._counters.see_list(url, len(articles), others)


def _measure(row: Any) -> Measure:
    _, _, value, text, of, example = row
    return Measure(value, of, example, text)


def _issuer(response: Response) -> str | None:
    """The organisation that issued the host's certificate: renewals keep it."""
    if response.certificate is None:
        return None
    issuer = response.certificate.getIssuer()
    name = getattr(issuer, "organizationName", None) or getattr(issuer, "commonName", b"")
    return plain(name.decode(errors="replace") if isinstance(name, bytes) else str(name))
