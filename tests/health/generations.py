"""Layouts that break on a part of a portal: what one generation of its pages shows from then on."""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.demo import replica
from crawler.demo.content import written
from crawler.demo.exchange import Request, Response
from tests.health.breakages import Alter, utf8_twice

Change = Callable[[str], str]
COOKIES = "Diese Website verwendet Cookies. Mit der Nutzung erklären Sie sich damit einverstanden."
_HEADLINE = r'(<h1(?: class="[^"]*isFirst[^"]*")?>(?:<span.*?</span></span>)?)(.*?)(</h1>)'
_DAY = r"(\d\d)\.(\d\d)\.(\d{4})"
_TEXT = r'<p(?: class="bodytext")?>[^<]{80,}</p>'
_COLUMN = (
    r'(?:</div>|</strong></p>|<div class="bodytext-wrap">)\s*(?=<p).*?(?=<p class="serv|</article>)'
)
_TEASERS = (
    r'<div class="(?:teaser|box box-teaser)">.*?</div>\s*(?=<div class="(?:teaser|box box-n))'
)
_TAGS = r"(?:\s*</?(?!span)[^>]+>)*\s*"
_MENU = r'<div id="navPrimary">.*?</div>\s*(?=<div id="navB)|<ul class="nav">.*?</ul></nav>'


def oldest(spider: str, share: float, articles: int | None) -> frozenset[str]:
    """Paths of that share of a portal's articles, at least three: what one generation brought."""
    portal = spider.removeprefix("demo_")
    found = replica.generate(portal, articles) if articles else written(portal)
    kept = [one for one in found if one.editions.get("change") != "new"]
    number = max(3, round(share * len(kept)))
    return frozenset(one.address for one in sorted(kept, key=lambda one: one.date)[:number])


def on_pages(paths: frozenset[str], change: Change) -> Alter:
    """Change the pages of these articles, under whatever URL they are asked for."""
    slugs = {path.rstrip("/").rsplit("/", 1)[-1] for path in paths}

    def alter(request: Request, response: Response) -> Response:
        slug = request.path.partition("?")[0].partition(";")[0].rstrip("/").rsplit("/", 1)[-1]
        if slug in slugs and response.status == 200:
            response.body = change(response.body.decode()).encode()
        return response

    return alter


def _title_of(page: str) -> str:
    found = re.search(_HEADLINE, page, re.DOTALL)
    return found[2] if found else ""


def _title(make: Callable[[str], str]) -> Change:
    """The headline, and what repeats it in the page's head, is another."""

    def change(page: str) -> str:
        new = make(page)
        page = re.sub(r"(<title>).*?(</title>)", rf"\g<1>{new}\2", page)
        page = re.sub(r'(<meta [^>]*title" content=")[^"]*', rf"\g<1>{new}", page)
        return re.sub(_HEADLINE, rf"\g<1>{new}\3", page, count=1, flags=re.DOTALL)

    return change


def _day(make: Callable[[re.Match[str]], str], page_wide: bool = True) -> Change:
    """The day of publication is another, wherever the article says it."""

    def change(page: str) -> str:
        def iso(found: re.Match[str]) -> str:
            day = re.match(_DAY, f"{found[4]}.{found[3]}.{found[2]}")
            assert day is not None
            new = make(day)
            return f"{found[1]}{new[6:]}-{new[3:5]}-{new[:2]}" if new else found[1]

        page = re.sub(
            r'((?:name="date" content|_time" content|datetime|"datePublished")[=:]\s?")'
            r"(\d{4})-(\d\d)-(\d\d)", iso, page,
        )  # fmt: skip
        start = page.find("<h1") - 200 if "isFirst" not in page else page.find('id="content"')
        head, rest = page[:start], page[start:]
        return head + re.sub(_DAY, make, rest, count=1)

    return change


def _swap_day(found: re.Match[str]) -> str:
    return f"{found[2]}.{found[1]}.{found[3]}" if int(found[1]) <= 12 else found[0]


def _teaser_day(page: str) -> str:
    found = re.search(rf'class="date">{_DAY}', page[page.find("teaser") :])
    day = found[0][-10:] if found else "01.11.2023"
    return _day(lambda _: day)(page)


