"""Transfer and content encodings taken off a body, as far as a damaged one allows.

Each function gives what it unpacked and, in words, why that is not all, if it is not.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import zstandard

from crawler.webarchives.warc.records import PAYLOAD_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

CODINGS_MAX = 4
"""Content encodings one upon the other; more are a bomb."""
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
"""How a page begins that is not packed, whatever its header fields say."""

_CHUNK_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_GZIP = b"\x1f\x8b\x08"
_MEMBERS_MAX = 1000
_SALVAGED_BY = 512
"""Bytes of a damaged stream unpacked at once."""

_PIECE_MAX = 1024 * 1024
"""Bytes unpacked between two looks at how many they are by now."""

Unpacked = tuple[bytes, str | None]


class PayloadError(ValueError):
    """The payload cannot be decoded, or is not what its record says."""


class BombError(PayloadError):
    """The payload is more than anybody wants to decode; it may be whole all the same."""


def unchunked(payload: bytes) -> Unpacked:
    """The payload without its chunks, if it really has any, and what is wrong with them.

    RFC 9112, 7.1: extensions behind a size are passed over, and so are trailers.
    """
    line = _CHUNK_SIZE_LINE.match(payload)
    if line is None:
        return payload, None
    pieces: list[bytes] = []
    while line:
        size, begin = int(line[1], 16), line.end()
        if size == 0:
            return b"".join(pieces), None
        pieces.append(payload[begin : begin + size])
        end = begin + size
        end += 2 if payload[end : end + 2] == b"\r\n" else payload[end : end + 1] == b"\n"
        line = _CHUNK_SIZE_LINE.match(payload, end)
    return b"".join(pieces), "its chunked payload is torn"


def unpacked(body: bytes, encodings: list[str], most: int | None = None) -> Unpacked:
    """The body without its content encodings, and what is wrong with them.

    The last one applied is taken off first. Names that are no encoding (some servers put a charset
    there) are passed over. Raises BombError for more than ``most`` bytes (None: PAYLOAD_MAX).
    """
    most = PAYLOAD_MAX if most is None else most
    if len(encodings) > CODINGS_MAX:
        raise BombError(f"it is packed {len(encodings)} times")
    trouble = None
    for name in reversed(encodings):
        decode = DECODERS.get(name)
        if decode is None or not body:
            continue
        data, corrupt = decode(body, most)
        if corrupt and MARKUP.match(body):
            continue  # it was stored unpacked
        if corrupt and not data:
            raise PayloadError(corrupt)
        body, trouble = data, trouble or corrupt
    return body, trouble


def _gunzip(body: bytes, most: int) -> Unpacked:
    """All members of a gzip file (RFC 1952, 2.2); what is none behind them is padding."""
    data, trouble, rest = _inflate(body, zlib.MAX_WBITS | 16, "gzip", most)
    if not rest.startswith(_GZIP):
        return data, trouble
    members = bytearray(data)
    for _ in range(_MEMBERS_MAX):
        data, trouble, rest = _inflate(rest, zlib.MAX_WBITS | 16, "gzip", most)
        members += data
        _check_size(members, most)
        if trouble or not rest.startswith(_GZIP):
            return bytes(members), trouble
    raise BombError(f"its gzip payload has more than {_MEMBERS_MAX} members")


def _undeflate(body: bytes, most: int) -> Unpacked:
    """Deflate with the zlib header RFC 9110 asks for, or without, as some servers send it."""
    has_header = body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    wbits = zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
    data, trouble, _ = _inflate(body, wbits, "deflate", most)
    return data, trouble


def _inflate(body: bytes, wbits: int, name: str, most: int) -> tuple[bytes, str | None, bytes]:
    """One stream, and what stands behind it."""
    inflater = zlib.decompressobj(wbits)
    try:
        data = inflater.decompress(body, most + 1)
    except zlib.error as error:
        salvaged = _salvaged(lambda: zlib.decompressobj(wbits).decompress, body, zlib.error, most)
        return salvaged, f"its {name} payload is corrupt ({error})", b""
    _check_size(data, most)
    return data, None if inflater.eof else f"its {name} payload is torn", inflater.unused_data


def _unbrotli(body: bytes, most: int) -> Unpacked:
    """One stream (RFC 7932); what is none behind it is padding."""
    ended = [False]

    def begin() -> Callable[[bytes], bytes]:
        unpacker = brotli.Decompressor()

        def unpack(piece: bytes) -> bytes:
            data = bytearray(unpacker.process(piece, output_buffer_limit=_PIECE_MAX))
            while not unpacker.is_finished() and (
                more := unpacker.process(b"", output_buffer_limit=_PIECE_MAX)
            ):
                data += more
                _check_size(data, most)
            ended.append(unpacker.is_finished())
            return bytes(data)

        return unpack

    try:
        data = begin()(body)
    except brotli.error:
        data = _salvaged(begin, body, brotli.error, most)
        return data, None if ended[-1] else "its br payload is corrupt"
    return data, None if ended[-1] else "its br payload is torn"


def _unzstd(body: bytes, most: int) -> Unpacked:
    """All frames (RFC 8878, 3); what is none behind them is padding."""
    data = bytearray()
    begin = 0
    while body.startswith(zstandard.FRAME_HEADER, begin) or not begin:
        unpacker = zstandard.ZstdDecompressor().decompressobj()
        try:
            for at in range(begin, len(body), _SALVAGED_BY):
                data += unpacker.decompress(body[at : at + _SALVAGED_BY])
                _check_size(data, most)
                if unpacker.eof:
                    begin = min(at + _SALVAGED_BY, len(body)) - len(unpacker.unused_data)
                    break
        except zstandard.ZstdError as error:
            return bytes(data), f"its zstd payload is corrupt ({str(error)[:80]})"
        if not unpacker.eof:
            return bytes(data), "its zstd payload is torn"
    return bytes(data), None


def _salvaged(
    begin: Callable[[], Callable[[bytes], bytes]], body: bytes, error: type[Exception], most: int
) -> bytes:
    """What a corrupt stream gives up to the first byte that is wrong.

    ``begin`` gives a function that takes the stream piece by piece and raises ``error``.
    """
    pieces = [body[at : at + _SALVAGED_BY] for at in range(0, len(body), _SALVAGED_BY)]
    good, unpack = 0, begin()
    with suppress(error):
        for piece in pieces:
            unpack(piece)
            good += 1
    data, unpack = bytearray(), begin()
    with suppress(error):
        last = pieces[good : good + 1] or [b""]
        for piece in (*pieces[:good], *(last[0][at : at + 1] for at in range(len(last[0])))):
            data += unpack(piece)
            _check_size(data, most)
    return bytes(data)


def _check_size(data: bytes | bytearray, most: int) -> None:
    if len(data) > most:
        raise BombError(f"its payload is over {most // 1024**2} MB once decoded")


DECODERS: dict[str, Callable[[bytes, int], Unpacked]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
