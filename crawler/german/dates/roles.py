"""Roles of dates in an article: its deadline, an event, or just mentioned.

Told by the labels and verbs of the sentence it stands in, as calls and news of German portals word
them: ``Anträge sind bis zum 31. März 2019 einzureichen``, ``findet am 3. Mai in Bonn statt``.
"""

from __future__ import annotations

import re
from typing import Literal

from crawler.german.dates.model import GermanDate

Role = Literal["deadline", "event", "mentioned"]

_REACH = 240  # characters to either side; German sentences of offices are long

# A full stop ends a sentence before a capital, but "15. Mai" and "z. B." do not.
_SENTENCE_END = re.compile(r"(?:[a-zäöüß)»“\"”]{2}[.!?]|\d{4}[.!?]|[!?])\s+(?=[A-ZÄÖÜ„»\"])|\n")

_DEADLINE_LABEL = re.compile(
    r"\b(?:Stichtag|[\w-]*[Ff]rist(?:ende|ablauf)?|[\w-]*(?:[Ee]insende|[Bb]ewerbungs|[Aa]nmelde|"
    r"[Ee]inreichungs|[Aa]ntrags)schluss|[Dd]eadline|[Ss]tichtage?)\b(?:[^.]|\d\.){0,80}$"
)
_UNTIL = re.compile(
    r"\b(?:[Bb]is(?:\s+(?:spätestens|zum|einschließlich|einschl\.|inklusive|Ende|am|zu|dem|den))*|"
    r"[Ss]pätestens(?:\s+(?:am|bis|zum))*)\s+(?:\w+tag,?\s+)?(?:dem\s+|den\s+)?$"
)
_TO_HAND_IN = re.compile(
    r"\b(?:ein(?:zu|ge)?reich\w*|einreichung\w*|bewerb\w*|beworben|anmeld\w*|anzumelden|angemeldet|"
    r"abzugeben|abgegeben|vorzulegen|einzusenden|eingesandt|einsend\w*|"
    r"übermitt\w*|vorgelegt|gestellt|zu\s+stellen|anträge|antrag\w*|skizze\w*|projektvorschläge|vorschläge|"
    r"interessenbekundung\w*|teilnahmeschluss|rückmeld\w*|möglich|entgegen\w*|registrier\w*|"
    r"geöffnet|melden|vormerken)\b",
    re.IGNORECASE,
)
# "am 3. Mai", "vom 3. bis 5. Mai": it happens then. "die Richtlinie vom 3. Mai" names a text.
_ON = re.compile(
    r"\b(?:[Aa]m|[Zz]wischen(?:\s+dem)?|für den|auf den)\s+(?:\w+tag,?\s+)?(?:dem\s+|den\s+)?$"
)
# "Termine: 6. Mai in Musterstadt und 8. Mai": what stands between is no new sentence
_TERM = re.compile(
    r"\b(?:Termine?|Wann|Datum|Zeit|Beginn|Veranstaltung)\b[^.:]{0,30}:(?:[^.:;]|\d\.){0,80}$"
)
# "Erstellt am", "Laufzeit:": nothing one could go to
_NO_EVENT = re.compile(
    r"\b(?:(?:[Ee]rstellt|[Gg]eändert|[Aa]ktualisiert|[Vv]eröffentlicht|[Ee]rschienen|[Aa]bgerufen|"
    r"[Gg]eboren|[Gg]egründet)(?:\s(?:am|vom))?|"
    r"(?:\w*[Ll]aufzeit|\w*[Zz]eitraum|\w*[Pp]hase)(?:\s(?:von|vom|ist))?):?\s*$"
)
_HAPPENS = re.compile(
    r"\bstatt(?:\b|\w*f[ia]nd\w*|zu\w+)|\b(?:teil(?:zu|ge)?n[aeio]hm\w*|teilgenommen|lädt|laden|"
    r"eingeladen|veranstalt\w*|treffen|trafen|trifft|tag(?:t|te|en|ten)|reis(?:t|te|en|ten)|"
    r"eröffne\w*|beginn(?:t|en)|startet?|unterzeichnet\w*)\b",
    re.IGNORECASE,
)
# "Bis zum 6. April waren 300 Anträge eingegangen", "die Frist lief bis zum 6. April": told of what
# was. An extension that was granted is told so too, and its date is the deadline.
_WAS = re.compile(
    r"\b(?:war(?:en)?|wurden?|hatten?|konnten?|mussten?|durften?|lief(?:en)?|gingen?|kam(?:en)?|"
    r"endeten?|erhielt(?:en)?|reichten?|stellten?|bewarben?|bewarb|meldeten?|registrierten?|"
    r"nahm(?:en)?|gab(?:en)?|lag(?:en)?|verstrich(?:en)?|eingegangen|abgelaufen|worden|gewesen)\b|"
    r"\b(?:hat|haben)\b(?:(?!\bzu\b).)*\b(?:beworben|\w+gereicht|\w*gemeldet|gestellt|"
    r"registriert|abgegeben|eingesandt|übermittelt|vorgelegt)\b",
    re.IGNORECASE | re.DOTALL,
)
_IS = re.compile(
    r"\b(?:ist|sind|kann|können|muss|müssen|soll|sollen|sollten?|darf|dürfen|wird|"
    r"endet|läuft|gilt|nimmt|nehmen|bitten|bittet|steht|stehen)\b"
    r"|\b(?:bewerben|reichen|melden|senden|schicken)\s+sie\b",
    re.IGNORECASE,
)
_EXTENDED = re.compile(r"\b(?:verlänger|verschoben|verleg|ausgeweitet|ausgedehnt)", re.IGNORECASE)
_GONE_BY = re.compile(r"\b(?:eingegangen|worden|gewesen|abgelaufen)\b", re.IGNORECASE)
_OF = re.compile(
    r"(?:\b(?:[Vv]om|[Ss]eit(?:\s+dem)?|[Nn]ach dem|[Ss]tand:?|[Bb]is(?:\s+zum)?)|\()\s*$"
)
_DAYS = re.compile(r"\d.*(?:bis|[-–—/]|und|auf).*\d")
_DAY_SIZED = frozenset({"second", "minute", "hour", "day_part", "day"})
# "bis zum Jahresende", "Ende des Monats": its last day, but said of plans
_PART = re.compile(r"(?:Jahres|Monats|Quartals)?(?:[Ee]nde|[Aa]nfang|[Bb]eginn|[Mm]itte)\b")


