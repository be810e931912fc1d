"""The portal's original response, restored from a replayed one."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.http import Headers, HtmlResponse

from crawler.http_fields import ENCODING, decoded, encoded, raw_fields
from crawler.request_meta import ARCHIVED, PAGE, TRUNCATED
from crawler.webarchives.cdx import CdxLine
from crawler.webarchives.warc.dates import http_date
from crawler.webarchives.warc.payload import open_payload
from crawler.webarchives.warc.records import read_record
from crawler.webarchives.warc.unpacking import PayloadError
from crawler.webarchives.warc.warc_file import Damage, WarcFile

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

DAMAGE = "archived_damage"
"""In ``request.meta``: what is wrong with the payload that came, if something is."""

_SAME_MOMENT = dt.timedelta(minutes=1)
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
    """Downloader middleware next to the network: everything behind it sees the portal's answer.

    What has no ``Memento-Datetime`` is an answer of the archive itself (too many requests, no such
    capture) and stays as it is.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The captured response under its own URL."""
        capture: CdxLine | None = request.meta.get(ARCHIVED)
        if capture is None or PAGE in request.meta:
            return response
        if response.status == 206 and capture.file is not None:
            return _out_of_record(request, response, capture)
        if response.status != 200 or b"Memento-Datetime" not in response.headers:
            return response
        pairs = _original_headers(response.headers)
        answer = _captured(request, capture, 200, pairs, response.body)
        return _of_its_moment(request, answer, capture, response.headers["Memento-Datetime"])


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
    return _captured(request, capture, record.status or 200, pairs, record.payload, cut)


def _captured(
    request: Request,
    capture: CdxLine,
    status: int,
    headers: list[tuple[bytes, bytes]],
    payload: bytes,
    truncated: str | None = None,
) -> Response:
    request.meta.pop(DAMAGE, None)
    request.meta[TRUNCATED] = truncated
    try:
        open_payload(payload, decoded(headers), capture.digest)
    except PayloadError as error:
        request.meta[DAMAGE] = str(error)
    return HtmlResponse(capture.url, status, Headers(headers), payload, request=request)


def _of_its_moment(
    request: Request, answer: Response, capture: CdxLine, memento: bytes | None
) -> Response:
    """Note as damage that a replay answers with what it has of another moment.

    Where the index tells a digest, that the payload has it is proof enough.
    """
    moment = http_date((memento or b"").decode(ENCODING))
    if capture.digest is not None or moment is None:
        return answer
    if abs(moment - capture.captured_at) >= _SAME_MOMENT:
        request.meta[DAMAGE] = f"the archive answered with its capture of {moment:%FT%TZ}"
    return answer


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
