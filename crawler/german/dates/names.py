"""Figures and days that name something else: sections of a text, streets and squares.

``Nummern 2.1. bis 2.4.``, ``die unter 4.2. genannten Kosten``, ``Straße des 17. Juni 135``.
"""

from __future__ import annotations

import re

_LOOK_BACK = 70
_LOOK_AHEAD = 30
_DES = 24  # "des 17. September "

# Days of the month without a year and without a zero before them look like numbers of sections
_SECTION_NUMBER = re.compile(r"[1-9]\d?\.\s?[1-9]\d?\.?(?!\d)")
_WITH_ZERO = re.compile(r"\b0\d|\b(?!und\b|bis\b|oder\b|sowie\b)[^\W\d_]{3}|\d{4}")

_PARTS = (
    r"(?:Nummern?|Nrn?\.|Nrs?\.|Ziffern?|Ziff\.|Kapiteln?s?|Kap\.|Abschnitte?[ns]?|Abschn\.|Teile?[ns]?|Anlagen?|"
    r"Anhänge?n?|Anhangs?|Punkte?[ns]?|Pkt\.|Artikeln?s?|Art\.|Absätze?n?|Absatz(?:es)?|Abs\.|Tz\.|Rn\.|"
    r"Unterpunkte?n?|Unterabschnitte?n?|Titeln?|Paragra(?:f|ph)(?:en)?|§§?|Tabellen?|Tab\.|Abbildung(?:en)?|Abb\.|"
    r"Modulen?|Module?|Bausteine?n?|Maßnahmen?|Ziele?n?|Fragen?|Auflagen?|Positionen?|Pos\.|Zeilen?|Lose?n?|"
    r"Version(?:en)?|Release|Klauseln?|Bestimmung(?:en)?|Vorgaben?|Buchstaben?|Sätze?n?|Satz)"
)
# "Nummern 1.2., 1.3. und": nothing but more such numbers stands between
_SECTIONS_BEFORE = re.compile(
    rf"\b{_PARTS}\s+(?:[\d.,;/\s–-]|und|bis|oder|sowie|beziehungsweise|bzw\.|zu|mit|nach|von|in|unter)*$|§§?\s*[\d.\s]*$"
)
# "nach 5.4.", "unter 6.1.": days are told by "am", "vom", "bis zum", "ab dem" or "den"
_PLACED_BEFORE = re.compile(
    r"\b(?:[Nn]ach|[Uu]nter|[Gg]emäß|[Ll]aut|[Ss]iehe|[Ss]\.|[Vv]gl\.|[Zz]u|[Ii]n|[Aa]us|[Ii]m\s+Sinne\s+von|"
    r"[Ee]ntsprechend|[Aa]uf|[Mm]it|[Vv]on|[Zz]wischen|sowie|[Dd]urch|[Ff]ür|[Bb]ei|[Ww]ie)\s+$"
)
_SECTION_AFTER = re.compile(
    r"\.?,?\s+(?:Satz|Abs(?:atz|\.)|Nr\.|Buchst|Unterabs|Halbsatz|[Gg]enannt|[Aa]ufgeführt|[Bb]eschrieben|"
    r"[Gg]eregelt|[Bb]ezeichnet|[Dd]efiniert|[Dd]argestellt|der\s+(?:Satzung|Richtlinie|Verordnung|Bekanntmachung|"
    r"Studie|Anlage|Vereinbarung|Ordnung|Bestimmungen|Bedingungen|Nebenbestimmungen|Leistungsbeschreibung))"
)
# The same again later in the sentence: "nach Nummer 5.4. …, nach 5.5. nicht"
_SECTION_IN_SENTENCE = re.compile(rf"\b{_PARTS}\s+\d")

_NAMED_AFTER_DAYS = re.compile(
    r"\b\w*(?:[Ss]tra(?:ß|ss)en?|[Aa]llee|[Pp]latz(?:es)?|[Bb]rücke|[Rr]ing(?:s|es)?|[Pp]ark(?:s|es)?|[Gg]asse|[Uu]fer|"
    r"[Ww]eg(?:s|es)?|[Pp]romenade|[Ss]iedlung|[Ss]tadions?|[Ss]chule|[Hh]of(?:s|es)?|[Tt]or(?:s|es)?|[Hh]alle|Str\.|Pl\.|"
    r"[Cc]haussee|[Bb]oulevards?|[Ss]teigs?|[Dd]amm(?:s|es)?|[Mm]arkt(?:s|es)?|[Bb]ewegung|[Kk]olonie|[Ee]splanade|"
    r"[Ff]orums?|[Aa]nlage)"
    r"\s+des\s+(?:\d\d?\.\s*(?:[A-ZÄ]\w+\s+)?)?$"
)


def is_name(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]``, which reads like a date, is in a name or numbers a section."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if " des " in before[-_DES:] and _NAMED_AFTER_DAYS.search(before):
        return True
    printed = text[start:end]
    if not _SECTION_NUMBER.match(printed) or _WITH_ZERO.search(printed):
        return False
    after = text[end : end + _LOOK_AHEAD]
    if _SECTIONS_BEFORE.search(before) or _SECTION_AFTER.match(after):
        return True
    if _PLACED_BEFORE.search(before):
        return True
    listed = re.search(r"\d\.(?:,|\s+und|\s+oder|\s+bis)\s+$", before) is not None
    return listed and _SECTION_IN_SENTENCE.search(before) is not None
