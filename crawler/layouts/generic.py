"""Any other page: the common rules with the common names, and trafilatura where they find no text.

Trafilatura is right about bodies and wrong about titles, leads and dates, and it is forty times
slower than a layout, so it is asked for the body only, and only where what was found is
suspiciously little of what the page holds.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from crawler.items import PARAGRAPH_BREAK
from crawler.layouts.layout import MAX_TEXT, MAX_TITLE, Layout, Value
from crawler.layouts.reading import roles as role
from crawler.layouts.reading.headline import is_prose
from crawler.layouts.reading.view import Reading

ENOUGH: Final = 0.3
"""A body shorter than this share of the generic one is wrong (measured: 70 German pages, each read
without its own rules: body F1 0.97 with this guard, 0.53 without)."""

_MAX_SOURCE: Final = 3_000_000
_OTHERS: Final = (
    role.NAVIGATION
    | role.TOOLS
    | role.FOOTER
    | role.RELATED
    | role.COMMENTS
    | role.ADVERT
    | role.CONTACT
    | role.CAPTION
)
_SITE: Final = re.compile(r"\s+(?:[|–—•·»]|::|-)\s+")


class Generic(Layout):
    """A page of no known family."""

    name: ClassVar[str] = "generic"

    def title(self) -> Value[str] | None:
        """The headline; on a page without headings the title tag without the site's name."""
        return super().title() or self._title_tag()

    def body(self) -> Value[str] | None:
        """The text by the common rules, or trafilatura's where that is much longer."""
        return longer_of(super().body(), self.reading)

    def _title_tag(self) -> Value[str] | None:
        title = self.page.meta.get("og:title") or self.page.title_tag
        pieces = [piece for piece in _SITE.split(title) if piece]
        longest = max(pieces, key=len, default="")
        return Value(longest[:MAX_TITLE], "title tag") if longest else None


def longer_of(body: Value[str] | None, reading: Reading) -> Value[str] | None:
    """Return the given body, or trafilatura's if the given one is under 0.3 of its length.

    What trafilatura could find at most is estimated first, by the paragraphs in the flow.
    """
    length = len(body.value) if body else 0
    prose = sum(
        len(block.text)
        for block in reading.blocks
        if is_prose(block) and not reading.roles(block) & _OTHERS
    )
    if length >= ENOUGH * prose and (length or not prose):
        return body
    text = _trafilatura(reading.page.source)
    if text and length < ENOUGH * len(text):
        return Value(text[:MAX_TEXT], "trafilatura")
    return body


def _trafilatura(source: bytes) -> str | None:
    if len(source) > _MAX_SOURCE:
        return None
    import trafilatura  # a third of a second to import, and most crawls never need it

    text = trafilatura.extract(source, include_comments=False, include_tables=True, fast=True)
    if not text:
        return None
    return PARAGRAPH_BREAK.join(line for line in text.splitlines() if line.strip())
