"""Answers kept for short texts: menus, labels and credits come again on every page of a portal."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

SHORT = 200
"""Characters; longer texts seldom come again, and would fill the memory."""
_KEPT = 4096

_Texts = ParamSpec("_Texts")
_Answer = TypeVar("_Answer")


def remembered(function: Callable[_Texts, _Answer]) -> Callable[_Texts, _Answer]:
    """Keep the last answers of a pure function of texts, of which the last one may be long."""
    known = cast("Callable[_Texts, _Answer]", lru_cache(_KEPT)(function))

    @wraps(function)
    def ask(*texts: _Texts.args, **named: _Texts.kwargs) -> _Answer:
        last = texts[-1]
        short = isinstance(last, str) and len(last) <= SHORT
        return (known if short else function)(*texts, **named)

    return ask
