"""Portals that keep their pages from us: statuses, redirects without end, cookies, walls."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from pathlib import Path

from crawler.archive import Archive
from crawler.demo import DemoServer, Request, Response
from tests.captures.walls import WALLS
from tests.crash.crawling import run_command, run_crawl
from tests.faults.errorpages import (
    CLUSTER,
    IS_ARTICLE,
    in_frame,
    on_articles,
    on_paths,
    shows,
    status,
)
from tests.faults.table import Fault, Result

Change = Callable[[Request, Response], Response]

STATUSES = [
    400, 401, 402, 403, 405, 406, 407, 408, 409, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
    423, 424, 425, 426, 428, 429, 431, 451,
]  # fmt: skip
"""All of RFC 9110 and its like but for 404 and 410, by which a page is gone."""


def redirect(to: Callable[[Request], str], cookie: str | None = None) -> Change:
    def answer(request: Request, response: Response) -> Response:
        headers = {"Location": to(request)} | ({"Set-Cookie": cookie} if cookie else {})
        return Response(302, b"", headers=headers)

    return answer


def itself(request: Request) -> str:
    return request.target


def other_scheme(request: Request) -> str:
    return f"https://{request.host}{request.target}"


def two_steps(request: Request) -> str:
    """Over another URL of the same article and back."""
    return request.path if "step" in request.target else f"{request.path}?step=1"


def growing(request: Request) -> str:
    return f"{request.target}{'&' if '?' in request.target else '?'}again=1"


def refreshes(request: Request, response: Response) -> Response:
    head = f'<meta http-equiv="refresh" content="0; url={request.target}">'
    page = f"<html><head>{head}</head><body></body></html>"
    return Response(200, page.encode(), headers={"Set-Cookie": "tested=1"})


def tests_cookies(request: Request, response: Response) -> Response:
    """A portal that shows a page to who sends back the cookie it sets, and to nobody else."""
    if "tested=1" in request.headers.get("cookie", ""):
        return response
    return redirect(itself, "tested=1; Path=/")(request, response)


def each_its_own(changes: list[Change]) -> Change:
    """Every article is answered in another of these ways, again and again in the same."""
    number = itertools.count()
    of: dict[str, int] = {}

    def alter(request: Request, response: Response) -> Response:
        if not IS_ARTICLE.search(request.path):
            return response
        if request.path not in of:
            of[request.path] = next(number) % len(changes)
        return changes[of[request.path]](request, response)

    return alter


def page(html: str) -> Change:
    return lambda request, response: Response(200, html.encode())


def healthy(request: Request, response: Response) -> Response:
    return response


def crawled(folder: Path, change: Change, articles: int, *words: str, **settings: object) -> Result:
    """A first run: how many articles are stored, held back, and rejected as failures."""
    with DemoServer(articles=articles, alter=change) as server:
        code, said = run_crawl(server, folder, words, spider=CLUSTER, RETRY_TIMES=0, **settings)
    with Archive(folder / "archive.db") as archive:
        db = archive.db
        rejects = db.table("rejects").count_where("stage IN ('fetch', 'wall')")
        counts = db.table("articles").count, db.table("quarantine").count, rejects
    return Result(code, "\n".join(said), counts)


def four_nights(folder: Path) -> Result:
    """``update --quiet``, night after night: all but the first word of each is what is printed."""
    said = []
    with DemoServer(articles=4, alter=on_articles(status(403))) as server:
        for _ in range(4):
            code, printed = run_command(
                folder, "update", CLUSTER, "--quiet", "-a", "source=live",
                "-s", f"CONNECT_TO={server.connect_to}", "-s", "DOWNLOAD_DELAY=0",
                "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0",
            )  # fmt: skip
            said.append((code, "status 403" in printed))
    return Result(code, printed, said)


_LOOPS = [
    redirect(itself), redirect(other_scheme), redirect(two_steps), redirect(growing),
    redirect(itself, "a=b"), redirect(two_steps, "a=b"), refreshes,
]  # fmt: skip
_COOKIES = [redirect(itself, "a=b"), redirect(two_steps, "a=b"), refreshes]
_NEWS = shows("Neues vom Portal", "Bald mehr davon.")


def _framed(request: Request, response: Response) -> Response:
    html = in_frame(response.body.decode(), "Neues vom Portal", "Bald mehr davon.")
    return Response(200, html.encode())


ROWS = [
    Fault("articles answer every status of 4xx",
          partial(crawled, change=each_its_own([status(one) for one in STATUSES]),
                  articles=len(STATUSES)),
          (0, 0, len(STATUSES)), "status 4", 1),
    Fault("articles lead round in circles",
          partial(crawled, change=each_its_own(_LOOPS), articles=len(_LOOPS)),
          (0, 0, len(_LOOPS)), "again and again", 1),
    Fault("articles lead round in circles until a cookie comes back",
          partial(crawled, change=each_its_own(_COOKIES), articles=len(_COOKIES)),
          (0, 0, len(_COOKIES)), "cookies = True", 1),
    Fault("a portal tests cookies", partial(crawled, change=tests_cookies, articles=3),
          (0, 0, 0), "COOKIES_ENABLED=1", 1),
    Fault("a portal tests cookies, which are kept",
          partial(crawled, change=tests_cookies, articles=3, COOKIES_ENABLED=1),
          (3, 0, 0), "3 new", 0),
    Fault("every article shows another wall in a first run",
          partial(crawled, change=each_its_own([page(one) for one in WALLS.values()]),
                  articles=len(WALLS)),
          (0, 0, len(WALLS)), "no article but a wall", 1),
    Fault("one article shows a notice nobody knows in a first run",
          partial(crawled, change=each_its_own([_NEWS, *[healthy] * 7]), articles=8),
          (7, 1, 0), "a few words without a date", 4),
    Fault("one article shows a notice nobody knows in the portal's frame in a first run",
          partial(crawled, change=each_its_own([_framed, *[healthy] * 7]), articles=8),
          (7, 1, 0), "a few words without a date", 4),
    *(
        Fault(f"lists show {name}", partial(crawled, change=on_paths("node.html", page(html)),
              articles=3), (3, 0, 0), "could not be read", 1)
        for name, html in WALLS.items()
        if name in ("F5 without a title", "DataDome", "Akamai challenge", "consent, long")
    ),
    *(
        Fault(f"lists answer {code}", partial(crawled, change=on_paths("node.html", status(code)),
              articles=3), (3, 0, 0), f"status {code}", 1)
        for code in (401, 429, 451)
    ),
    Fault("four blocked nights", four_nights, [(1, True)] * 4, "status 403", 1),
]  # fmt: skip
