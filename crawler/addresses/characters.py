"""Characters no URL may have, as they come out of attributes and JSON."""

from __future__ import annotations

from urllib.parse import quote


def printable_url(url: str) -> str:
    """``url`` with whatever prints nothing percent-encoded, as browsers do before they ask for it.

    Controls, bidirectional marks, other spaces than the ordinary one; the rest stays as written.
    """
    if url.isprintable():
        return url
    return "".join(c if c.isprintable() else quote(c, safe="", errors="replace") for c in url)
