"""Texts that a spreadsheet would run: made text again, for whoever opens the CSV in one.

Excel and LibreOffice read a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula, also
behind a tab or line break (OWASP, "CSV Injection"). What a portal wrote is never a formula, so
such a text gets an apostrophe in front. Numbers and days stay as they are.
"""

from __future__ import annotations

import re
from typing import Any

# Some spreadsheets take the full-width signs for the others. A text that has the apostrophe
# already gets another, so that one taken away gives back what was there.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?")


def as_cell(value: Any) -> Any:
    """The value of a CSV cell: a text that would be a formula with an apostrophe before it."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
