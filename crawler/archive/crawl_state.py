"""The state a crawl goes on from: visits, lists, captures and rejects of earlier runs."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.archive.captures import UNDATED, is_seen_whole, leading_sighting, recorded_at
from crawler.archive.content import (
    CREDITS,
    FILING_FIELDS,
    NAME_LISTS,
    ROW_TYPES,
    TEXT_FIELDS,
)
from crawler.archive.database import now, utc_text
from crawler.archive.moves import twins
from crawler.archive.payload_location import (
    PayloadLocation,
    location_of_answer,
    location_of_payload,
)
from crawler.items import GONE, LIVE_SOURCES, READING

if TYPE_CHECKING:
    from crawler.items import Article, Capture

_CHUNK = 500
# The last answer with validators, and the last time the page was sent whole by then.
_VISIT = """
    SELECT v.etag, v.last_modified, w.digest, coalesce(w.clock_at, w.fetched_at)
    FROM captures AS v JOIN captures AS w ON w.id = (
        SELECT id FROM captures
        WHERE url = v.url AND status = 200 AND incomplete IS NULL AND captured_at <= v.captured_at
        ORDER BY captured_at DESC, id DESC LIMIT 1
    )
    WHERE v.url = ? AND v.status IN (200, 304) AND v.incomplete IS NULL AND v.captured_at <= ?
    AND (NOT ? OR (v.content_hash IS NOT NULL AND v.article_id IS NOT NULL))
    ORDER BY v.captured_at DESC, v.id DESC LIMIT 1
"""
_ALWAYS = "9999"
_ASKED_FOR = 3
"""How often an article is asked for, run after run, of which only a part came."""
# Pages that were asked for, and were no article: not there, an error page, led elsewhere, held
# back; in runs after the last one that saw one there, for clocks may contradict
# the runs. What was kept from us may be had in the next run.
_IN_VAIN = f"""
    WITH wanted (page, url) AS (SELECT value ->> 0, value ->> 1 FROM json_each(:urls)),
    looks (page, run_id, at) AS (
        SELECT page, c.run_id, c.fetched_at
        FROM wanted AS w CROSS JOIN captures AS c ON c.url = w.url
        WHERE c.content_hash IS NULL AND (
            c.status IN {GONE} OR (c.article_id IS NULL AND c.url IN (SELECT url FROM quarantine))
        )
        UNION ALL
        SELECT page, j.run_id, coalesce(c.fetched_at, r.started_at)
        FROM wanted AS w CROSS JOIN rejects AS j ON j.url = w.url JOIN runs AS r ON r.id = j.run_id
        LEFT JOIN captures AS c ON c.id = j.capture_id
        WHERE j.stage = 'soft404' OR (j.stage = 'fetch' AND c.status IN {GONE})
    ),
    since AS MATERIALIZED (SELECT * FROM looks WHERE run_id > coalesce((
        SELECT max(c.run_id) FROM wanted AS w CROSS JOIN captures AS c ON c.url = w.url
        WHERE w.page = looks.page AND c.content_hash IS NOT NULL
    ), 0))
    SELECT page, count(DISTINCT run_id), (
        SELECT at FROM since AS s WHERE s.page = since.page ORDER BY run_id DESC, at DESC LIMIT 1
    ) FROM since GROUP BY page
"""  # noqa: S608
_WAS_MISSING = f"""
    SELECT :status IN {GONE} AND :status IS (
        SELECT status FROM captures WHERE url = :url AND source IN {LIVE_SOURCES}
        ORDER BY id DESC LIMIT 1
    ) AND EXISTS (
        SELECT 1 FROM captures WHERE url = :url AND source IN {LIVE_SOURCES}
        AND status = :status AND warc_file IS NOT NULL
    )
"""  # noqa: S608
_STORED = f"""
    SELECT
        a.url, a.gone_confirmed, coalesce(a.published_on, a.first_seen_at),
        coalesce(a.updated_on, ''), coalesce(a.changed_at, ''),
        coalesce(v.clock_at, v.captured_at), v.status,
        (SELECT url FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL
         ORDER BY is_canonical DESC, captured_at DESC LIMIT 1),
        (SELECT min(incomplete IS NOT NULL) AND count(*) < {_ASKED_FOR} FROM captures
         WHERE article_id = a.id AND content_hash IS NOT NULL)
    FROM articles AS a
    LEFT JOIN captures AS v ON v.id = (
        SELECT id FROM captures WHERE article_id = a.id ORDER BY captured_at DESC, id DESC LIMIT 1
    )
    WHERE a.id IN (SELECT value FROM json_each(?)) AND a.url LIKE 'http%' ORDER BY a.id
