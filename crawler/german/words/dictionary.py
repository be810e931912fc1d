"""Base forms of German and English words, by simplemma's dictionaries."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

from platformdirs import user_cache_path
from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    """Built once on a machine and kept in the user's cache folder; then there in milliseconds.

    A user without a home (a container's, a service's) has none, and waits a second in each run,
    unless XDG_CACHE_HOME names a folder.
    """
    return TrieDictionaryFactory(use_disk_cache=_has_cache()).get_dictionary(language)


def _has_cache() -> bool:
    """Whether the user has a cache folder, or one can be made."""
    folder = user_cache_path("simplemma")
    if not folder.is_absolute():  # "~" of somebody whom the system does not know
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


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
