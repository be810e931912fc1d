"""Relaunches: every article stands at a new URL, and the old one says so, in some way or not."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.demo import DemoServer, Request, Response
from tests.crash.crawling import run_command, run_crawl, run_doctor
from tests.faults.errorpages import ARTICLES, CLUSTER, HOSTS, healthy, texts
from tests.faults.table import Fault, Result
from tests.warc.making import Warc

_OLD = re.compile(r"(/Aktuelles/\d{4}/\d_Quartal/)(\d{8}_[\w-]+)\.html")
_NEW = re.compile(r"(/Aktuelles/\d{4}/\d_Quartal/)neu-(\d{8}_[\w-]+)\.html")
_BREAK = b"<h1>Fort</h1>"

Leads = Callable[[str, Response], Response]
"""What stands at an old URL: made of the new one, and of the page that was there."""


def _status(code: int) -> Leads:
    return lambda target, _: Response(code, b"", headers={"Location": target})


def _refresh(target: str, _: Response) -> Response:
    page = f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head></html>'
    return Response(200, page.encode())


def _canonical(target: str, page: Response) -> Response:
    body = re.sub(rb'<link rel="canonical"[^>]*>', b"", page.body)
    link = f'<link rel="canonical" href="{target}"></head>'.encode()
    return Response(200, body.replace(b"</head>", link, 1))


def _gone(_: str, __: Response) -> Response:
    return Response(404, _BREAK)


def _chain(target: str, _: Response) -> Response:
    return Response(301, b"", headers={"Location": target.replace("/neu-", "/weg-")})


class Relaunch:
    """The portal after its relaunch, served out of the one before."""

    def __init__(self, leads: Leads, before: DemoServer) -> None:
        self._leads, self._before = leads, before
        self.on = False

    def __call__(self, request: Request, response: Response) -> Response:
        if not self.on:
            return response
        path = request.path.partition("?")[0]
        if "/weg-" in path:
            return Response(308, b"", headers={"Location": path.replace("/weg-", "/neu-")})
        if _NEW.search(path):
            response = self._before.respond(Request(request.host, _NEW.sub(r"\1\2.html", path)))
        elif _OLD.search(path):
            return self._leads(_OLD.sub(r"\1neu-\2.html", path), response)
        response.body = _OLD.sub(r"\1neu-\2.html", response.body.decode()).encode()
        return response


def relaunched(folder: Path, leads: Leads, runs: int = 1) -> Result:
    """A run before the relaunch and some behind it: articles, new URLs, edits, old URLs asked for.

    The last says whether the last run still asked for old URLs.
    """
    run = folder / "run"
    run.mkdir()
    asked = False
    portal: dict[str, Any] = {"articles": ARTICLES, "etag": False, "last_modified": False}
    with ExitStack() as stack:
        relaunch = Relaunch(leads, stack.enter_context(DemoServer(**portal)))
        server = stack.enter_context(DemoServer(**portal, alter=relaunch))
        run_crawl(server, run, spider=CLUSTER)
        relaunch.on = True
        for _ in range(runs):
            time.sleep(1.1)  # what was visited in this second is taken for the next run's
            before = len(server.log)
            code, said = run_crawl(server, run, spider=CLUSTER)
            asked = any(_OLD.search(entry.path) for entry in server.log[before:])
    return Result(code, "\n".join(said), (*counted(run), asked))


def counted(run: Path) -> tuple[int, int, int, bool]:
    """Articles, those with new URLs, revisions, and whether old URLs still lead to them."""
    with Archive(run / "archive.db") as archive:
        urls = [row["url"] for row in archive.db.table("articles").rows]
        new = [url for url in urls if _NEW.search(url)]
        led = [archive.find(_NEW.sub(r"\1\2.html", url)) for url in new]
        return len(urls), len(new), archive.db.table("revisions").count, all(led)


def mended(folder: Path) -> Result:
    """The articles are read again out of their captures, which know nothing of redirects."""
    relaunched(folder, _status(301))
    code, said = run_command(folder / "run", "doctor", "--mend", "-s", "LOG_LEVEL=WARNING")
    return Result(code, said, counted(folder / "run"))


def recovered(folder: Path, order: str) -> Result:
    """An article, the redirect behind which it stood later, and the page there, out of a WARC."""
    host = f"http://{HOSTS[CLUSTER]}/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2019/2_Quartal"
    old, new = f"{host}/20190409_muster.html", f"{host}/neu-20190409_muster.html"
    with DemoServer(articles=ARTICLES) as server:
        path = min(texts(healthy(CLUSTER))).partition(HOSTS[CLUSTER])[2]
        page = server.respond(Request(HOSTS[CLUSTER], path)).body
    made = Warc()
    for what in order:
        if what == "o":
            made.response(old, page, date="2019-05-01T12:00:00Z")
        elif what == "n":
            made.response(new, page, date="2022-05-01T12:00:00Z")
        else:
            fields = [("Location", "neu-20190409_muster.html")]
            made.response(old, b"", status="301 Moved Permanently", headers=fields,
                          date="2022-04-01T12:00:00Z")  # fmt: skip
    file = made.save(folder / "portal.warc.gz")
    run = folder / "run"
    run.mkdir()
    words = ("-a", f"source=warc:{file}", "-s", "LOG_LEVEL=WARNING")
    code, said = run_command(run, "crawl", CLUSTER, *words)
    with Archive(run / "archive.db") as archive:
        urls = [row["url"] for row in archive.db.table("articles").rows]
        known = archive.known([old, new])
    return Result(code, said, (urls == [new], len(known)))


def proposed(folder: Path) -> Result:
    """Nothing leads from an old URL to its new one: a person joins what is proposed."""
    told = relaunched(folder, _gone).said
    run = folder / "run"
    _, listed = run_command(run, "stories", "--moved", "--json")
    old, new = re.findall(r'"(?:other_)?url": ?"([^"]+)"', listed)[:2]
    run_command(run, "merge", "--articles", old, new)
    one = counted(run)
    code, _ = run_command(run, "merge", "--moved")
    doctor, found = run_doctor(run)
    return Result(max(code or 0, doctor or 0), told + found, (one[0], *counted(run)))


_ONE = (ARTICLES, ARTICLES, 0, True)

ROWS = [
    Fault("a relaunch with 301, second night", partial(relaunched, leads=_status(301), runs=2),
          (*_ONE, False), "nothing new", 0),
    *(
        Fault(f"a relaunch with {name}", partial(relaunched, leads=leads), (*_ONE, True),
              " new, 6 unchanged", 0)
        for name, leads in {
            "302": _status(302),
            "a chain": _chain,
            "a meta refresh": _refresh,
            "canonical links only": _canonical,
        }.items()
    ),
    *(
        Fault(f"a move out of a WARC file, {order}", partial(recovered, order=order), (True, 2),
              " 2 new in ", 0)
        for order in ("o3n", "3no", "n3o")
    ),
    Fault("a relaunch, read again", mended, _ONE, "The archive is sound", 0),
    Fault("a relaunch where nothing leads on", proposed, (2 * ARTICLES - 1, *_ONE),
          "seem to have moved", 0),
]  # fmt: skip
