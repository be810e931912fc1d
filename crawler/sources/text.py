"""The source ``text:PATH``: pages of which only the text was kept.

``.txt`` holds one page a file; ``.jsonl`` and ``.ndjson`` one JSON object a line with ``url`` and
``text``. Either may be gzipped.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import re
import unicodedata
import zlib
from typing import IO, TYPE_CHECKING, Any, cast

from crawler.decoding import decode
from crawler.items import READING, Capture
from crawler.left_out import LeftOut, Reason
from crawler.sources.local_files import find_files
from crawler.sources.protocols import SourceError
from crawler.sources.stored import StoredSource
from crawler.urls import TEXT_URN, is_web_url
from crawler.webarchives.file_kinds import MARKUP_KINDS, FileKind, is_markup, kind_of_bytes
from crawler.webarchives.rewriting import FROM_REPLAY, replay_at
from crawler.webarchives.warc.captured_page import TEXT_HEADERS, CapturedPage, Damage
from crawler.webarchives.warc.dates import is_believable, read_date
from crawler.webarchives.warc.payload import payload_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.sources.protocols import PortalSpiderProtocol

_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
TEXT_SUFFIXES = (".txt", ".txt.gz", *_LINES)
_FORMAT = "text"
_MARKUP_ADVICE = "saved pages are read by -a source=folder:FOLDER"
_HEAD = 64 * 1024
_TEXT_MAX = 64 * 1024 * 1024
"""Maximum size of one text in bytes; anything longer is no page."""
_DATES = ("captured_at", "timestamp", "crawled_at", "crawled", "fetched_at", "date")
"""Keys under which exports state when they read the page, the least ambiguous first."""
_URL_LINE = re.compile(
    r"\s*(?:(?:URL|Source|Adresse)[ \t]*:[ \t]*)?((?:https?://|www\.)[^\s<>]+)[ \t]*(?:\n|$)",
    re.IGNORECASE,
)
_NO_SCHEME = re.compile(
    r"(?://)?((?:www\.[\w.-]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?=[/:]))(?:[/:?#]\S*)?)", re.IGNORECASE
)
"""``www.portal.example/a``: what a browser shows of ``https://…``."""
_LINE_END = re.compile(r"[ \t\xa0]*(?:\r\n?|\n)|\u2028|\x85")
_LONGEST_TOLD = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


class _UnusableError(Exception):
    """A file or line that cannot be read as a page; the message says why."""

    kind = Reason.UNREADABLE


class _OtherKindError(_UnusableError):
    """A file that is no text, but a page, a picture, a document."""

    kind = Reason.UNREADABLE_FILE


class _NoTextError(_UnusableError):
    """A file or line without a text."""

    kind = Reason.NO_TEXT


def check_texts(path: str) -> None:
    """Raise SourceError if no file is meant by ``path``."""
    find_files(path, TEXT_SUFFIXES)


def open_texts(path: str) -> StoredSource:
    """The source ``text:PATH``."""

    def read(spider: PortalSpiderProtocol, left: LeftOut) -> Iterator[CapturedPage | Damage]:
        rule = spider.rule_against_text
        return read_texts(path, lambda url: rule(url) is None, left, rule)

    return StoredSource(f"text:{path}", read)


