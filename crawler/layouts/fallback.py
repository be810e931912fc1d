"""Field by field, the first source that has it: portal, family, structured data, generic rules.

Which source gave a field is kept in ``Article.provenance`` (``{"title": "typo3: h1"}``), so that a
rebuilt portal shows as a jump in fallback use before anybody reads a wrong title.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Final

from crawler.items import Article
from crawler.layouts.generic import Generic, longer_of
from crawler.layouts.layout import Layout, Value
from crawler.layouts.metadata import Structured
from crawler.layouts.reading.page import Page

logger = logging.getLogger(__name__)

FIELDS: Final = {
    "title": "title",
    "body": "body",
    "kind": "kind",
    "subtitle": "subtitle",
    "kicker": "kicker",
    "lead": "lead",
    "published": "published_text",
    "updated": "updated_text",
    "deadline": "deadline_text",
    "source": "source_text",
    "editor": "editor_text",
    "places": "places_text",
    "topics": "topics_text",
    "further_reading": "further_reading",
    "breadcrumbs": "breadcrumbs",
    "links": "links",
    "images": "images",
}
"""Method of a layout → field of the article."""

ESSENTIAL: Final = frozenset({"title", "body"})
"""Without these nothing is an article; they come first in FIELDS."""

_VISIBLE_FIRST: Final = frozenset({"published", "breadcrumbs"})
"""What readers see beats metadata that differs: ``<meta name="date">`` and hidden copies of the
article often carry the record's last change, a JSON-LD trail has other labels than the page's."""

Source = Layout | Structured


class Fallback:
    """The sources of one page in the order they are asked.

    A family that found headline and text has the last word on what else the reader sees: a field
    it does not find is not there. The generic rules are asked only where it found less.
    """

    def __init__(self, page: Page, layout: Layout | None, *, alone: bool = False) -> None:
        self.page = page
        self.layout = layout
        self._alone = alone
        self._structured = Structured(page)
        self._generic = Generic(page)
        self._found: set[str] = set()
        """What the layout itself found."""

    def fill(self, article: Article) -> None:
        """Fill the article's fields and note where each came from."""
        for method, target in FIELDS.items():
            for source in self._sources(method):
                found = self._ask(source, method)
                if found is None:
                    continue
                value, origin = found
                if source is self.layout:
                    self._found.add(method)
                setattr(article, target, value.value)
                article.provenance[target] = f"{origin}: {value.place}"
                if method == "published":
                    article.published_from = value.place
                break

    def _sources(self, method: str) -> Iterator[Source]:
        if self.layout is not None:
            yield self.layout
            if self._alone:
                return
            yield self._structured
            if method in ESSENTIAL or not self._found >= ESSENTIAL:
                yield self._generic
        elif method in _VISIBLE_FIRST:
            yield from (self._generic, self._structured)
        else:
            yield from (self._structured, self._generic)

    def _ask(self, source: Source, method: str) -> tuple[Value[Any], str] | None:
        """Ask a source, and for a portal's layout its family behind it."""
        for cls in type(source).__mro__:
            answer = vars(cls).get(method)
            if answer is None:
                continue
            try:
                value = answer(source)
                if method == "body" and isinstance(source, Layout) and not self._alone:
                    value = longer_of(value, source.reading)
            except Exception:
                # One odd page must not stop a crawl of thousands: the next source is asked
                logger.exception("%s of %s could not be read by %s", method, self.page.url, cls)
                value = None
            if value is not None:
                return value, "generic" if value.place == "trafilatura" else _name(source, cls)
        return None


def _name(source: Source, cls: type) -> str:
    """The layout that has the method; the common rules run under the family's name."""
    if cls is not Layout:
        return str(vars(cls).get("name", source.name))
    family = [above for above in type(source).__mro__ if issubclass(above, Layout)][-2]
    return str(vars(family).get("name", source.name))
