"""Cleaning of text: traces of encodings, templates and line breaking are removed.

Nothing a reader sees is changed: quotation marks stay as printed („…“ and „…” alike), and so do
dashes and ellipses. Both functions are idempotent: they are applied until nothing changes, since
one repair can bring another to light (``&amp;shy;``).
"""

from __future__ import annotations

import html
import re
import unicodedata

PRINTED_URL = r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)]"
"""A URL in a text, without the full stop, comma or bracket behind it."""

# A reference needs its semicolon: "?a=1&copy=2" is a URL, no "©". Leading "amp;" are the
# layers of a text that was escaped several times.
_ENTITY = re.compile(r"&(?:(?:amp|#38|#x26);)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
# "&lt;" stays where it would open a tag: an escaped "<script>" must not become one in our texts.
_OPENS_TAG = re.compile(r"[a-zA-Z/!?&]")

# UTF-8 read as Windows-1252 or ISO 8859-1, as old exports have it: "fÃ¼r"; twice: "fÃƒÂ¼r". Only
# characters of German text and of names in it, whose garbled forms no language writes.
_GARBLED_CHARACTERS = "äöüÄÖÜßéèêëáâãåæçñóôõøíîïìúùûýœŁłńśŚźŹżšžŽ„“”‚‘’–—…•€§°«»›‹½¼¾²³µ·×±¡¿£®©"


def _as_windows(text: str) -> str:
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
        for byte in text.encode()
    )


def _as_latin_1(text: str) -> str:
    return text.encode().decode("latin-1")


_MISREADINGS = (_as_windows, _as_latin_1)
_UNGARBLED = {
    garbled: character
    for character in _GARBLED_CHARACTERS
    for misread in _MISREADINGS
    for once in (misread(character),)
    for garbled in (once, *(again(once) for again in _MISREADINGS))
}
_GARBLED = re.compile("|".join(map(re.escape, sorted(_UNGARBLED, key=len, reverse=True))))
_GARBLED_STARTS = sorted({garbled[0] for garbled in _UNGARBLED})

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but for white space
    "\u00ad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, direction
    "\ud800-\udfff\ufff9-\ufffc\ufffe\uffff"  # no characters: SQLite could not store them
    "\ue000-\uf8ff"  # private use: glyphs of icon fonts
    "]"
)
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{2,}")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})

# Of what is cleaned, all that str.isprintable() lets pass; see _is_clean.
_SPACED = ("  ", " \n", "\n ", "\n\n\n")
_UNCLEAN = (*_GARBLED_STARTS, *"\u034f\u115f\u1160\u17b4\u17b5\ufffc\u2010\u2011")


def clean_text(text: str | None) -> str | None:
    """Clean a text of paragraphs: blank lines part them, single line breaks stay. Empty → None."""
    if text is None:
        return None
    while not _is_clean(text) and (cleaned := _cleaned(text)) != text:
        text = cleaned
    return text or None


def clean_line(text: str | None) -> str | None:
    """Clean a text of one line: all white space becomes one space. Empty → None."""
    cleaned = clean_text(text)
    return " ".join(cleaned.split()) if cleaned else None


def _is_clean(text: str) -> bool:
    """Whether cleaning would plainly change nothing: most texts, seen at a fraction of its cost."""
    if not text.replace("\n", "").isprintable() or text != text.strip():
        return False
    if any(spaces in text for spaces in _SPACED) or ("&" in text and _ENTITY.search(text)):
        return False
    return text.isascii() or (
        not any(part in text for part in _UNCLEAN) and unicodedata.is_normalized("NFC", text)
    )


def _cleaned(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(_resolved, text)
    if any(start in text for start in _GARBLED_STARTS):
        text = _GARBLED.sub(lambda match: _UNGARBLED[match.group()], text)
    text = _INVISIBLE.sub("", _LINE_END.sub("\n", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_HYPHENS))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _resolved(match: re.Match[str]) -> str:
    reference = f"&{match.group(1)};"
    character = html.unescape(reference)
    if character == "<" and _OPENS_TAG.match(match.string, match.end()):
        return "&lt;"
    return character