def _texts(make: Callable[[list[str]], list[str]]) -> Change:
    """The paragraphs of the text are others."""

    def change(page: str) -> str:
        column = _of(_COLUMN, page)
        return page.replace(column, change_column(column)) if column else page

    def change_column(page: str) -> str:
        found = re.findall(_TEXT, page)
        left = iter(make(found))
        first = True

        def one(_: re.Match[str]) -> str:
            nonlocal first
            if first:
                first = False
                return "\n".join(left)
            return ""

        return re.sub(_TEXT, one, page)

    return change


def _after_text(make: Change) -> Change:
    """Something of the page's frame stands behind the article's last paragraph."""

    def change(page: str) -> str:
        column = re.search(_COLUMN, page, re.DOTALL)
        found = [*re.finditer(_TEXT, column[0])] if column else []
        if not column or not found:
            return page
        end = column.start() + found[-1].end()
        return f"{page[:end]}\n{make(page)}{page[end:]}"

    return change


def _plain_teasers(page: str) -> str:
    """The teasers beside the article, without what would tell them from its text."""
    titles = re.findall(r"<a [^>]*>([^<]{20,})</a>", _of(_TEASERS, page)) or ["Zur Startseite"]
    return "<p>Weitere Meldungen</p>" + "".join(f"<p>{title}.</p>\n" for title in titles)


