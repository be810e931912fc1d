"""Payloads: their digests, and the body behind transfer and content encodings.

What servers and archives say about a payload is often wrong: proxies unpack it and leave the
headers, crawlers store it unpacked. The bytes decide where they can.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.http_fields import field_values
from crawler.webarchives.warc.truncation import why_cut
from crawler.webarchives.warc.unpacking import (
    BombError,
    PayloadError,
    unchunked,
    unpacked,
    unpacked_head,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.webarchives.warc.truncation import Transfer
    from crawler.webarchives.warc.unpacking import Unpacked

_PADDING = b"\0\r\n"
_PADDING_MAX = 16
"""Bytes of it that are tried, one by one, until a digest fits."""
_USUAL_DIGEST = re.compile(r"sha1:[A-Z2-7]{32}")


def payload_digest(payload: bytes) -> str:
    """SHA-1 in the notation of WARC files and CDX indexes, ``sha1:BASE32``."""
    return (
        "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()
    )


def normal_digest(digest: str) -> str | None:
    """A digest as ``algorithm:BASE32``, whichever way it is written; None if it makes no sense.

    Seen: base32 (most), hexadecimal (some crawlers' SHA-1 and SHA-256), ``SHA-1:``.
    """
    if _USUAL_DIGEST.fullmatch(digest):
        return digest
    name, _, value = digest.strip().partition(":")
    name = name.lower().replace("-", "")
    try:
        size = hashlib.new(name, usedforsecurity=False).digest_size
        if len(value) == 2 * size:
            return f"{name}:{base64.b32encode(bytes.fromhex(value)).decode()}"
        padded = value.upper().rstrip("=")
        raw = base64.b32decode(padded + "=" * (-len(padded) % 8))
    except (ValueError, TypeError, binascii.Error):
        return None
    return f"{name}:{base64.b32encode(raw).decode()}" if len(raw) == size else None


@dataclass(frozen=True, slots=True)
class DecodedPayload:
    """A payload taken apart: ``body`` is what the page's author wrote, as far as it came."""

    body: bytes
    digest: str
    """Of the payload without transfer encoding, as WARC 1.1 (section 5.9) has it."""
    incomplete: str | None = None
    """Why this is only a part of what the author wrote, in words; None if nothing says so."""


def open_payload(
    stored: bytes,
    http: Sequence[tuple[str, str]],
    declared: str | None,
    transfer: Transfer | None = None,
) -> DecodedPayload:
    """Decode a payload and hold it against its digest.

    Of one that is cut short or corrupt what can be unpacked is given, and ``incomplete`` says why.

    Args:
        stored: the payload as it stands in the record.
        http: the header fields of the response it belongs to.
        declared: the record's ``WARC-Payload-Digest``, if it has one. Programs differ in what they
            take it of, so it may be that of the payload as stored, without its chunks, or decoded.
        transfer: how the response came.

    Raises PayloadError, also if nothing at all can be unpacked.
    """
    wanted = normal_digest(declared) if declared else None
    stored = _without_padding(stored, http, wanted)
    is_cut = transfer is not None and transfer.truncated is not None
    # The digest of what was cut may be that of the whole.
    agreed = wanted is None or is_cut or _digest(wanted, stored) == wanted
    entity, torn = _entity(stored, http)
    # A payload that is not what was captured need not be decodable: that is said first.
    agreed = agreed or _digest(wanted, entity) == wanted
    try:
        body, corrupt = unpacked(entity, codings_in(http))
    except PayloadError:
        if agreed:
            raise
        body, corrupt = b"", None
    if not agreed and _digest(wanted, body) != wanted:
        raise PayloadError("its payload is not the one its digest was made of")
    is_known = wanted is not None and wanted.startswith("sha1:") and not is_cut
    digest = wanted if wanted and is_known else payload_digest(entity)
    cut = why_cut(entity, http, transfer, packed=body is not entity)
    return DecodedPayload(body, digest, cut or torn or corrupt)


def why_incomplete(
    stored: bytes,
    http: Sequence[tuple[str, str]],
    transfer: Transfer | None = None,
    most: int | None = None,
    unpack: Callable[[bytes, Sequence[str], int | None], Unpacked] = unpacked,
) -> str | None:
    """Why the body of a response is not whole, in words; None if nothing says that it is not.

    The arguments are those of ``open_payload``; of what is more than ``most`` bytes once decoded
    nothing is said. ``unpack`` is ``unpacked``, or knows already what that gives. Signs are, each
    by itself: ``WARC-Truncated``; fewer bytes than ``Content-Length``; no last chunk; a stream of
    gzip, deflate, brotli or zstd that does not end or whose checksum is wrong. That a page has no
    ``</html>`` is one only if the connection was closed to end it.
    """
    entity, torn = _entity(stored, http)
    try:
        body, corrupt = unpack(entity, codings_in(http), most)
    except BombError:
        return None
    except PayloadError as error:
        return str(error)
    return why_cut(entity, http, transfer, packed=body is not entity) or torn or corrupt


def payload_head(stored: bytes, http: Sequence[tuple[str, str]], size: int) -> bytes:
    """The first ``size`` bytes of the body behind its codings; nothing if it has none."""
    return unpacked_head(_entity(stored, http)[0], codings_in(http), size)


def codings_in(http: Sequence[tuple[str, str]]) -> list[str]:
    """The codings of a body, the one applied first first, without its chunks (RFC 9112, 7)."""
    transfer = [name for name in field_values(http, "transfer-encoding") if name != "chunked"]
    return field_values(http, "content-encoding") + transfer


def _entity(stored: bytes, http: Sequence[tuple[str, str]]) -> tuple[bytes, str | None]:
    """A payload without its transfer encoding, and what is wrong with that."""
    return (
        unchunked(stored)
        if "chunked" in field_values(http, "transfer-encoding")
        else (stored, None)
    )


def _without_padding(stored: bytes, http: Sequence[tuple[str, str]], wanted: str | None) -> bytes:
    """A payload without the line ends and zeros behind its record, if these were counted in.

    They are none of it if its digest says so, or where it has none, its ``Content-Length``.
    """
    least = len(stored.rstrip(_PADDING))
    if least == len(stored) or (wanted and _digest(wanted, stored) == wanted):
        return stored
    if wanted is None:
        length = next(iter(field_values(http, "content-length")), "")
        is_meant = length.isdecimal() and least <= int(length[:18]) < len(stored)
        return stored[: int(length)] if is_meant else stored
    for size in range(least, min(len(stored), least + _PADDING_MAX)):
        if _digest(wanted, stored[:size]) == wanted:
            return stored[:size]
    return stored


def _digest(like: str | None, data: bytes) -> str | None:
    """The digest of ``data`` by the algorithm of ``like``."""
    if like is None:
        return None
    name = like.partition(":")[0]
    digest = hashlib.new(name, data, usedforsecurity=False).digest()
    return f"{name}:{base64.b32encode(digest).decode()}"
