"""Runs by a clock that was wrong, and the run after, by one that is right."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from crawler.archive import Archive
from crawler.demo import DemoServer, Request, Response
from tests.crash.crawling import run_command, run_crawl, run_doctor
from tests.faults.errorpages import ARTICLES, CLUSTER, IS_ARTICLE
from tests.faults.table import Fault, Result

_WRONG = (
    "UPDATE runs SET started_at = datetime(started_at, :by) || 'Z', "
    "finished_at = datetime(finished_at, :by) || 'Z'",
    "UPDATE captures SET fetched_at = datetime(fetched_at, :by) || 'Z', "
    "captured_at = datetime(captured_at, :by) || 'Z'",
    "UPDATE lists SET read_at = datetime(read_at, :by) || 'Z', "
    "read_fully_at = datetime(read_fully_at, :by) || 'Z'",
    "UPDATE articles SET first_seen_at = datetime(first_seen_at, :by) || 'Z', "
    "last_seen_at = datetime(last_seen_at, :by) || 'Z'",
)


def edited(request: Request, response: Response) -> Response:
    """One article says more."""
    if IS_ARTICLE.search(request.path) and "muster-0" in request.path:
        page = response.body.decode()
        response.body = page.replace("</p>", " Ergänzt.</p>").encode()
    return response


def wrong(folder: Path, by: str, *, mend: bool = False) -> Result:
    """What two right runs store behind a wrong one, and what is said of it."""
    run = folder / "run"
    run.mkdir()
    # Without WARC files, whose dates the rows could not be moved away from.
    settings = {"CAPTURES_ENABLED": False}
    with DemoServer(articles=ARTICLES, etag=False, last_modified=False) as server:
        run_crawl(server, run, spider=CLUSTER, **settings)
        with Archive(run / "archive.db") as archive, archive.transaction():
            for sql in _WRONG:
                archive.db.execute(sql.replace("datetime(", "strftime('%Y-%m-%dT%H:%M:%S', "),
                                   {"by": by})  # fmt: skip
        time.sleep(1.1)
        server.alter = edited
        code, said = run_crawl(server, run, ("-a", "full=1"), spider=CLUSTER, **settings)
    if mend:
        run_command(run, "doctor", "--mend")
        code, found = run_doctor(run)
        said = [found]
    with Archive(run / "archive.db") as archive:
        texts = [article.body or "" for _, article in archive.articles()]
        edits = archive.db.table("revisions").count
        (future,) = archive.db.execute(
            "SELECT (SELECT count(*) FROM captures WHERE max(fetched_at, captured_at) > :later) "
            "+ (SELECT count(*) FROM articles WHERE max(first_seen_at, last_seen_at) > :later) "
            "+ (SELECT count(*) FROM revisions WHERE seen_at > :later) "
            "+ (SELECT count(*) FROM lists WHERE read_at > :later)",
            {"later": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60))},
        ).fetchone()
    now_says = sum("Ergänzt." in text for text in texts)
    return Result(code, "\n".join(said), (now_says, edits, future > 0))


ROWS = [
    Fault("a clock ten years ahead", partial(wrong, by="+10 years"),
          (1, 1, True), "run 1 dated pages 2036-", 0),
    Fault("a clock ten years ahead, set right", partial(wrong, by="+10 years", mend=True),
          (1, 1, False), "The archive is sound", 0),
    Fault("a clock an hour ahead", partial(wrong, by="+1 hours"),
          (1, 1, True), "either was wrong", 0),
]  # fmt: skip
