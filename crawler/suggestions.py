"""The name that was probably meant by a misspelt one: options, settings, spiders, arguments."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 0.7
"""Similarity from which on a name is suggested, as difflib measures it (0 to 1)."""


def did_you_mean(typed: str, known: Iterable[str], alike: float = _ALIKE) -> str:
    """``: did you mean limit?``, or "" if no known name resembles what was typed.

    Case and all signs between the words are left out of account. The beginning of one name alone
    resembles it, however much is left out.
    """
    names = {_folded(name): name for name in known}
    begin = _folded(typed)
    found = [name for name in names if name.startswith(begin)] if len(begin) > 1 else []
    if len(found) != 1:
        found = difflib.get_close_matches(begin, names, 1, alike)
    return f": did you mean {names[found[0]]}?" if found else ""


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
