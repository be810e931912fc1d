"""Fields of an article, each from the first source that has it.

Sources are the portal's layout with its family, the page's metadata, and the generic rules.

Which source gave a field is kept in ``Article.provenance`` (``{"title": "typo3: h1"}``), so that a
rebuilt portal shows as a jump in fallback use before anybody reads a wrong title.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from crawler.items import GENERIC, METADATA, Article
from crawler.layouts.confidence import (
    DOUBTFUL,
    JUDGED,
    SURER,
    Witnesses,
    confidence_of,
    kind_of_source,
)
from crawler.layouts.layout import Layout
from crawler.layouts.metadata import PageMetadata
from crawler.layouts.reading.headline import SITE_MARK
from crawler.layouts.reading.page import Page, folded
from crawler.layouts.values import FIELDS, MAX_TITLE, Value

logger = logging.getLogger(__name__)

ESSENTIAL: Final = frozenset({"title", "body"})
"""Without these nothing is an article; they come first in FIELDS."""

_VISIBLE_FIRST: Final = frozenset({"title", "body", "updated", "breadcrumbs"})
"""What readers see beats metadata that differs: hidden copies of the article are older, a JSON-LD
trail has other labels than the page's. Title and publication date are weighed by the layout with
what the metadata claims of them."""

Source = Layout | PageMetadata


class FieldResolver:
    """Fills an article field by field, each from the first source of the page that has it.

    A family that found headline and text has the last word on what else the reader sees: a field
    it does not find is not there. The generic rules are asked only where it found less.

    Args:
        page: the page.
        layout: the layout it is read by; None for a page of no known family.
        alone: no source but the layout, to test what it finds by itself.
    """

    def __init__(self, page: Page, layout: Layout | None, *, alone: bool = False) -> None:
        self.page = page
        self.layout = layout
        self._alone = alone
        self._metadata = PageMetadata(page)
        self._generic = Generic(page)
        if not alone:
            for reader in (layout, self._generic):
                if reader is not None:
                    reader.metadata = self._metadata
        self._witnesses = Witnesses(page.url, page, self._metadata, layout or self._generic)
        self._found: set[str] = set()
        """Fields the layout itself found."""

    def fill(self, article: Article) -> None:
        """Fill the article's fields and note where each came from."""
        for method, target in FIELDS.items():
            found = self._surest(method)
            if found is None:
                continue
            value, origin, confidence = found
            setattr(article, target, value.value)
            article.provenance[target] = origin
            if method in JUDGED:
                article.confidence[method] = confidence
            if method == "published":
                article.published_from = value.origin

    def _surest(self, method: str) -> tuple[Value[Any], str, float] | None:
        """The first value of a field, its provenance and confidence.

        Where it is doubtful the other sources are asked, too, and one that is clearly surer wins.
        """
        best: tuple[Value[Any], str, float] | None = None
        for source in self._sources(method):
            value = self._ask(source, method)
            if value is None:
                continue
            if source is self.layout:
                self._found.add(method)
            origin = f"{value.layout or source.name}: {value.origin}"
            sure = self._sureness(method, value, origin)
            if best is None or sure > best[2] + SURER:
                best = value, origin, sure
            if best[2] >= DOUBTFUL or value.declared:
                break
        return best

    def _sureness(self, method: str, value: Value[Any], origin: str) -> float:
        """How sure a value is; of fields that are not judged, and where judging fails, quite."""
        if method not in JUDGED:
            return 1.0
        kind = kind_of_source(origin, declared=value.declared)
        try:
            return confidence_of(
                method, value.value, kind, self._witnesses, likelihood=value.confidence
            )
        except Exception:  # as for a field: one odd page must not stop a crawl
            logger.exception("%s of %s could not be judged", method, self.page.url)
            return 1.0

    def _sources(self, method: str) -> Iterator[Source]:
        if self.layout is not None:
            yield self.layout
            if self._alone:
                return
            yield self._metadata
            if method in ESSENTIAL or not self._found >= ESSENTIAL:
                yield self._generic
        elif method in _VISIBLE_FIRST:
            yield from (self._generic, self._metadata)
        else:
            yield from (self._metadata, self._generic)

    def _ask(self, source: Source, method: str) -> Value[Any] | None:
        """What a source says of a field; None where it says nothing or cannot be asked."""
        try:
            value: Value[Any] | None = getattr(source, method, _nothing)()
        except Exception:
            # One odd page must not stop a crawl of thousands: the next source is asked
            logger.exception("%s of %s could not be read by %s", method, self.page.url, source.name)
            return None
        return value


def _nothing() -> None:
    """The answer of a source that does not know a field."""


# -- Any other page: the common rules with the common names ----------------------------------------


class Generic(Layout):
    """A page of no known family."""

    name: ClassVar[str] = GENERIC
    dates_by_url: ClassVar[bool] = True

    def title(self) -> Value[str] | None:
        """The headline as the metadata spells it; without headings what the title tag says.

        Kicker and headline stand apart to the eye, and the metadata has the colon between them.
        """
        shown = super().title()
        if shown is None:
            return self._title_tag()
        kicker = self._kicker
        apart = f"{kicker.text if kicker else ''} {shown.value}"
        together = " ".join(block.line for block in self.view.heading)
        same = {folded(shown.value), folded(apart), folded(together)}
        for origin, title in self.metadata.titles() if self.metadata else ():
            shorter = [title[: end.start()] for end in SITE_MARK.finditer(title)]
            for spelled in (title, *reversed(shorter)):
                if folded(spelled) in same:
                    return Value(spelled[:MAX_TITLE], origin, METADATA)
        return (self.metadata.title() if self.metadata else None) or shown

    def _title_tag(self) -> Value[str] | None:
        title = self.page.meta.get("og:title") or self.page.title_tag
        pieces = [piece for piece in SITE_MARK.split(title) if piece]
        longest = max(pieces, key=len, default="")
        return Value(longest[:MAX_TITLE], "title tag") if longest else None
