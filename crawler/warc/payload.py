"""Payloads: their digests, and the body behind transfer and content encodings.

What servers and archives say about a payload is often wrong: proxies unpack it and leave the
headers, crawlers store it unpacked. The bytes decide where they can.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader

from crawler.warc.records import PAYLOAD_MAX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CODINGS_MAX = 4
"""Content encodings one upon the other; more are a bomb."""

_CHUNK_SIZE_LINE = re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]*)?\r?\n")
_USUAL_DIGEST = re.compile(r"sha1:[A-Z2-7]{32}")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")


class PayloadError(ValueError):
    """The payload cannot be decoded, or is not what its record says."""


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
class Payload:
    """A payload taken apart: ``body`` is what the page's author wrote."""

    body: bytes
    digest: str
    """Of the payload without transfer encoding, as WARC 1.1 (section 5.9) has it."""


def open_payload(stored: bytes, http: Sequence[tuple[str, str]], declared: str | None) -> Payload:
    """Decode a payload and hold it against its digest.

    Args:
        stored: the payload as it stands in the record.
        http: the header fields of the response it belongs to.
        declared: the record's ``WARC-Payload-Digest``, if it has one. Programs differ in what they
            take it of, so it may be that of the payload as stored, without its chunks, or decoded.

    Raises PayloadError.
    """
    wanted = normal_digest(declared) if declared else None
    agreed = wanted is None or _digest(wanted, stored) == wanted
    entity = _unchunked(stored, _field(http, "transfer-encoding"))
    # A payload that is not what was captured need not be decodable: that is said first.
    agreed = agreed or _digest(wanted, entity) == wanted
    try:
        body = _decoded(entity, _field(http, "content-encoding"))
    except PayloadError:
        if agreed:
            raise
        body = b""
    if not agreed and _digest(wanted, body) != wanted:
        raise PayloadError("its payload is not the one its digest was made of")
    if wanted is not None and wanted.startswith("sha1:"):
        return Payload(body, wanted)
    return Payload(body, payload_digest(entity))


def payload_head(stored: bytes, http: Sequence[tuple[str, str]], size: int) -> bytes:
    """The first ``size`` bytes of the body behind its content encoding; nothing if it has none.

    For a look at a page's head, without unpacking what may be a bomb.
    """
    encodings = _field(http, "content-encoding")
    if len(encodings) != 1 or encodings[0] not in _DECODERS:
        try:
            return open_payload(stored, http, None).body[:size]
        except PayloadError:
            return b""
    try:
        if encodings[0] == "br":
            return BrotliReader(io.BytesIO(stored)).read(size)
        if encodings[0] == "zstd":
            return ZstdReader(io.BytesIO(stored)).read(size)
        wbits = zlib.MAX_WBITS | (32 if encodings[0] != "deflate" else 0)
        return zlib.decompressobj(wbits).decompress(stored, size)
    except (OSError, zlib.error):
        return stored[:size] if _MARKUP.match(stored) else b""


def _digest(like: str | None, data: bytes) -> str | None:
    """The digest of ``data`` by the algorithm of ``like``."""
    if like is None:
        return None
    name = like.partition(":")[0]
    digest = hashlib.new(name, data, usedforsecurity=False).digest()
    return f"{name}:{base64.b32encode(digest).decode()}"


def _field(http: Sequence[tuple[str, str]], name: str) -> list[str]:
    """The comma-separated values of a header field, lower case."""
    values = ",".join(value for key, value in http if key.lower() == name)
    return [value.strip().lower() for value in values.split(",") if value.strip()]


def _unchunked(payload: bytes, encodings: list[str]) -> bytes:
    """The payload without its chunks, if it really has any."""
    if "chunked" in encodings and _CHUNK_SIZE_LINE.match(payload):
        return _read(lambda: ChunkedReader(io.BytesIO(payload)), "chunked")
    return payload


def _decoded(body: bytes, encodings: list[str]) -> bytes:
    """The body without its content encodings, the last one applied taken off first.

    Names that are no encoding (some servers put a charset there) are passed over.
    """
    if len(encodings) > CODINGS_MAX:
        raise PayloadError(f"it is packed {len(encodings)} times")
    for name in reversed(encodings):
        decode = _DECODERS.get(name)
        if decode is None or not body:
            continue
        try:
            body = decode(body)
        except PayloadError:
            if not _MARKUP.match(body):
                raise
    return body


def _gunzip(body: bytes) -> bytes:
    return _inflate(body, zlib.MAX_WBITS | 16, "gzip")


def _undeflate(body: bytes) -> bytes:
    """Deflate with the zlib header RFC 9110 asks for, or without, as some servers send it."""
    has_header = body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS, "deflate")


def _inflate(body: bytes, wbits: int, name: str) -> bytes:
    inflater = zlib.decompressobj(wbits)
    try:
        data = inflater.decompress(body, PAYLOAD_MAX + 1)
    except zlib.error as error:
        raise PayloadError(f"its {name} payload is corrupt ({error})") from error
    _check_size(data)
    if not inflater.eof:
        raise PayloadError(f"its {name} payload is torn")
    return data


def _read(reader: Callable[[], _Reader], name: str) -> bytes:
    try:
        data = reader().read(PAYLOAD_MAX + 1)
    except OSError as error:
        raise PayloadError(f"its {name} payload is torn or corrupt ({str(error)[:80]})") from error
    _check_size(data)
    return data


def _check_size(data: bytes) -> None:
    if len(data) > PAYLOAD_MAX:
        raise PayloadError(f"its payload is over {PAYLOAD_MAX // 1024**2} MB once decoded")


class _Reader(Protocol):
    def read(self, size: int = ...) -> bytes: ...


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": lambda body: _read(lambda: BrotliReader(io.BytesIO(body)), "br"),
    "zstd": lambda body: _read(lambda: ZstdReader(io.BytesIO(body)), "zstd"),
}
