"""What a date in an article is for: its deadline, an event, or just mentioned.

Told by the labels and verbs of the sentence it stands in, as calls and news of German portals word
them: ``Anträge sind bis zum 31. März 2019 einzureichen``, ``findet am 3. Mai in Bonn statt``.
"""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["deadline", "event", "mentioned"]

_REACH = 240  # characters to either side; German sentences of offices are long

# A full stop ends a sentence before a capital, but "15. Mai" and "z. B." do not.
_SENTENCE_END = re.compile(r"(?:[a-zäöüß)»“\"”]{2}[.!?]|\d{4}[.!?]|[!?])\s+(?=[A-ZÄÖÜ„»\"])|\n")

_DEADLINE_LABEL = re.compile(
    r"\b(?:Stichtag|[\w-]*[Ff]rist(?:ende|ablauf)?|[\w-]*(?:[Ee]insende|[Bb]ewerbungs|[Aa]nmelde|"
    r"[Ee]inreichungs|[Aa]ntrags)schluss|[Dd]eadline|[Ss]tichtage?)\b[^.]{0,80}$"
)
_UNTIL = re.compile(
    r"\b(?:bis(?:\s+(?:spätestens|zum|einschließlich|einschl\.|inklusive|Ende|am|zu|dem|den))*|"
    r"spätestens(?:\s+(?:am|bis|zum))*)\s+(?:\w+tag,?\s+)?(?:dem\s+|den\s+)?$"
)
_TO_HAND_IN = re.compile(
    r"\b(?:ein(?:zu|ge)?reich\w*|einreichung\w*|bewerb\w*|beworben|anmeld\w*|anzumelden|angemeldet|"
    r"abzugeben|abgegeben|vorzulegen|vorgelegt|vorlage|einzusenden|eingesandt|einsend\w*|"
    r"übermitt\w*|gestellt|zu\s+stellen|anträge|antrag\w*|skizze\w*|projektvorschläge|vorschläge|"
    r"interessenbekundung\w*|teilnahmeschluss|rückmeld\w*|möglich|entgegen\w*|registrier\w*|"
    r"geöffnet|melden|vormerken)\b",
    re.IGNORECASE,
)
_HAPPENS = re.compile(
    r"\bstatt(?:\b|\w*f[ia]nd\w*|zu\w+)|\b(?:f[ia]nde[nt]?|fand)\b.*\bstatt|"
    r"\b(?:teil(?:zu|ge)?n[aeio]hm\w*|teilnehm\w*|teilnahme\w*|teilgenommen|lädt|laden|einladung\w*|"
    r"eingeladen|termine?|veranstalt\w*|treffen|trafen|trifft|traf|tag(?:t|te|en|ten)|reis(?:t|te|en|"
    r"ten)|bereist\w*|besuch(?:t|te|en|ten)|ausgerichtet|eröffne\w*|beginn(?:t|en)|startet?|"
    r"ausstell(?:t|en)|präsentier\w*|zusammenkomm\w*|versammel\w*|unterzeichne\w*|feier\w*)\b|"
    r"(?:konferenz|tagung|workshops?|messe|kongress|symposium|forum|delegationsreise|delegation|reise|"
    r"seminar|webinar|sitzung|gipfel|ausstellung|festival|akademie|sommerschule|veranstaltung|"
    r"treffen|infotag|jahrestagung|wettbewerb|preisverleihung|in der zeit vom)\w{0,3}\b",
    re.IGNORECASE,
)
_DAY_SIZED = re.compile(r"\d{1,2}\.|\d{4}-\d\d-\d\d|tag\b|heute|gestern|morgen|\d/\d")


def role_in(text: str, span: tuple[int, int]) -> Role:
    """The role of the date at ``span`` in ``text``; only a day or days can be an event."""
    start, end = span
    before, after = _sentence_around(text, start, end)
    if _DEADLINE_LABEL.search(before):
        return "deadline"
    if _UNTIL.search(before) and _TO_HAND_IN.search(before + " " + after):
        return "deadline"
    if _DAY_SIZED.search(text[start:end]) and _HAPPENS.search(f"{before} {after}"):
        return "event"
    return "mentioned"


def _sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence before and after the date."""
    before = text[max(0, start - _REACH) : start]
    begins = max((boundary.end() for boundary in _SENTENCE_END.finditer(before)), default=0)
    after = text[end : end + _REACH]
    stop = _SENTENCE_END.search(after)
    return before[begins:], after[: stop.start() + 2] if stop else after
