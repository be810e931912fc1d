"""Placing an article in its story: what it costs beside 10,000 and beside 1,000,000 others.

The others are synthetic signatures on disk, 45 fingerprints each. What is placed is prose; one in
ten copies an earlier one. CPU, not time: the disk is not ours to measure. Then speed and accuracy
on the tests' labelled set, next to datasketch's MinHashLSH from the peers' environment.
"""

from __future__ import annotations

import json
import math
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from contextlib import closing
from itertools import combinations
from pathlib import Path

from bench.peers import PYTHON
from bench.process import run
from crawler.archive import Archive, Portal
from crawler.archive.stories import place_pending
from crawler.items import Article
from tests.stories.labelled import labelled

PLACED = 400
LETTERS = 500
FINGERPRINTS = 45
_SYLLABLES = (
    "blau",
    "milch",
    "kanal",
    "netz",
    "werk",
    "förder",
    "ung",
    "land",
    "gar",
    "turm",
    "see",
)
_LETTER = (
    "Beteiligt sind {0} Betriebe und {1} Hochschulen aus Jena und Umgebung.",
    "Die Mittel von {2} Millionen Euro reichen bis zum Jahr 20{3}.",
    "Nach {4} Monaten liegen {0} Messreihen vor, die im Vorhaben {1} ausgewertet werden.",
    "Im nächsten Schritt sollen {3} Muster an {2} Standorten erprobt werden.",
    "Ein Bericht über Leichtbau in Ulm nennt {4} offene Fragen und {0} Vorschläge.",
    "Anfang 20{1} folgt ein Treffen, zu dem {2} Gäste aus {3} Ländern erwartet werden.",
    "Insgesamt nahmen {3} Gruppen aus {4} Orten an dem Wettbewerb teil.",
)
_FILL = """
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows)
    INSERT INTO story_fingerprints
    SELECT i * :stride + 1, 1000000000 + (i * 7919) % :articles FROM n
"""
_SIGNATURES = """
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :articles)
    INSERT INTO story_signatures SELECT 1000000000 + i, i, randomblob(:bytes) FROM n
"""


def rows() -> Iterator[tuple[str, float, str]]:
    """Each size in a process of its own, for its memory; then the labelled set."""
    costs = {}
    for articles in (10_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "archive.db")
            fill(path, articles)
            peak = run([sys.executable, "-m", "bench.stories", str(path)], cwd=".").peak_mb
            costs[articles] = json.loads(path.with_suffix(".json").read_text())
            size = path.stat().st_size / 1e6
        yield f"CPU to place an article beside {articles:,}", costs[articles], "ms"
        yield f"peak memory beside {articles:,}", peak, "MB"
        yield f"archive with {articles:,} signatures", size, "MB"
    yield "cost at 1,000,000 by cost at 10,000", costs[1_000_000] / costs[10_000], "times"
    yield f"CPU to place one of {LETTERS} form letters", _letters(), "ms"
    yield from _accuracy()


def fill(path: Path, articles: int) -> None:
    """Make an archive with the signatures of ``articles``."""
    Archive(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        count = articles * FINGERPRINTS
        db.execute(_FILL, {"rows": count, "stride": (1 << 47) // count, "articles": articles})
        db.execute(_SIGNATURES, {"articles": articles, "bytes": 8 * FINGERPRINTS})


def place(path: Path) -> float:
    """CPU milliseconds an article takes to be placed."""
    with Archive(path) as archive:
        db = archive.db.conn
        spent = 0.0
        for number in range(PLACED):
            with archive.transaction():
                archive.db.execute("DELETE FROM story_pending")
                _insert(db, _prose(number))
                started = time.process_time()
                assert place_pending(db) == 1
                spent += time.process_time() - started
        assert archive.db.table("stories").count == PLACED // 10
    return 1000 * spent / PLACED


def _insert(db: sqlite3.Connection, article: Article) -> None:
    db.execute(
        "INSERT INTO articles (url, title, body, content_hash, word_count, first_seen_at, "
        "last_seen_at) VALUES (?, ?, ?, ?, 0, '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z')",
        (article.url, article.title, article.body, article.url),
    )


def _letters() -> float:
    """The same seven sentences with other numbers and names: the worst that can come."""
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder, "archive.db")) as archive:
        spent = 0.0
        for number in range(LETTERS):
            chance = random.Random(number)
            letter = " ".join(chance.choices(_LETTER, k=20)).format(*chance.sample(range(99), 5))
            with archive.transaction():
                _insert(archive.db.conn, Article(f"https://muster.example/{number}", body=letter))
                started = time.process_time()
                place_pending(archive.db.conn)
                spent += time.process_time() - started
    return 1000 * spent / LETTERS


def _prose(number: int) -> Article:
    """Twenty sentences of twelve words; every tenth copies the one before."""
    chance = random.Random(number - 1 if number % 10 == 9 else number)
    sentences = [
        " ".join("".join(chance.choices(_SYLLABLES, k=2)) for _ in range(12)).capitalize() + "."
        for _ in range(20)
    ]
    return Article(f"https://muster.example/{number}", title=sentences[0], body=" ".join(sentences))


def _accuracy() -> Iterator[tuple[str, float, str]]:
    told = labelled()
    true = _pairs({article.url: event for event, article in told})
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder, "archive.db")) as archive:
        run_id = archive.begin_run("muster", "live", Portal("muster"))
        with archive.transaction():
            for event in ("insert", "update"):
                archive.db.execute(f"DROP TRIGGER story_pending_{event}")
            archive.store([article for _, article in told], run_id)
            archive.db.execute("INSERT OR IGNORE INTO story_pending SELECT id FROM articles")
            started = time.process_time()
            place_pending(archive.db.conn)
            spent = time.process_time() - started
        found = _pairs(dict(archive.db.execute("SELECT url, story FROM v_articles").fetchall()))
    yield from _figures("stories", found, true, spent / len(told))
    if not PYTHON.exists():
        yield "MinHashLSH", math.nan, ".venv-peers is not there"
        return
    texts = [[article.url, f"{article.lead or ''} {article.body or ''}"] for _, article in told]
    script = Path(__file__).with_name("minhash_process.py")
    done = subprocess.run(
        [str(PYTHON), "-P", str(script)],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for threshold, pairs, seconds in json.loads(done.stdout):
        near = {tuple(pair) for pair in pairs}
        yield from _figures(f"MinHashLSH at {threshold}", near, true, seconds)


def _figures(
    name: str, found: set[tuple[str, ...]], true: set[tuple[str, ...]], seconds: float
) -> Iterator[tuple[str, float, str]]:
    yield f"{name}: precision", 100 * len(found & true) / len(found), "% of pairs"
    yield f"{name}: recall", 100 * len(found & true) / len(true), "% of pairs"
    yield f"{name}: CPU an article", 1000 * seconds, "ms"


def _pairs(stories: Mapping[str, Hashable]) -> set[tuple[str, ...]]:
    members = defaultdict(list)
    for url, story in stories.items():
        members[story].append(url)
    return {pair for urls in members.values() for pair in combinations(sorted(urls), 2)}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.with_suffix(".json").write_text(json.dumps(place(target)))
