"""``scrapy``, with the time spent in the books of its run: ``… -m bench.books_process FILE ARGS``.

What the functions of the two modules take is added up, with what measuring it takes, and written to
FILE in seconds.
"""

from __future__ import annotations

import functools
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

# Before any module has their functions under a name of its own.
from crawler import books
from crawler.monitoring import run_books

_state = threading.local()
_spent: list[float] = []


def _timed(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        if getattr(_state, "inside", False):
            return function(*args, **kwargs)
        _state.inside = True
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            _spent.append(time.perf_counter() - began)
            _state.inside = False

    return timed


def _time_all(owner: Any, module: str) -> None:
    for name, value in list(vars(owner).items()):
        if isinstance(value, FunctionType) and value.__module__ == module:
            setattr(owner, name, _timed(value))
        elif isinstance(value, classmethod):
            setattr(owner, name, classmethod(_timed(value.__func__)))


def main() -> None:
    """Run the command."""
    for module in (books, run_books):
        _time_all(module, module.__name__)
    for each in (books.Books, books.Line, run_books.RunBooks):
        _time_all(each, each.__module__)
    from scrapy.cmdline import execute

    file, *arguments = sys.argv[1:]
    try:
        execute(["scrapy", *arguments])
    finally:
        Path(file).write_text(str(sum(_spent)))


if __name__ == "__main__":
    main()
