"""Files that hold pages with their URLs: MHTML, HAR and Safari's web archives.

MHTML (RFC 2557) is a mail message with the page and its images as parts; HAR is the JSON in which
browsers keep what they requested; a ``.webarchive`` is a property list.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from crawler.items import Capture
from crawler.left_out import LeftOut, Reason
from crawler.urls import is_web_url
from crawler.webarchives.rewriting import FROM_REPLAY, Replay, replay_at, unwrapped
from crawler.webarchives.saved_page import read_moment
from crawler.webarchives.warc.captured_page import CapturedPage, Damage, is_page_type
from crawler.webarchives.warc.payload import payload_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

FORMATS = {
    ".mhtml": "MHTML",
    ".mht": "MHTML",
    ".har": "HAR",
    ".webarchive": "webarchive",
}
"""Endings of names, and what the files are."""
FROM_MHTML = "mhtml"
FROM_HAR = "har"
"""Values of ``captures.dated_by``."""

Fields = list[tuple[str, str]]


class UnusableFileError(Exception):
    """A file is not what its name says, or holds no page; the message says why."""


def read_page_file(
    name: str, data: bytes, modified: dt.datetime | None, left: LeftOut
) -> Iterator[CapturedPage | Damage]:
    """The pages in a file of one of ``FORMATS``.

    Args:
        name: its path, for reports.
        data: what is in it.
        modified: the time of the file, for pages that tell none.
        left: counts what is no page.

    Raises UnusableFileError if it cannot be read.
    """
    kind = next(kind for suffix, kind in FORMATS.items() if name.lower().endswith(suffix))
    yield from _READERS[kind](name, data, modified, left)


def page_made(
    url: str,
    body: bytes,
    headers: Fields,
    moment: dt.datetime | None,
    dated_by: str | None,
    *,
    status: int = 200,
    replay: Replay | None = None,
    digest: str | None = None,
) -> CapturedPage:
    """A page as sources of stored pages give it; a replayed one as it was captured.

    ``replay`` is what else than its URL says that it was replayed.
    """
    replay = replay or replay_at(url, undated=True)
    digest = digest or payload_digest(body)
    if replay is not None:
        body, replay = unwrapped(body, replay)
        url = replay.url or url
        if replay.moment and dated_by != FROM_REPLAY:
            moment, dated_by = replay.moment, FROM_REPLAY
    fields = {name.lower(): value for name, value in reversed(headers)}
    capture = Capture(
        url=url,
        fetched_at=moment or dt.datetime.now(dt.UTC),
        captured_at=moment,
        status=status,
        content_type=fields.get("content-type"),
        etag=fields.get("etag"),
        last_modified=fields.get("last-modified"),
        digest=digest,
        dated_by=dated_by,
    )
    return CapturedPage(url, status, headers, body, capture)


def _read_mhtml(
    name: str, data: bytes, modified: dt.datetime | None, left: LeftOut
) -> Iterator[CapturedPage | Damage]:
    from email import message_from_bytes, policy  # slow to import, and a kind of file few have

    # 8bitmime and CRLF stay as they are; Chrome writes quoted-printable, others base64.
    message: EmailMessage = message_from_bytes(data, policy=policy.HTTP)
    parts = [part for part in message.walk() if not part.is_multipart()]
    start = message.get_param("start") if message.is_multipart() else None
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    if not pages:
        raise UnusableFileError("it is no MHTML: no part of it is HTML")
    page = next((part for part in pages if start and part.get("Content-ID") == start), pages[0])
    for part in parts:
        if part is not page:
            left.add(Reason.BESIDE, _line(part.get("Content-Location")) or name)
    url = _line(page.get("Content-Location")) or _line(message.get("Snapshot-Content-Location"))
    url = url or _line(message.get("Content-Location"))
    if not is_web_url(url):
        raise UnusableFileError("no Content-Location says which URL it was saved from")
    payload = page.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        yield Damage(name, "its page is empty", url=url, kind=Reason.NO_TEXT)
        return
    charset = page.get_content_charset()
    media_type = page.get_content_type() + (f"; charset={charset}" if charset else "")
    moment = read_moment(_line(message.get("Date")))
    dated_by = FROM_MHTML if moment else "file"
    yield page_made(url, payload, [("Content-Type", media_type)], moment or modified, dated_by)


_PAGES = ("text/html", "application/xhtml+xml")


def _line(value: Any) -> str:
    """A header field on one line, as long ones are folded."""
    return "".join(str(value or "").split("\r\n")).replace("\n", "").strip()


def _read_har(
    name: str, data: bytes, modified: dt.datetime | None, left: LeftOut
) -> Iterator[CapturedPage | Damage]:
    try:
        entries = json.loads(data)["log"]["entries"]
        if not isinstance(entries, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnusableFileError("it is no HAR: JSON with log and entries") from error
    for number, entry in enumerate(entries, 1):
        try:
            page = _har_entry(entry, modified)
        except (KeyError, TypeError, AttributeError, ValueError, binascii.Error):
            yield Damage(f"{name}, entry {number}", "it is no entry of a HAR")
            continue
        if page is None:
            left.add(Reason.BESIDE, f"{name}, entry {number}")
        elif page.status == 200 and not page.body.strip():
            yield Damage(
                f"{name}, entry {number}",
                "the content was not saved with it",
                url=page.url,
                kind=Reason.NO_TEXT,
            )
        else:
            yield page


def _har_entry(entry: Any, modified: dt.datetime | None) -> CapturedPage | None:
    request, response = entry["request"], entry["response"]
    url, status, content = request["url"], int(response["status"]), response["content"]
    media_type = str(content.get("mimeType") or "")
    if not isinstance(url, str) or not is_web_url(url) or request.get("method") != "GET":
        return None
    if (status == 200 and not is_page_type(media_type)) or status in (0, 304):
        return None
    headers = [
        (str(each["name"]), str(each["value"]))
        for each in response.get("headers", ())
        if str(each["name"]).lower() != "content-type"
    ]
    text = content.get("text") or ""
    if content.get("encoding") == "base64":
        body = base64.b64decode(text)
    else:  # decoded by the browser
        body = text.encode("utf-8", "replace")
        media_type = media_type.partition(";")[0] + "; charset=utf-8"
    moment = read_moment(str(entry.get("startedDateTime") or ""))
    fields = [("Content-Type", media_type), *headers]
    dated_by = FROM_HAR if moment else "file"
    return page_made(url, body, fields, moment or modified, dated_by, status=status)


def _read_webarchive(
    name: str, data: bytes, modified: dt.datetime | None, left: LeftOut
) -> Iterator[CapturedPage | Damage]:
    import plistlib

    try:
        archive = plistlib.loads(data)
        main = archive["WebMainResource"]
        url, body = main["WebResourceURL"], main["WebResourceData"]
    except (plistlib.InvalidFileException, ExpatError, KeyError, TypeError, ValueError) as error:
        raise UnusableFileError("it is no web archive of Safari: no main resource") from error
    for resource in archive.get("WebSubresources", ()):
        left.add(Reason.BESIDE, str(resource.get("WebResourceURL") or name))
    if not is_web_url(str(url)) or not is_page_type(main.get("WebResourceMIMEType")):
        raise UnusableFileError("its main resource is no page of the web")
    charset = main.get("WebResourceTextEncodingName")
    media_type = "text/html" + (f"; charset={charset}" if charset else "")
    yield page_made(str(url), bytes(body), [("Content-Type", media_type)], modified, "file")


_READERS: dict[str, Callable[..., Iterator[CapturedPage | Damage]]] = {
    "MHTML": _read_mhtml,
    "HAR": _read_har,
    "webarchive": _read_webarchive,
}
