"""Identity: an article's canonical URL, its aliases, and its kind."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from crawler.german.kinds import kind_of, kind_of_url
from crawler.items import Alias, Article, Kind
from crawler.urls import canonical_url, same_site
from pipelines.base import NormalisingPipeline

_TERMIN = re.compile(r"Termin|Veranstaltung|.* (?:der|des) Veranstaltung")
"""Labels behind which only pages of events have a day."""
_CANONICAL_LINK = "canonical link"


def identity(article: Article) -> Article:
    """Set ``url`` (canonical), ``aliases`` (every other URL seen, with its rule) and ``kind``.

    ``<link rel="canonical">`` is believed when it is on the same site and names this page: many
    portals point it to their home page, to the list, or to one URL for all articles.
    URLs that are no http(s) (``urn:sha256:…``) stay as they are.
    """
    fetched = article.fetched_url or article.url
    seen = canonical_url(article.url, article.home_url)
    canonical, linked_rule = seen.url, ""
    link = article.canonical_link
    if link and _names_this_page(link, canonical, article.home_url):
        linked = canonical_url(link, article.home_url).url
        linked_rule = _CANONICAL_LINK if linked != canonical else ""
        canonical = linked
    else:
        link = None
    aliases = {alias.url: alias.rule for alias in article.aliases}
    for url in (article.url, fetched, link):
        if url and url != canonical:
            rules = [canonical_url(url, article.home_url).rule, "" if url == link else linked_rule]
            aliases.setdefault(url, ", ".join(filter(None, rules)) or "fetched address")
    return replace(
        article,
        url=canonical,
        fetched_url=fetched,
        aliases=[Alias(url, rule) for url, rule in aliases.items() if url != canonical],
        kind=article.kind or _kind(article, canonical),
    )


class IdentityPipeline(NormalisingPipeline):
    """Runs ``identity``."""

    normalise = staticmethod(identity)


def _names_this_page(link: str, url: str, home_url: str | None) -> bool:
    canonical = canonical_url(link, home_url).url
    if canonical == url:
        return True
    if not same_site(link, url):
        return False
    link_path, path = urlsplit(canonical).path.rstrip("/"), urlsplit(url).path.rstrip("/")
    if not link_path or path.startswith(f"{link_path}/"):  # the home page, a section of this page
        return False
    if link_path == path:  # without what selects the article: one URL for all of them
        return not urlsplit(url).query or bool(urlsplit(canonical).query)
    return _name(link_path) == _name(path) or bool(urlsplit(url).query)


def _name(path: str) -> str:
    """The last part of a path without its suffix, folded for comparison."""
    last = unquote(path).rpartition("/")[2].casefold()
    return re.sub(r"\.\w{1,5}$", "", last)


def _kind(article: Article, url: str) -> Kind:
    """By the section in the URL, else by a label over the title, the breadcrumb, the fields.

    What the layout reads off the page comes before all of it. ``Meldung`` in a URL is the folder
    all short texts of a portal are in, so that a label says more.
    """
    by_url = kind_of_url(url) or kind_of_url(article.fetched_url or "")
    if by_url and by_url != "meldung":
        return by_url
    crumbs = (kind_of(crumb.label) for crumb in reversed(article.breadcrumbs))
    found = kind_of(article.kicker or "") or by_url or next(filter(None, crumbs), None)
    if found:
        return found
    if article.deadline_on or article.deadline_text:
        return "bekanntmachung"
    if _TERMIN.match(article.provenance.get("event_text", "").partition("“")[2]):
        return "termin"
    if article.published_text or article.source_text or article.topics:
        return "nachricht"
    return "seite"
