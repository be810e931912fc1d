"""Feeds, sitemaps and their indexes: loops, stamps, torn ones, and what stands in their place."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from crawler.demo import DemoServer, Request, Response
from tests.crash.crawling import run_crawl
from tests.faults.errorpages import (
    ARTICLES,
    CLUSTER,
    HOSTS,
    IS_ARTICLE,
    first_run,
    healthy,
    on_paths,
    texts,
)
from tests.faults.table import Fault, Result

HOME = f"http://{HOSTS[CLUSTER]}"
WARNING = b"<br />\n<b>Warning</b>: Undefined variable $x in <b>/www/feed.php</b> on line 3<br />\n"


def only_in(
    name: str, make: Callable[[list[str]], bytes], folder: Path, encoding: str | None = None
) -> Result:
    """A portal without lists, all of whose articles a file names; ``encoding``: as it is sent."""
    urls = sorted(url for url in texts(healthy(CLUSTER)))

    def alter(request: Request, response: Response) -> Response:
        if request.path.endswith("node.html"):
            return Response(200, b"<html><title>Meldungen</title><h1>Meldungen</h1></html>")
        if request.path.endswith(name):
            headers = {"Content-Encoding": encoding} if encoding else {}
            return Response(200, make(urls), "application/xml", headers=headers)
        if request.path.endswith(".xml"):
            return Response(200, b"<urlset/>", "application/xml")
        return response

    code, said = first_run(folder, alter)
    return Result(code, said, len(texts(folder / "run")))


def nights(folder: Path, change: Callable[[bytes, int], bytes], runs: int = 3) -> Result:
    """How many articles each run asks for; ``change`` gets the sitemap and the night's number."""
    asked: list[int] = []
    folder.joinpath("run").mkdir()

    def alter(request: Request, response: Response) -> Response:
        if request.path == "/sitemap.xml" and response.status == 200:
            response.body = change(response.body, len(asked))
        return response

    said, code = "", None
    with DemoServer(articles=ARTICLES, etag=False, last_modified=False, alter=alter) as server:
        for _ in range(runs):
            before = len(server.log)
            code, lines = run_crawl(server, folder / "run", spider=CLUSTER)
            said = "\n".join(lines)
            asked.append(sum(bool(IS_ARTICLE.search(at.path)) for at in server.log[before:]))
    return Result(code, said, asked)


def lastmods(body: bytes, write: Callable[[dt.datetime], str]) -> bytes:
    """The sitemap with each ``lastmod`` written otherwise."""

    def rewritten(found: re.Match[bytes]) -> bytes:
        moment = dt.datetime.fromisoformat(found[1].decode())
        return f"<lastmod>{write(moment)}</lastmod>".encode()

    return re.sub(rb"<lastmod>(.*?)</lastmod>", rewritten, body)


def stamped(body: bytes, night: int) -> bytes:
    """All pages changed when the sitemap was made."""
    return lastmods(body, lambda _: f"2026-11-{10 + night}T02:00:00+01:00")


_WRITINGS = (
    lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}",
    lambda at: (at + dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S+01:00"),
    lambda at: f"{at:%Y-%m-%d}",
    lambda at: f"{at:%a, %d %b %Y %H:%M:%S} GMT",
)


def respelt(body: bytes, night: int) -> bytes:
    """Every second night the portal's URLs begin otherwise."""
    return body.replace(b"http://www.", b"https://") if night % 2 else body


def named_sitemaps(folder: Path, named: str) -> Result:
    """robots.txt names a sitemap that is not the portal's."""
    robots = f"User-agent: *\nDisallow:\nSitemap: {named}\n".encode()
    code, said = first_run(folder, on_paths("robots.txt", lambda *_: Response(200, robots)))
    return Result(code, said, len(texts(folder / "run")))


def same_robots(folder: Path) -> Result:
    """A delay between two user agents does not open what the group closes."""
    robots = b"User-agent: *\nCrawl-delay: 0.1\nUser-agent: x\nDisallow: /\n"
    code, said = first_run(folder, on_paths("robots.txt", lambda *_: Response(200, robots)))
    return Result(code, said, len(texts(folder / "run")))


def _rss(urls: list[str]) -> bytes:
    items = "".join(f"<item><guid>{url}</guid></item>" for url in urls)
    return f"<rss><channel>{items}</channel></rss>".encode()


def _sitemap(urls: list[str]) -> bytes:
    pages = "".join(f"<url><loc>{url}</loc><image:loc>/x.png</image:loc></url>" for url in urls)
    return f"<urlset>{pages}</urlset>".encode()


def _json(urls: list[str]) -> bytes:
    items = [{"id": url, "url": url} for url in urls]
    return json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode()


def _text(urls: list[str]) -> bytes:
    return "\r\n".join(["# alle Seiten", *urls]).encode("utf-8-sig")


def _torn(urls: list[str]) -> bytes:
    """All articles, and of what follows them the end is missing."""
    return gzip.compress(_sitemap([*urls, *(f"{HOME}/{n * 7919}.html" for n in range(500))]))[:-500]


ROWS = [
    Fault("a sitemap calls all pages changed whenever it is made", partial(nights, change=stamped),
          [ARTICLES, 0, 0], "no sign of a change", 0),
    Fault("a sitemap writes its moments otherwise every night",
          partial(nights, change=lambda body, night: lastmods(body, _WRITINGS[night]), runs=4),
          [ARTICLES, 0, 0, 0], "nothing new", 0),
    Fault("a sitemap spells its URLs otherwise", partial(nights, change=respelt, runs=2),
          [ARTICLES, 0], "nothing new", 0),
    *(
        Fault(f"articles stand in {name} only", partial(only_in, "sitemap.xml", make), ARTICLES,
              f"{ARTICLES} new", 0)
        for name, make in (
            ("a feed with guids", _rss), ("a sitemap with images", _sitemap),
            ("a JSON Feed", _json), ("a text sitemap", _text),
            ("a feed behind warnings of PHP", lambda urls: WARNING + _rss(urls)),
            ("a feed in UTF-16", lambda urls: _rss(urls).decode().encode("utf-16-le")),
            ("a feed with two marks", lambda urls: b"\xef\xbb\xbf" * 2 + _rss(urls)),
        )
    ),
    Fault("articles stand in a torn sitemap.xml.gz", partial(only_in, "sitemap.xml", _torn),
          ARTICLES, "its gzip payload is torn", 1),
    Fault("articles stand in a sitemap that is torn on its way",
          partial(only_in, "sitemap.xml", _torn, encoding="gzip"), ARTICLES,
          "its gzip payload is torn", 1),
    Fault("articles stand in a sitemap that breaks off",
          partial(only_in, "sitemap.xml", lambda urls: _sitemap(urls)[:-30]), ARTICLES,
          "broken XML", 1),
    Fault("robots.txt names a sitemap elsewhere",
          partial(named_sitemaps, named="https://www.anderswo.example/sitemap.xml"), ARTICLES,
          f"{ARTICLES} new", 0),
    Fault("robots.txt names a sitemap that is no URL",
          partial(named_sitemaps, named="http://[kaputt/x"), ARTICLES, "[kaputt/x: no URL", 0),
    Fault("a delay stands in a group of robots.txt", same_robots, 0, "robots.txt", 1),
]  # fmt: skip