def read_texts(
    spec: str,
    wanted: Callable[[str], bool] | None = None,
    left: LeftOut | None = None,
    rule: Callable[[str], str | None] | None = None,
) -> Iterator[CapturedPage | Damage]:
    """The texts in a file, a folder or a glob, each as a page of type ``text/plain``.

    Args:
        spec: where the files are.
        wanted: whether the page at a URL is needed; None: all are.
        left: counts what is left out, as the files are read.
        rule: why the page at a URL is not needed, in words.

    The URL of a bare text is in its first line (``https://…``, ``URL: https://…``); without one it
    is ``urn:sha256:`` and the digest of the text. The capture has no ``captured_at`` unless the
    export states one: the time of the file does not tell when the page was on the web.

    Raises SourceError when nothing can be read. A bad file among several is Damage, and so is every
    bad line.
    """
    left = LeftOut() if left is None else left
    paths = find_files(spec, TEXT_SUFFIXES, left)
    usable = 0
    for path in paths:
        try:
            for page in _pages(path):
                usable += isinstance(page, CapturedPage)
                if isinstance(page, Damage) or wanted is None or wanted(page.url):
                    yield page
                elif why := rule(page.url) if rule is not None else None:
                    left.note_unread(Reason.NOT_WANTED, why, page.url)
                else:
                    left.add(Reason.NOT_WANTED, page.url)
        except (OSError, EOFError, zlib.error, _UnusableError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            if len(paths) == 1 and not usable:
                raise SourceError(f"{path} cannot be read as text: {reason}") from error
            kind = getattr(error, "kind", Reason.UNREADABLE_FILE)
            if kind is not Reason.UNREADABLE_FILE:  # the one page of a file
                left.note_read(_FORMAT, str(path))
            yield Damage(str(path), reason, kind=kind)
        else:
            left.note_read(_FORMAT, str(path))
    if not usable:
        raise SourceError(f"there is no text to read at {spec}")


def _pages(path: Path) -> Iterator[CapturedPage | Damage]:
    if path.name.lower().endswith(_LINES):
        yield from _lines(path)
        return
    with _open(path) as file:
        data = file.read(_TEXT_MAX + 1)
    kind = kind_of_bytes(data[:_HEAD]) if data.strip() else FileKind.EMPTY
    if kind not in (FileKind.TEXT, FileKind.CDX, FileKind.EMPTY, FileKind.BINARY):
        raise _OtherKindError(
            f"it is no text: {kind}" + (f"; {_MARKUP_ADVICE}" if kind in MARKUP_KINDS else "")
        )
    text = _decoded(data)
    found = _URL_LINE.match(text)
    if found and text[found.end() :].strip():
        yield _page(_with_scheme(found[1]), text[found.end() :], None)
    else:
        yield _page(_urn(text), text, None)


def _lines(path: Path) -> Iterator[CapturedPage | Damage]:
    number = 0
    with _open(path) as file:
        while line := file.readline(_TEXT_MAX + 1):
            number += 1
            if not line.strip():
                continue
            try:
                yield _page_of_line(line)
            except _UnusableError as error:
                yield Damage(str(path), str(error), line=number, kind=error.kind)
    if not number:
        raise _NoTextError("it is empty")


def _page_of_line(line: bytes) -> CapturedPage:
    try:
        row: Any = json.loads(_decoded(line))
    except (ValueError, RecursionError) as error:
        raise _UnusableError(f"the line is no JSON ({error})") from error
    if not isinstance(row, dict):
        raise _UnusableError("the line is no JSON object")
    text, url = row.get("text"), row.get("url")
    if not isinstance(text, str) or not text.strip():
        raise _NoTextError('the line has no "text"')
    if is_markup(text):
        raise _UnusableError(f'the line\'s "text" is HTML; {_MARKUP_ADVICE}')
    if url is not None and not isinstance(url, str):
        raise _UnusableError('the line\'s "url" is no text')
    url = _with_scheme(url.strip()) if url and url.strip() else _urn(text)
    if not (url.startswith(TEXT_URN) or is_web_url(url)):
        shown = url.encode("ascii", "backslashreplace").decode()[:_LONGEST_TOLD]
        raise _UnusableError(f'the line\'s "url" is no URL of a web page: {shown}')
    return _page(url, text, _moment(row))


def _page(url: str, text: str, captured_at: dt.datetime | None) -> CapturedPage:
    body = _plain(text).encode("utf-8", "replace")
    now = dt.datetime.now(dt.UTC)
    replay = replay_at(url, undated=True)
    if replay is not None:  # the text of a page that a web archive had replayed
        url, captured_at = replay.url, replay.moment or captured_at
    dated_by = FROM_REPLAY if replay is not None and replay.moment else None
    capture = Capture(
        url=url,
        fetched_at=now,
        captured_at=captured_at,
        content_type=TEXT_HEADERS[0][1],
        digest=payload_digest(body),
        dated_by=dated_by if captured_at else READING,
    )
    return CapturedPage(url, 200, list(TEXT_HEADERS), body, capture)


def _with_scheme(url: str) -> str:
    """The URL, as https where its scheme was left out."""
    bare = _NO_SCHEME.fullmatch(url)
    return f"https://{bare[1]}" if bare is not None else url


def _plain(text: str) -> str:
    """The text without what depends on the file it was kept in: one text has one digest.

    That are the forms of line ends, blanks before them, empty lines around the text, a byte order
    mark, and composed or decomposed umlauts.
    """
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    return _LINE_END.sub("\n", text).strip("\n").rstrip()


def _urn(text: str) -> str:
    """A URN made of the text; spaces, line ends and Unicode normalisation do not change it."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return TEXT_URN + hashlib.sha256(normal.encode("utf-8", "replace")).hexdigest()


def _open(path: Path) -> IO[bytes]:
    """The file as bytes, unpacked if it is gzipped, whatever it is called."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _decoded(data: bytes) -> str:
    """The text in a file or line that holds some."""
    if not data.strip():
        raise _NoTextError("it is empty")
    if len(data) > _TEXT_MAX:
        raise _UnusableError(f"it is over {_TEXT_MAX // 1024**2} MB")
    text = decode(data)
    if _looks_binary(text) or not text.strip():
        raise _UnusableError("it is a binary file, or text in an encoding nobody can tell")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _looks_binary(text: str) -> bool:
    """Text has no zero bytes and hardly any other control characters."""
    head = text[:65536]
    return "\0" in head or len(_CONTROLS.findall(head)) > len(head) / 100


def _moment(row: dict[str, Any]) -> dt.datetime | None:
    """When the page was read, as the export states it; any form of date in WARC files will do.

    A time in the future or before the web is a mistake, and the next key is tried.
    """
    for name in _DATES:
        if isinstance(value := row.get(name), str):
            moment = read_date(value)
            if moment is not None and is_believable(moment):
                return moment
    return None
