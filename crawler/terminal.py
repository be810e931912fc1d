"""Text from outside on terminals: everything a command prints goes through here.

A title, a URL or an error message may hold what a terminal obeys (ANSI and OSC escape sequences,
carriage returns, C1 controls), what reorders a line (Unicode's bidirectional controls) or what
Rich takes for markup. ``plain`` shows all of that as escapes; ``say`` and ``crawler.console`` print
through it. The linter refuses ``print`` and Rich's own Console elsewhere.

Where streams have another encoding than UTF-8 (``LC_ALL=C``, a Latin-1 terminal), what it lacks is
written in ASCII (``printing``). A reader that has seen enough (``| head``) ends no command.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import traceback
import unicodedata
from contextlib import contextmanager
from textwrap import wrap
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

WIDTH = 80
"""Columns of what is printed where there is no terminal to ask, as in cron's mail."""

_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories that print nothing: controls, format characters, surrogates, separators."""
_KEPT = frozenset("\n\t\u00ad\u200c\u200d")
"""Of these: line ends, tabs, and what only joins or parts letters (soft hyphen, ZWNJ, ZWJ)."""

_IN_ASCII = {
    "→": "->", "…": "...", "≥": ">=", "›": ">", "·": ".", "•": "*", "–": "-", "—": "-", "✓": "+",
    "✗": "x", "€": "EUR", **dict.fromkeys("„“”«»", '"'), **dict.fromkeys("‚‘’", "'"),
    **{block: str(height) for height, block in enumerate("▁▂▃▄▅▆▇█", 1)},
}  # fmt: skip
"""Signs, ours and of typography, that are said in ASCII; letters are escaped: no word changes."""
_LENIENT = "crawler.terminal"
"""Name of the handler of characters that a stream's encoding lacks, as codecs know it."""


class OutputError(Exception):
    """What was printed could not be written, as to a full disk; the message says why."""


def plain(text: str) -> str:
    r"""``text`` with every character that prints nothing as an escape: ``\x1b``, ``\u202e``."""
    if text.isprintable():
        return text
    return "".join(_escaped(letter) if _is_unsafe(letter) else letter for letter in text)


def as_json(value: Any) -> str:
    """``value`` as JSON on one line, German letters as they are and nothing a terminal obeys."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    if text.isprintable():
        return text
    # All of these stand within strings, where the escape means the same character.
    return "".join(json.dumps(c)[1:-1] if _is_unsafe(c) else c for c in text)


def encodable(text: str, encoding: str) -> str:
    """``text`` with the characters that an encoding lacks in ASCII, as streams write it."""
    return text.encode(encoding, _LENIENT).decode(encoding)


@contextmanager
def printing() -> Iterator[None]:
    """Print all of the block in whatever encoding stdout and stderr have.

    Raises OutputError at its end for output that was lost, unless nobody wants it any more.
    """
    _lost.clear()
    sys.excepthook = _say_uncaught
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not None (`>&-`), nor what a program put there
            stream.reconfigure(errors=_LENIENT)
    yield
    if sys.stdout is not None:
        attempt(sys.stdout.flush, sys.stdout)
    if _lost:
        raise OutputError(f"standard output cannot be written: {_lost[0].strerror}")


def say(*words: object, error: bool = False) -> None:
    """Print words on a line of stdout, or of stderr."""
    _print(" ".join(plain(str(word)) for word in words), error=error)


def _say_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A traceback of a mistake of ours: what it quotes may be from outside."""
    say("".join(traceback.format_exception(kind, error, trace)).rstrip(), error=True)


def say_sentence(sentence: str, *, error: bool = False, indent: str = "  ") -> None:
    """``say`` what may be wider than a screen, over several lines; words and URLs stay whole."""
    for line in wrap(
        plain(sentence),
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        _print(line, error=error)


def say_folded(text: str) -> None:
    """``say`` what has no spaces, a URL or a path, folded where a screen ends; nothing is cut.

    Terminals fold by themselves, and what is copied from them is in one piece.
    """
    shown = plain(text)
    if sys.stdout is not None and sys.stdout.isatty():
        _print(shown)
        return
    indent = " " * (len(shown) - len(shown.lstrip()) + 2)
    while shown:
        _print(shown[:WIDTH])
        shown = shown[WIDTH:] and indent + shown[WIDTH:]


def say_json(value: Any) -> None:
    """Print one line of JSON on stdout: in UTF-8, or in ASCII if stdout has another encoding."""
    line = as_json(value)
    if not _is_utf8(sys.stdout):
        line = "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in line)
    _print(line)


def say_bytes(content: bytes) -> None:
    """Write bytes to stdout as they are, but escaped where a terminal would obey them."""
    if sys.stdout.isatty():
        say(content.decode("utf-8", "backslashreplace"))
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def discard(stream: IO[str]) -> None:
    """Write what is printed from now on nowhere: the reader has gone, or the disk is full."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


_lost: list[OSError] = []
"""Why output was lost, since ``printing`` began."""


def _print(line: str, *, error: bool = False) -> None:
    stream = sys.stderr if error else sys.stdout
    if stream is not None:
        attempt(lambda: print(line, file=stream), stream)


def attempt(write: Callable[[], None], stream: IO[str]) -> None:
    """Write; a command goes on with its work, and says at its end what was lost."""
    try:
        write()
    except BrokenPipeError:
        discard(stream)
    except OSError as error:
        _lost.append(error)
        discard(stream)


def _is_utf8(stream: IO[str] | None) -> bool:
    encoding = getattr(stream, "encoding", None)  # none of io.StringIO
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_IN_ASCII.get(letter) or _escaped(letter) for letter in lacking), error.end


codecs.register_error(_LENIENT, _in_ascii)


def _is_unsafe(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSAFE and letter not in _KEPT


def _escaped(letter: str) -> str:
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
