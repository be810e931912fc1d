"""Signs that the body of a response is truncated: its framing, and the end of the page itself.

RFC 9112, 6.3: a body ends with its last chunk, after ``Content-Length`` bytes, or with the
connection; in the last case nobody can tell a lost connection from the end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.http_fields import field_values

if TYPE_CHECKING:
    from collections.abc import Sequence

DISCONNECT = "disconnect"
"""The ``WARC-Truncated`` of what a lost connection cut (WARC 1.1, 5.13)."""
LOST = "the connection was lost before all of it had come"
"""Why a response is incomplete of which the network kept the rest."""
CLOSED = "the connection was closed without a length, and the page has no end"
"""Why a page is taken for incomplete that ends with its connection, and not with its own end."""

_END = re.compile(rb"</(?:html|rss|feed|urlset|sitemapindex|rdf:RDF)\s*>", re.IGNORECASE)
"""How pages, feeds and sitemaps end."""
_ENDING_TYPES = re.compile(r"(?:text/html|application/xhtml|(?:text|application)/(?:\w+\+)?xml)\b")
_TAIL = 2048


class Transfer(NamedTuple):
    """What is known of how a response came, beside its header fields."""

    truncated: str | None = None
    """The record's ``WARC-Truncated`` (WARC 1.1, section 5.13)."""
    protocol: str = ""
    """``HTTP/1.0``, ``HTTP/1.1``; empty if it is not known."""


def why_cut(
    entity: bytes, http: Sequence[tuple[str, str]], transfer: Transfer | None, *, packed: bool
) -> str | None:
    """What the framing of a response says is missing of it, in words; None if nothing.

    Args:
        entity: what came, without chunks.
        http: the header fields.
        transfer: what else is known.
        packed: whether ``entity`` really has the content encoding that the fields name. If it has
            not, a length may be that of the packed one; if it has, its end is to be seen in it.
    """
    if transfer is not None and transfer.truncated is not None:
        if transfer.truncated == DISCONNECT:
            return LOST
        return f"whoever captured it kept only its beginning ({transfer.truncated})"
    if field_values(http, "transfer-encoding"):
        return None  # a length beside it does not count (RFC 9112, 6.3)
    lengths = set(field_values(http, "content-length"))
    if lengths:
        length = lengths.pop()
        if lengths or not (length.isascii() and length.isdigit()):
            return None
        known = packed or not entity or not field_values(http, "content-encoding")
        return (
            f"{len(entity):,} of {int(length):,} bytes came"
            if known and len(entity) < int(length)
            else None
        )
    is_old = transfer is not None and transfer.protocol == "HTTP/1.0"
    if packed or not (is_old or "close" in field_values(http, "connection")):
        return None
    return CLOSED if lacks_end(entity, field_values(http, "content-type")) else None


def lacks_end(body: bytes, content_type: Sequence[str]) -> bool:
    """Whether this is a page, a feed or a sitemap without the end tag of its outermost element."""
    if content_type and not _ENDING_TYPES.match(content_type[0]):
        return False
    return not (_END.search(body, max(0, len(body) - _TAIL)) or _END.search(body))


def breaks_off(body: bytes, content_type: Sequence[str]) -> bool:
    """Whether a page ends in the middle of a text or a tag.

    Pages may leave out their last end tags, but hardly the ends of those they write.
    """
    return lacks_end(body, content_type) and not body[-_TAIL:].rstrip().endswith(b">")
