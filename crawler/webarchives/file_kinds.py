"""Kinds of files, told by their first bytes: of captures, of saved pages, and of what is neither.

A table of our own: filetype and puremagic know pictures and office files, but no WARC, ARC, WACZ,
HAR, MHTML or CDX, which are what people who keep dead portals have.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.decoding import decode

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 64 * 1024


class FileKind(StrEnum):
    """A kind of file, as it is called to people."""

    EMPTY = "empty file"
    WARC = "WARC"
    WET = "WET"
    ARC = "ARC"
    WACZ = "WACZ"
    HTML = "HTML page"
    MHTML = "MHTML"
    HAR = "HAR"
    CDX = "CDX index"
    JSON = "JSON file"
    XML = "XML file"
    PDF = "PDF"
    IMAGE = "image"
    MEDIA = "audio or video"
    SQLITE = "SQLite database"
    OFFICE = "office document"
    ZIP = "ZIP package"
    GZIP = "gzip file"
    PACKED = "compressed archive (tar, 7z, RAR, bzip2, xz, zstd)"
    TEXT = "text"
    BINARY = "binary file of a kind that is not known here"


CAPTURE_KINDS = frozenset({FileKind.WARC, FileKind.WET, FileKind.ARC, FileKind.WACZ})
"""Kinds whose records are pages as they were captured."""
MARKUP_KINDS = frozenset({FileKind.HTML, FileKind.XML, FileKind.MHTML})

_MAGIC = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"II*\0", FileKind.IMAGE),
    (b"MM\0*", FileKind.IMAGE),
    (b"\0\0\1\0", FileKind.IMAGE),
    (b"SQLite format 3\0", FileKind.SQLITE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OFFICE),
    (b"{\\rtf", FileKind.OFFICE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.PACKED),
    (b"Rar!\x1a\x07", FileKind.PACKED),
    (b"BZh91AY&SY", FileKind.PACKED),
    (b"\xfd7zXZ\0", FileKind.PACKED),
    (b"\x28\xb5\x2f\xfd", FileKind.PACKED),
    (b"ID3\x03", FileKind.MEDIA),
    (b"ID3\x04", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
    (b"\x1aE\xdf\xa3", FileKind.MEDIA),
)
_RIFF = re.compile(rb"RIFF....(?:(WEBP)|WAVE|AVI )", re.DOTALL)
_MEDIA = re.compile(rb"....ftyp(avif|heic|mif1)?", re.DOTALL)
_WARC = re.compile(rb"WARC/\d\.\d+\s", re.IGNORECASE)
_WARC_TYPES = re.compile(rb"^WARC-Type:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)
_TAR = slice(257, 262)
_MHTML = re.compile(
    r"(?=.*^MIME-Version:)(?=.*^Content-Type:\s*multipart/related)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_PROLOG = r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
_HTML = re.compile(
    _PROLOG + r"<(?:!doctype\s+html|html|head|body|title|meta|link|base|script|style|div|span|p|br"
    r"|h[1-6]|ul|ol|dl|table|main|article|section|header|nav|footer|form|font|center|frameset)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(
    r"</?(?:html|head|body|title|meta|div|span|p|h[1-6]|ul|li|table|td|tr|a|img|br|script|style|link)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_XML = re.compile(_PROLOG + r"<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b|<\?xml\b", re.DOTALL)
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"]")
"""Text, too, begins with a bracket: [Update], [1]."""
_HAR = re.compile(r'\{\s*"log"\s*:\s*\{.*?"(?:entries|creator|version)"', re.DOTALL)
_CDX = re.compile(r" ?CDX [A-Za-z ]+$|\S+\)\S* \d{4,17} (?:\{|\S+ \S+ )", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_FEW_TAGS, _MUCH_MARKUP = 3, 0.05
"""Number of tags, and their part of all characters, from which on a text is taken for markup."""


def kind_of(path: Path) -> FileKind:
    """The kind of a file. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    return kind_of_bytes(head)


