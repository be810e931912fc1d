"""Transfer and content codings taken off a body, as far as a damaged one allows.

The one decoder of live responses, records, feeds and saved pages. The bytes decide before the
header fields do: proxies unpack bodies and leave the fields, servers pack them and say nothing, or
name another coding. Browsers refuse many of these (RFC 9110, 8.4), an archive cannot.

Each function gives what it unpacked and, in words, why that is not all, if it is not.
"""

from __future__ import annotations

import io
import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import zstandard
from fastwarc.stream_io import BrotliReader, ZstdReader

from crawler.decoding import wide_encoding
from crawler.webarchives.warc.records import PAYLOAD_MAX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CODINGS_MAX = 4
"""Content codings really found one upon the other; more are a bomb."""

_TOKEN = re.compile(r"[\w-]+")
"""A coding's name; ``gzip;q=1.0`` and ``"gzip"`` are seen, too."""
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\s)*<")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
"""Bytes of no text: a tenth of packed data, of which half is beyond ASCII."""
_ASCII = bytes(range(0x80))
_TEXT_HEAD = 512
_HEAD_MIN = 64 * 1024
"""Bytes unpacked for a look at a page's head."""
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


def unpacked(body: bytes, declared: Sequence[str], most: int | None = None) -> Unpacked:
    """The body without its codings, and what is wrong with them.

    What begins as gzip and zstd do is unpacked, declared or not; other codings have no such sign,
    and are tried where they are declared. A body that reads as text is packed by none.

    Args:
        body: what came.
        declared: the values of Content-Encoding in the order of the field, that is, the coding
            applied first is named first. Names that are no coding (some servers put a charset
            there) are passed over.
        most: bytes that are unpacked; None: PAYLOAD_MAX.

    Raises BombError for more than ``most`` bytes or CODINGS_MAX codings, PayloadError if nothing
    can be unpacked.
    """
    bound = PAYLOAD_MAX if most is None else most
    return _layers(body, declared, lambda coding, data: DECODERS[coding](data, bound))


def unpacked_head(body: bytes, declared: Sequence[str], size: int) -> bytes:
    """The first ``size`` bytes of ``unpacked(body, declared)``, whatever comes of the rest.

    For a look at a page's head, without unpacking what may be a bomb. Empty if nothing can be read.
    """
    room = max(size, _HEAD_MIN)  # of one coding there is more below than above
    try:
        return _layers(body, declared, lambda coding, data: _head(coding, data, room))[0][:size]
    except PayloadError:
        return b""


def is_packed(body: bytes, declared: Sequence[str]) -> bool:
    """Whether there is something to unpack, so that it may take time."""
    return _coding_by_magic(body) is not None or bool(_known(declared))


def _layers(
    body: bytes, declared: Sequence[str], decode: Callable[[str, bytes], Unpacked]
) -> Unpacked:
    """Take one coding after the other off a body, that applied last first."""
    codings = _known(declared)
    trouble, found = None, 0
    while body:
        magic = _coding_by_magic(body)
        if not (magic or codings):
            break
        coding = magic or codings.pop()
        if magic in codings:  # what is named behind it was taken off on the way
            del codings[len(codings) - 1 - codings[::-1].index(magic) :]
        if found == CODINGS_MAX:
            raise BombError(f"it is packed more than {CODINGS_MAX} times")
        data, corrupt = decode(coding, body)
        if corrupt and not magic and _reads_as_text(body):
            continue
        if corrupt and not data:
            raise PayloadError(corrupt)
        body, trouble, found = data, trouble or corrupt, found + 1
    return body, trouble


def _known(declared: Sequence[str]) -> list[str]:
    """The codings among the names in a field."""
    names = _TOKEN.findall(",".join(declared).lower())
    return [DECODER_NAMES[name] for name in names if name in DECODER_NAMES]


def _coding_by_magic(body: bytes) -> str | None:
    """The coding whose first bytes no text begins with; None if it may be anything."""
    if body.startswith(_GZIP):
        return "gzip"
    return "zstd" if body.startswith(zstandard.FRAME_HEADER) else None


def _reads_as_text(body: bytes) -> bool:
    """Whether a body is a page or a text, whatever its header fields say."""
    head = body[:_TEXT_HEAD]
    if _MARKUP.match(head) or wide_encoding(head):
        return True
    return not _CONTROLS.search(head) and 3 * len(head.translate(None, _ASCII)) < len(head)


def _head(coding: str, body: bytes, size: int) -> Unpacked:
    """The first ``size`` bytes of a body in one coding."""
    data = b""
    try:
        if coding == "br":
            data = BrotliReader(io.BytesIO(body)).read(size)
        elif coding == "zstd":
            data = ZstdReader(io.BytesIO(body)).read(size)
        else:
            data = zlib.decompressobj(_wrapping(body)).decompress(body, size)
    except (OSError, zlib.error):
        pass
    return data, None if data else "nothing can be unpacked"


def _gunzip(body: bytes, most: int) -> Unpacked:
    """All members of a gzip file (RFC 1952, 2.2); what is none behind them is padding.

    Some servers call deflate gzip.
    """
    if not body.startswith(_GZIP):
        data, trouble = _undeflate(body, most)
        if trouble is None:
            return data, None
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
    data, trouble, _ = _inflate(body, _wrapping(body), "deflate", most)
    return data, trouble


def _wrapping(body: bytes) -> int:
    """How a deflated body begins, as zlib's ``wbits``: gzip, zlib (RFC 1950, 2.2) or neither."""
    if body.startswith(_GZIP):
        return zlib.MAX_WBITS | 16
    has_header = body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS


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
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
DECODER_NAMES = {name: name for name in DECODERS} | {
    "x-gzip": "gzip", "x-deflate": "deflate", "brotli": "br", "zstandard": "zstd",
}  # fmt: skip
"""Names in header fields; ``x-gzip`` is RFC 9110's, the others are seen."""
