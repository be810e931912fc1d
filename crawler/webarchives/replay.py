"""Makes the answer of a replay what the portal once answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Headers, HtmlResponse

from crawler.warc.payload import PayloadError, open_payload
from crawler.webarchives.listed import ARCHIVED, Listed

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

DAMAGE = "archived_damage"
"""In ``request.meta``: what is wrong with the payload that came, if something is."""

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
        """The captured answer under its own address."""
        capture: Listed | None = request.meta.get(ARCHIVED)
        if capture is None or "page" in request.meta:
            return response
        if response.status != 200 or b"Memento-Datetime" not in response.headers:
            return response
        pairs = _original_headers(response.headers)
        request.meta.pop(DAMAGE, None)
        try:
            text = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in pairs]
            open_payload(response.body, text, capture.digest)
        except PayloadError as error:
            request.meta[DAMAGE] = str(error)
        return HtmlResponse(
            capture.url, 200, Headers(pairs), response.body, request=request,
            ip_address=response.ip_address, flags=response.flags,
        )  # fmt: skip


def _original_headers(headers: Headers) -> list[tuple[bytes, bytes]]:
    sent = [(name, value) for name in headers for value in headers.getlist(name)]
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
