"""Pages as large as those of real portals: around the demo portal's article what stands on others.

A page of a federal portal has 70 kB, of which the article is a tenth: styles and scripts in the
head, a menu with every section, a cookie dialog, teasers of other articles, a footer with the menu
once more.
"""

from __future__ import annotations

from crawler.demo.exchange import Request, Response

TYPICAL = 70_000
"""Bytes of a page."""

_SECTIONS = (
    "Aktuelles",
    "Themen",
    "Förderung",
    "Cluster",
    "Länder",
    "Service",
    "Mediathek",
    "Haus",
)
_PAGES = 13  # of a section, in its menu
_TEASERS = 18


def as_large_as_real_ones(request: Request, response: Response) -> Response:
    """For ``DemoServer(alter=…)``: articles with all that, other answers as they are."""
    if b'<div id="main"' in response.body:
        body = response.body.decode()
        body = body.replace("</head>", _head() + "</head>", 1)
        body = body.replace('<div id="main"', _menu() + '<div id="main"', 1)
        body = body.replace('<div id="footer">', _teasers() + '<div id="footer">' + _sitemap(), 1)
        response.body = body.encode()
    return response


def _head() -> str:
    styles = "".join(
        f".c-teaser--{n} .c-teaser__title{{margin:0 0 {n}px;font-size:1.{n}rem;color:#0{n:02}c7a}}"
        for n in range(90)
    )
    settings = ",".join(
        f'"module{n}":{{"url":"/SiteGlobals/Frontend/JavaScript/module{n}.js","defer":true}}'
        for n in range(80)
    )
    return f"<style>{styles}</style><script>var portal={{{settings}}};</script>"


def _menu() -> str:
    sections = "".join(
        '<li class="c-nav__item c-nav__item--level-1"><button type="button" class="c-nav__toggle" '
        f'aria-expanded="false">{section}</button><ul>{_links(section)}</ul></li>'
        for section in _SECTIONS
    )
    return (
        f'<nav class="c-nav" aria-label="Hauptmenü"><ul class="c-nav__list">{sections}</ul></nav>'
    )


def _sitemap() -> str:
    columns = "".join(
        f'<div class="c-sitemap__column"><h2 class="c-sitemap__title">{section}</h2>'
        f"<ul>{_links(section)}</ul></div>"
        for section in _SECTIONS
    )
    return f'<div class="c-sitemap">{columns}</div>'


def _links(section: str) -> str:
    return "".join(
        f'<li class="c-nav__item c-nav__item--level-2"><a class="c-nav__link" title="Seite {n}" '
        f'href="CLUSTER/Navigation/DE/{section}/Seite{n}/seite{n}_node.html">{section} {n}</a></li>'
        for n in range(_PAGES)
    )


def _teasers() -> str:
    teasers = "".join(
        f'<div class="c-teaser c-teaser--{n}"><div class="c-teaser__picture"><picture><img '
        f'src="SharedDocs/Bilder/teaser{n}.jpg?__blob=thumbnail" alt="Ein Feld" loading="lazy"/>'
        f'</picture></div><p class="c-teaser__date">{n + 1:02}.03.2024</p>'
        f'<h3 class="c-teaser__title"><a href="CLUSTER/Navigation/DE/Dossiers/d{n}_node.html">'
        f"Der Verbund Musterfeld {n} lädt ein</a></h3><p>Wer wissen will, was aus {n} Vorhaben "
        "geworden ist, kann im Frühjahr die Felder besichtigen und mit den Beteiligten reden.</p>"
        f'<p><a class="more" href="CLUSTER/Navigation/DE/Dossiers/d{n}_node.html">mehr</a></p>'
        "</div>"
        for n in range(_TEASERS)
    )
    return f'<div class="c-teaser-list"><h2>Das könnte Sie auch interessieren</h2>{teasers}</div>'
