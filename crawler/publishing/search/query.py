"""A reader's search as an FTS5 expression: each word widened to its forms, compounds and spellings.

The words of the archive and what they are found by stand in ``search_words``; without that table,
in a file that is no archive, words are looked for as typed.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator

from crawler.german.words.compounds import parts
from crawler.german.words.forms import keys
from crawler.german.words.spelling import fold, respellings
from crawler.publishing.search.syntax import Term, parse_search

WORDS_MAX = 200
"""Words that one is widened to, at most: its own forms first, then compounds, short ones first."""
_PHRASES_MAX = 32
_NOTHING = '""'

_RELATIVES = """
    SELECT word FROM search_words
    WHERE key IN (SELECT value FROM json_each(?)) AND relation IN ('form', 'part')
    GROUP BY word ORDER BY min(relation), length(word), word LIMIT ?
"""
_FORMS = """
    SELECT DISTINCT word FROM search_words
    WHERE key IN (SELECT value FROM json_each(?)) AND relation = 'form'
    ORDER BY length(word), word LIMIT ?
"""
_SPELLINGS = "SELECT word FROM search_words WHERE key = ? AND relation = 'spelling' LIMIT 8"


def search_query(text: str, connection: sqlite3.Connection) -> str:
    """An expression for ``articles_fts MATCH``, right in FTS5 whatever was typed.

    Args:
        text: what a reader typed: words, ``"a phrase"``, ``prefix*``, ``-unwanted``, ``OR``.
        connection: the archive; read only.

    Raises SearchTooLongError for more than anybody types.
    """
    question = parse_search(text)
    words = _Words(connection)
    wanted = [_any(itertools.chain(*map(words.find, terms))) for terms in question.wanted]
    if not wanted:
        return _NOTHING
    expression = " AND ".join(wanted)
    if question.unwanted:
        unwanted = _any(itertools.chain(*map(words.find, question.unwanted)))
        expression = f"({expression}) NOT {unwanted}"
    return expression


class _Words:
    """The archive's words, asked for those that belong to a term."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._known = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'search_words'"
        ).fetchone()

    def find(self, term: Term) -> Iterator[str]:
        """FTS5 phrases, any of which is what the term means."""
        if term.prefix:
            yield from self._prefixes(term.words)
        elif term.literal or (len(term.words) > 1 and not term.hyphenated):
            yield from self._spelt(term.words)
        elif term.hyphenated:
            yield from self._in_a_row(term.words)
            yield from self._words("".join(term.words))
        else:
            (word,) = term.words
            yield from self._words(word)
            pieces = parts(word)
            for cut in range(1, len(pieces)):  # Cluster-Wettbewerb for Clusterwettbewerb
                yield from self._in_a_row(("".join(pieces[:cut]), "".join(pieces[cut:])))

    def _words(self, word: str) -> Iterator[str]:
        """A word and all that belong to it."""
        yield _phrase(word)
        yield from map(_phrase, self._ask(_RELATIVES, word, WORDS_MAX))

    def _in_a_row(self, words: tuple[str, ...]) -> Iterator[str]:
        """A compound written in pieces: its last word may be inflected."""
        *before, last = words
        for spelling in self._spellings(before):
            for form in dict.fromkeys((last, last + "s", *self._ask(_FORMS, last, _PHRASES_MAX))):
                yield _phrase(*spelling, form)

    def _spelt(self, words: Iterable[str]) -> Iterator[str]:
        return (_phrase(*spelling) for spelling in self._spellings(words))

    def _prefixes(self, words: tuple[str, ...]) -> Iterator[str]:
        *before, last = words
        beginnings = dict.fromkeys((last, fold(last), *respellings(fold(last))))
        for spelling in self._spellings(before):
            for beginning in beginnings:
                yield _phrase(*spelling, beginning) + " *"

    def _spellings(self, words: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """All ways the archive spells these words."""
        spellings = [
            dict.fromkeys((word, fold(word), *self._rows(_SPELLINGS, fold(word)))) for word in words
        ]
        return itertools.islice(itertools.product(*spellings), _PHRASES_MAX)

    def _ask(self, sql: str, word: str, limit: int) -> list[str]:
        return self._rows(sql, json.dumps(sorted(keys(word).forms)), limit)

    def _rows(self, sql: str, *values: str | int) -> list[str]:
        return [row[0] for row in self._db.execute(sql, values)] if self._known else []


def _phrase(*words: str) -> str:
    """Words in a row; they hold letters and figures only."""
    return f'"{" ".join(words)}"'


def _any(phrases: Iterable[str]) -> str:
    return f"({' OR '.join(dict.fromkeys(phrases))})"


def register(connection: sqlite3.Connection, names: Iterable[str] = ("german_query",)) -> None:
    """Add ``german_query(text)``: what a reader typed, as an expression for ``MATCH``.

    ``… WHERE articles_fts MATCH german_query('Förderungen')``. NULL finds nothing;
    a search that is too long (``SearchTooLongError``) ends the statement with an error.
    ``names`` are the names it gets; one of SQLite's or Datasette's own is replaced by it.
    """

    def german_query(text: object) -> str:
        return search_query("" if text is None else str(text), connection)

    for name in names:
        connection.create_function(name, 1, german_query)


# -- Ranking ---------------------------------------------------------------------------------------

NEWEST = 1000
"""Hits that are ranked: those archived last. To score all of a common word takes seconds."""

BEST = f"""
WITH edge AS (
    SELECT min(rowid) AS oldest FROM (
        SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query
        ORDER BY rowid DESC LIMIT {NEWEST}
    )
)
SELECT rowid FROM articles_fts
WHERE articles_fts MATCH :query AND rowid >= (SELECT oldest FROM edge)
ORDER BY bm25(articles_fts, 10, 4, 1) LIMIT :limit
"""  # noqa: S608
"""The ids of the best ``:limit`` articles for ``:query``; a word in the title weighs ten times."""
