"""Pictures, style sheets and files of the demo portals: the smallest that are real ones."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from pathlib import PurePosixPath

from crawler.demo.exchange import Response

_SAVED_AT = dt.datetime(2015, 1, 5, 8, 0, tzinfo=dt.UTC)
_STYLE = b"""body{font:16px/1.5 sans-serif;margin:0 auto;max-width:70rem;color:#222}
header,#header,footer,#footer{background:#e8eef4;padding:1rem}
nav ul,ol{display:flex;gap:1rem;list-style:none;padding:0}
.dropdown-menu,.flyout{font-size:.8em}
.row{display:flex;gap:2rem}main,#content{flex:3}aside,#supplement{flex:1}
.sr-only,.aural,.navSkip{position:absolute;left:-999rem}
.box,.teaser{border-top:1px solid #9ab;padding:.5rem 0}
.tag{margin-right:.6em}figcaption,.caption,.metadata,.rubric{font-size:.85em;color:#567}
"""
_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def respond(path: str) -> Response:
    """Answer for the file at ``path``: its kind follows from the name."""
    suffix = PurePosixPath(path).suffix
    if suffix == ".css":
        return Response(200, _STYLE, "text/css", _SAVED_AT)
    if suffix == ".pdf":
        return Response(200, _PDF, "application/pdf", _SAVED_AT)
    return Response(200, _png(zlib.crc32(path.encode())), "image/png", _SAVED_AT)


def _png(colour: int) -> bytes:
    """Return a picture of 96 by 64 pixels in one ``colour`` (24 bits)."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)

    width, height = 96, 64
    row = b"\0" + (colour & 0xFFFFFF).to_bytes(3, "big") * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(row * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
