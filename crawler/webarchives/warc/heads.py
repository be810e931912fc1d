"""Heads of records, and of the responses in them, put into the form the standards prescribe.

FastWARC reads that form, fast. Programs also write line feeds alone, field names in any case (as
WARC 1.1, section 4, allows), a ``Content-Length`` that is some bytes off, and responses with an
interim one before them, without a reason, or without any head. Here such a record is written anew
as it should have been, and FastWARC reads that.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from fastwarc.warc import WarcHeader

VERSION_LINE = b"WARC/"

_NAMES = {
    str(name).lower().encode(): str(name).encode()
    for key, name in vars(WarcHeader).items()
    if key.isupper()
}
"""The field names FastWARC knows, by their lower-case form."""
_HEAD = re.compile(rb"WARC/[^\n]*\n(?:(?!\r*\n)[^\n]*\n)*\r*\n")
_LINE_END = re.compile(rb"\r*\n")
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:\s*(\d{1,18})\s*$")
_TRAILER = re.compile(rb"(?:\r\n\r\n|\n\n)\Z")
_TARGET = re.compile(rb"(?im)^WARC-Target-URI[ \t]*:\s*<?(https?://[^\s>]+)>?[ \t]*\r?$")

_WRITTEN_WELL = re.compile(rb"HTTP/[\d.]+ [2-9]\d\d[ \r\n]")
_STATUS_LINE = re.compile(
    rb"\s*HTTP(/\d(?:\.\d)?)?[ \t]+([1-9]\d\d)(?!\d)[ \t]*([^\r\n]*)\r*\n", re.IGNORECASE
)
_PSEUDO_STATUS = re.compile(rb"\s*(?=:)(?::[a-z]+:[^\n]*\n)*?:status:[ \t]*([1-9]\d\d)[ \t]*\r?\n")
"""HTTP/2 has no status line, but a pseudo field (RFC 9113, 8.3.2), which some programs write."""
_END_OF_HEAD = re.compile(rb"\r?\n\r*\n")
_INTERIM = range(HTTPStatus.CONTINUE, HTTPStatus.OK)
_INTERIM_MAX = 10
_PAGE_BEGINS = re.compile(
    rb"\s*(?:(?:\xef\xbb\xbf|<!--.{0,2000}?-->|<\?xml[^>]{0,200}\?>)\s*){0,5}"
    rb"<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)


class Head:
    """The head of the record that ``data`` begins with.

    ``size`` is how many bytes it takes, ``length`` its Content-Length, None without one.
    """

    __slots__ = ("length", "size")

    def __init__(self, size: int, length: int | None) -> None:
        self.size, self.length = size, length


def read_head(data: bytes) -> Head | None:
    """The head that ``data`` begins with; None if it does not, or not with all of it."""
    head = _HEAD.match(data)
    if head is None:
        return None
    length = _LENGTH.search(head[0])
    return Head(head.end(), int(length[1]) if length else None)


def target_in(head: bytes) -> str | None:
    """The target URI in the first bytes of a record; None if it cannot be read there."""
    found = _TARGET.search(head)
    return as_text(found[1]) if found else None


def as_text(value: bytes) -> str:
    """A field's value: UTF-8 (WARC 1.1, section 4), or what programs before it wrote."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def standard_record(data: bytes) -> bytes:
    """One record and what ends it, written as FastWARC reads it; ``data`` itself without a head.

    Its block is what ``Content-Length`` says if only line ends follow; else all there is, but for
    the two line ends behind a record.
    """
    head = read_head(data)
    if head is None:
        return data
    block = data[head.size :]
    length = len(block) + 1 if head.length is None else head.length
    if length <= len(block) and not block[length:].strip(b"\r\n\0"):
        block = block[:length]
    else:
        block = _TRAILER.sub(b"", block)
    return _standard_head(data[: head.size], len(block)) + block + b"\r\n\r\n"


def _standard_head(head: bytes, length: int) -> bytes:
    lines: list[bytes] = []
    for line in _LINE_END.split(head.rstrip(b"\r\n")):
        if line[:1] in (b" ", b"\t") and lines:  # folded (RFC 2616, 2.2)
            lines[-1] += b" " + line.strip()
            continue
        name, colon, value = line.partition(b":")
        known = _NAMES.get(name.strip().lower(), name.strip())
        lines.append(known + b": " + value.strip() if colon else line.strip())
    lines = [line for line in lines if not line.startswith(b"Content-Length:")]
    return b"\r\n".join([*lines, b"Content-Length: %d" % length]) + b"\r\n\r\n"


def standard_response(block: bytes) -> bytes | None:
    """The block of a response, its head written as FastWARC reads it; None if there is none.

    Interim responses (RFC 9110, 15.2) are left out. A page without a head gets one of its own.
    """
    if _WRITTEN_WELL.match(block):
        return block
    at = 0
    for _ in range(_INTERIM_MAX):
        line = _STATUS_LINE.match(block, at)
        if line is None:
            break
        end = _END_OF_HEAD.search(block, line.end() - 1)
        if int(line[2]) not in _INTERIM or end is None or not _STATUS_LINE.match(block, end.end()):
            status = line[2] + b" " + line[3].rstrip() if line[3].strip() else line[2]
            version = line[1] or b"/1.1"
            return b"HTTP" + version + b" " + status + b"\r\n" + block[line.end() :]
        at = end.end()
    pseudo = _PSEUDO_STATUS.match(block)
    if pseudo is not None:
        return b"HTTP/2 " + pseudo[1] + b"\r\n" + block[pseudo.end() :]
    if _PAGE_BEGINS.match(block):
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + block
    return None