def kind_of_bytes(head: bytes) -> FileKind:
    """The kind of a file by its first bytes; of a compressed one, of what it unpacks to."""
    if head.startswith(b"\x1f\x8b"):
        inner = _gunzipped(head)  # some pages are packed twice
        found = kind_of_bytes(inner) if inner else FileKind.GZIP
        return FileKind.GZIP if found is FileKind.BINARY else found
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        from crawler.webarchives.warc.unpacking import unpacked_head

        inner = unpacked_head(head, ["zstd"], _HEAD)
        return _kind_of_plain(inner) if inner else FileKind.PACKED
    return _kind_of_plain(head)


def _gunzipped(head: bytes) -> bytes:
    """What the first members of a gzip file unpack to, as far as they can be."""
    found = b""
    while head.startswith(b"\x1f\x8b") and len(found) < _HEAD:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            found += member.decompress(head, _HEAD)
        except zlib.error:
            break
        head = member.unused_data
    return found


def _kind_of_plain(head: bytes) -> FileKind:
    from crawler.webarchives.warc.arc import begins_arc  # commands only name kinds in their help

    if not head.strip(b"\0 \r\n\t"):
        return FileKind.EMPTY if not head else FileKind.BINARY
    if _WARC.match(head):
        kinds = {found.lower() for found in _WARC_TYPES.findall(head)}
        return (
            FileKind.WET if b"conversion" in kinds and b"response" not in kinds else FileKind.WARC
        )
    if begins_arc(head):
        return FileKind.ARC
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if riff := _RIFF.match(head):
        return FileKind.IMAGE if riff[1] else FileKind.MEDIA
    if media := _MEDIA.match(head):
        return FileKind.IMAGE if media[1] else FileKind.MEDIA
    return FileKind.PACKED if head[_TAR] == b"ustar" else _kind_of_text(decode(head))


def _kind_of_text(text: str) -> FileKind:
    if "\0" in text or len(_CONTROLS.findall(text)) > len(text) / 100:
        return FileKind.BINARY
    start = text.lstrip("\ufeff \t\r\n")
    if _JSON.match(start):
        return FileKind.HAR if _HAR.match(start) else FileKind.JSON
    if _HTML.match(start):
        return FileKind.HTML
    if _MHTML.search(start[:4096].partition("\n\n")[0].partition("\r\n\r\n")[0]):
        return FileKind.MHTML
    if _XML.match(start):
        return FileKind.XML
    if _CDX.match(text.lstrip("\ufeff")):
        return FileKind.CDX
    return FileKind.HTML if is_markup(text) else FileKind.TEXT


def is_markup(text: str) -> bool:
    """Whether a text is HTML, and not one that only speaks of a tag."""
    if _HTML.match(text.lstrip("\ufeff \t\r\n")):
        return True
    tags = _TAGS.findall(text[:_HEAD])
    is_closed = any(tag.startswith("</") for tag in tags)
    much = sum(map(len, tags)) > _MUCH_MARKUP * len(text[:_HEAD])
    return is_closed and much and len(tags) >= _FEW_TAGS


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            first = package.read("mimetype")[:80] if names[:1] == ["mimetype"] else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        # Cut off: its first members tell.
        with path.open("rb") as file:
            head = file.read(_HEAD)
        names = [
            head[at + 30 : at + 30 + int.from_bytes(head[at + 26 : at + 28], "little")].decode(
                "utf-8", "replace"
            )
            for at in (found.start() for found in re.finditer(b"PK\x03\x04", head))
        ]
        first = b""
    if "[Content_Types].xml" in names or first.startswith(b"application/"):
        return FileKind.OFFICE
    is_package = any(
        name.startswith("archive/")
        or name.endswith(("datapackage.json", ".wacz", ".warc.gz", ".warc", ".arc.gz", ".arc"))
        for name in names
    )
    return FileKind.WACZ if is_package else FileKind.ZIP
