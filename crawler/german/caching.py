"""Cache for functions of short texts: menus, labels and credits recur on all pages of a portal."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

SHORT = 200
"""Characters; longer texts seldom recur, and would fill the memory."""
_CACHE_SIZE = 4096

_Texts = ParamSpec("_Texts")
_Answer = TypeVar("_Answer")


def remembered(function: Callable[_Texts, _Answer]) -> Callable[_Texts, _Answer]:
    """Cache a pure function of texts, unless its last argument is long."""
    known = cast("Callable[_Texts, _Answer]", lru_cache(_CACHE_SIZE)(function))

    @wraps(function)
    def ask(*texts: _Texts.args, **named: _Texts.kwargs) -> _Answer:
        last = texts[-1]
        short = isinstance(last, str) and len(last) <= SHORT
        return (known if short else function)(*texts, **named)

    return ask
