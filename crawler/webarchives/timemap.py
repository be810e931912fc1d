"""TimeMaps: lists of the captures (mementos) of a URL, as Memento archives give them (RFC 7089).

- link-format (RFC 7089, section 5; RFC 6690), whole or in pages
- JSON as the Memento aggregators write it (``{"mementos": {"list": [{"datetime", "uri"}]}}``),
  and their CDXJ, each line of which is a timestamp and such an object
- JSON and CDXJ as pywb and the Wayback Machine call TimeMaps: those are lines of an index

``original``, ``timegate`` and the like are not needed: the URL of a capture's replay tells of which
URL it is, and where it does not, it is the one that was asked for.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.left_out import Reason
from crawler.urls import is_web_url, joined
from crawler.webarchives.cdx import CdxLine, UnreadableLine, read_index
from crawler.webarchives.rewriting import replay_at
from crawler.webarchives.warc.dates import http_date, is_believable, read_date

_LINK = re.compile(
    r"""\s*<(?P<target>[^>]*)>"""
    r"""(?P<attributes>(?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)\s*;?\s*"""
)
_ATTRIBUTE = re.compile(r""";\s*([^\s=;,"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))""")
LINK_FORMAT = "application/link-format"
_TIMESTAMPED = re.compile(r"\d{4,17} \{")
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a ``Link`` field or a document in link-format.

    ``relations`` are in lower case, ``attributes`` are the others by name.
    """

    url: str
    relations: frozenset[str]
    attributes: Mapping[str, str]


@dataclass(slots=True)
class TimeMap:
    """What one response lists: captures, lines of which nothing can be made, further TimeMaps."""

    rows: list[CdxLine] = field(default_factory=list)
    unread: list[UnreadableLine] = field(default_factory=list)
    others: list[Link] = field(default_factory=list)
    """Its other pages, with ``from`` and ``until`` if it says what is on them."""


def read_links(text: str, base: str) -> Iterator[Link | str]:
    """The links of a ``Link`` field (RFC 8288) or a document in link-format, in order.

    What is no link is given as text, up to where the next one may begin.
    """
    at = 0
    while at < len(text):
        found = _LINK.match(text, at)
        if found is not None and text[found.end() : found.end() + 1] in ("", ","):
            attributes = {
                name.lower(): re.sub(r"\\(.)", r"\1", quoted) or plain
                for name, quoted, plain in reversed(_ATTRIBUTE.findall(found["attributes"]))
            }
            relations = frozenset(attributes.pop("rel", "").lower().split())
            yield Link(joined(base, found["target"].strip()), relations, attributes)
            at = found.end() + 1
            continue
        end = re.compile(r",\s*(?=<)").search(text, at)
        if lost := text[at : end.start() if end else len(text)].strip(" ,\r\n\t"):
            yield lost
        at = end.end() if end else len(text)


def read_timemap(body: bytes, url: str, asked: str) -> TimeMap:
    """Take a TimeMap apart.

    Args:
        body: of the response.
        url: of the TimeMap; links may be relative to it.
        asked: the URL whose captures it lists.

    Raises ValueError for what is no TimeMap.
    """
    text = body.decode("utf-8", "replace").strip("\ufeff \r\n\t")
    if not text:
        return TimeMap()
    if text.startswith("<") and not re.match(
        r"<(?:!|\?|html\b|head\b|body\b)", text, re.IGNORECASE
    ):
        links = [*read_links(text, url)]
        if not any(isinstance(link, Link) and link.relations for link in links):
            raise ValueError("no links of a TimeMap")
        return _of_links(links, url, asked)
    if (listed := _aggregated(text)) is not None:
        return _of_links([*_links_in(listed, url)], url, asked)
    try:
        answer = read_index(body)
    except ValueError as error:
        raise ValueError(f"no TimeMap, and {error}") from error
    return TimeMap(answer.rows, answer.unread)


def _aggregated(text: str) -> list[Any] | None:
    """The objects of an aggregator's JSON or CDXJ; None if it is neither."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("!", "@"))]
    try:
        if lines and all(map(_TIMESTAMPED.match, lines)):
            return [json.loads(line.partition(" ")[2]) for line in lines]
        found = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    is_timemap = isinstance(found, dict) and not {"urlkey", "timestamp"} & found.keys()
    return [found] if is_timemap else None


def _links_in(value: object, base: str, page: bool = False) -> Iterator[Link | str]:
    """The mementos and pages anywhere in an aggregator's JSON, as links."""
    if isinstance(value, list):
        for each in value:
            yield from _links_in(each, base, page)
    elif isinstance(value, dict):
        uris = value.get("uri")
        uris = [uris] if isinstance(uris, str) else uris if isinstance(uris, list) else []
        for uri in map(str, uris):
            said = {name: value[name] for name in ("datetime", "from", "until") if name in value}
            if page or "datetime" in said:
                relation = "timemap" if page else "memento"
                yield Link(joined(base, uri), frozenset({relation}), {**_texts(said)})
            elif "rel" in value:
                yield f"{uri}: {value['rel']}"
        for name, each in value.items():
            if name != "uri":
                yield from _links_in(each, base, page or name in ("timemap_index", "pages"))


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _of_links(links: Iterable[Link | str], url: str, asked: str) -> TimeMap:
    found, seen = TimeMap(), set[tuple[str, str]]()
    for link in links:
        if isinstance(link, str):
            found.unread.append(UnreadableLine(link[:_SHOWN]))
        elif "memento" in link.relations:
            key = link.url, link.attributes.get("datetime", "")
            if key in seen:  # the first and the last are often listed by themselves, too
                continue
            seen.add(key)
            row = _row(link, asked)
            if isinstance(row, CdxLine):
                found.rows.append(row)
            else:
                found.unread.append(row)
        elif link.relations & {"timemap", "next", "prev"} and _is_other(link, url):
            found.others.append(link)
    return found


def _is_other(link: Link, url: str) -> bool:
    """Whether a link leads to another page of a TimeMap, not to the same in another format."""
    is_same_format = link.attributes.get("type", LINK_FORMAT).partition(";")[0] == LINK_FORMAT
    return "self" not in link.relations and link.url != url and is_same_format


def _row(link: Link, asked: str) -> CdxLine | UnreadableLine:
    replay = replay_at(link.url)
    original = replay.url if replay else asked
    if not (is_web_url(link.url) and is_web_url(original)):
        return UnreadableLine(link.url[:_SHOWN])
    moment = moment_of(link.attributes.get("datetime", ""))
    if moment is None and replay is not None:
        moment = replay.moment
    if moment is None:
        return UnreadableLine(link.url[:_SHOWN], Reason.IMPOSSIBLE_TIME)
    return CdxLine(original, moment, None, "", None, file=link.url)


def moment_of(text: str) -> dt.datetime | None:
    """A moment as TimeMaps write it, to the second; None if nothing can have been captured then."""
    moment = http_date(text) or read_date(text)
    return moment.replace(microsecond=0) if moment and is_believable(moment) else None
