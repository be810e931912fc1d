"""A title made of the slug of a URL, for a text that prints none."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from crawler.german.kinds import kind_of
from crawler.german.words.spelling import written_out
from crawler.layouts.reading.headline import names_section

_SUFFIX: Final = re.compile(r"\.(?:html?|php|aspx?|jsp|txt)$", re.IGNORECASE)
_DATE_BEFORE: Final = re.compile(r"^(?:\d{8}|\d{4}-\d{2}-\d{2})[-_]+")
_COLLISION: Final = re.compile(r"(?<=[a-z])-1$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:…]\s+|\n)[\"„“»(]*$")
_SMALL_WORDS: Final = """aber als am an auf aus bei beim bis da das dem den der des die durch ein
    eine einem einen einer eines er es für gegen im in ist mit nach nicht noch oder ohne sich sie
    sind so über um und unter vom von vor wie wird wir zu zum zur zwischen"""
_SMALL: Final = frozenset(_SMALL_WORDS.split())
"""Words that have a capital only where they begin a sentence."""


def title_of_slug(url: str, body: str) -> str | None:
    """The words of the slug, in the spelling of the body where it has them; None without words.

    ``/info/neue-foerderung-fuer-netze-1`` → ``Neue Förderung für Netze``.
    """
    slug = _slug(url)
    words = [word for word in re.split(r"[-_+\s]+", slug) if word]
    if not any(map(str.isalpha, slug)) or names_section(" ".join(words)) or kind_of("".join(words)):
        return None
    spellings = _spellings(body)
    title = " ".join(spellings.get(written_out(word.lower()), word) for word in words)
    return title[:1].upper() + title[1:] or None


def _slug(url: str) -> str:
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    name = _SUFFIX.sub("", path.partition(";")[0].rstrip("/").rpartition("/")[2])
    return _COLLISION.sub("", _DATE_BEFORE.sub("", name))


def _spellings(body: str) -> dict[str, str]:
    """By their letters without umlauts the words of a text, as it spells them within sentences."""
    found: dict[str, str] = {}
    sure: set[str] = set()
    for match in _WORD.finditer(body):
        for word in {match.group(), *match.group().split("-")}:
            key = written_out(word.lower())
            if key in sure:
                continue
            if _SENTENCE_START.search(body, max(0, match.start() - 4), match.start()):
                small = word.lower()
                found.setdefault(key, small if small in _SMALL else word)
            else:
                found[key] = word
                sure.add(key)
    return found
