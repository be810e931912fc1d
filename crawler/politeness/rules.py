"""What one robots.txt says to us, by RFC 9309; Protego reads it, corrected where it is too lenient.

Protego takes a group's name for ours if ours begins with it, does not know ``clusterarchiv/1.0``
for ``clusterarchiv``, and drops octets that are no UTF-8. So user-agent lines and octets are
brought into one form first.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from protego import Protego

SIZE_MAX = 500 * 1024
"""Bytes that are read; RFC 9309, 2.5 asks for no less."""

_MARK = re.compile(rb"\A\xef(?:\xbb(?:\xbf)?)?")
_OTHER_OCTETS = re.compile(rb"[^\t\r\n\x20-\x7e]+")
_GROUP = re.compile(r"^([ \t]*user[- ]?agent[ \t]*[: \t][ \t]*)([^\r\n#]*)", re.I | re.M)
_TOKEN = re.compile(r"[A-Za-z_-]+")
_OURS = "ours"
_NOT_OURS = "other"


@dataclass(frozen=True)
class Rules:
    """The rules of one robots.txt for one product token."""

    digest: str
    """SHA-256 of the file, hexadecimal."""
    crawl_delay: float | None
    """Seconds between requests, if the host asks for any."""
    sitemaps: tuple[str, ...]
    _protego: Protego

    def allow(self, url: str) -> bool:
        """Whether we may fetch ``url``."""
        return bool(self._protego.can_fetch(url, _OURS))


def read_rules(body: bytes, token: str) -> Rules:
    """Read a robots.txt; ``token`` is our product token, such as ``clusterarchiv``."""
    protego = Protego.parse(_GROUP.sub(lambda line: _renamed(line, token), _text(body)))
    return Rules(
        digest=hashlib.sha256(body).hexdigest(),
        crawl_delay=protego.crawl_delay(_OURS) or None,
        sitemaps=tuple(dict.fromkeys(protego.sitemaps)),
        _protego=protego,
    )


def _text(body: bytes) -> str:
    """The file as ASCII; octets beyond it percent-encoded, as RFC 9309, 2.2.2 compares them."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "ignore").encode()
    if len(body) > SIZE_MAX:  # half a line may say anything
        body = body[:SIZE_MAX]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    body = _OTHER_OCTETS.sub(
        lambda octets: quote_from_bytes(octets[0]).encode(), _MARK.sub(b"", body)
    )
    return body.decode("ascii")


def _renamed(line: re.Match[str], token: str) -> str:
    """A user-agent line with the one product token it names (RFC 9309, 2.2.1)."""
    value = line[2].strip()
    if value == "*" or value.startswith(("* ", "*\t")):
        return f"{line[1]}*"
    named = _TOKEN.match(value)
    ours = named is not None and named[0].lower() == token.lower()
    return line[1] + (_OURS if ours else _NOT_OURS)
