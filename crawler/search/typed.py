"""What a reader types, taken apart: words, phrases, prefixes, what is not wanted.

A blank is *and*; ``OR`` or ``ODER`` in capitals is *or*; ``NOT``, ``NICHT`` or a minus before a
word or phrase is *but not*. Everything else is read as words: nothing typed is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
"""Letters of a question, and words and phrases in it: what people type is far below."""
_OR = ("OR", "ODER")
_AND = ("AND", "UND")
_NOT = ("NOT", "NICHT")


class QuestionError(ValueError):
    """What was typed cannot be searched for; the message says why."""


class LongQuestionError(QuestionError):
    """More was typed than is read."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: ``words`` in small letters, in a row.

    ``literal``: as typed in quotes; ``prefix``: the last word only begins so; ``hyphenated``:
    the words are one compound.
    """

    words: tuple[str, ...]
    literal: bool = False
    prefix: bool = False
    hyphenated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """All of ``wanted`` are to be found, of each any of its terms, and none of ``unwanted``."""

    wanted: list[list[Term]]
    unwanted: list[Term]


def read_question(text: str) -> Question:
    """Take apart what was typed; a question without words wants nothing.

    Raises LongQuestionError before any work is done on a long text.
    """
    if len(text) > LETTERS_MAX:
        raise LongQuestionError(
            f"{len(text):,} letters are too many to search for: at most {LETTERS_MAX} are read"
        )
    question = Question([], [])
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
        raise LongQuestionError(
            f"{terms} words and phrases are too many to search for: at most {TERMS_MAX} are read"
        )
    return question


def check_question(text: str) -> None:
    """Raises QuestionError for what nothing can be found by, unless nothing was typed at all."""
    question = read_question(text)
    if text.strip() and not question.wanted:
        raise QuestionError(
            "nothing but what is not wanted was named: add a word to search for"
            if question.unwanted
            else "there is no word in it to search for"
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
