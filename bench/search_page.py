"""Pages of searches answered, with all facets, beside plain Datasette's page of the same table.

The articles are those of ``bench.search``, filed by ``bench.filed_archive``. Requests go through
Datasette's own client, in this process: what the network takes is not counted. The same requests
are not asked twice. ``FULL=1`` measures a million as well.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from datasette.app import Datasette

from bench.filed_archive import file_articles
from bench.search import SIZES, fill, german_words, made_of_most
from crawler.archive import Archive
from crawler.archive.search_words import complete_words
from crawler.publishing.datasette.server import make_datasette

ASKED = 40
"""Requests of each kind."""
_PLAIN_FACETS = ("portal", "kind", "published_on")
"""Facets that plain Datasette can count: columns of the table."""

Pairs = list[tuple[str, str]]


def rows() -> Iterator[tuple[str, float, str]]:
    """Fill an archive of each size, then ask for its pages."""
    words = german_words()
    for articles in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "archive.db"
            with Archive(path) as archive:
                db = archive.db.conn
                fill(db, words, articles)
                with archive.transaction():
                    complete_words(db)
                file_articles(db)
                compounds = made_of_most(db)
            yield from measured(path, words, compounds, f"of {articles:,} articles")


def measured(
    path: Path, words: list[str], compounds: list[str], size: str
) -> Iterator[tuple[str, float, str]]:
    """The figures of one archive; plain Datasette first, for plugins are everybody's."""
    chance = random.Random(5)
    usual = chance.sample(words[300:3000], ASKED)
    plain = [[("_search", word), *(("_facet", name) for name in _PLAIN_FACETS)] for word in usual]
    yield from _told(f"plain Datasette's table {size}", _plain(path, plain))
    datasette = make_datasette(path)
    started = time.perf_counter()
    asyncio.run(_times(datasette, "/suche", [[]]))
    yield f"first page {size}", time.perf_counter() - started, "s"
    everything: list[float] = []
    for label, asked in _requests(words, usual, compounds, chance).items():
        times = asyncio.run(_times(datasette, "/suche", asked))
        everything += times
        yield from _told(f"{label} {size}", times)
    yield from _told(f"all pages of searches {size}", everything)


def _requests(
    words: list[str], usual: list[str], compounds: list[str], chance: random.Random
) -> dict[str, list[Pairs]]:
    common = chance.sample(words[60:160], ASKED)
    years = [str(chance.randint(2003, 2024)) for _ in range(ASKED)]
    places = [f"Land {number}" for number in range(1, ASKED + 1)]
    return {
        "one usual word": [[("q", word)] for word in usual],
        "one common word": [[("q", word)] for word in common],
        "one word of many compounds": [[("q", word)] for word in compounds[:ASKED]],
        "two usual words": [
            [("q", " ".join(chance.sample(words[300:3000], 2)))] for _ in range(ASKED)
        ],
        "one common word and a place": [
            [("q", word), ("place", place)] for word, place in zip(common, places, strict=True)
        ],
        "one common word, newest first, a later page": [
            [("q", word), ("order", "newest"), ("page", str(chance.randint(2, 40)))]
            for word in common
        ],
        "no word, a kind and a year": [
            [("kind", chance.choice(("nachricht", "meldung"))), ("year", year)] for year in years
        ],
        "no word, a place": [[("place", place)] for place in places],
        "no word, a later page": [[("page", str(number))] for number in range(2, ASKED + 2)],
    }


async def _times(datasette: Datasette, path: str, requests: list[Pairs]) -> list[float]:
    times = []
    for pairs in requests:
        started = time.perf_counter()
        answer = await datasette.client.get(f"{path}?{urlencode(pairs)}" if pairs else path)
        times.append(time.perf_counter() - started)
        assert answer.status_code == 200, answer.text[:500]
    return times


def _plain(path: Path, requests: list[Pairs]) -> list[float]:
    metadata = {"databases": {"archive": {"tables": {"articles": {"fts_table": "articles_fts"}}}}}
    settings = {"default_page_size": 25, "sql_time_limit_ms": 5000, "facet_time_limit_ms": 5000}
    datasette = Datasette([str(path)], metadata=metadata, settings=settings)

    async def asked() -> list[float]:
        await _times(datasette, "/archive/articles", [[]])
        return await _times(datasette, "/archive/articles", requests)

    return asyncio.run(asked())


def _told(label: str, times: list[float]) -> Iterator[tuple[str, float, str]]:
    yield f"{label}, median", statistics.median(times) * 1000, "ms"
    yield f"{label}, p95", statistics.quantiles(times, n=20)[-1] * 1000, "ms"
