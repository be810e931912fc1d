"""The portal's original response, restored from a replayed one."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.http import Headers, HtmlResponse

from crawler.http_fields import ENCODING, decoded, encoded, raw_fields
from crawler.items import PAGE_STATUSES, REDIRECTS
from crawler.request_meta import ARCHIVED, PAGE, REPLAYED_OF, REWRITTEN_AT, TRUNCATED
from crawler.urls import canonical_url, joined
from crawler.webarchives.cdx import CdxLine
from crawler.webarchives.rewriting import replay_at, replay_told, unwrapped
from crawler.webarchives.timemap import Link, read_links
from crawler.webarchives.warc.dates import http_date
from crawler.webarchives.warc.payload import open_payload
from crawler.webarchives.warc.records import read_record
from crawler.webarchives.warc.unpacking import PayloadError
from crawler.webarchives.warc.warc_file import Damage, WarcFile

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_NOT_OFFERED = (
    HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.NOT_IMPLEMENTED,
)  # fmt: skip
"""Statuses of archives that know no replay without their links (``id_``)."""

DAMAGE = "archived_damage"
"""In ``request.meta``: what is wrong with the payload that came, if something is."""

DIGEST_HOLDS = "digest_holds"
"""In ``request.meta``: whether the payload that came has the digest that the index has for it."""
MAY_BE_UNPACKED = "may_be_unpacked"
"""In ``request.meta``: whether it may all the same be the payload, which had been packed then."""
_HOPS = "replay_hops"
"""In ``request.meta``: how often an archive has led to the same capture at another moment."""
_HOPS_MAX = 3
_MINUTE = dt.timedelta(minutes=1)
_RAW = re.compile(r"/\d{4,17}id_/")
"""In the URL of a replay that is as received."""
_WHOLE_PAGE = re.compile(rb"</html\s*>\s*(?:<!--(?:[^-]|-(?!->))*-->\s*)*\Z", re.IGNORECASE)
_ORIGINAL = b"X-Archive-Orig-"
# What replays add; the page's own headers come as they were, or with X-Archive-Orig- before them.
_OF_THE_REPLAY = frozenset(
    name.lower()
    for name in (
        b"Memento-Datetime", b"Link", b"Content-Location", b"Preference-Applied", b"Set-Cookie",
        b"Transfer-Encoding", b"Connection", b"Server-Timing", b"X-App-Server", b"X-Ts", b"X-Tr",
    )
)  # fmt: skip
# These describe the payload as it came to us, whatever it was when it was captured.
_OF_THE_TRANSFER = frozenset((b"content-encoding", b"content-length", b"transfer-encoding"))


class ReplayMiddleware:
    """Downloader middleware next to the network: everything behind it sees the portal's response.

    What has no ``Memento-Datetime`` is a response of the archive itself (too many requests, no such
    capture) and stays as it is.
    """

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The captured response under its own URL, or a request for where the archive has it."""
        capture: CdxLine | None = request.meta.get(ARCHIVED)
        if capture is None or PAGE in request.meta:
            return response
        if b"Range" in request.headers:
            return (
                _out_of_record(request, response, capture) if response.status == 206 else response
            )
        if (leads_to := _same_capture_at(request, response, capture)) is not None:
            return leads_to
        if b"Memento-Datetime" not in response.headers:
            return _rewritten(request, response) or response
        is_page = capture.status in (None, *PAGE_STATUSES) and response.status in PAGE_STATUSES
        if not is_page and capture.status not in (None, response.status):
            return response
        return _replayed(request, response, capture)


def _same_capture_at(request: Request, response: Response, capture: CdxLine) -> Request | None:
    """Where an archive sends on to the same capture, which it has seconds away; else None.

    The Wayback Machine sends from ``/web/20190312080000id_/URL`` to ``/web/20190312080003id_/URL``.
    """
    if response.status not in REDIRECTS:
        return None
    location = (response.headers.get("Location") or b"").decode(ENCODING)
    url = joined(request.url, location)
    replay = replay_at(url) if location else None
    if replay is None or replay.moment is None or not _is_same_page(replay.url, capture.url):
        return None  # where the portal itself sent on to
    hops = request.meta.get(_HOPS, 0)
    if not _is_of_moment(capture, replay.moment) or hops >= _HOPS_MAX:
        request.meta[DAMAGE] = f"the archive led to its capture of {replay.moment:%FT%TZ}"
        return None
    return request.replace(url=url, meta={**request.meta, _HOPS: hops + 1})


def _rewritten(request: Request, response: Response) -> Request | None:
    """A request for the replay with the archive's links, where there may be no form without."""
    url = request.meta.pop(REWRITTEN_AT, None)
    if url is None or response.status not in _NOT_OFFERED:
        return None
    return request.replace(url=url)


