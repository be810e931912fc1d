"""URLs that are none: what portals write into links by mistake."""

from __future__ import annotations

from urllib.parse import urlsplit


def broken_url(url: str) -> str | None:
    """What is wrong with an absolute URL, in words; None if it can be asked for, or is no web one.

    RFC 3986, 3.2: a host in brackets is an IP literal, a port is a number.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return None
    if not parts.hostname:
        return "no host"
    return "port 0" if port == 0 else None
