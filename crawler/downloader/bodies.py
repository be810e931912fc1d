"""Bodies of responses without their codings: unpacked once, however many middlewares ask."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from crawler.http_fields import fields_of
from crawler.webarchives.warc.payload import codings_in, payload_head, why_incomplete
from crawler.webarchives.warc.unpacking import PayloadError, is_packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.http import Response

    from crawler.webarchives.warc.unpacking import Unpacked

AT_ONCE = 256 * 1024
"""Bytes of a packed body that are unpacked where it is asked for, while the crawl waits."""

_known: WeakKeyDictionary[Response, _Found] = WeakKeyDictionary()


class _Found(NamedTuple):
    """What came of unpacking a body."""

    most: int | None
    unpacked: Unpacked = (b"", None)
    error: type[PayloadError] | None = None
    """The kind of error it was instead: raised anew, since one with its traceback holds on to the
    response it is of."""
    told: str = ""


def unpacked_body(response: Response, most: int | None) -> Unpacked:
    """The body of a response, and what is wrong with it: ``unpacked`` by its header fields.

    ``most`` is the most bytes that are unpacked. Raises PayloadError.
    """
    found = _known.get(response)
    if found is None or found.most != most:
        try:
            codings = codings_in(fields_of(response.headers))
            found = _Found(most, unpacked(response.body, codings, most))
        except PayloadError as error:
            found = _Found(most, error=type(error), told=str(error))
        _known[response] = found
    if found.error is not None:
        raise found.error(found.told)
    return found.unpacked


def head_of_body(response: Response, size: int, most: int | None) -> bytes:
    """The first bytes of the page, whatever comes of the rest."""
    if len(response.body) <= AT_ONCE:
        with suppress(PayloadError):
            body, trouble = unpacked_body(response, most)
            if trouble is None:
                return body[:size]
    return payload_head(response.body, fields_of(response.headers), size)


def takes_long(response: Response) -> bool:
    """Whether the body is to be unpacked elsewhere than on the crawl's own thread."""
    return len(response.body) > AT_ONCE and is_packed(
        response.body, codings_in(fields_of(response.headers))
    )


def why_not_whole(response: Response, most: int | None) -> str | None:
    """Why a body that came as it was sent is not whole all the same, in words; None: it is.

    One of more than ``most`` bytes is unpacked by nobody; None: PAYLOAD_MAX.
    """

    def unpack(entity: bytes, codings: Sequence[str], most: int | None) -> Unpacked:
        if entity is response.body:
            return unpacked_body(response, most)
        return unpacked(entity, codings, most)

    return why_incomplete(response.body, fields_of(response.headers), most=most, unpack=unpack)
