"""The Government Site Builder portal: which address gives which page."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

from crawler.demo import gsb, gsb_article, pictures
from crawler.demo.content import EDITED_AT, DemoArticle, Entry, Teasers
from crawler.demo.exchange import Request, Response
from crawler.demo.feeds import FeedItem, rss, sitemap
from crawler.demo.gsb import HOME, HOST, NAVIGATION, GsbCrumb, GsbTeaser, link
from crawler.demo.typesetting import german, plain

PAGE_SIZE = 10
_SESSION_ID = re.compile(r";jsessionid=[^/;?#]*")
_LIST_PAGE = re.compile(rf"{NAVIGATION}_list%3D(\d+)")
_START = GsbCrumb("Startseite", gsb.START)
_TOPICS = GsbCrumb("Aktuelles", gsb.TOPICS)
_LISTS = {
    gsb.NEWS: ("meldung", GsbCrumb("Meldungen", gsb.NEWS)),
    gsb.SUCCESSES: ("erfolgsgeschichte", GsbCrumb("ClusterERFOLGE", gsb.SUCCESSES)),
}


class ClusterSite:
    """``www.cluster.example`` in one edition (see ``exchange.Site``)."""

    hosts = (HOST, HOST.removeprefix("www."))

    def __init__(self, entries: Sequence[Entry], edition: int, crawl_delay: float) -> None:
        self._entries = {e.article.address: e for e in entries if not e.deleted}
        self._crawl_delay = crawl_delay
        self._saved_at = EDITED_AT if edition > 1 else max(entry.modified for entry in entries)
        articles = [entry.article for entry in self._entries.values()]
        self._lists = {
            path: [article for article in articles if article.kind == kind]
            for path, (kind, _) in _LISTS.items()
        }
        self._teasers = Teasers(entries, "meldung")

    def respond(self, request: Request) -> Response:
        """Answer a request, with a session id of its own in every link."""
        response = self._respond(request)
        if gsb.SESSION.encode() in response.body:
            session = f"{secrets.token_hex(16).upper()}.clusternode1"
            response.weak, response.etag_of = True, response.body
            response.body = response.body.replace(gsb.SESSION.encode(), session.encode())
        return response

    def _respond(self, request: Request) -> Response:
        path = _SESSION_ID.sub("", request.path)
        if "__blob" in request.query or path.endswith(".css"):
            return pictures.respond(path)
        pages: dict[str, Callable[[], Response]] = {
            "/": self._home,
            gsb.START: self._home,
            gsb.TOPICS: self._topics,
            gsb.FEED: self._feed,
            "/SiteGlobals/Functions/RSSFeed/DE/rssnewsfeed.xml": self._feed,
            "/robots.txt": self._robots,
            "/sitemap.xml": self._sitemap,
            **{page: lambda: self._text(path) for page in gsb.TEXT_PAGES},
        }
        if path in pages:
            return pages[path]()
        if path in self._lists:
            return self._list(path, request)
        return self._article(path, request) or self._missing(path)

    def _article(self, path: str, request: Request) -> Response | None:
        address = quote(path if path.endswith(".html") else path + ".html")
        entry = self._entries.get(address)
        if entry is None:
            return None
        article = entry.article
        content = gsb_article.content(article)
        if request.query.get("view") == "renderPrint":
            body = gsb.print_document(article.title, content, article.address)
            return Response(200, body, modified=entry.modified)
        print_view = link(article.address, "view=renderPrint")
        content += f'\n<p class="servicebox"><a href="{print_view}">Seite drucken</a></p>'
        _, section = next(pair for pair in _LISTS.values() if pair[0] == article.kind)
        body = gsb.document(
            article.title,
            content,
            [_START, _TOPICS, section, GsbCrumb(article.title)],
            article.address,
            [
                GsbTeaser(one.title, one.address, one.day)
                for one in self._teasers.beside(entry)
                if one.date_in != "nowhere"
            ],
            article.address,
            f'<meta name="description" content="{escape(plain(article.lead or ""))}"/>\n',
            entry.cosmetic,
        )
        return Response(200, body, modified=entry.modified)

    def _page(
        self, title: str, content: str, path: str, trail: Sequence[GsbCrumb], canonical: bool = True
    ) -> Response:
        body = gsb.document(title, content, trail, path, canonical=path if canonical else None)
        return Response(200, body, modified=self._saved_at)

    def _list(self, path: str, request: Request) -> Response:
        articles = self._lists[path]
        last = max(1, -(-len(articles) // PAGE_SIZE))
        wanted = _LIST_PAGE.search(request.query.get("gtp", ""))
        number = min(max(int(wanted[1]), 1), last) if wanted else 1
        section = _LISTS[path][1]
        items = "\n".join(
            _teaser(a) for a in articles[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        )
        content = (
            f'<h1 class="isFirstInSlot">{section.label}</h1>\n'
            f'<div class="teaserList">\n{items}\n</div>\n{_navigation(path, number, last)}'
        )
        trail = [_START, _TOPICS, GsbCrumb(section.label)]
        return self._page(section.label, content, path, trail, canonical=number == 1)

    def _home(self) -> Response:
        items = "".join(_teaser(a) for path in self._lists for a in self._lists[path][:3])
        content = (
            f'<h1 class="isFirstInSlot">Cluster in Deutschland</h1>\n'
            f'<div class="teaserList">{items}</div>'
        )
        return self._page("Startseite", content, gsb.START, [GsbCrumb("Startseite")])

    def _topics(self) -> Response:
        items = "".join(
            f'<div class="teaser"><h2><a href="{link(path)}">{section.label}</a></h2></div>'
            for path, (_, section) in _LISTS.items()
        )
        content = f'<h1 class="isFirstInSlot">Aktuelles</h1>{items}'
        return self._page("Aktuelles", content, gsb.TOPICS, [_START, GsbCrumb("Aktuelles")])

    def _text(self, path: str) -> Response:
        label = gsb.TEXT_PAGES[path]
        content = (
            f'<h1 class="isFirstInSlot">{label}</h1><p>Diese Seite gehört zu einem Vorführportal. '
            "Alle Namen und Begebenheiten sind erfunden.</p>"
        )
        return self._page(label, content, path, [_START, GsbCrumb(label)])

    def _feed(self) -> Response:
        items = [
            FeedItem(a.title, HOME + a.address, plain(a.lead or ""))
            for a in self._lists[gsb.NEWS][:20]
        ]
        return Response(200, rss(gsb.NAME, HOME, items), "application/rss+xml", self._saved_at)

    def _sitemap(self) -> Response:
        pages = [(HOME + address, entry.modified) for address, entry in self._entries.items()]
        lists = [(HOME + path, self._saved_at) for path in self._lists]
        return Response(200, sitemap([*lists, *pages]), "application/xml", self._saved_at)

    def _robots(self) -> Response:
        text = (
            f"User-agent: *\nDisallow: /SiteGlobals/\nCrawl-delay: {self._crawl_delay:g}\n\n"
            f"Sitemap: {HOME}/sitemap.xml\n"
        )
        saved_at = dt.datetime(2015, 1, 5, tzinfo=dt.UTC)
        return Response(200, text.encode(), "text/plain; charset=utf-8", saved_at)

    def _missing(self, path: str) -> Response:
        content = (
            '<h1 class="isFirstInSlot">Fehler 404: Seite nicht gefunden</h1>'
            "<p>Die gewünschte Seite gibt es nicht oder nicht mehr. Bitte nutzen Sie die Suche.</p>"
        )
        trail = [_START, GsbCrumb("Fehler 404")]
        return Response(404, gsb.document("Seite nicht gefunden", content, trail, gsb.START))


def _teaser(article: DemoArticle) -> str:
    href = link(article.address, f"nn={NAVIGATION}")
    date = (
        "" if article.date_in == "nowhere" else f' <span class="date">{german(article.day)}</span>'
    )
    text = plain(article.lead or "")[:150].rsplit(" ", 1)[0]
    return (
        f'<div class="teaser type-1"><p class="metadata"><span class="category">'
        f"{gsb_article.LABELS[article.kind]}</span>{date}</p>"
        f'<h2><a href="{href}">{escape(article.title)}</a></h2>'
        f'<p>{escape(text)} … <a class="more" href="{href}">mehr</a></p></div>'
    )


def _navigation(path: str, number: int, last: int) -> str:
    def to(page: int) -> str:
        return link(path, f"gtp={NAVIGATION}_list%253D{page}")

    parts = (
        [f'<li class="backward"><a href="{to(number - 1)}">zurück</a></li>'] if number > 1 else []
    )
    for page in range(1, last + 1):
        if page == number:
            parts.append(f"<li><strong>{page}</strong></li>")
        elif page in (1, last) or abs(page - number) < 4:
            parts.append(f'<li><a href="{to(page)}">{page}</a></li>')
    if number < last:
        parts.append(
            f'<li class="forward"><a href="{to(number + 1)}" title="Nächste Seite">vor</a></li>'
        )
    return f'<div class="navIndex"><p>Seite {number} von {last}</p><ul>{"".join(parts)}</ul></div>'
