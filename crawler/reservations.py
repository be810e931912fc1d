"""Reservations of rights in pages: TDMRep, ``X-Robots-Tag`` and the ``robots`` meta tag, parsed.

TDMRep is the TDM Reservation Protocol of the W3C community group (final report, 2024), a machine-
readable reservation as § 44b UrhG (3) and Art. 4 (3) of directive 2019/790 ask for. docs/law.md
says what is obeyed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree, html
from protego import Protego

from crawler.decoding import decode
from crawler.terminal import plain

if TYPE_CHECKING:
    from crawler.items import Capture

HEAD_MAX = 256 * 1024
"""Bytes of a page in which its meta tags are looked for."""

FILE_MAX = 16 * 1024 * 1024
"""Bytes of a ``tdmrep.json`` that are read."""
TURNS_MAX = 1000
"""How often one may go from one statement to another; there is a matcher for each in between."""

_TAG_MAX = 4096
_POLICY_MAX = 2000  # characters of a policy's URL
_HEEDED = ("noarchive", "noindex")
_HINTS = (b"tdm-", b"noindex", b"noarchive", b"none")
_VALUED = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
_AGENT = re.compile(r"\s*([\w.-]+)\s*:(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reservation:
    """What holds for one page; the narrowest statement wins: page, then header, then file."""

    tdm: bool | None = None
    """True: text and data mining is reserved; False: said not to be; None: nothing is said."""
    policy: str | None = None
    """Where to ask for a licence."""
    robots: tuple[str, ...] = ()
    """``noarchive``, ``noindex``: what is asked of us, or of all."""

    def over(self, wider: Reservation) -> Reservation:
        """This one, with what only the ``wider`` one says."""
        narrow = self if self.tdm is not None else wider
        return Reservation(narrow.tdm, narrow.policy, _sorted((*self.robots, *wider.robots)))

    @property
    def forbids_article(self) -> str | None:
        """Why the page is not to be stored as an article, if so."""
        if self.tdm:
            where = f" (licences: {self.policy})" if self.policy else ""
            return f"text and data mining is reserved{where}"
        return f"the page asks for {' and '.join(self.robots)}" if self.robots else None

    def note_in(self, capture: Capture) -> None:
        """Write it into the capture it belongs to."""
        capture.tdm_reserved, capture.tdm_policy = self.tdm, self.policy
        capture.robots_tags = ", ".join(self.robots) or None

    @property
    def forbids_copy(self) -> bool:
        """Whether not even a capture is to be kept."""
        return bool(self.tdm) or "noarchive" in self.robots


@dataclass(frozen=True, slots=True)
class TdmFile:
    """A ``/.well-known/tdmrep.json``: the first rule whose pattern fits decides."""

    rules: tuple[tuple[Protego, Reservation], ...] = ()
    """Patterns that stand behind each other and say the same are one robots.txt."""
    refused: str | None = None
    """Why it is too much to be read, if so: then it counts as reserving all of its host."""

    def of(self, url: str) -> Reservation:
        """The reservation for a URL."""
        return next((said for fits, said in self.rules if not fits.can_fetch(url, "*")), _SILENT)


_SILENT = Reservation()


def read_tdm_file(body: bytes) -> TdmFile:
    """Read a ``tdmrep.json``; whatever is none says nothing, and so does a rule that is none.

    The time it takes grows with the file and not faster, and so does the time of ``of``. A file
    beyond the bounds is obeyed as if it reserved everything: what it does reserve is not known.
    """
    if len(body) > FILE_MAX:
        return _refused(f"has {len(body):,} bytes, more than {FILE_MAX:,}")
    try:
        rules = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return TdmFile()
    if not isinstance(rules, list):
        return TdmFile()
    turns: list[tuple[Reservation, list[str]]] = []
    for location, said in filter(None, map(_rule, rules)):
        if not turns or turns[-1][0] != said:
            if len(turns) == TURNS_MAX:
                return _refused(f"goes from one statement to another more than {TURNS_MAX:,} times")
            turns.append((said, []))
        turns[-1][1].append(location)
    return TdmFile(tuple((_matcher(locations), said) for said, locations in turns))


def _rule(rule: Any) -> tuple[str, Reservation] | None:
    if not isinstance(rule, dict) or not isinstance(rule.get("location"), str):
        return None
    location = "".join(rule["location"].split()).partition("#")[0]
    said = _tdm(rule.get("tdm-reservation"), rule.get("tdm-policy"))
    return None if said.tdm is None or not location else (location, said)


def _matcher(locations: Iterable[str]) -> Protego:
    """Patterns are those of robots.txt, by the protocol's own words."""
    lines = "".join(f"Disallow: {location}\n" for location in locations)
    return Protego.parse(f"User-agent: *\n{lines}")


