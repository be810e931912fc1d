"""Articles that were forgotten on request, and how they are known again without being kept.

A tombstone holds salted hashes: of the article's URLs, and of six words in a row here and there in
its text, with gaps between them. So nobody can read the text out of them, nor guess it word for
word, and yet a page that says the same is recognised, whatever its URL.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from html import unescape
from typing import TYPE_CHECKING

from crawler.archive.search_words import words_of
from crawler.urls import TEXT_URN, canonical_url, without_scheme

if TYPE_CHECKING:
    from crawler.items import Article

URL, HEAD, BODY = "url", "head", "body"
"""Kinds of keys: of a URL; of rows of words in title, subtitle and lead, and in the rest."""
_ROW = 6
"""Words in a row that are hashed together."""
_LEAST = 4
"""Fewer words could be guessed."""
_STEP = 12
"""A row begins every so many words: rows that overlapped would give each other away."""
_MOST = 400
"""Maximum number of rows of an article: enough to know any part of it that is worth the name."""
_HALF = 0.5
"""Part of a forgotten text's rows that makes a text the same."""


def new_salt() -> str:
    """A salt that no other archive has."""
    return secrets.token_hex(16)


def key_of(salt: str, text: str) -> str:
    """The salted hash of a text."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=12, key=salt.encode()).hexdigest()


def address(url: str) -> str:
    """What is the same in all spellings of a URL that lead to one page."""
    return url if url.startswith(TEXT_URN) else without_scheme(canonical_url(url).url)


def rows_of(text: str) -> list[str]:
    """Some rows of words of a text, none of which overlap."""
    words = words_of(text)
    return [" ".join(words[at : at + _ROW]) for at in range(0, len(words) - _ROW + 1, _STEP)]


def rows_of_article(head: Iterable[str], body: Iterable[str]) -> dict[str, str]:
    """The rows by which a text is known again, each with its kind; of a very short one all of it.

    Evenly taken if there are too many.
    """
    found = {row: BODY for text in body for row in rows_of(text)}
    step = max(1, -(-len(found) // _MOST))
    found = dict([*found.items()][::step])
    found |= {row: HEAD for text in head for row in rows_of(text)}
    if not found:
        for text in (*head, *body):
            if len(words := words_of(text)) >= _LEAST:
                found[" ".join(words)] = HEAD
    return found


class Forgotten:
    """The tombstones of an archive, in memory: what is asked of every page that comes.

    Args:
        db: the archive's connection; None where there is no archive, and so nothing forgotten.
    """

    def __init__(self, db: sqlite3.Connection | None) -> None:
        self._db = db
        self.reload()

    def reload(self) -> None:
        """Read the tombstones anew, after one has been added."""
        self._urls: dict[str, dict[str, int]] = {}
        self._rows: dict[str, dict[str, tuple[int, str]]] = {}
        self._sizes: Counter[int] = Counter()
        if self._db is None:
            return
        for forgotten_id, salt, kind, key in self._db.execute(
            "SELECT f.id, f.salt, k.kind, k.key FROM forgotten AS f "
            "JOIN forgotten_keys AS k ON k.forgotten_id = f.id"
        ):
            if kind == URL:
                self._urls.setdefault(salt, {})[key] = forgotten_id
            else:
                self._rows.setdefault(salt, {})[key] = forgotten_id, kind
                self._sizes[forgotten_id] += 1

    def __bool__(self) -> bool:
        return bool(self._urls)

    def by_url(self, url: str | None) -> int | None:
        """The tombstone of the article at a URL; None if none was forgotten."""
        if not url or not self._urls:
            return None
        text = address(url)
        for salt, keys in self._urls.items():
            if (found := keys.get(key_of(salt, text))) is not None:
                return found
        return None

    def standing_in(self, text: str) -> set[int]:
        """The tombstones of articles that a text has words of, in a list for instance.

        One row of a title or lead is enough; a single one of a body anybody may have written.
        """
        head, body = self._matches(text)
        return {*head, *(one for one, rows in body.items() if rows > 1 or self._sizes[one] == 1)}

    def by_text(self, text: str) -> int | None:
        """The tombstone of the article whose text this is, at least half of it; None for none."""
        head, body = self._matches(text)
        for forgotten_id, count in (head + body).items():
            if count >= max(_HALF * self._sizes[forgotten_id], 1):
                return forgotten_id
        return None

    def _matches(self, text: str) -> tuple[Counter[int], Counter[int]]:
        """How many rows of which articles stand in a text: those of heads, and of bodies."""
        head: Counter[int] = Counter()
        body: Counter[int] = Counter()
        if not self._rows:
            return head, body
        words = words_of(text)
        lengths = (_ROW, *range(_LEAST, _ROW)) if self._are_short() else (_ROW,)
        for salt, keys in self._rows.items():
            hit = {
                key
                for length in lengths
                for at in range(len(words) - length + 1)
                if (key := key_of(salt, " ".join(words[at : at + length]))) in keys
            }
            for key in hit:
                forgotten_id, kind = keys[key]
                (head if kind == HEAD else body)[forgotten_id] += 1
        return head, body

    def _are_short(self) -> bool:
        """Whether some article has only one row, which may be of less than six words."""
        return 1 in self._sizes.values()

    def tells_of(self, article: Article) -> bool:
        """Whether an article is a forgotten one: by one of its URLs, or by what it says."""
        if not self:
            return False
        capture = article.capture
        urls = [article.url, article.fetched_url, capture.url if capture else None]
        urls += [alias.url for alias in article.aliases]
        if any(self.by_url(url) is not None for url in urls):
            return True
        parts = (article.title, article.subtitle, article.lead, article.body)
        return self.by_text("\n".join(filter(None, parts))) is not None


# -- The text of a page, as far as it takes to know words again ------------------------------------

_TAG = re.compile(r"<!--|-->|<[/!?a-z][^<>]*>", re.IGNORECASE)
_INLINE = re.compile(
    r"</?(?:b|i|em|strong|span|u|s|sup|sub|mark|abbr|wbr)\b[^<>]*>|\xad|&shy;|&#173;", re.IGNORECASE
)
_NAME = re.compile(r"[a-z-]+\s*=\s*[\"']", re.IGNORECASE)


def text_of_markup(markup: str) -> str:
    """What a page says, its attributes and comments included, without knowing its layout.

    Escapes may be escaped again: feeds hold pages as text.
    """
    text = markup
    for _ in range(3):
        plain = unescape(_TAG.sub(_spoken, _INLINE.sub("", text)))
        if plain == text:
            break
        text = plain
    return text


def _spoken(tag: re.Match[str]) -> str:
    """The values in a tag, for titles and descriptions stand in attributes, too."""
    return f" {_NAME.sub(' ', tag[0])} "
