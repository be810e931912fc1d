"""Syntax of searches: words, phrases, prefixes and exclusions, parsed.

A blank is *and*; ``OR`` or ``ODER`` in capitals is *or*; ``NOT``, ``NICHT`` or a minus before a
word or phrase is *but not*. Everything else is read as words: nothing typed is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.publishing.language import marked

_TOKEN = re.compile(
    r"""
    (?P<minus> (?<!\S) [-−] (?=["„“«»\w]) )?
    (?: ["„“”«»] (?P<phrase> [^"„“”«»]* ) (?: ["“”«»] | $ )
      | (?P<word> [^\s"„“”«»]+ ) )
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W_]+")
_HYPHENS = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W_]+)+\*?", re.IGNORECASE)
LETTERS_MAX = 500
TERMS_MAX = 32
"""Most letters of a search, and most words and phrases in it; people type far less."""
_OR = ("OR", "ODER")
_AND = ("AND", "UND")
_NOT = ("NOT", "NICHT")


class SearchError(ValueError):
    """Nothing can be searched for; the message says why.

    ``text`` is the message as the catalogue has it, ``fields`` what stands in it.
    """

    def __init__(self, text: str, **fields: int) -> None:
        told = {name: f"{value:,}" for name, value in fields.items()}
        super().__init__(text % told if told else text)
        self.text = text
        self.fields = fields


class SearchTooLongError(SearchError):
    """The search has more letters or terms than are read."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term: ``words`` in lower case, adjacent in the text.

    ``literal``: as typed in quotes; ``prefix``: the last word only begins so; ``hyphenated``:
    the words are one compound.
    """

    words: tuple[str, ...]
    literal: bool = False
    prefix: bool = False
    hyphenated: bool = False


@dataclass(frozen=True, slots=True)
class ParsedSearch:
    """A conjunction of ``wanted``, each a disjunction of terms, without terms of ``unwanted``."""

    wanted: list[list[Term]]
    unwanted: list[Term]


def parse_search(text: str) -> ParsedSearch:
    """Parse a search; one without words finds nothing.

    Raises SearchTooLongError before any work is done on a long text.
    """
    if len(text) > LETTERS_MAX:
        raise SearchTooLongError(
            marked("%(letters)s letters are too many to search for: at most %(most)s are read"),
            letters=len(text),
            most=LETTERS_MAX,
        )
    question = ParsedSearch([], [])
    joins = refuses = False
    for token in _TOKEN.finditer(text):
        word = token["word"]
        if word in _OR and question.wanted and not token["minus"]:
            joins = True
        elif word in _NOT and question.wanted and not token["minus"]:
            refuses = True
        elif word not in _AND and (term := _term(token)):
            if token["minus"] or refuses:
                question.unwanted.append(term)
            elif joins:
                question.wanted[-1].append(term)
            else:
                question.wanted.append([term])
            joins = refuses = False
    terms = sum(map(len, question.wanted)) + len(question.unwanted)
    if terms > TERMS_MAX:
        raise SearchTooLongError(
            marked(
                "%(terms)s words and phrases are too many to search for: at most %(most)s are read"
            ),
            terms=terms,
            most=TERMS_MAX,
        )
    return question


def validate_search(text: str) -> None:
    """Raise SearchError for a search that can find nothing, unless it is empty."""
    question = parse_search(text)
    if text.strip() and not question.wanted:
        raise SearchError(
            marked("nothing but what is not wanted was named: add a word to search for")
            if question.unwanted
            else marked("there is no word in it to search for")
        )


def _term(token: re.Match[str]) -> Term | None:
    typed = token["word"] if token["phrase"] is None else token["phrase"]
    words = tuple(word.lower() for word in _WORD.findall(typed))
    if not words:
        return None
    if token["phrase"] is not None:
        return Term(words, literal=True)
    typed = typed.strip("()[]{},;:.!?'‚‘’")
    return Term(words, prefix=typed.endswith("*"), hyphenated=_HYPHENS.fullmatch(typed) is not None)
