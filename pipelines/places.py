"""Places: the countries, regions and organisations an article is filed under."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.places import split_places
from crawler.items import Article, Place
from pipelines.base import NormalisingPipeline


def places(article: Article) -> Article:
    """Set ``places`` from ``places_text``, one entry an element or all run together in one.

    Order is kept, doubles are left out. Countries get their ISO 3166-1 code and one display name
    each; a name nobody knows is kept as a region.
    """
    found = [
        Place(place.name, place.kind, place.iso_code) for place in split_places(article.places_text)
    ]
    return replace(article, places=found or article.places)


class PlacesPipeline(NormalisingPipeline):
    """Runs ``places``."""

    normalise = staticmethod(places)
