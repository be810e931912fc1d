"""An archive of any number of articles, made from a real crawl by statements over all rows.

A crawl of the demo portal leaves what a crawl leaves: runs, lists, captures, validators. Then rows
of articles are added until there are as many as are wanted: each of the same portal, with a URL, a
title, a text of its own out of words as often as Zipf's law has it, a capture like that of a
crawled article, and what portals file their articles under (``bench.filed_archive``). Triggers and
indexes are put back at the end, and the full text is indexed at once: to store a million articles
one by one takes hours.

What it has not: fingerprints of stories for the added articles (``bench.stories`` has a million of
them), revisions and long texts; an added text has 60 words.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.filed_archive import FILED_UNDER, facts, file_under, name_lists
from bench.process import crawl
from bench.search import german_words, texts
from crawler.archive import Archive
from crawler.archive.content import content_hash
from crawler.archive.rows import read_contents
from crawler.archive.search_words import complete_words
from crawler.demo import DemoServer

CRAWLED = 500
"""Articles of the demo portal that are really crawled."""
_TEXTS = 20_000
"""Texts that are put together to those of the articles: a title, and twice that many words."""
_FACTS = 100_003
"""Facts of filing; a prime, so that they meet other texts each time."""
_AFTER = 10_000
"""Ids of names of the crawled articles are smaller."""
_AT_ONCE = 500
_FIRST_SEEN = "2016-02-01T00:00:00Z"
"""Long ago: articles that have come lately are looked at in every update."""
_REMADE = ("articles", "captures", *(f"article_{name}" for name in FILED_UNDER))
_ADDED = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
    INSERT INTO articles (
        id, portal, url, kind, language, title, lead, body, published_on, published_edtf,
        published_earliest, published_latest, published_estimate, published_basis, content_hash,
        word_count, first_seen_at, last_seen_at
    )
    SELECT
        :last + n.i, 'demo_cluster',
        'http://www.cluster.example/' || :section || '/' || n.i || '.html',
        f.kind, 'de', a.short || ' ' || n.i, b.long, c.long || '. ' || a.long || '.', f.day, f.day,
        f.earliest, f.latest, f.estimate, iif(f.day, 'the page says so', NULL), '', 60, :first, :at
    FROM n
    JOIN temp.texts AS a ON a.id = n.i % :texts
    JOIN temp.texts AS b ON b.id = (n.i * 7 + n.i / :texts) % :texts
    JOIN temp.texts AS c ON c.id = (n.i * 13 + n.i / :texts * 3) % :texts
    JOIN temp.facts AS f ON f.id = n.i % :facts
"""
_CAPTURED = """
    INSERT INTO captures (
        run_id, url, article_id, fetched_at, captured_at, status, content_type, etag, digest,
        warc_file, warc_offset, warc_length, source, content_hash, is_canonical, is_filed
    )
    SELECT
        c.run_id, a.url, a.id, a.last_seen_at, a.last_seen_at, 200, c.content_type, a.content_hash,
        'sha256:' || a.content_hash, c.warc_file, c.warc_offset, c.warc_length, c.source,
        a.content_hash, 1, c.is_filed
    FROM articles AS a JOIN captures AS c ON c.id = :like
    WHERE a.id > :last
"""


def make(folder: Path, server: DemoServer, articles: int, section: str = "added") -> Path:
    """An archive of ``articles`` in ``folder``, with the captures of the crawled ones.

    ``section`` is where the added ones stand: archives of two have other articles.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(2):  # the second has nothing to do but to note what lists say of the first's
        crawl(server, str(folder))
    path = folder / "archive.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -300000")
        db.execute("PRAGMA temp_store = MEMORY")
        with _bare(db):
            _add(db, articles, section)
        db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        db.execute("PRAGMA journal_mode = WAL")
    with Archive(path) as archive:
        with archive.transaction():
            complete_words(archive.db.conn)
            archive.db.execute("INSERT INTO dating_pending VALUES ('demo_cluster', 0)")
        archive.date_articles()
    return path


@contextmanager
def _bare(db: sqlite3.Connection) -> Iterator[None]:
    """Without the triggers and indexes of articles and captures, which are made anew after."""
    put_back = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') "
        "AND sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(?))",
        (json.dumps(_REMADE),),
    ).fetchall()
    for kind, name, _ in put_back:
        db.execute(f"DROP {kind} {name}")
    yield
    for *_, sql in sorted(put_back):  # indexes first
        db.execute(sql)


def _add(db: sqlite3.Connection, articles: int, section: str) -> None:
    chance = random.Random(6)
    write = texts(german_words(), chance)
    db.execute("CREATE TEMP TABLE texts (id INTEGER PRIMARY KEY, short TEXT, long TEXT)")
    db.executemany(
        "INSERT INTO temp.texts VALUES (?, ?, ?)", ((n, write(6), write(18)) for n in range(_TEXTS))
    )
    db.execute(
        "CREATE TEMP TABLE facts (id INTEGER PRIMARY KEY, kind, day, earliest, latest, estimate)"
    )
    db.executemany(
        "INSERT INTO temp.facts VALUES (?, ?, ?, ?, ?, ?)",
        ((n, *facts(chance)[1:]) for n in range(_FACTS)),
    )
    last, at = db.execute("SELECT max(id), max(last_seen_at) FROM articles").fetchone()
    count = articles - CRAWLED
    asked: dict[str, object] = {
        "count": count,
        "last": last,
        "at": at,
        "texts": _TEXTS,
        "facts": _FACTS,
    }
    asked |= {"first": _FIRST_SEEN, "section": section}
    db.execute(_ADDED, asked)
    (like,) = db.execute(
        "SELECT max(id) FROM captures WHERE content_hash IS NOT NULL AND status = 200"
    ).fetchone()
    name_lists(db, after=_AFTER)
    file_under(db, range(last + 1, last + count + 1), chance, after=_AFTER)
    hash_contents(db, range(last + 1, last + count + 1))
    db.execute(_CAPTURED, {"like": like, "last": last})


def hash_contents(db: sqlite3.Connection, articles: range) -> None:
    """Write of what rows say their contents are made, as storing them does."""
    for start in articles[::_AT_ONCE]:
        ids = range(start, min(start + _AT_ONCE, articles.stop))
        hashes = ((content_hash(found), number) for number, found in read_contents(db, ids).items())
        db.executemany("UPDATE articles SET content_hash = ? WHERE id = ?", list(hashes))
