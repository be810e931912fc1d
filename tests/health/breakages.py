"""What happens to portals: each a change of what the demo server sends in articles' places."""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.demo.exchange import Request, Response

Alter = Callable[[Request, Response], Response]
CLUSTER, KOOPERATION = "demo_cluster", "demo_kooperation"
ARTICLES = 12

_IS_ARTICLE = re.compile(r"/Aktuelles/\d{4}/|/detail/info/")
_WALL = """<!doctype html><html lang="de"><head><title>{title}</title></head><body>
<h1>{title}</h1><p>{text}</p><form><button>Weiter</button></form></body></html>"""


def on_articles(change: Callable[[str], str | bytes]) -> Alter:
    """Change the pages of articles, and no others."""

    def alter(request: Request, response: Response) -> Response:
        if _IS_ARTICLE.search(request.path) and response.status == 200:
            page = change(response.body.decode())
            response.body = page.encode() if isinstance(page, str) else page
        return response

    return alter


def on_lists(change: Callable[[str], str]) -> Alter:
    """Change all other pages: lists, feeds."""

    def alter(request: Request, response: Response) -> Response:
        if not _IS_ARTICLE.search(request.path) and "robots" not in request.path:
            response.body = change(response.body.decode()).encode()
        return response

    return alter


def without(*patterns: str) -> Alter:
    """Pages of articles without what matches."""

    def change(page: str) -> str:
        for pattern in patterns:
            page = re.sub(pattern, "", page, flags=re.DOTALL)
        return page

    return on_articles(change)


def the_same_everywhere() -> Alter:
    """The first article's page at every address, as a cache gone wrong sends it."""
    first: list[str] = []

    def change(page: str) -> str:
        first.append(page)
        return first[0]

    return on_articles(change)


def without_articles(page: str) -> str:
    """A list that links no article any more."""
    return re.sub(r"<a [^>]*muster-\d.*?</a>", "", page, flags=re.DOTALL)


def wall(title: str, text: str) -> str:
    """A page that asks for something before it shows the article."""
    return _WALL.format(title=title, text=text)


def in_place_of_articles(page: str) -> Alter:
    """Every article's address shows this page."""
    return on_articles(lambda _: page)


def redirected_to(target: str, page: str) -> Alter:
    """All articles lead to one other page."""

    def alter(request: Request, response: Response) -> Response:
        if _IS_ARTICLE.search(request.path):
            return Response(302, b"", headers={"Location": target})
        if request.path == target:
            return Response(200, page.encode())
        return response

    return alter


def portals_name_as_title(page: str) -> str:
    """No headline of the article's, but the portal's name where it was."""
    page = re.sub(r'<h1 class="isFirst.*?</h1>', "<h1>Clusterplattform Demo</h1>", page)
    return page.replace("<title>", "<title>x").replace('name="title"', 'name="x"')


_IN_ENGLISH = (
    "The network has opened a new laboratory for the industry of the region and it will be used "
    "by all of the companies that are members of the cluster. This is the first of its kind in "
    "the country, and the partners are looking for others who want to take part in the project."
)


def in_english(page: str) -> str:
    """The English edition at the German one's addresses."""
    page = re.sub(r"(<p(?: class=\"bodytext\")?>)[^<]+</p>", rf"\1{_IN_ENGLISH}</p>", page)
    return page.replace('lang="de"', 'lang="en"').replace("lang-de", "lang-en")


def other_classes(page: str) -> str:
    """A redesign: every class and every id has another name."""
    return re.sub(r'\b(class|id)="[^"]*"', lambda found: f'{found[1]}="x{len(found[0])}"', page)


def trailer_reversed(page: str) -> str:
    """Quelle, Redaktion, Länder, Themen the other way round."""

    def change(found: re.Match[str]) -> str:
        return found[1] + "\n".join(reversed(re.findall(r"<dt>.*?</dd>", found[2], re.DOTALL)))

    return re.sub(r'(<dl class="article-info">)(.*?)(?=</dl>)', change, page, flags=re.DOTALL)


def utf8_twice(page: str) -> str:
    """UTF-8 read as Latin-1 and written as UTF-8 once more."""
    return page.encode().decode("latin-1")


def umlauts_lost(page: str) -> str:
    """What a portal sends whose database has lost its umlauts."""
    return re.sub("[äöüß]", "\ufffd", page)
