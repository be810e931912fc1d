"""A small page in invented words, of which a test changes one part."""

from __future__ import annotations

from crawler.items import PARAGRAPH_BREAK, Article
from crawler.layouts import extract

TITLE = "Steg am Schilfsee wieder offen"
FIRST = (
    "Der lange Steg am Schilfsee ist seit Montag wieder begehbar, nachdem er ein Jahr gesperrt war."
)
SECOND = (
    "Taucher haben im Winter die morschen Pfähle getauscht und die Bretter darüber neu verlegt."
)
THIRD = (
    "Bezahlt hat die Arbeiten der Heimatbund, der dafür zwei Jahre lang Spenden gesammelt hatte."
)
FOURTH = "Im Herbst soll am Ende des Stegs noch eine Hütte entstehen, aus der man Vögel sehen kann."
PROSE = (FIRST, SECOND, THIRD, FOURTH)
HALF = f"<p>{FIRST}</p><p>{SECOND}</p>"
REST = f"<p>{THIRD}</p><p>{FOURTH}</p>"
URL = "https://www.seeamt.example/meldungen/steg-am-schilfsee-wieder-offen"


def page(
    main: str,
    *,
    title: str = f"{TITLE} - Seeamt",
    head: str = "",
    before: str = "",
    behind: str = "",
) -> str:
    """The page's markup: ``before`` and ``behind`` stand outside the article's place."""
    return (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head><body>"
        '<nav><ul><li><a href="/">Start</a></li><li><a href="/meldungen">Meldungen</a></li></ul>'
        f"</nav>{before}<main>{main}</main>"
        "<footer><p>Seeamt, Am Ufer 2, 09998 Schilf</p>"
        f'<a href="/impressum">Impressum</a></footer>{behind}</body></html>'
    )


def read(
    body: str = HALF,
    *,
    headline: str = f"<h1>{TITLE}</h1>",
    dateline: str = "<p>04.05.2021</p>",
    head: str = "",
    before: str = "",
    behind: str = "",
) -> Article:
    """The article on the page."""
    return extract(
        page(f"{headline}{dateline}{body}", head=head, before=before, behind=behind), URL
    )


def text_of(article: Article) -> str:
    """Lead and body together."""
    return PARAGRAPH_BREAK.join(filter(None, (article.lead, article.body)))
