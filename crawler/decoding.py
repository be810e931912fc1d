"""Bytes of pages, feeds and text exports as text: the one decoder of live pages, files and records.

Browsers' rules (WHATWG Encoding Standard and HTML, 13.2.3), with one exception: what is UTF-8 is
read as UTF-8 whatever is said of it, since text in another encoding hardly ever looks like it.

1. a byte order mark;
2. UTF-8, if it decodes (UTF-16 and UTF-32 without a mark are known by their zero bytes);
3. the encoding declared by the caller, the Content-Type, the page, if the bytes decode by it;
   ``iso-8859-1`` and ``ascii`` mean windows-1252;
4. windows-1252.

In text that mixes UTF-8 and windows-1252 each character is read as what it is: a template in the
one and an article pasted in the other, or a single stray byte. No byte becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from w3lib.encoding import read_bom, resolve_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOWS = "cp1252"
"""What text is that says nothing, or nothing true, of itself; a superset of ISO 8859-1."""

_LABEL_MAX = 40
_HEAD_MAX = 64 * 1024
"""Bytes in which a page's own declaration is looked for; by the standard it is 1,024."""
_SNIFFED = 400
_ESCAPES = frozenset(
    ("unicode-escape", "raw-unicode-escape", "utf-7", "idna", "punycode", "charmap", "mbcs", "oem")
)
"""Codecs that make characters out of sequences of ASCII, or belong to a machine: no web page's."""
_PROBE = "<meta charset='abc'> 0123456789 ABCXYZ"
_BLANKED = bytes(byte if byte >= 0x80 else 0x20 for byte in range(0x100))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
"""In a Content-Type, as servers write it: with spaces, in quotes, without a semicolon before it."""
_LABELS = {
    **dict.fromkeys(
        ("mac", "csmacintosh", "x-mac-roman", "x-macroman", "x-macintosh", "x-mac-german"),
        "mac-roman",
    ),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac-cyrillic"),
    "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u", "sun_eu_greek": "iso-8859-7",
    "logical": "iso-8859-8", "visual": "iso-8859-8", "dos-874": "cp874", "x-gbk": "gb18030",
    "csgb2312": "gb18030", "x-x-big5": "big5-hkscs", "cseucpkdfmtjapanese": "euc-jp",
    "iso-ir-149": "euc-kr", "csisolatin9": "iso-8859-15", "l9": "iso-8859-15",
}  # fmt: skip
"""Labels of the WHATWG Encoding Standard (4.2), and others seen, that Python does not know."""
_ISO = re.compile(r"(?:cs)?iso[-_ ]?8859[-_ ]?(\d{1,2})(?:[-_ ]?[ei])?(?::\d{4})?")
_IBM = re.compile(r"(?:cs|x-)?(?:pc|dos|cp|ibm|windows|win)[-_ ]?0*(437|85[0278]|86[01356]|125\d)")
_XML = re.compile(rb"\s*<\?xml\s[^<>]{0,500}?encoding\s*=\s*[\"']([^\"'<>]*)", re.IGNORECASE)
_META = re.compile(rb"<meta\s[^<>]{0,2000}", re.IGNORECASE)
_NAME = re.compile(r"\sname\s*=", re.IGNORECASE)
"""``<meta name="description" content="… charset=…">`` declares nothing."""
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_BODY = re.compile(rb"<body[\s>]", re.IGNORECASE)

_TYPICAL = re.compile(rb"([\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf])")
"""The umlauts, accents, quotes and dashes of UTF-8: as windows-1252 Ã¼, Â», â€“, which is no text.

Not so other sequences: ``Spaß“`` in windows-1252 looks like a letter of N'Ko.
"""


class Encoding(NamedTuple):
    """How some bytes are to be read; ``errors`` names the handler of what does not fit."""

    codec: str
    errors: str = "strict"


_UTF8 = Encoding("utf-8")


