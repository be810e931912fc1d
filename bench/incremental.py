"""A second run against a first one of 1,000 articles: how much less is asked for and moved."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from bench.process import crawl
from crawler.archive import Archive
from crawler.demo import DemoServer

ARTICLES = 1000


def rows() -> Iterator[tuple[str, float, str]]:
    """A first run, one without news, and one after three edits and a deletion."""
    with DemoServer(articles=ARTICLES) as server, tempfile.TemporaryDirectory() as folder:
        requests, sizes = [], []
        for edition in (1, 1, 2):
            server.edition = edition
            before = len(server.log)
            crawl(server, folder)
            log = server.log[before:]
            requests.append(len(log))
            sizes.append(sum(request.size for request in log))
        with Archive(f"{folder}/archive.db") as archive:
            counts = list(archive.db.query("SELECT new, changed FROM runs ORDER BY id"))
    yield "first run, requests", requests[0], ""
    yield "second run, requests", requests[1], ""
    yield "second run, bytes of the first run's", 100 * sizes[1] / sizes[0], "%"
    yield "second run, new and changed", counts[1]["new"] + counts[1]["changed"], "articles"
    yield "run after 3 edits and 1 deletion, requests", requests[2], ""
    yield "run after 3 edits and 1 deletion, changed", counts[2]["changed"], "articles"