"""  # noqa: S608
_ALL = "SELECT id FROM articles WHERE portal = ? ORDER BY id"
# Each part is a range of an index, so that what is not due costs nothing: an archive may have
# millions. An article is at least as old as its last visit says, but for what a clock or a failed
# look says, which the last two parts have. The plus keeps SQLite from reading all of a portal
# instead.
_MAY_BE_DUE = f"""
    SELECT id FROM articles WHERE portal = :portal AND last_seen_at <= :long_ago
    UNION SELECT id FROM articles WHERE portal = :portal AND last_seen_at > :now
    UNION SELECT a.id FROM json_each(:young) AS y CROSS JOIN articles AS a
    ON a.published_on >= y.value ->> 0 AND a.last_seen_at <= y.value ->> 1
    WHERE +a.portal = :portal
    UNION SELECT a.id FROM json_each(:young) AS y CROSS JOIN articles AS a
    INDEXED BY idx_articles_undated ON a.published_on IS NULL AND a.first_seen_at >= y.value ->> 0
    AND a.last_seen_at <= y.value ->> 1 WHERE +a.portal = :portal
    UNION SELECT a.id FROM json_each(:young) AS y CROSS JOIN articles AS a
    ON a.updated_on >= y.value ->> 0 WHERE +a.portal = :portal AND a.last_seen_at <= y.value ->> 1
    UNION SELECT a.id FROM json_each(:young) AS y CROSS JOIN articles AS a
    ON a.changed_at >= y.value ->> 0 WHERE +a.portal = :portal AND a.last_seen_at <= y.value ->> 1
    UNION SELECT c.article_id FROM captures AS c CROSS JOIN articles AS a ON a.id = c.article_id
    WHERE (c.status IN {GONE} OR c.incomplete IS NOT NULL OR c.clock_at IS NOT NULL)
    AND +a.portal = :portal
    UNION SELECT c.article_id FROM captures AS c INDEXED BY idx_captures_captured_at
    CROSS JOIN articles AS a ON a.id = c.article_id
    WHERE c.captured_at > :now AND +a.portal = :portal
    ORDER BY 1
"""  # noqa: S608


_MONTH = dt.timedelta(days=30)
_NOT_HAD = f"""
    SELECT DISTINCT j.url FROM runs AS r JOIN rejects AS j ON j.run_id = r.id
    LEFT JOIN captures AS c ON c.id = j.capture_id
    WHERE r.spider = :portal AND r.source = 'live' AND r.started_at > :since
    AND j.url IS NOT NULL
    AND (j.stage = 'wall' OR (j.stage = 'fetch' AND coalesce(c.status, 0) NOT IN {GONE}))
    AND NOT EXISTS (
        SELECT 1 FROM articles AS a WHERE a.last_seen_at >= r.started_at AND (
            a.url = j.url OR a.id IN (SELECT article_id FROM url_aliases WHERE url = j.url)
        )
    )
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Visit:
    """The last visit to a URL: validators as sent (RFC 9110), and when it was last sent whole."""

    etag: str | None
    last_modified: str | None
    digest: str | None
    sent_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A stored article: when it was first fetched (as in ``captures``), and whether it is gone."""

    fetched_at: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """In how many runs a page was asked for in vain, and when last."""

    times: int
    last: dt.datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored article as the revisits see it.

    ``born`` is when it was published or last edited, ``visited`` the last look at it, whoever's:
    what a web archive showed us today it may have seen years ago;
    ``fetched_url`` is the URL it was read from. ``missing``: not there at the last look, which
    nobody confirmed yet. ``incomplete``: only a part of it came so far, in one or two looks.
    """

    url: str
    fetched_url: str
    born: dt.datetime
    visited: dt.datetime
    missing: bool
    incomplete: bool


@dataclass(frozen=True, slots=True)
class Visits:
    """Which articles a schedule of visits may call due, as far as an index can tell."""

    now: dt.datetime
    young: Sequence[tuple[dt.datetime, dt.datetime]]
    """Pairs: what was born since the first is due if it was visited last before the second."""
    long_ago: dt.datetime
    """All others are due if they were visited last before."""