def role_in(text: str, date: GermanDate) -> Role:
    """The role of a date found in ``text``; only days can be an event or a deadline."""
    if date.precision not in _DAY_SIZED or _PART.match(date.text):
        return "mentioned"
    before, after = _sentence_around(text, *date.span)
    is_until = _UNTIL.search(before) and _TO_HAND_IN.search(before + " " + after)
    if _DEADLINE_LABEL.search(before) or is_until:
        return "mentioned" if _is_past(f"{before} {after}") else "deadline"
    if _NO_EVENT.search(before):
        return "mentioned"
    takes_place = _ON.search(before) or _TERM.search(before) or _DAYS.search(date.text)
    if takes_place or (not _OF.search(before) and _HAPPENS.search(f"{before} {after}")):
        return "event"
    return "mentioned"


def _is_past(sentence: str) -> bool:
    """Whether a sentence with a deadline tells of one that had passed when it was written."""
    if not _WAS.search(sentence) or _EXTENDED.search(sentence):
        return False
    return not _IS.search(sentence) or bool(_GONE_BY.search(sentence))


def _sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence before and after the date."""
    before = text[max(0, start - _REACH) : start]
    begins = max((boundary.end() for boundary in _SENTENCE_END.finditer(before)), default=0)
    after = text[end : end + _REACH]
    stop = _SENTENCE_END.search(after)
    return before[begins:], after[: stop.start() + 2] if stop else after
