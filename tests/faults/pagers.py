"""Lists one of whose pages shows something else than its articles, or that do not end."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crawler.archive import Archive
from crawler.demo import DemoServer, Request, Response
from tests.crash.crawling import run_crawl
from tests.faults.table import Fault, Result
from tests.spiders.lists import (
    Failed,
    Portal,
    endless,
    from_zero,
    only_next,
    window_and_words,
)

HOST = "http://www.cluster.example"
LIST = "/CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html"
FOLDER = "/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2024/1_Quartal"
_TO_FIRST = -1


def gsb(number: int) -> str:
    return f"{HOST}{LIST}?gtp=107402_list%253D{number}"


def by_parameter(number: int) -> str:
    return from_zero(number).replace("https://www.muster.example/aktuelles", f"{HOST}{LIST}")


def document(title: str, text: str) -> bytes:
    return f"<html><title>{title}</title><body><h1>{title}</h1>{text}</body></html>".encode()


def article(name: str) -> bytes:
    text = f"Das Netzwerk {name} aus Musterstadt wächst, und {name} lädt im Herbst ein. "
    return document(f"Netzwerk {name} wächst", f"<p>05.03.2024</p><p>{text * 3}</p>")


class ListServer(DemoServer):
    """A demo portal with one list of articles, and nothing else that leads to them."""

    def __init__(self, portal: Portal, otherwise: str = "") -> None:
        super().__init__(articles=1, etag=False, last_modified=False, alter=self._answer)
        self.portal = portal
        self._otherwise = otherwise
        """HTML on each page of the list instead of a pager."""

    def _answer(self, request: Request, response: Response) -> Response:
        if request.path.startswith(FOLDER):
            return Response(200, article(request.path.rpartition("/")[2].removesuffix(".html")))
        if request.path == LIST:
            return self._list(f"{HOST}{request.target}")
        if request.path.endswith("_node.html"):
            return Response(200, document("ClusterERFOLGE", ""))
        if request.path == "/sitemap.xml":
            names = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
            return Response(200, names.encode(), "application/xml")
        if request.path.endswith(".xml"):
            names = '<rss version="2.0"><channel><title>Neues</title></channel></rss>'
            return Response(200, names.encode(), "application/rss+xml")
        return response

    def _list(self, url: str) -> Response:
        try:
            entries, anchors = self.portal.get(url)
        except Failed:
            return Response(500, b"")
        if self.portal.leads_away(url):
            return Response(302, b"", headers={"Location": LIST})
        items = [f'<a href="{FOLDER}/{name}.html">{name}</a>' for name in entries]
        items += [] if entries else ['<a href="https://www.anderswo.example/1">Anderswo</a>']
        if self._otherwise:
            return Response(200, document("Meldungen", "".join(items) + self._otherwise))
        items += [
            f'<a href="{to}"{" rel=next" if is_next else ""}>{text}</a>'
            for to, text, is_next in anchors
        ]
        return Response(200, document("Meldungen", "".join(items)))


def stored(folder: Path) -> int:
    with Archive(folder / "archive.db") as archive:
        return int(archive.db.table("articles").count)


def crawled(folder: Path, otherwise: str = "", **portal: object) -> Result:
    """One run over the list."""
    with ListServer(Portal(**{"url": gsb, **portal}), otherwise) as server:  # type: ignore[arg-type]
        code, said = run_crawl(server, folder, RETRY_TIMES=0)
    return Result(code, "\n".join(said), stored(folder))


def nights(folder: Path, **portal: object) -> Result:
    """A run over a list one of whose pages shows another, the next over the whole list, one more.

    Stored are the articles after each, and how many pages the last one has asked for.
    """
    counts = []
    with ListServer(Portal(url=gsb, **portal)) as server:  # type: ignore[arg-type]
        for shows in ({5: 1}, {}, {}):
            server.portal.shows = shows
            server.portal.asked.clear()
            code, said = run_crawl(server, folder, RETRY_TIMES=0)
            counts.append(stored(folder))
    return Result(code, "\n".join(said), (counts, len(server.portal.asked)))


def _pager(name: str, what: str, left: int, said: str, code: int, **portal: object) -> Fault:
    return Fault(f"a list {what}, {name}", partial(crawled, **portal), left, said, code)


_FORM = '<form method="POST"><button name="page" value="2">2</button></form>'
_BUTTON = "<button>Mehr laden</button>"
_SHOWS_OTHERS = "shows what other pages show"

ROWS = [
    *(
        row
        for name, pager in {
            "numbers": window_and_words, "next only": only_next,
        }.items()
        for row in (
            _pager(name, "whose page 5 shows page 1", 24, _SHOWS_OTHERS, 1,
                   pager=pager, shows={5: 1}),
            _pager(name, "whose page 4 answers 500", 24, "status 500", 1,
                   pager=pager, shows={4: Failed}),
            _pager(name, "whose page 4 leads to page 1", 24, "leads to", 1,
                   pager=pager, shows={4: _TO_FIRST}),
            _pager(name, "one of whose pages names other portals", 24, "brought nothing new", 0,
                   pager=pager, shows={4: None}),
            _pager(name, "that moves while it is read", 39, "pages brought nothing new", 0,
                   pager=pager, published=3, to_come=12),
        )
    ),
    _pager("from 0", "whose page 5 shows page 1", 24, _SHOWS_OTHERS, 1,
           url=by_parameter, shows={5: 1}),
    _pager("endless", "without an end", 27, "27 new", 0, pager=endless),
    Fault("a list that pages by POST", partial(crawled, otherwise=_FORM), 3, "a form (POST)", 0),
    Fault("a list that pages by a script", partial(crawled, otherwise=_BUTTON), 3, "a script", 0),
    Fault("a list that heals", nights, ([24, 27, 27], 1), "nothing new", 0),
]  # fmt: skip
