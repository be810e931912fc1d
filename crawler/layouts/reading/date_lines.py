"""Lines that look like dates, told quickly; whether they are is for the pipelines to decide."""

from __future__ import annotations

import re
from typing import Final

from crawler.german.labels import read_label

_MONTH: Final = (
    r"(?:Jan|Jän|Feb|Mär|Mrz|Maerz|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)[a-zäA-Z]*\.?"
)
DATE_SHAPE: Final = re.compile(
    rf"""(?=[\dADFJMNOS])(?<![\d.,/])(?:          # most letters are dismissed at once
        \d{{1,2}}(?:
            \.\s?\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})(?![\d.])
          | \.?\s?{_MONTH}\s?\d{{4}}
          | /\d{{1,2}}/\d{{4}}
        )
      | \d{{4}}-\d{{2}}-\d{{2}}
      | {_MONTH}\s\d{{1,2}},\s\d{{4}}
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""A day of a year in figures or words."""
SEPARATORS: Final = " \t|·•,;:./–—-()\xa0"
"""What stands between a date and the other facts of its line."""


_OPENS_LINE: Final = re.compile(
    r"""^(?: [^\d\W][\w\ ./()-]{1,40} [,|:·–-] \s*        # Bonn,  Pressemitteilung |
         | [^.!?]{0,50} (?:mitteilung|meldung|information|nachricht|bericht|artikel|beitrag|news
                          |Ausgabe|Nr\b|\bPM\b) [^!?]{0,30}
         | von\ [\w.\ -]{3,40}\                            # von Hilde Moos am
         | \#?\d{1,4}\s*[/|–-]\s*                         # 12 /
         )?
         (?:den\s|vom\s|am\s)? (?:(?:Mo|Di|Mi|Do|Fr|Sa|So)\w*[.,]?\s+(?:den\s)?)? $""",
    re.VERBOSE | re.IGNORECASE,
)


_FACT_END: Final = re.compile(
    r"\s*[|·•](?!\s*\d{1,2}[:.]\d{2}\b)"
    r"|[\s,;]+(?=[A-ZÄÖÜ][a-zäöü]+:\s)"  # 09.04.19 10:12 Alter: 3 Jahre
)
_PLACE: Final = re.compile(r"\(?[^\W\d_][\w./ -]{1,40},\s*(?:den\s+|am\s+)?")


def without_date(text: str) -> str:
    """A line without date and separators: ``24. April 2020 | Presse`` → ``Presse``."""
    rest = DATE_SHAPE.sub("|", text)
    rest = re.sub(r"\b\d{1,2}[:.]\d{2}\s*(?:Uhr)?\b", "|", rest)
    pieces = [piece.strip(SEPARATORS) for piece in rest.split("|")]
    return " ".join(piece for piece in pieces if piece)


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else (a clock time and a label may stand with it)."""
    if len(text) > 60 or not DATE_SHAPE.search(text):
        return False
    if label := read_label(text):
        text = text[label.end :]
    rest = re.sub(r"\b(?:\w{2,10}tag|den|vom|am|um|Uhr)\b,?", "", without_date(text))
    return not rest.strip(SEPARATORS)


def opens_with_date(line: str) -> bool:
    """A dateline: the date comes first, or behind a place or the kind of text.

    ``Bonn, 11.10.2021``, ``Pressemitteilung Nr. 42 vom 31. Januar 2022``.
    """
    match = DATE_SHAPE.search(line)
    if match is None or not _OPENS_LINE.match(line[: match.start()]):
        return False
    rest = line[match.end() :]
    if rest.endswith(".") or line[: match.start()].lower().endswith("am "):
        return not rest.strip(SEPARATORS)  # "Am 4. Mai hat der Rat getagt."
    return len(rest) < 80 and (not rest or rest[0] in SEPARATORS)


def dated_fact(line: str) -> str:
    """The fact of a line that is its date, with the clock time behind it.

    ``Meldung · 09.04.2019`` → ``09.04.2019``; ``Presse | 09.04.2019 | 14:30 Uhr`` keeps the time.
    """
    date = DATE_SHAPE.search(line)
    if date is None:
        return line
    start = max(line.rfind(mark, 0, date.start()) for mark in "|·•") + 1
    end = _FACT_END.search(line, date.end())
    return line[start : end.start() if end else len(line)].strip()


def dateline_of(text: str) -> str | None:
    """The dateline a paragraph opens with: ``(Bonn, 3. Mai 2021) Der Verband …``."""
    match = DATE_SHAPE.search(text, 0, 90)
    if match is None or not _PLACE.fullmatch(text, 0, match.start()):
        return None
    behind = text[match.end() : match.end() + 30].lstrip()
    return text[: match.end()].lstrip("( ") if behind[:1] in tuple(").:–—-(|/") else None
