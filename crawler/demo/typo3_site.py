"""The TYPO3 portal: which address gives which page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from html import escape

from crawler.demo import pictures, typo3, typo3_article
from crawler.demo import typo3_addresses as at
from crawler.demo import typo3_lists as lists
from crawler.demo.content import EDITED_AT, DemoArticle, Entry, Teasers
from crawler.demo.exchange import Request, Response
from crawler.demo.feeds import FeedItem, rss, sitemap, sitemap_index
from crawler.demo.typesetting import plain
from crawler.demo.typo3 import HOME, Typo3Crumb, Typo3Teaser

_OVERVIEWS = ("/aktuelles", "/foerderung", "/dokumente", "/unsere-publikationen")
_COUNTRY = r"/laender/(?P<continent>[a-z]+)/(?P<country>[a-z-]+)"
_SECTION = (
    rf"{at.NEWS}|{at.CALLS}|{at.FUNDING}|{at.NEWSLETTERS}|{at.STUDIES}|{_COUNTRY}/nachrichten"
)
_FILED = re.compile(
    rf"(?P<section>{_SECTION})"
    rf"/(?:{at.DETAIL}|{at.DETAIL_ALL}|{at.DETAIL_START})/info/(?P<slug>[^/]+)"
)
_COUNTRY_PAGE = re.compile(_COUNTRY)
_ROBOTS = f"User-agent: *\nDisallow: /typo3/\nDisallow: /suche\n\nSitemap: {HOME}/sitemap.xml\n"
_ROBOTS_SAVED_AT = dt.datetime(2015, 1, 5, tzinfo=dt.UTC)


class KooperationSite:
    """``www.kooperation.example`` in one edition (see ``exchange.Site``)."""

    hosts = ("www.kooperation.example", "kooperation.example")

    def __init__(self, entries: Sequence[Entry], edition: int) -> None:
        self._saved_at = EDITED_AT if edition > 1 else max(entry.modified for entry in entries)
        self._entries = {entry.article.address: entry for entry in entries}
        articles = [entry.article for entry in entries if not entry.deleted]
        self._lists: dict[str, list[DemoArticle]] = {
            section: [article for article in articles if article.address.startswith(section + "/")]
            for section in (at.NEWS, at.CALLS, at.NEWSLETTERS, at.STUDIES)
        }
        self._lists[at.FUNDING] = [a for a in articles if "foerderung" in a.sections]
        self._archive = [article for article in articles if article.kind == "seite"]
        self._lists |= {f"/laender/{page}/nachrichten": [] for page in at.COUNTRIES.values()}
        for article in articles:
            for page in at.country_pages(article):
                self._lists[f"{page}/nachrichten"].append(article)
        self._teasers = Teasers(entries, "nachricht")

    def respond(self, request: Request) -> Response:
        """Answer a request; unknown addresses get the portal's error page."""
        path = request.path.rstrip("/") or "/"
        if path.startswith(("/fileadmin/", "/typo3temp/")):
            return pictures.respond(path)
        if path in self._lists:
            return self._list(path, request)
        pages: dict[str, Callable[[], Response]] = {
            "/": self._home,
            "/laender": self._countries,
            at.ARCHIVE: self._old_pages,
            "/rss/nachrichten.xml": self._feed,
            "/sitemap.xml": lambda: self._sitemap(request.query.get("sitemap")),
            "/robots.txt": lambda: Response(
                200, _ROBOTS.encode(), "text/plain; charset=utf-8", _ROBOTS_SAVED_AT
            ),
            **{overview: lambda: self._overview(path) for overview in _OVERVIEWS},
            **{page: lambda: self._text(path) for page in typo3.TEXT_PAGES},
        }
        if path in pages:
            return pages[path]()
        if _COUNTRY_PAGE.fullmatch(path) and f"{path}/nachrichten" in self._lists:
            return self._country(path)
        return self._article(path) or self._error(404, "Die Seite wurde nicht gefunden.")

    def _article(self, path: str) -> Response | None:
        """Answer an article under any section of its type: TYPO3 looks at the slug only."""
        if path.startswith("/buf/"):
            section, address = at.ARCHIVE, path
        elif (filed := _FILED.fullmatch(path)) and filed["section"] in self._lists:
            section = filed["section"]
            home = at.NEWS if filed["country"] or section == at.FUNDING else section
            address = f"{home}/{at.DETAIL}/info/{filed['slug']}"
        else:
            return None
        entry = self._entries.get(address)
        if entry is None:
            return None
        if entry.deleted:
            return self._error(410, "Diese Nachricht steht nicht mehr zur Verfügung.")
        article = entry.article
        old = article.kind == "seite"
        body = typo3.document(
            article.title,
            typo3_article.old_column(article) if old else typo3_article.column(article),
            [*lists.trail(section), Typo3Crumb(article.title)],
            [
                Typo3Teaser(one.title, one.address, one.day if one.date_in != "nowhere" else None)
                for one in self._teasers.beside(entry)
            ],
            typo3_article.head(article),
            entry.cosmetic,
        )
        return Response(200, body, modified=entry.modified)

    def _page(self, main: str, trail: Sequence[Typo3Crumb]) -> Response:
        """Answer with a page whose last step of the ``trail`` is its own title."""
        *above, here = trail
        body = typo3.document(here.label, main, [*above, Typo3Crumb(here.label)])
        return Response(200, body, modified=self._saved_at)

    def _list(self, path: str, request: Request) -> Response:
        articles, query = self._lists[path], request.query
        sent = query.pop("cHash", None)
        if sent is not None and sent != at.seal(path, query):
            return self._error(404, "Request parameters could not be validated (cHash).")
        last = max(1, -(-len(articles) // lists.PAGE_SIZE))
        wanted = query.get(lists.PAGE, "1") if sent else "1"
        number = min(max(int(wanted), 1), last)
        shown = articles[(number - 1) * lists.PAGE_SIZE : number * lists.PAGE_SIZE]
        trail = lists.trail(path)
        items = [lists.item(article, lists.link(article, path)) for article in shown]
        main = typo3.listing(trail[-1].label, items, lists.paginator(path, number, last))
        return self._page(main, trail)

    def _home(self) -> Response:
        news = [lists.item(a, a.address) for a in self._lists[at.NEWS][:5]]
        calls = [lists.item(a, a.address) for a in self._lists[at.CALLS][:3]]
        main = typo3.listing("Neues aus aller Welt", news)
        return self._page(main + typo3.listing("Bekanntmachungen", calls), [lists.START])

    def _overview(self, path: str) -> Response:
        below = [pair for pair in lists.SECTIONS.values() if pair[0].href == path]
        items = [f'<h3><a href="{section.href}">{section.label}</a></h3>' for _, section in below]
        overview = below[0][0]
        return self._page(typo3.listing(overview.label, items), [lists.START, overview])

    def _countries(self) -> Response:
        items = [f'<h3><a href="/laender/{p}">{n}</a></h3>' for n, p in at.COUNTRIES.items()]
        return self._page(typo3.listing("Länder", items), [lists.START, Typo3Crumb("Länder")])

    def _country(self, path: str) -> Response:
        section = f"{path}/nachrichten"
        newest = self._lists[section][: at.ON_COUNTRY_PAGE]
        items = [lists.item(a, f"{section}/{at.DETAIL_START}/info/{a.slug}") for a in newest]
        items.append(f'<a class="more" href="{section}">Alle Nachrichten anzeigen</a>')
        trail = lists.trail(path)
        intro = "Zusammenarbeit in Bildung und Forschung."
        return self._page(typo3.listing(trail[-1].label, items, intro=intro), trail)

    def _old_pages(self) -> Response:
        items = [f'<h3><a href="{a.address}">{escape(a.title)}</a></h3>' for a in self._archive]
        intro = "Länderberichte aus den Jahren vor 2015."
        return self._page(typo3.listing("Archiv", items, intro=intro), lists.trail(at.ARCHIVE))

    def _text(self, path: str) -> Response:
        label = typo3.TEXT_PAGES[path]
        text = ["Diese Seite gehört zu einem Vorführportal.", "Alle Namen sind erfunden."]
        return self._page(typo3.text_page(label, text), [lists.START, Typo3Crumb(label)])

    def _feed(self) -> Response:
        items = [
            FeedItem(a.title, f"{HOME}{a.address}/", plain(a.lead or ""))
            for a in self._lists[at.NEWS][:20]
        ]
        return Response(200, rss(typo3.NAME, HOME, items), "application/rss+xml", self._saved_at)

    def _sitemap(self, part: str | None) -> Response:
        if part is None:
            parts = (at.sealed("/sitemap.xml", {"sitemap": p}) for p in ("articles", "pages"))
            body = sitemap_index(HOME + address for address in parts)
        elif part == "articles":
            online = (entry for entry in self._entries.values() if not entry.deleted)
            body = sitemap((HOME + entry.article.address, entry.modified) for entry in online)
        else:
            pages = [*self._lists, *_OVERVIEWS, "/laender", at.ARCHIVE, *typo3.TEXT_PAGES]
            body = sitemap((HOME + page, self._saved_at) for page in pages)
        return Response(200, body, "application/xml", self._saved_at)

    def _error(self, status: int, reason: str) -> Response:
        label = "Seite nicht gefunden"
        main = typo3.text_page(label, [reason, "Bitte nutzen Sie die Suche oder das Menü."])
        return Response(status, typo3.document(label, main, [lists.START, Typo3Crumb(label)]))
