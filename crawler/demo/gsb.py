"""The frame around all pages of the Government Site Builder portal.

Links go through ``link``: GSB pages stand under ``<base href>``, write addresses without a leading
slash and put the session id behind the path. The id itself is a place holder here, filled in
when an answer is sent, so that two answers can be told to be the same page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from crawler.demo.templates import template
from crawler.demo.typesetting import german

HOST = "www.cluster.example"
HOME = f"http://{HOST}"
NAME = "Clusterplattform Demo"
SESSION = "{SESSION}"
NAVIGATION = "107402"
"""The navigation node in ``?nn=`` and ``?gtp=``."""

START = "/CLUSTER/Navigation/DE/Home/home_node.html"
NEWS = "/CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html"
SUCCESSES = "/CLUSTER/Navigation/DE/Aktuelles/ClusterERFOLGE/clustererfolge_node.html"
TOPICS = "/CLUSTER/Navigation/DE/Aktuelles/aktuelles_node.html"
FEED = "/CLUSTER/Service/DE/RSS/meldungen.xml"
IMPRINT = "/CLUSTER/Navigation/DE/Service/Impressum/impressum_node.html"
PRIVACY = "/CLUSTER/Navigation/DE/Service/Datenschutz/datenschutz_node.html"
CONTACT = "/CLUSTER/Navigation/DE/Service/Kontakt/kontakt_node.html"
CLUSTERS = "/CLUSTER/Navigation/DE/Clusterliste/clusterliste_node.html"
TEXT_PAGES = {
    IMPRINT: "Im\N{SOFT HYPHEN}pres\N{SOFT HYPHEN}sum",
    PRIVACY: "Da\N{SOFT HYPHEN}ten\N{SOFT HYPHEN}schutz",
    CONTACT: "Kontakt",
    CLUSTERS: "Cluster in Deutschland",
}
"""Pages with a text of their own and no list; menus have soft hyphens."""


class GsbCrumb(NamedTuple):
    """A step of the breadcrumb; the page itself has no ``path``."""

    label: str
    path: str | None = None


class GsbTeaser(NamedTuple):
    """Another article in the margin: title, path, shown date."""

    title: str
    path: str
    date: str


def link(path: str, query: str = "") -> str:
    """Return the href for ``path`` on this portal; addresses elsewhere are returned as they are."""
    if not path.startswith("/"):
        return path
    path, _, own = path.partition("?")
    query = "&".join(part for part in (own, query) if part)
    return escape(f"{path[1:]};jsessionid={SESSION}" + (f"?{query}" if query else ""))


def document(
    title: str,
    content: str,
    trail: Sequence[GsbCrumb],
    path: str,
    teasers: Iterable[GsbTeaser] = (),
    canonical: str | None = None,
    head: str = "",
    cosmetic: bool = False,
) -> bytes:
    """Return a whole page; ``content`` is what stands in ``div#content``, ``head`` goes to <head>.

    ``cosmetic`` raises the style sheets' version, adds a menu entry and reverses the teasers.
    """
    boxes = list(teasers)
    if canonical:
        head += f'<link rel="canonical" href="{HOME}{canonical}"/>\n'
    page = template("gsb").substitute(
        home=HOME,
        name=NAME,
        title=escape(title),
        head=head,
        node=NAVIGATION,
        version=9 if cosmetic else 3,
        start=link(START),
        topics=link(TOPICS),
        news=link(NEWS),
        successes=link(SUCCESSES),
        clusters=link(CLUSTERS),
        privacy=link(PRIVACY),
        feed=FEED.lstrip("/"),
        here=link(path),
        logo=link("/SiteGlobals/Frontend/Images/logo.png?__blob=normal&v=2"),
        service="".join(
            f'<li><a href="{link(p)}">{label}</a></li>' for p, label in TEXT_PAGES.items()
        ),
        extra=f'<li><a href="{link(TOPICS)}">Neu: Themen</a></li>' if cosmetic else "",
        breadcrumb=_breadcrumb(trail),
        content=content,
        teasers=_teasers(boxes[::-1] if cosmetic else boxes),
    )
    return page.encode()


def print_document(title: str, content: str, canonical: str) -> bytes:
    """Return the print view of an article: no menus, no margin."""
    page = template("gsb_print").substitute(
        home=HOME, name=NAME, title=escape(title), content=content, address=HOME + canonical
    )
    return page.encode()


def _breadcrumb(trail: Sequence[GsbCrumb]) -> str:
    return "".join(
        f'<li><a href="{link(step.path)}">{escape(step.label)}</a></li>'
        if step.path
        else f"<li><strong>{escape(step.label)}</strong></li>"
        for step in trail
    )


def _teasers(teasers: Sequence[GsbTeaser]) -> str:
    if not teasers:
        return ""
    items = "".join(
        f'<li><span class="date">{german(teaser.date)}</span> '
        f'<a href="{link(teaser.path)}">{escape(teaser.title)}</a></li>'
        for teaser in teasers
    )
    return f'<div class="teaser"><h2>Weitere Meldungen</h2><ul class="links">{items}</ul></div>'
