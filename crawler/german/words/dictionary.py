"""Base forms of German and English words, by simplemma's dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    """Built once on a machine and kept in the user's cache folder; then there in milliseconds."""
    return TrieDictionaryFactory().get_dictionary(language)


def noun(word: str) -> str | None:
    """The base form of a German noun or name (``räte`` → ``rat``), whatever case ``word`` has."""
    found = _dictionary("de").get(word.capitalize())
    return found.lower() if found and found[0].isupper() else None


def german(word: str) -> str | None:
    """The base form of a German word that is written small (``gefördert`` → ``fördern``)."""
    found = _dictionary("de").get(word.lower())
    return found.lower() if found else None


def english(word: str) -> str | None:
    """The base form of an English word (``countries`` → ``country``)."""
    found = _dictionary("en").get(word.lower())
    return found.lower() if found else None
