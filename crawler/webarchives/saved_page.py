"""Marks in a page that was saved to a file: where it was saved from, when, and with which headers.

Browsers and programs that save pages write it into comments and attributes; ``wget
--save-headers`` puts the response's header fields before the page.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler.http_fields import ENCODING
from crawler.urls import is_web_url
from crawler.webarchives.rewriting import FROM_REPLAY, Replay, merged, replay_at, replay_told
from crawler.webarchives.warc.dates import http_date, is_believable, read_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

FROM_COMMENT = "comment"
FROM_HEADER = "header"
FROM_FILE = "file"
"""Values of ``captures.dated_by``; rewriting.py and page_files.py have others."""

CANONICAL = "canonical link"
OG_URL = "og:url"

_LOOKED_THROUGH = 300_000
"""Bytes of a page in which savers' comments are looked for, at its beginning and at its end."""

_HEAD = re.compile(rb"HTTP/\d(?:\.\d)? \d{3}[^\r\n]*\r?\n(?:[!-9;-~]+:[^\r\n]*\r?\n)*\r?\n")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*+-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|base|script)\b",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\((\d+)\)")
_SINGLE_FILE = re.compile(r"<!--(?=[^<>]{0,80}\bsaved with SingleFile)((?:[^-<]|-(?!->))*+)-->")
_NAMED = re.compile(r"^[ \t]*(url|saved date)[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_HTTRACK = re.compile(
    r"<!--\s*Mirrored from (\S+) by HTTrack Website Copier/[^,<]*,\s*([^<>]*?)\s*-->"
)
_MONOLITH = re.compile(r"<!--\s*Saved from (\S+) at (\S+) using monolith[^<>]*-->")
_SAVE_PAGE = re.compile(r"""<meta\s+name=["']savepage-(url|date)["']\s+content=["']([^"']*)["']""")
_SCRAPBOOK = re.compile(r"""\sdata-scrapbook-(source|create)=["']([^"']*)["']""")
_LINK = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_IS_CANONICAL = re.compile(r"""\brel\s*=\s*["']?canonical\b""", re.IGNORECASE)
_IS_OG_URL = re.compile(r"""\b(?:property|name)\s*=\s*["']?og:url\b""", re.IGNORECASE)
_VALUE = re.compile(
    r"""\b(?:href|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE
)
_JS_DATE = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d?) (\d{4}) (\d\d:\d\d:\d\d)(?: (?:GMT|UTC)([+-]\d{4})?)?"
)


class Told(NamedTuple):
    """A URL, and what tells it in words."""

    url: str
    by: str


@dataclass(slots=True)
class SavedPage:
    """A page without what was saved before it, and what it says of itself.

    ``urls`` come in the order in which they are believed; ``replay`` says that the page was saved
    as a web archive replays it.
    """

    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    urls: list[Told] = field(default_factory=list)
    moment: dt.datetime | None = None
    dated_by: str | None = None
    replay: Replay | None = None

    def told(self, by: str) -> str | None:
        """The URL that one of its places tells."""
        return next((told.url for told in self.urls if told.by == by), None)


def looks_like_page(data: bytes) -> bool:
    """Whether a file that begins like this is an HTML page, whatever its name."""
    if head := _HEAD.match(data):
        data = data[head.end() :]
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data[2:].replace(b"\0", b"")
    return _HTML.match(data) is not None


def read_saved_page(data: bytes) -> SavedPage:
    """What a page says of itself; never raises."""
    page = SavedPage(data)
    if head := _HEAD.match(data):
        page.body = data[head.end() :]
        page.headers = header_fields(head[0])
    text = _as_text(page.body)
    comments = [*_comments(text)]
    found = [(url, "comment") for url, _ in comments if url]
    told = replay_told(page.body)
    replays = [replay for url, _ in found if (replay := replay_at(url, undated=True))]
    if told or replays:
        page.replay = merged(*replays, *([told] if told else []))
        if page.replay.url:
            found = [(page.replay.url, "replay")]
    found += [(url, by) for url, by in _metadata(text)]
    page.urls = [Told(_original(url), by) for url, by in found if is_web_url(_original(url))]
    page.moment, page.dated_by = _dated(page, [moment for _, moment in comments])
    return page


def header_fields(head: bytes) -> list[tuple[str, str]]:
    """The fields in a response's head, of which the status line may be missing."""
    fields = []
    for line in head.decode(ENCODING).splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() and " " not in name.strip():
            fields.append((name.strip(), value.strip()))
    return fields


def moment_in(headers: list[tuple[str, str]]) -> dt.datetime | None:
    """When a response was sent, by its ``Date``; None if that cannot be."""
    for name, value in headers:
        if name.lower() == "date":
            moment = http_date(value)
            if moment is not None and is_believable(moment):
                return moment
    return None


def read_moment(text: str) -> dt.datetime | None:
    """A moment as programs write it: ISO 8601, digits, HTTP, JavaScript; None if it cannot be."""
    text = " ".join(text.split())
    moment = read_date(text) or _javascript_date(text) or http_date(text)
    return moment if moment is not None and is_believable(moment) else None


def _javascript_date(text: str) -> dt.datetime | None:
    found = _JS_DATE.match(text)
    if found is None:
        return None
    month, day, year, time, zone = found.groups()
    return http_date(f"{day} {month} {year} {time} {zone or '+0000'}")


def _as_text(body: bytes) -> str:
    """The beginning and the end of a page, in which savers leave their comments."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body[: 2 * _LOOKED_THROUGH].decode("utf-16", "replace")
    if len(body) > 2 * _LOOKED_THROUGH:
        body = body[:_LOOKED_THROUGH] + b"\n" + body[-_LOOKED_THROUGH:]
    return body.decode("utf-8", "replace")


def _comments(text: str) -> Iterator[tuple[str | None, str]]:
    """URL and time in words, as each program that saves pages writes them."""
    for found in _SINGLE_FILE.finditer(text):
        named = dict(_NAMED.findall(found[1]))
        yield named.get("url"), named.get("saved date", "")
    if found_at := _HTTRACK.search(text):
        url = html.unescape(found_at[1])
        yield (url if "://" in url else f"http://{url}"), found_at[2]
    if found_at := _MONOLITH.search(text):
        yield found_at[1], found_at[2]
    for pattern, name in ((_SAVE_PAGE, "url"), (_SCRAPBOOK, "source")):
        named = dict(pattern.findall(text))
        if name in named:
            yield html.unescape(named[name]), named.get("date", "") or named.get("create", "")
    if found_at := _SAVED_FROM.search(text):
        yield _of_length(text[found_at.end() :], int(found_at[1])), ""


def _of_length(text: str, length: int) -> str | None:
    """The URL at the beginning of a text: as long as is said, if that is right."""
    if re.match(r"\s*-->", text[length:]):
        return text[:length].strip()
    found = re.match(r"\s*(\S+?)\s*-->", text[:10_000])
    return found[1] if found else None


def _metadata(text: str) -> Iterator[tuple[str, str]]:
    for tag, is_meant, by in ((_LINK, _IS_CANONICAL, CANONICAL), (_META, _IS_OG_URL, OG_URL)):
        for found in tag.finditer(text):
            if is_meant.search(found[0]) and (value := _VALUE.search(found[0])):
                yield html.unescape(next(filter(None, value.groups()), "")).strip(), by
                break


def _original(url: str) -> str:
    """A URL without what a web archive put before it, and without its fragment."""
    replay = replay_at(url, undated=True)
    url = replay.url if replay else url
    try:
        return urlsplit(url)._replace(fragment="").geturl()
    except ValueError:
        return url


def _dated(page: SavedPage, comments: list[str]) -> tuple[dt.datetime | None, str | None]:
    """When the page was captured, and what says so; that it was saved later does not matter."""
    if page.replay is not None:
        # Saved from a web archive: when it was saved, it was none of the portal's any more.
        memento = [v for name, v in page.headers if name.lower() == "memento-datetime"]
        moment = (read_moment(memento[0]) if memento else None) or page.replay.moment
        return (moment, FROM_REPLAY) if moment else (None, None)
    for said in comments:
        if said and (moment := read_moment(said)):
            return moment, FROM_COMMENT
    if moment := moment_in(page.headers):
        return moment, FROM_HEADER
    return None, None