def _replayed(request: Request, response: Response, capture: CdxLine) -> Response:
    """The response that a replay shows, and what speaks against its being the capture."""
    pairs = _original_headers(response.headers)
    payload, digest = response.body, capture.digest
    if not _RAW.search(request.url):
        pairs, payload, digest = _unwrapped(request.url, pairs, payload)
    request.meta["handle_httpstatus_all"] = True  # it is the portal's status, not the archive's
    request.meta["dont_retry"] = response.status not in PAGE_STATUSES
    of = request.meta[REPLAYED_OF] = memento_moment(response.headers)
    original = original_in(response.headers, request.url)
    is_page = original is None or _is_same_page(original, capture.url)
    fits = is_page and of is not None and _is_of_moment(capture, of)
    is_proved = digest is not None and _has_digest(payload, pairs, digest)
    request.meta[DIGEST_HOLDS] = is_proved
    if digest is not None and not is_proved and fits:
        # Many indexes have digests of the payload as it was packed, which replays have unpacked.
        if _ORIGINAL + b"Content-Encoding" in response.headers:
            digest = None
        else:
            request.meta[MAY_BE_UNPACKED] = _is_whole_page(payload, response)
    answer = _captured(request, capture, response.status, pairs, payload, digest)
    if is_proved or of is None:
        return answer
    if fits:
        request.meta[ARCHIVED] = replace(capture, captured_at=of)
    else:
        another = f"capture of {of:%FT%TZ}" if is_page else f"a capture of {original}"
        request.meta[DAMAGE] = f"the archive answered with {'its ' if is_page else ''}{another}"
    return answer


def memento_moment(headers: Headers) -> dt.datetime | None:
    """When a replayed response was captured, by ``Memento-Datetime`` (RFC 7089, 2.1.1)."""
    return http_date((headers.get("Memento-Datetime") or b"").decode(ENCODING))


def original_in(headers: Headers, url: str) -> str | None:
    """The URL of which a response is a capture, by the ``Link`` to its ``original``."""
    text = ",".join(value.decode(ENCODING) for value in headers.getlist("Link"))
    for link in read_links(text, url):
        if isinstance(link, Link) and "original" in link.relations:
            return link.url
    return None


def _is_of_moment(capture: CdxLine, moment: dt.datetime) -> bool:
    """Whether a replay's moment is that of a capture, by what is known of it.

    One at midnight may be of any time of its day: many indexes have timestamps of 8 digits.
    """
    at = capture.captured_at
    is_day = at.time() == dt.time() and moment.date() == at.date()
    return is_day or abs(moment - at) < _MINUTE


def _is_same_page(url: str, other: str) -> bool:
    """Whether two URLs are one to web archives: whatever their scheme, ``www.`` and last slash."""
    one, two = (canonical_url(each).url.partition("://")[2].rstrip("/") for each in (url, other))
    return one.removeprefix("www.") == two.removeprefix("www.")


def _has_digest(payload: bytes, headers: list[tuple[bytes, bytes]], digest: str) -> bool:
    try:
        open_payload(payload, decoded(headers), digest)
    except PayloadError:
        return False
    return True


def _body(payload: bytes, headers: list[tuple[bytes, bytes]]) -> bytes | None:
    """A payload behind its codings; None if it cannot be unpacked."""
    try:
        return open_payload(payload, decoded(headers), None).body
    except PayloadError:
        return None


def _is_whole_page(payload: bytes, response: Response) -> bool:
    """Whether a payload as it came is a page up to its end."""
    body = _body(payload, raw_fields(response.headers))
    return body is not None and _WHOLE_PAGE.search(body) is not None


def _unwrapped(
    url: str, headers: list[tuple[bytes, bytes]], payload: bytes
) -> tuple[list[tuple[bytes, bytes]], bytes, None]:
    """A replayed page without what the archive made of it; no digest holds for that."""
    body = _body(payload, headers)
    if body is None:
        return headers, payload, None
    kept = [(name, value) for name, value in headers if name.lower() != b"content-encoding"]
    replay = replay_at(url, undated=True) or replay_told(body)
    return kept, unwrapped(body, replay).body if replay else body, None


def _out_of_record(request: Request, response: Response, capture: CdxLine) -> Response:
    """The answer in a WARC record; what is no record stays as it is, with a note of the damage."""
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(response.body)
        file.flush()
        record = read_record(WarcFile(Path(file.name), 0, len(response.body)), 0)
    if isinstance(record, Damage):
        request.meta[DAMAGE] = record.reason
        return response
    if record.url != capture.url:
        request.meta[DAMAGE] = f"the record there is about {record.url}"
        return response
    pairs = encoded(record.http)
    cut = record.transfer.truncated
    status, digest = record.status or 200, capture.digest
    return _captured(request, capture, status, pairs, record.payload, digest, cut)


def _captured(
    request: Request,
    capture: CdxLine,
    status: int,
    headers: list[tuple[bytes, bytes]],
    payload: bytes,
    digest: str | None,
    truncated: str | None = None,
) -> Response:
    request.meta.pop(DAMAGE, None)
    request.meta[TRUNCATED] = truncated
    try:
        open_payload(payload, decoded(headers), digest)
    except PayloadError as error:
        request.meta[DAMAGE] = str(error)
    return HtmlResponse(capture.url, status, Headers(headers), payload, request=request)


def _original_headers(headers: Headers) -> list[tuple[bytes, bytes]]:
    sent = raw_fields(headers)
    original = [
        (name[len(_ORIGINAL) :], value)
        for name, value in sent
        if name.startswith(_ORIGINAL) and name[len(_ORIGINAL) :].lower() not in _OF_THE_TRANSFER
    ]
    if not original:
        return [(name, value) for name, value in sent if name.lower() not in _OF_THE_REPLAY]
    names = {name.lower() for name, _ in original}
    kept = (b"content-type", b"content-encoding")
    return original + [
        (name, value) for name, value in sent if name.lower() in kept and name.lower() not in names
    ]
