"""Text from outside on terminals: everything a command prints goes through here.

A title, a URL or an error message may hold what a terminal obeys (ANSI and OSC escape sequences,
carriage returns, C1 controls), what reorders a line (Unicode's bidirectional controls) or what
Rich takes for markup. ``plain`` shows all of that as escapes; ``say`` and ``crawler.console`` print
through it. The linter refuses ``print`` and Rich's own Console elsewhere.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import Any

_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories that print nothing: controls, format characters, surrogates, separators."""
_KEPT = frozenset("\n\t\u00ad\u200c\u200d")
"""Of these: line ends, tabs, and what only joins or parts letters (soft hyphen, ZWNJ, ZWJ)."""


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


def say(*words: object, error: bool = False) -> None:
    """Print words on a line of stdout, or of stderr."""
    print(*(plain(str(word)) for word in words), file=sys.stderr if error else sys.stdout)


def say_json(value: Any) -> None:
    """Print one line of JSON on stdout."""
    print(as_json(value))


def say_bytes(content: bytes) -> None:
    """Write bytes to stdout as they are, but escaped where a terminal would obey them."""
    if sys.stdout.isatty():
        say(content.decode("utf-8", "backslashreplace"))
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _is_unsafe(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSAFE and letter not in _KEPT


def _escaped(letter: str) -> str:
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
