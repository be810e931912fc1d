"""A text as the grammar sees it: numbers, known words, punctuation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Concatenate, Generic, NamedTuple, ParamSpec, TypeVar

from crawler.german.dates.model import Context
from crawler.german.dates.words import VOCABULARY, fold

# A longer expression than this is no single date; it also bounds the work on one candidate.
MOST_TOKENS = 40

_TOKEN = re.compile(r"\d+|[^\W\d_]+|\n\s*\n|\S")
_SIGNS = {
    **dict.fromkeys("-–—‐‑‒−", "-"),
    **dict.fromkeys("'’‘´`ʼ", "'"),
    **dict.fromkeys(",|·•", ","),  # 9.4.2019 | 14:30 Uhr
    **dict.fromkeys("([", "("),
    **dict.fromkeys(")]", ")"),
    "&": "and",
}
"""Signs that mean the same to a date, and what they are called."""


class Token(NamedTuple):
    """One piece of text.

    ``kind`` is ``digits``, a kind of VOCABULARY, ``unknown`` for other words, or the sign itself
    (every dash is ``-``, see _SIGNS). ``gap`` says that white space stands before it.
    """

    kind: str
    value: int
    word: str
    start: int
    end: int
    gap: bool

    @property
    def length(self) -> int:
        """Number of characters: tells 9 from 09, and 18 from 2018."""
        return self.end - self.start


END = Token("end", 0, "", 0, 0, True)

_LOOKAHEAD = 10
"""So many END stand after the last token: rules look ahead that far without checks."""


_SHORT = 4
"""In running text names of weekdays as short as this are so only with a capital."""

_FOREIGN_WORDS = 3
"""In running text an expression ends before so many words that no date has."""


def tokenise(text: str, at: int = 0, *, running: bool = False) -> list[Token]:
    """The tokens of ``text`` from offset ``at``, MOST_TOKENS at most, and END behind them.

    ``running`` stops where the text has plainly gone on to other things.
    """
    unknown = 0
    tokens: list[Token] = []
    before = at
    for match in _TOKEN.finditer(text, at):
        start, end = match.span()
        kind, value, word = _classify(match[0])
        if kind == "paragraph":
            if running:
                break
            continue
        if running and kind == "weekday" and len(word) <= _SHORT and match[0].islower():
            kind = "unknown"  # so, mi, do
        tokens.append(Token(kind, value, word, start, end, start > before))
        if len(tokens) == MOST_TOKENS:
            break
        if running and kind == "unknown":
            unknown += 1
            if unknown == _FOREIGN_WORDS:
                break
        before = end
    tokens.extend([END] * _LOOKAHEAD)
    return tokens


@lru_cache(maxsize=10_000)  # a text uses few words, and those again and again
def _classify(text: str) -> tuple[str, int, str]:
    if text.isdecimal():
        # Python refuses to convert thousands of digits, and no date has so many.
        return ("digits", int(text), text) if len(text) <= 14 else ("unknown", 0, text)
    if text[0].isalnum():
        word = fold(text)
        kind, value = VOCABULARY.get(word, ("unknown", 0))
        return kind, value, word
    if text[0] == "\n":
        return "paragraph", 0, ""
    return _SIGNS.get(text, text), 0, text


_Arguments = ParamSpec("_Arguments")
_Found = TypeVar("_Found")
_Rule = TypeVar("_Rule")


class Rules(Generic[_Rule]):
    """Rules in the order in which they are asked, each with the kinds of token it begins with.

    A rule is asked only before a token of its kinds, for most rules can read nothing at most
    places. ``unknown`` are words that VOCABULARY has not, which a rule may know all the same.
    """

    def __init__(self, *rules: tuple[_Rule, str | frozenset[str]]) -> None:
        listed = [
            (rule, frozenset(kinds.split()) if isinstance(kinds, str) else kinds)
            for rule, kinds in rules
        ]
        self.all = tuple(rule for rule, _ in listed)
        self.kinds = frozenset[str]().union(*(kinds for _, kinds in listed))
        self._by_kind = {
            kind: tuple(rule for rule, kinds in listed if kind in kinds) for kind in self.kinds
        }

    def at(self, token: Token) -> tuple[_Rule, ...]:
        """Those that may begin with the token."""
        return self._by_kind.get(token.kind, ())


class Cursor:
    """A place among tokens. A rule reads there, and leaves the cursor behind what it has read.

    A rule that finds nothing returns None (or False) and may leave the cursor anywhere: ``attempt``
    puts it back. ``context`` is what incomplete dates are completed from.
    """

    __slots__ = ("at", "context", "tokens")

    def __init__(self, tokens: Sequence[Token], context: Context, at: int = 0) -> None:
        self.tokens = tokens
        self.context = context
        self.at = at

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or one ``ahead`` of it; -1 is the one before."""
        return self.tokens[self.at + ahead]

    def ahead(self, count: int) -> Sequence[Token]:
        """The next ``count`` tokens."""
        return self.tokens[self.at : self.at + count]

    def move(self, count: int = 1) -> None:
        """Pass so many tokens."""
        self.at += count

    def accept(self, *kinds: str) -> bool:
        """Pass the next token if it is of one of these kinds."""
        if self.tokens[self.at].kind in kinds:
            self.at += 1
            return True
        return False

    def accept_word(self, *words: str) -> bool:
        """Pass the next token if it is one of these words, folded."""
        if self.tokens[self.at].word in words:
            self.at += 1
            return True
        return False

    def attempt(
        self,
        rule: Callable[Concatenate[Cursor, _Arguments], _Found],
        *arguments: _Arguments.args,
        **named: _Arguments.kwargs,
    ) -> _Found | None:
        """What a rule reads here; where it reads nothing, the cursor stays."""
        start = self.at
        found = rule(self, *arguments, **named)
        if found is None or found is False:
            self.at = start
        return found

    def first(self, rules: Rules[Callable[[Cursor], _Found]]) -> _Found | None:
        """What the first of the rules reads that reads anything here."""
        start = self.at
        for rule in rules.at(self.tokens[start]):
            found = rule(self)
            if found is not None:
                return found
            self.at = start
        return None

    def sees(
        self,
        rule: Callable[Concatenate[Cursor, _Arguments], object],
        *arguments: _Arguments.args,
        **named: _Arguments.kwargs,
    ) -> bool:
        """Whether a rule would read something here; the cursor stays."""
        start = self.at
        found = rule(self, *arguments, **named)
        self.at = start
        return found is not None and found is not False
