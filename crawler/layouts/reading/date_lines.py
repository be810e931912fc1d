"""Lines that look like dates, told quickly; whether they are is for the pipelines to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from crawler.german.caching import remembered
from crawler.german.labels import read_label

_MONTH: Final = (
    r"(?:Jan|Jän|Feb|Mär|Mrz|Maerz|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec)[a-zäA-Z]*\.?"
)
DATE_SHAPE: Final = re.compile(
    rf"""(?=[\dADFJMNOS])(?<![\d.,/])(?:          # most letters are dismissed at once
        \d{{1,2}}(?:
            \.\s?\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})(?!\d|\.\d)
          | \.?\s?{_MONTH},?\s?\d{{4}}
          | -\d{{1,2}}-\d{{4}}
          | /\d{{1,2}}/\d{{4}}
        )
      | \d{{4}}-\d{{2}}-\d{{2}}
      | \d{{4}}/\d{{2}}/\d{{2}}(?!/)
      | {_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""A day of a year in figures or words."""
_TWO_FIGURES: Final = re.compile(r"\d\d")
"""No date is without; most lines are, which spares them the slower pattern."""
SEPARATORS: Final = " \t|·•,;:./–—-()[]\xa0"
"""What stands between a date and the other facts of its line."""


_OPENS_LINE: Final = re.compile(
    r"""^(?: (?:[^\d\W](?:[\w\ .()]|[/-](?=\w)){1,40} [,|:·•–/-](?!\w) \s*){1,3}  # Bonn, |
         | [^.!?]{0,50} (?:mitteilung|meldung|information|nachricht|bericht|artikel|beitrag|news
                          |Ausgabe|Nr\b|\bPM\b) [^!?]{0,30}
         | von\ [\w.\ -]{3,40}\                            # von Hilde Moos am
         | \#?\d{1,4}\s*[/|–-]\s*                         # 12 /
         )?
         (?:den\s|vom\s|am\s)? (?:(?:Mo|Di|Mi|Do|Fr|Sa|So)\w*[.,]?\s+(?:den\s)?)? $""",
    re.VERBOSE | re.IGNORECASE,
)


_CITES: Final = re.compile(
    r"\((?:vgl\.|siehe|s\.|aus|nach|laut)?\s*\w*(?:mitteilung|meldung|bericht|artikel)\b|Quelle\b",
    re.I,
)
"""``(Pressemitteilung vom 31.01.2022)``: names somebody else's text, at the end of one's own."""
_FACT_END: Final = re.compile(
    r"(?<=\d)(?=[A-ZÄÖÜ])"  # 09.04.2019Presse
    r"|\s*[|·•](?!\s*\d{1,2}[:.]\d{2}\b)"
    r"|[\s,;]+(?=[A-ZÄÖÜ][a-zäöü]+:\s)"  # 09.04.19 10:12 Alter: 3 Jahre
)
_PLACE: Final = re.compile(
    r"(?:[(\[]?[^\W\d_][\w./ -]{1,40}(?:,|\.|\s[|/–—-])"
    r"|[A-ZÄÖÜ][\w.-]+(?:[ /][A-ZÄÖÜ][\w.-]+){0,2}\s\()\s*"  # not "Wie gestern (11.01.2017)"
    r"(?:\w{2,10}tag,?\s+)?(?:den\s+|am\s+|vom\s+)?"
)
_IN_PLACE: Final = re.compile(
    r"[(\[]?[A-ZÄÖÜ][\w.-]+(?:(?:\s|/|\s/\s)[A-ZÄÖÜ(][\w.)-]*){0,2}\s+(?:den\s+)?"
)
"""``Grünthal 04.05.2021``, ``Hilde Moos 4. Mai 2021``."""
_TAKES_PLACE: Final = re.compile(
    r"fest|tag\b|tage|markt|konferenz|messe|konzert|termin|veranstalt|sitzung|ausgabe|kongress"
    r"|seminar|workshop|forum|woche|beginn|start|ende|ab\b|bis\b",
    re.IGNORECASE,
)
_HAPPENS: Final = re.compile(
    r"\b(?:am|vom|bis|ab|der|den|dem|zum)\s*(?:\w+tag,?\s*(?:den\s*)?)?$", re.IGNORECASE
)
_DIGIT: Final = re.compile(r"\d")
_CLOCK_TIME: Final = re.compile(r"\b\d{1,2}[:.]\d{2}\s*(?:Uhr)?\b")
_AROUND_DATE: Final = re.compile(r"\b(?:\w{2,10}tag|den|vom|am|um|Uhr)\b,?")
_SHORTENED: Final = ("Min.", "Std.", "Sek.", "Nr.", "Uhr.")
_MAX_TIMED: Final = 100


def may_hold_date(text: str) -> bool:
    """Whether a text has the figures of a date."""
    return _TWO_FIGURES.search(text) is not None


def first_date(text: str) -> re.Match[str] | None:
    """The first date of a text."""
    return DATE_SHAPE.search(text) if may_hold_date(text) else None


# -- Which date of a line is what: the words between it and the date before tell -------------------

FactRole = Literal["published", "updated", "other", "unsaid"]

_CLOCK: Final = re.compile(
    r"(?:\s*[,|·–—-])?(?:\s+um)?\s*\d{1,2}[:.]\d{2}(?!\.?\d)(?::\d{2})?(?:\s*(?:Uhr|h)\b)?"
)
_TIES: Final = r"""(?:[\s:,(|–—-]+|\b(?:am|vom|den|der|um|seit|on|at|Uhr|date|datum|worden|wurde)\b
    |\b\w{2,10}tag\b|\b(?:Mo|Di|Mi|Do|Fr|Sa|So)\b\.?|\d{1,2}[:.]\d{2}
    |\b(?:dieser|der|des|diese)\s(?:Seite|Artikels?|Beitrags?|Meldung)\b
    |\b(?:von|durch|by)\s[^\W\d][\w. -]{2,40}?(?=\s(?:am|vom)\b|,))*+$"""
"""What may stand between such a word and its date."""
_OF_UPDATE: Final = re.compile(
    rf"""(?:\b|_)(?:(?:zuletzt|letzte[rsmn]?|neueste[rsmn]?|last|neu)\s+)?
    (?:(?:aktualisier|geänder|änderung|überarbeit|bearbeit|update|upgedat|modifi[ez]|ergänz
      |korrigier|revidier|nachtrag)\w*|stand|fassung|version|revision){_TIES}""",
    re.VERBOSE | re.IGNORECASE,
)
_OF_PUBLICATION: Final = re.compile(
    rf"""(?:erst)?(?:veröffentlich|erschien|erschein|publi[zsk]|eingestellt|erstell|freigeschalt
      |gepostet|posted|verfasst|geschrieben|hochgeladen|online|datum|date\b)\w*{_TIES}""",
    re.VERBOSE | re.IGNORECASE,
)
_OF_OTHERS: Final = re.compile(
    rf"""(?:\b(?:bis|ab|registriert|anmeldedatum|mitglied|angemeldet|gültig|gilt|stichtag|deadline|geboren|gestorben|abgerufen|zugriff)
      |frist(?:ende)?|schluss)\b{_TIES}""",
    re.VERBOSE | re.IGNORECASE,
)
_SAID_BEHIND: Final = re.compile(
    r"\s*\(\s*(?P<word>(?:letzte[rs]?\s|zuletzt\s)?[^\W\d]{4,20})\s*\)", re.IGNORECASE
)
_RANGE_TO: Final = re.compile(
    r"\d(?:\.\s*(?:[–—-]|und|\+|/)|\.?\s*bis)\s*(?:\w+tag,\s*)?(?:zum\s|den\s)?$"
)
_RANGE_FROM: Final = re.compile(
    r"\s*(?:[–—-]|bis)\s*(?:zum\s|den\s)?(?:\w+tag,\s*)?\d{1,2}\.(?!\d\d\b)"
)
_ON_WEEKDAY: Final = re.compile(r"\b\w{2,7}(?:tag|woch|abend),?\s*(?:den\s*)?$", re.IGNORECASE)
_IN_A_PLACE: Final = re.compile(
    r"\s*,\s*(?!Von\b|Autor|Text|Redaktion|Stand|Aktual|Update|Quelle|Lese)[A-ZÄÖÜ]"
)
_MOST_FACTS: Final = 10
_WORDS_BEFORE: Final = 80


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date of a line with what belongs to it: the words that tell its role, its clock time."""

    role: FactRole
    text: str
    date: str


@remembered
def dated_facts(line: str) -> tuple[DatedFact, ...]:
    """The dates of a line of facts: ``Erstellt: 04.05.2021 | aktualisiert am 07.05.2021, 9:30``."""
    return tuple(_dated_facts(line)) if may_hold_date(line) else ()


def _dated_facts(line: str) -> Iterator[DatedFact]:
    start = 0
    for count, match in enumerate(DATE_SHAPE.finditer(line)):
        if count == _MOST_FACTS:
            return
        clock = _CLOCK.match(line, match.end())
        end = clock.end() if clock and not DATE_SHAPE.match(line, match.end()) else match.end()
        role = _role_by(line[max(start, match.start() - _WORDS_BEFORE) : match.start()])
        if role == "unsaid" and _is_of_event(line, start, match, end):
            role = "other"
        if said := _SAID_BEHIND.match(line, end):  # 07.05.2021 (Update)
            behind = _role_by(said["word"])
            role, end = (role, end) if behind == "unsaid" else (behind, said.end())
        yield DatedFact(role, line[start:end].strip(SEPARATORS + "([|"), line[match.start() : end])
        start = end


def _is_of_event(line: str, start: int, match: re.Match[str], end: int) -> bool:
    """``1.–5. Mai 2021``; ``Samstag, 12. Juni 2021, 19 Uhr, Rathaus``."""
    before = line[max(start, match.start() - _WORDS_BEFORE) : match.start()]
    if _RANGE_TO.search(before) or _RANGE_FROM.match(line, match.end()):
        return True
    return (
        end > match.end()
        and bool(_ON_WEEKDAY.search(before))
        and bool(_IN_A_PLACE.match(line, end))
    )


def _role_by(words: str) -> FactRole:
    if not any(char.isalpha() for char in words):
        return "unsaid"
    if _OF_UPDATE.search(words):
        return "updated"
    if _OF_OTHERS.search(words):
        return "other"
    return "published" if _OF_PUBLICATION.search(words) else "unsaid"


def without_date(text: str) -> str:
    """A line without date and separators: ``24. April 2020 | Presse`` → ``Presse``."""
    rest = DATE_SHAPE.sub("|", text)
    rest = _CLOCK_TIME.sub("|", rest)
    pieces = [piece.strip(SEPARATORS) for piece in rest.split("|")]
    return " ".join(piece for piece in pieces if piece)


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else (a clock time and a label may stand with it)."""
    if len(text) > 60 or not first_date(text):
        return False
    if label := read_label(text):
        text = text[label.end :]
    rest = _AROUND_DATE.sub("", without_date(text))
    return not any(map(str.isalnum, rest))


def opens_with_date(line: str) -> bool:
    """A dateline: the date comes first, or behind a place or the kind of text.

    ``Bonn, 11.10.2021``, ``Pressemitteilung Nr. 42 vom 31. Januar 2022``.
    """
    match = first_date(line)
    if match is None:
        return False
    if _CITES.match(line):
        return False
    before, rest = line[: match.start()], line[match.end() :]
    if _IN_PLACE.fullmatch(before) and not _TAKES_PLACE.search(before):
        clock = _CLOCK.match(line, match.end())
        return not line[clock.end() if clock else match.end() :].strip(SEPARATORS)
    if not _OPENS_LINE.match(before):
        return False
    is_sentence = rest.endswith(".") and not rest.endswith(_SHORTENED)
    if is_sentence or before.lower().endswith("am "):
        return not rest.strip(SEPARATORS)  # "Am 4. Mai hat der Rat getagt."
    return len(rest) < 80 and (not rest or rest[0] in SEPARATORS or rest[0].isupper())


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


def is_timed(line: str) -> bool:
    """Whether a short line that is no sentence has a date with a clock time in it.

    ``Stars 06.11.2023 13:30 von Olga``; not ``Konzert am 06.11.2023 um 19:30 Uhr``.
    """
    match = DATE_SHAPE.search(line) if len(line) <= _MAX_TIMED and line[-1:] not in ".!?" else None
    if match is None or _HAPPENS.search(line, 0, match.start()):
        return False
    return bool(_CLOCK.match(line, match.end()))


def dateline_of(text: str) -> str | None:
    """The dateline of a paragraph: ``(Bonn, 3. Mai 2021) Der Verband …``, ``3.5.2021 – …``."""
    match = DATE_SHAPE.search(text, 0, 90)
    if match is None:
        return None
    before = text[: match.start()]
    if not _PLACE.fullmatch(before) and before.strip() not in ("", "(", "["):
        return None
    behind = text[match.end() : match.end() + 30].lstrip()
    bare = not before.strip()
    if behind[:1] not in tuple(")]:–—-|/" if bare else ")].:–—-(|/") or _DIGIT.match(
        behind[1:].lstrip()
    ):
        return None
    return text[: match.end()].lstrip("([ ")
