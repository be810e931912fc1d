"""Questions answered, and the index beside the text, in archives of generated German articles.

Words are simplemma's German nouns, verbs and adjectives as often as Zipf's law has it, so that a
common one is in half of all articles, a rare one in few. Each question is widened as
``scrapy serve`` does it, ranked by bm25 with the title weighted, and its best 20 are asked for.
``FULL=1`` measures a million as well (an hour, 10 GB of disk).
"""

from __future__ import annotations

import bisect
import itertools
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

from bench.full import FULL
from crawler.archive import Archive
from crawler.archive.search_words import complete_words
from crawler.publishing.search import search_query
from crawler.publishing.search.query import BEST

SIZES = (100_000, 1_000_000) if FULL else (100_000,)
WORDS = 100_000
LENGTH = 250
"""Words of an article."""
QUESTIONS = 60
_CHUNK = 2000


def rows() -> Iterator[tuple[str, float, str]]:
    """Fill an archive of each size, then ask it."""
    words = german_words()
    for articles in SIZES:
        yield from _asked(words, articles)


def _asked(words: list[str], articles: int) -> Iterator[tuple[str, float, str]]:
    size = f"of {articles:,} articles"
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "archive.db") as archive:
        db = archive.db.conn
        text = fill(db, words, articles)
        started = time.perf_counter()
        with archive.transaction():
            complete_words(db)
        yield f"words {size} looked into", time.perf_counter() - started, "s"
        index, table = _size(db, "articles_fts%"), _size(db, "%search_words%")
        yield f"index {size}", index / text, "of the text"
        yield f"words {size} and what they are found by", table / text, "of the text"
        common, usual, rare = words[60:160], words[300:3000], words[20_000:60_000]
        chance = random.Random(2)
        for label, questions in (
            ("one common word", [chance.choice(common) for _ in range(QUESTIONS)]),
            ("one usual word", [chance.choice(usual) for _ in range(QUESTIONS)]),
            ("one rare word", [chance.choice(rare) for _ in range(QUESTIONS)]),
            ("one word of many compounds", made_of_most(db)),
            ("two usual words", [" ".join(chance.sample(usual, 2)) for _ in range(QUESTIONS)]),
        ):
            times = [_ask(db, question) for question in questions]
            yield f"{label} {size}, median", statistics.median(times) * 1000, "ms"
            yield f"{label} {size}, p95", statistics.quantiles(times, n=20)[-1] * 1000, "ms"


def made_of_most(db: sqlite3.Connection) -> list[str]:
    """Words that most others are made of: they are widened to as many as is allowed."""
    rows = db.execute(
        "SELECT key FROM search_words WHERE relation = 'part' "
        "GROUP BY key ORDER BY count(*) DESC LIMIT ?",
        (QUESTIONS,),
    )
    return [word for (word,) in rows]


def german_words() -> list[str]:
    """German words, the commonest first; the order is by chance and always the same."""
    dictionary = TrieDictionaryFactory().get_dictionary("de")
    words = sorted(word for word in dictionary if word.isalpha() and len(word) > 2)
    return random.Random(1).sample(words, WORDS)


def texts(words: list[str], chance: random.Random) -> Callable[[int], str]:
    """A maker of texts of so many words, common ones as often as Zipf's law has it."""
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))

    def text(length: int) -> str:
        picks = (chance.random() * weights[-1] for _ in range(length))
        return " ".join(words[bisect.bisect(weights, pick)] for pick in picks)

    return text


def fill(db: sqlite3.Connection, words: list[str], articles: int) -> int:
    """Write the articles; bytes of their text."""
    text = texts(words, random.Random(3))
    size = 0
    for start in range(0, articles, _CHUNK):
        batch = []
        for number in range(start, min(start + _CHUNK, articles)):
            row = (f"https://muster.example/{number}", text(8), text(25), text(LENGTH))
            size += sum(len(part.encode()) for part in row[1:])
            batch.append(row)
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT INTO articles (url, title, lead, body, content_hash, word_count, "
            "first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, '', 0, '2020', '2020')",
            batch,
        )
        db.execute("COMMIT")
    return size


def _size(db: sqlite3.Connection, pattern: str) -> int:
    """Bytes of tables in the file."""
    (size,) = db.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE ?", (pattern,)).fetchone()
    return int(size)


def _ask(db: sqlite3.Connection, question: str) -> float:
    started = time.perf_counter()
    db.execute(BEST, {"query": search_query(question, db), "limit": 20}).fetchall()
    return time.perf_counter() - started