def _of(pattern: str, page: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    return found[0] if found else ""


def _lead(make: Callable[[str, str], str]) -> Change:
    """The lead is another; ``make`` gets the old one and the page."""

    def change(page: str) -> str:
        def one(found: re.Match[str]) -> str:
            new = make(found[2], page)
            return f"{found[1]}{new}{found[3]}" if new else ""

        pattern = (
            r'(<div class="abstract"><p>|<p class="lead"><strong>)(.*?)(</p></div>|</strong></p>)'
        )
        return re.sub(pattern, one, page, count=1, flags=re.DOTALL)

    return change


def _first_text(page: str) -> str:
    found = re.search(_TEXT, _of(_COLUMN, page))
    return re.sub("<.*?>", "", found[0]) if found else COOKIES


def _breadcrumb(make: Callable[[str, str], str]) -> Change:
    """The breadcrumb's entries are others; ``make`` gets the old ones and the page."""

    def change(page: str) -> str:
        def one(found: re.Match[str]) -> str:
            return f"{found[1]}{make(found[2], page)}{found[3]}"

        pattern = r'(<div id="navBreadcrumbs">.*?<ol>|<ol class="breadcrumb">)(.*?)(</ol>)'
        return re.sub(pattern, one, page, count=1, flags=re.DOTALL)

    return change


def _menu_entries(page: str) -> str:
    return "".join(re.findall(r"<li[^>]*>(?=<a)(?:<a.*?</a>)", _of(_MENU, page))) or "<li>Menü</li>"


def _menu_as_links(page: str) -> str:
    """The portal's menu under the heading of an article's links, in both portals' markup."""
    entries = "".join(
        f"{entry}</li>" for entry in re.findall(r"<li[^>]*><a.*?</a>", _of(_MENU, page))
    )
    heading = "Weitere Informationen"
    if "navPrimary" in page:
        return f'<div class="links"><h2>{heading}:</h2><ul>{entries}</ul></div>'
    return f'<section class="more"><h3>{heading}</h3><ul class="links">{entries}</ul></section>'


def _labels(first: str, second: str) -> Change:
    """Two labels of the lines under the article have changed places."""

    def change(page: str) -> str:
        return page.replace(first, "\0").replace(second, first).replace("\0", second)

    return change


def _replace(pattern: str, new: str, count: int = 0) -> Change:
    return lambda page: re.sub(pattern, new, page, count=count, flags=re.DOTALL)


def _umlauts_lost(page: str) -> str:
    return re.sub("(?<=[a-z])[äöüß](?=[a-z])", "?", page)


ALL_PLACES = "".join(
    f'<span class="tag">{name}</span>\n'
    for name in ("Belgien", "Chile", "Japan", "Kanada", "Polen")
)
HOUSE = (
    '<figure class="image"><img src="/fileadmin/haus.jpg" alt="" width="480" height="320">'
    '<figcaption>Das Haus <span class="copyright">© Haus</span></figcaption></figure>'
)

GENERATIONS: dict[str, Change] = {
    "title is the section's": _title(lambda _: "Meldungen und Nachrichten"),
    "title is the kicker": _title(lambda page: "Meldung" if "isFirst" in page else "Nachrichten"),
    "title is a teaser's": _title(
        lambda page: re.sub("<.*?>", "", _of(r'(?<=class="date">)\d.*?</a>', page))[11:] or "Neu"
    ),
    "title is cut": _title(lambda page: _title_of(page)[:18]),
    "title in capitals": _title(lambda page: _title_of(page).upper()),
    "title with the portal's name": _title(lambda page: f"{_title_of(page)} | Musterportal"),
    "title is the lead": _title(lambda page: re.sub("<.*?>", "", _first_text(page))[:90]),
    "day of a teaser": _teaser_day,
    "day of the last build": _day(lambda _: "28.11.2025"),
    "day and month swapped": _day(_swap_day),
    "day a year late": _day(lambda found: f"{found[1]}.{found[2]}.{int(found[3]) + 1}"),
    "day gone": _day(lambda _: ""),
    "text is the teasers": lambda page: _texts(lambda _: [])(
        _after_text(lambda framed: _of(_TEASERS, framed))(page)
    ),
    "teasers in the text": _after_text(_plain_teasers),
    "cookies in the text": _texts(lambda texts: [f"<p>{COOKIES}</p>", *texts]),
    "cookies instead of the text": _texts(lambda texts: [f"<p>{COOKIES}</p>"] if texts else []),
    "first paragraph only": _texts(lambda texts: texts[:1]),
    "end loaded by a script": _texts(lambda texts: texts[:-2] or texts[:1]),
    "text twice": _texts(lambda texts: texts * 2),
    "paragraphs in another order": _texts(lambda texts: texts[::-1]),
    "paragraphs run together": _texts(
        lambda texts: ["<p>" + re.sub("<.*?>", " ", "".join(texts)) + "</p>"] if texts else []
    ),
    "markup as text": _texts(
        lambda texts: [re.sub(r"^(<p.*?>)", r"\1&lt;div class=&quot;x&quot;&gt;", t) for t in texts]
    ),
    "lead gone": _lead(lambda _, __: ""),
    "lead is the first paragraph": _lead(lambda _, page: _first_text(page)),
    "lead is a notice": _lead(lambda _, __: COOKIES),
    "lead is a caption": _lead(lambda _, __: "Ein Blick in das Labor. © Muster/Bild"),
    "breadcrumb is the menu": _breadcrumb(lambda _, page: _menu_entries(page)),
    "breadcrumb ends early": _breadcrumb(lambda old, _: old.partition("</li>")[0] + "</li>"),
    "breadcrumb of another page": _breadcrumb(
        lambda _, __: '<li><a href="/">Startseite</a></li><li><a href="/x">Service</a></li>'
    ),
    "kicker is a label": _replace(
        r'(?<=\n<p class="rubric">)[^<]*|(?<=<p class="metadata">)\w+', "Kategorie"
    ),
    "kicker gone": _replace(r'<p class="rubric">.*?</p>|(?<=<p class="metadata">)\w+ · ', ""),
    "image is the house's": _after_text(lambda _: HOUSE),
    "links are the menu's": _after_text(_menu_as_links),
    "Quelle and Redaktion swapped": _labels("Quelle:", "Redaktion:"),
    "Quelle and Themen swapped": _labels("Quelle:", "Themen:"),
    "Quelle is the portal": _replace(rf"(Quelle:{_TAGS})[^<\s][^<]*", r"\1Musterportal"),
    "places are all of a list": _replace(
        rf"(Organisationen:{_TAGS})<span", rf"\g<1>{ALL_PLACES}<span"
    ),
    "topics are those of the portal": _replace(
        rf'(Themen:{_TAGS})<span class="tag">[^<]*', r'\1<span class="tag">Physik'
    ),
    "trailer gone": _replace(r"<dl class=.*?</dl>", ""),
    "letters broken": utf8_twice,
    "letters lost": _umlauts_lost,
    "all classes renamed": _replace(r'class="(?=[a-z])', 'class="x-'),
}  # fmt: skip