def _refused(why: str) -> TdmFile:
    return TdmFile(((_matcher(["/"]), Reservation(True)),), why)


def _tdm(reservation: Any, policy: Any) -> Reservation:
    """A pair of values; anything but 0 and 1 is as if nothing had been said."""
    said = {"1": True, "0": False}.get(str(reservation).strip())
    where = plain(policy.strip()[:_POLICY_MAX]) if said and isinstance(policy, str) else None
    return Reservation(said, where)


def read_headers(headers: Iterable[tuple[str, str]], token: str) -> Reservation:
    """What an answer's header fields say; ``token`` is our product token."""
    values: dict[str, str] = {}
    robots: list[str] = []
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            robots += _tag(value, token)
        else:
            values.setdefault(name.lower(), value)
    said = _tdm(values.get("tdm-reservation"), values.get("tdm-policy"))
    return Reservation(said.tdm, said.policy, _sorted(robots))


def _tag(value: str, token: str) -> Sequence[str]:
    """The directives of one X-Robots-Tag, if they are for us: ``[agent:] directive, …``."""
    if (named := _AGENT.match(value)) and named[1].lower() not in _VALUED:
        if named[1].lower() not in (token.lower(), "*"):
            return ()
        value = named[2]
    return _directives(value)


def _directives(value: str) -> list[str]:
    words = {word.strip().lower() for word in value.split(",")}
    return [*_HEEDED] if "none" in words else [word for word in _HEEDED if word in words]


def read_page(body: bytes, token: str) -> Reservation:
    """What a page's meta tags say; ``body`` is HTML without content encoding."""
    head = body[:HEAD_MAX]
    if b"\0" in head:  # two bytes a character
        head = decode(head).encode("utf-8", "replace")
    tags = _meta_tags(head)
    if not any(hint in tags for hint in _HINTS):
        return _SILENT
    try:
        root = html.document_fromstring(head)
    except (etree.LxmlError, ValueError):
        return _SILENT
    values: dict[str, str] = {}
    robots: list[str] = []
    for meta in root.iter("meta"):
        name, content = (meta.get("name") or "").strip().lower(), meta.get("content") or ""
        if name in ("robots", token.lower()):
            robots += _directives(content)
        else:
            values.setdefault(name, content)
    said = _tdm(values.get("tdm-reservation"), values.get("tdm-policy"))
    return Reservation(said.tdm, said.policy, _sorted(robots))


def _meta_tags(head: bytes) -> bytes:
    """From the first ``<meta`` to the end of the last, small: most pages need not be parsed."""
    lower = head.lower()
    first, last = lower.find(b"<meta"), lower.rfind(b"<meta")
    return lower[first : last + _TAG_MAX] if first >= 0 else b""


def read_answer(headers: Sequence[tuple[str, str]], body: bytes, token: str) -> Reservation:
    """What header and page say, of a page that is here; ``body`` is without content encoding."""
    return read_page(body, token).over(read_headers(headers, token))


def _sorted(robots: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(robots)))