@dataclass(frozen=True, slots=True)
class ListRead:
    """Until when a list's articles are all stored, and when it was last read to its very end."""

    read_at: str
    read_fully_at: str | None


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text that an earlier run has recorded: when it was read, and where its record stands."""

    read_at: dt.datetime
    warc_file: str
    warc_offset: int
    warc_length: int

    def note_in(self, capture: Capture) -> None:
        """Make a capture of the same text the one that was kept."""
        capture.fetched_at = self.read_at
        capture.warc_file = self.warc_file
        capture.warc_offset = self.warc_offset
        capture.warc_length = self.warc_length


class Settled(StrEnum):
    """What became of a capture."""

    STORED = "stored"
    REJECTED = "rejected"
    RECORDED = "recorded"
    """Nothing yet: the run ended before."""


class CrawlState:
    """Questions about earlier runs; ``Archive.crawl_state`` has it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def to_article(self, url: str) -> Visit | None:
        """The last visit to ``url`` that showed a stored article."""
        return self._visit(url, _ALWAYS, of_article=True)

    def in_vain(self, pages: Mapping[str, Iterable[str]]) -> dict[str, Looks]:
        """How often pages have shown no article since they last did; not of those that always have.

        ``pages`` are the URLs of each, by that under which it is wanted.
        """
        wanted = [(page, url) for page, urls in pages.items() for url in urls]
        rows = self._db.execute(_IN_VAIN, {"urls": json.dumps(wanted)}) if wanted else ()
        return {page: Looks(times, _moment(last)) for page, times, last in rows}

    def not_had(self, portal: str) -> list[str]:
        """URLs of articles that runs of the last month could not have, and none has had since."""
        rows = self._db.execute(_NOT_HAD, {"portal": portal, "since": utc_text(now() - _MONTH)})
        return [url for (url,) in rows]

    def to_list(self, url: str, read_at: str) -> Visit | None:
        """The last visit to a list page before ``read_at``, when all it led to had been stored."""
        return self._visit(url, read_at, of_article=False)

    def known(self, urls: Iterable[str]) -> dict[str, Known]:
        """Those of ``urls`` that belong to stored articles."""
        rows = self._db.execute(
            """
            WITH wanted (url) AS (SELECT value FROM json_each(?)),
            found (url, id) AS (
                SELECT url, id FROM articles WHERE url IN wanted
                UNION SELECT url, article_id FROM url_aliases WHERE url IN wanted
            )
            SELECT found.url, a.gone_at IS NOT NULL, coalesce(
                (SELECT min(fetched_at) FROM captures WHERE article_id = a.id), a.first_seen_at
            ) FROM found JOIN articles AS a ON a.id = found.id
            """,
            (json.dumps(list(urls)),),
        )
        return {url: Known(fetched_at, bool(gone)) for url, gone, fetched_at in rows}

    def articles(self, portal: str, visits: Visits | None = None) -> Iterator[Stored]:
        """A portal's articles that have an HTTP URL, read in chunks.

        Args:
            portal: its name.
            visits: leave out those that cannot be due by these; None: have all.
        """
        ids = [number for (number,) in self._candidates(portal, visits)]
        for start in range(0, len(ids), _CHUNK):
            chunk = json.dumps(ids[start : start + _CHUNK])
            for row in self._db.execute(_STORED, (chunk,)).fetchall():
                url, is_surely_gone, born, updated, changed, visited, status, fetched_url, cut = row
                yield Stored(
                    url,
                    fetched_url or url,
                    _moment(max(born, updated, changed)),
                    _moment(visited or born),
                    missing=status in GONE and not is_surely_gone,
                    incomplete=bool(cut),
                )

    def _candidates(self, portal: str, visits: Visits | None) -> Iterable[tuple[int]]:
        if visits is None:
            return self._db.execute(_ALL, (portal,))
        young = [(utc_text(born)[:10], utc_text(last)) for born, last in visits.young]
        asked = {
            "portal": portal,
            "long_ago": utc_text(visits.long_ago),
            "now": utc_text(visits.now),
            "young": json.dumps(young),
        }
        return self._db.execute(_MAY_BE_DUE, asked)

    def lists(self, portal: str) -> dict[str, ListRead]:
        """The lists and feeds of a portal that were read to where they brought nothing new."""
        rows = self._db.execute(
            "SELECT url, read_at, read_fully_at FROM lists WHERE portal = ?", (portal,)
        )
        return {url: ListRead(read_at, fully) for url, read_at, fully in rows}

    def payload_location(self, digest: str) -> PayloadLocation | None:
        """The record with the payload of this digest, unless all answers with it were cut."""
        return location_of_payload(self._db, digest)

    def same_answer(self, url: str, status: int, digest: str) -> PayloadLocation | None:
        """The last record of our own of the same answer: URL, status and payload."""
        return location_of_answer(self._db, url, status, digest)

    def was_missing(self, url: str, status: int) -> bool:
        """Whether the last look at a URL was told the same (404, 410), and a record shows it."""
        return bool(self._db.execute(_WAS_MISSING, {"url": url, "status": status}).fetchone()[0])

    def captured(self, urls: Iterable[str]) -> dict[tuple[str, str], Settled]:
        """What became of all captures of ``urls``, by URL and time of capture."""
        rows = self._db.execute(
            "SELECT url, captured_at, CASE WHEN max(article_id IS NOT NULL) THEN 'stored' "
            "WHEN max(EXISTS (SELECT 1 FROM rejects WHERE capture_id = c.id "
            "AND stage <> 'source')) THEN 'rejected' ELSE 'recorded' END "
            "FROM captures AS c WHERE url IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
            (json.dumps(list(urls)),),
        )
        return {(url, moment): Settled(found) for url, moment, found in rows}

    def recorded(self, url: str, captured_at: str, digest: str | None) -> bool:
        """Whether the record of a capture with this payload is kept, whatever came of it."""
        return bool(
            self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM captures WHERE url = ? AND captured_at = ? "
                "AND digest = ? AND warc_file IS NOT NULL)",
                (url, captured_at, digest),
            ).fetchone()[0]
        )

    def kept_text(self, capture: Capture) -> KeptText | None:
        """Where the record of the same text stands; None if it has none.

        An undated text is the same whenever it is read.
        """
        row = self._db.execute(
            "SELECT fetched_at, warc_file, warc_offset, warc_length FROM captures "  # noqa: S608
            "WHERE url = :url AND digest = :digest AND warc_file IS NOT NULL "
            f"AND source LIKE 'text:%' AND iif(:undated, {UNDATED}, captured_at = :at) "
            "ORDER BY id LIMIT 1",
            {
                "url": capture.url,
                "digest": capture.digest,
                "undated": capture.dated_by == READING,
                "at": recorded_at(capture),
            },
        ).fetchone()
        return row and KeptText(_moment(row[0]), *row[1:])

    def seen_whole(self, urls: Iterable[str]) -> bool:
        """Whether ``urls`` are a stored article's of which all came once."""
        known = self._db.execute(
            """
            WITH wanted (url) AS (SELECT value FROM json_each(?))
            SELECT id FROM articles WHERE url IN wanted
            UNION SELECT article_id FROM url_aliases WHERE url IN wanted
            """,
            (json.dumps(list(urls)),),
        )
        return any(is_seen_whole(self._db, row[0]) for row in known.fetchall())

    def not_overwritten(self, article: Article, before: Article) -> frozenset[str]:
        """The fields of the stored article that storing ``article`` would leave as they are.

        Filing, when the page was read under another URL than that the article is filed by; credits
        that are kept of an older version, when the page shows none. All of an article of which
        only a part is stored: the rest of it is no edit.
        """
        row = self._db.execute(
            "SELECT id, kept_fields FROM articles WHERE url = ?", (before.url,)
        ).fetchone()
        if row is None:
            return frozenset()
        article_id, kept = row
        if not is_seen_whole(self._db, article_id):
            return frozenset((*TEXT_FIELDS, *ROW_TYPES, *NAME_LISTS, *FILING_FIELDS))
        fields = set(json.loads(kept)) if kept and not any(
            getattr(article, name) for name in CREDITS
        ) else set()  # fmt: skip
        led_by = leading_sighting(self._db, article_id)
        url = article.capture.url if article.capture else article.fetched_url or article.url
        if led_by is not None and led_by[3] != url:
            fields |= set(FILING_FIELDS)
        return frozenset(fields)

    def twins(self, article: Article) -> list[str]:
        """URLs of stored articles of the portal that have the same title and the same date."""
        if not article.portal or not article.title:
            return []
        found = twins(self._db, article.portal, article.title, article.published_on)
        return [url for url in found if url != article.url]

    def rejected(self, url: str) -> bool:
        """Whether an earlier run could not store ``url`` either."""
        return bool(
            self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM rejects WHERE url = ?)", (url,)
            ).fetchone()[0]
        )

    def _visit(self, url: str, until: str, *, of_article: bool) -> Visit | None:
        row = self._db.execute(_VISIT, (url, until, of_article)).fetchone()
        return Visit(row[0], row[1], row[2], _moment(row[3])) if row else None


def note_lists_read(db: sqlite3.Connection, portal: str, read: Mapping[str, bool]) -> None:
    """Note that all articles of these lists are stored; True: they were read to their very end."""
    moment = utc_text(now())
    db.executemany(
        "INSERT INTO lists (url, portal, read_at, read_fully_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (url) DO UPDATE SET portal = excluded.portal, read_at = excluded.read_at, "
        "read_fully_at = coalesce(excluded.read_fully_at, read_fully_at)",
        [(url, portal, moment, moment if fully else None) for url, fully in read.items()],
    )


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