def decode(data: bytes, content_type: str = "", encoding: str | None = None) -> str:
    """The text that ``data`` is. Never raises.

    Args:
        data: a page, a feed or a text, without content encoding. What was cut in the middle of a
            character loses that character.
        content_type: the Content-Type header, if there is one.
        encoding: what the caller knows better than header and page; an unknown name is passed over.
    """
    data = _unmarked(data)
    text = _plain_utf8(data)
    if text is not None:
        return text
    codec, errors = encoding_of(data, content_type, encoding)
    if errors == _MIXED:
        return "".join(
            piece.decode("utf-8") if at % 2 else piece.decode(WINDOWS, _BYTE_BY_BYTE)
            for at, piece in enumerate(_TYPICAL.split(data))
        )
    if codec.startswith(("utf-16", "utf-32")):
        width = int(codec[4:6]) // 8
        data = data[: len(data) // width * width]
    text = data.decode(codec, errors).lstrip("\ufeff")
    return text.translate(_C1) if codec.startswith("iso8859") else text


def encoding_of(data: bytes, content_type: str = "", encoding: str | None = None) -> Encoding:
    """How ``decode`` reads ``data``; the arguments are the same."""
    if _plain_utf8(data) is not None:
        return _UTF8
    if wide := wide_encoding(data):
        return Encoding(wide, "replace")
    if data.isascii():
        return Encoding(_escaped(data, content_type, encoding) or "utf-8")
    high = b" ".join(data.translate(_BLANKED).split())
    try:
        high.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(high) and data[-1] >= 0x80 and _is_cut(high[: error.start], error):
            return Encoding("utf-8", "ignore")
        return _beyond_utf8(data, high, content_type, encoding)
    named = () if _TYPICAL.search(high) else declared(data, content_type, encoding)
    for codec in named:  # nobody's umlauts: Spaß“, or another script
        if codec == "utf-8" or _decodes(data, codec):
            return Encoding(codec)
    return _UTF8


def _plain_utf8(data: bytes) -> str | None:
    """The text that nearly all pages are: UTF-8 with umlauts, or nothing but ASCII."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if b"\0" in data[:_SNIFFED]:
        return None
    is_plain = b"\x1b" not in data if text.isascii() else _TYPICAL.search(data)
    return text.lstrip("\ufeff") if is_plain else None


def _is_cut(before: bytes, error: UnicodeDecodeError) -> bool:
    """Whether what does not decode is the beginning of a last character, cut off."""
    return error.reason == "unexpected end of data" and _TYPICAL.search(before) is not None


def declared(data: bytes, content_type: str = "", encoding: str | None = None) -> Iterator[str]:
    """The encodings somebody names, as Python calls them, in the order in which they count."""
    header = _CHARSET.search(content_type)
    for label in (encoding, header and header[1]):
        if label and (codec := codec_of(label)):
            yield codec
    if codec := next(filter(None, map(codec_of, _named_inside(data))), None):
        yield codec


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """The codec that a label means on the web; None if it names none that text is in.

    ``hex``, ``rot13`` or ``zlib`` are codecs of Python's, but no encodings of text, and those of
    IBM's mainframes read no markup.
    """
    if len(label) > _LABEL_MAX or "\0" in label:
        return None
    label = label.strip().lower()
    if iso := _ISO.fullmatch(label):
        label = f"iso-8859-{iso[1]}"
    elif ibm := _IBM.fullmatch(label):
        label = f"cp{ibm[1]}"
    name = resolve_encoding(_LABELS.get(label, label))
    if name is None or name in _ESCAPES or not codecs.lookup(name)._is_text_encoding:
        return None
    if name.startswith(("utf-16", "utf-32")):
        return name
    try:
        return name if _PROBE.encode().decode(name) == _PROBE else None
    except (UnicodeError, LookupError):
        return None


def _beyond_utf8(data: bytes, high: bytes, content_type: str, encoding: str | None) -> Encoding:
    """How text is to be read that is not UTF-8, or not all of it; ``high``: its bytes above 127."""
    valid = len(high.decode("utf-8", "ignore").replace(" ", "").encode())
    is_mostly_utf8 = valid > 2 * (len(high.replace(b" ", b"")) - valid)
    for codec in declared(data, content_type, encoding):
        if codec == WINDOWS or (is_mostly_utf8 and _is_single_byte(codec)):
            break
        if codec != "utf-8" and _decodes(data, codec):
            return Encoding(codec)
    if is_mostly_utf8:
        return Encoding("utf-8", _BYTE_BY_BYTE)
    return Encoding(WINDOWS, _MIXED if _TYPICAL.search(high) else _BYTE_BY_BYTE)


def _decodes(data: bytes, codec: str) -> bool:
    """Whether bytes decode by what is declared; of two bytes a character they would be known."""
    if codec.startswith(("utf-16", "utf-32")):
        return False
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True


def _unmarked(data: bytes) -> bytes:
    """The bytes without marks of UTF-8, and without one of UTF-16 before what is none."""
    while data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not wide_encoding(data):
        return data[2:]
    return data


def wide_encoding(data: bytes) -> str | None:
    """The encoding of two or four bytes a character, by its mark or by its zero bytes."""
    head = data[:_SNIFFED]
    if b"\0" not in head or len(head) < 4:
        return None
    marked, _ = read_bom(head)
    if marked and marked != "utf-8":
        return marked  # with zero bytes it is no accident
    zeros = [head[at::4].count(0) * 4 / len(head) for at in range(4)]
    if min(zeros[1:]) > 0.5:
        return "utf-32-le"
    if min(zeros[:3]) > 0.5:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 0.5 > even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 > odd else None


def _escaped(data: bytes, content_type: str, encoding: str | None) -> str | None:
    """The encoding of text in ASCII that switches its meaning (ISO 2022)."""
    codecs_named = declared(data, content_type, encoding)
    return next((c for c in codecs_named if c.startswith("iso2022") and _decodes(data, c)), None)


def _named_inside(data: bytes) -> Iterator[str]:
    """What the page's XML declaration and ``<meta>`` tags name, but for those in comments."""
    head = _COMMENT.sub(b"", data[:_HEAD_MAX])
    if xml := _XML.match(head):
        yield xml[1].decode("latin-1")
    body = _BODY.search(head)
    for meta in _META.finditer(head, 0, body.start() if body else len(head)):
        tag = meta[0].decode("latin-1")
        if (charset := _CHARSET.search(tag)) and not (_NAME.search(tag) and "-equiv" not in tag):
            yield charset[1].rstrip("/")


@lru_cache(maxsize=256)
def _is_single_byte(codec: str) -> bool:
    if codec == "utf-8":
        return False
    upper = bytes(range(0xA0, 0x100))
    return len(upper.decode(codec, "replace")) == len(upper)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that do not fit, as windows-1252; five that are none there, as the standard has it."""
    assert isinstance(error, UnicodeDecodeError)
    stray = error.object[error.start : error.end]
    return "".join(map(_WINDOWS_1252.__getitem__, stray)), error.end


_BYTE_BY_BYTE = "crawler.decoding.windows-1252"
_MIXED = "crawler.decoding.mixed"
_WINDOWS_1252: list[str] = [
    chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode(WINDOWS)
    for byte in range(0x100)
]
_C1 = dict(zip(range(0x80, 0xA0), _WINDOWS_1252[0x80:0xA0], strict=True))
"""Control characters of ISO 8859, which nobody writes: quotes and dashes of windows-1252."""
codecs.register_error(_BYTE_BY_BYTE, _as_windows)
