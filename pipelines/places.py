"""Places: the countries, regions and organisations an article is filed under."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.places import place_in_url, split_places
from crawler.items import Article, Place
from pipelines.base import NormalisingPipeline


def places(article: Article) -> Article:
    """Set ``places`` from ``places_text``, one entry an element or all run together in one.

    Order is kept, doubles are left out. Countries get their ISO 3166-1 code and one display name
    each; a name nobody knows is of the kind ``unknown``. The country in whose folder the page lies
    comes last, unless the page names it.
    """
    found = [
        Place(place.name, place.kind, place.iso_code) for place in split_places(article.places_text)
    ] or article.places
    found = [*found, *_by_urls(article, {place.name for place in found})]
    return replace(article, places=found) if found else article


def _by_urls(article: Article, named: set[str]) -> list[Place]:
    urls = [article.url, article.fetched_url or "", *(alias.url for alias in article.aliases)]
    told = dict.fromkeys(filter(None, map(place_in_url, urls)))
    return [
        Place(place.name, place.kind, place.iso_code, origin="url")
        for place in told
        if place.name not in named
    ]


class PlacesPipeline(NormalisingPipeline):
    """Runs ``places``."""

    normalise = staticmethod(places)
