"""The sentence a date stands in, and the tense of what it says.

German news put the day beside the finite verb: ``findet am 3. Mai statt``, ``wurde am 3. Mai
eröffnet``. Of several verbs the one of the same clause counts, then the nearest.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

Tense = Literal["past", "present", "future"]

REACH = 240
"""Characters looked at to either side; German sentences of offices are long."""

# A full stop ends a sentence before a capital, but "15. Mai" and "z. B." do not.
_SENTENCE_END = re.compile(
    r"[.!?\n](?:(?<=\n)|(?:(?<=[a-zäöüß)»“\"”]{2}[.])|(?<=\d{4}[.])|(?<=[!?]))\s+(?=[A-ZÄÖÜ„»\"]))"
)

_ENDS_HERE = re.compile(r"[.!?][)\]»“\"]?\s+(?=[A-ZÄÖÜ„»\"])|[)\]»“\"][.!?]\s+(?=[A-ZÄÖÜ„»\"])")


_LAST_ASKED = 4
"""The side of a date and its role are told by the same sentence, one right after the other."""


@lru_cache(_LAST_ASKED)
def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The sentence before and after ``text[start:end]``."""
    reach = max(0, start - REACH), min(len(text), end + REACH)
    begins = max(
        (boundary.end() for boundary in _SENTENCE_END.finditer(text, reach[0], start + 1)),
        default=reach[0],
    )
    if _ENDS_HERE.match(text, end):  # "am 3. Mai 2016. Die Partner …"
        return text[begins:start], text[end : end + 1]
    stop = _SENTENCE_END.search(text, end, reach[1])
    return text[begins:start], text[end : stop.start() + 1 if stop else reach[1]]


# -- Verbs by what they say of the time ------------------------------------------------------------

_PREFIX = (
    "(?:ab|an|auf|aus|be|bei|ein|ent|er|fest|her|hin|mit|nach|statt|teil|über|um|unter|ver|vor|"
    "weg|wieder|zer|zu|zurück|zusammen)?"
)
# Strong verbs in the preterite; those of one letter more in the plural (kam, kamen)
_STRONG = (
    "war hatte kam fand gab ging begann nahm traf lud stand lief sprach hielt zog blieb lag "
    "schloss schloß lieh fing starb fiel stieg sank wuchs trat rief ließ schrieb schien "
    "gewann lor schuf "
    "flog fuhr trug warb bot schlug hob lang wies sah las riet trieb stritt schritt schnitt "
    "strich brach wurde konnte musste durfte wollte brachte dachte wusste kannte nannte wandte "
    "hieß saß sang half galt verfiel verlor"
)
_PRETERITE = re.compile(rf"\b{_PREFIX}(?:{'|'.join(_STRONG.split())})(?:en|n)?\b")
# Weak ones: "zeigte", "informierten", "startete"
_WEAK = re.compile(r"\b[a-zäöüß]{2,}(?:[bcdfghklmnprsxz]te|ete|teten|[bcdfghklmnprsxz]ten)\b")
# ... and other words that end so: ordinals, adjectives, infinitives, the conjunctive
_NOT_WEAK = re.compile(
    r"(?:erste|zweite|dritte|vierte|fünfte|sechste|siebte|achte|neunte|zehnte|elfte|zwölfte|\w+zigste|"
    r"letzte|nächste|beste|meiste|größte|höchste|wichtigste|\w+igste|älteste|neueste|jüngste|gesamte|"
    r"leichte|rechte|feste|harte|zarte|echte|schlechte|bekannte|berühmte|sollte|könnte|müsste|dürfte|"
    r"möchte|hätte|bräuchte|heute|bitte|mitte|halbe|sanfte|kurzfriste|dichte|feuchte|\w*ge\w{2,}te|"
    r"\w*(?:berech|beauftrag|befrist|vernetz|befug|beteilig|spezialisier|sogenann|so genann)te)n?|"
    r"\w*(?:halten|schalten|stalten|walten|falten|gelten|starten|warten|worten|achten|ichten|euchten|"
    r"testen|leisten|kosten|rüsten|listen|lasten|tasten|hunderten|selten|dritten|ersten|letzten|"
    r"nächsten|besten|meisten|inmitten|unten|hinten|arten|orten|fürchten|entlasten|beraten)"
)
_ARTICLE_BEFORE = re.compile(r"(?:\b(?:de[rnms]|die|das|\w*eine?[rnms]?|und|\w+[er][nrs]?)|,)\s*$")
_PARTICIPLE = (
    r"(?:\w*ge[a-zäöüß]{2,}(?:t|en)|[a-zäöüß]{3,}iert|"
    r"(?:be|ent|er|ver|zer|über|unter|wieder)[a-zäöüß]{3,}(?:t|en))"
)
_PERFECT = re.compile(r"hat|haben|habe|ist|sind|sei|seien")
_HAS_PARTICIPLE = re.compile(rf"(?!gegen\b|gerade\b|gemeinsam){_PARTICIPLE}")
_WITH_SEIN = re.compile(
    r"\w*(?:start|end|scheiter|folg|reis|rück|wander|kehr|stürz|rutsch|land|schrumpf|brann)e?t|"
    r"\w*(?:laufen|treten|schienen|kommen|gangen|fallen|stiegen|sunken|wachsen|standen|storben|zogen|"
    r"fahren|flogen|blieben|sprungen|brochen|lungen|schehen|wesen|worden|wichen|schwunden)"
)
_GONE_BY = re.compile(r"\b(?:worden|gewesen)\b")
# "ist geplant", "sind eingeladen": a participle, and yet to come
_PLANNED = re.compile(
    r"\b(?:geplant|vorgesehen|angesetzt|terminiert|anberaumt|vorgemerkt|eingeladen|geöffnet|gebeten|"
    r"aufgerufen|aufgefordert|befristet|gefragt|gefordert|berechtigt|verpflichtet|angekündigt)\b"
)
_FUTURE = re.compile(
    r"\b(?:wird|werden|soll|sollen|will|wollen|kann|können|darf|dürfen|muss|müssen|lädt|laden|plant|"
    r"planen|bittet|bitten|voraussichtlich|demnächst|künftig|einzureichen|"
    r"abzugeben|vorzulegen|anzumelden|einzusenden|möglich|findet|finden)\b"
)
_AUXILIARY = re.compile(
    r"\b(?:wird|werden|soll|sollen|will|wollen|kann|können|darf|dürfen|muss|müssen)\b"
)
_TO_INFINITIVE = re.compile(r"\bzu\s+[a-zäöüß]+en\b")  # "zu Bergwiesen" is none
_PRESENT = re.compile(
    r"\b(?:ist|sind|bin|bleib(?:t|en)|beginn(?:t|en)|start(?:et|en)|end(?:et|en)|läuft|laufen|gilt|"
    r"gelten|tag(?:t|en)|tr(?:ifft|effen)|feier(?:t|n)|öffne(?:t|n)|stell(?:t|en)|komm(?:t|en)|"
    r"g(?:ibt|eben)|geh(?:t|en)|steh(?:t|en)|zeig(?:t|en)|n(?:immt|ehmen)|reis(?:t|en)|"
    r"spr(?:icht|echen)|tr(?:itt|eten)|präsentier(?:t|en)|eröffne(?:t|n)|veranstalte(?:t|n)|"
    r"diskutier(?:t|en)|besuch(?:t|en)|informier(?:t|en)|erwarte(?:t|n)|vergib(?:t|en)|"
    r"verleih(?:t|en)|übergib(?:t)?|überreich(?:t|en)|bewerben|reichen|melden|senden|folg(?:t|en)|"
    r"mach(?:t|en)|dreh(?:t|en)|biete(?:t|n)|hat|haben|\w{3,}iert|erschein(?:t|en)|"
    r"wähl(?:t|en)|fei(?:ern|ert)|ruf(?:t|en)|such(?:t|en)|entscheide(?:t|n)|sieh(?:t)|zieh(?:t|en)|"
    r"kehr(?:t|en)|bring(?:t|en)|führ(?:t|en)|h(?:ält|alten)|l(?:iegt|iegen)|wechsel(?:t|n)|"
    r"versammel(?:t|n)|lauf(?:en)?|schließ(?:t|en)|jähr(?:t|en)|fäll(?:t)|fallen|l(?:iest|esen))\b"
)


EXTENDED = re.compile(r"\b(?:verlänger|verschoben|verleg|ausgeweitet|ausgedehnt)", re.IGNORECASE)
"""A deadline told so is the new one, although it was extended in the past."""


class Verb(NamedTuple):
    """What a verb says of the time, and where it stands in the stretch looked at."""

    tense: Tense
    at: int


@lru_cache(_LAST_ASKED)
def tense_of(before: str, after: str) -> Tense | None:
    """The tense of the clause between ``before`` and ``after`` a date, else of the nearest verb."""
    left, right = _clause_start(before), _clause_end(after)
    verbs = _verbs(before[left:] + " … " + after[:right])
    at = len(before) - left
    if not verbs and (left or right < len(after)):
        verbs = _verbs(before + " … " + after)
        at = len(before)
    if not verbs:
        return None
    return min(verbs, key=lambda verb: abs(verb.at - at)).tense


# Not every comma parts clauses: "am Montag, 3. Mai, wurde" and "3,5 Mio."
_BETWEEN_CLAUSES = re.compile(
    r"[;:,–—„“»«-](?:(?<=[;:])\s|(?<=\s[–—-])\s|(?<=[„“»«])|(?<=\w{3}[a-z],)\s(?=[a-z])|"
    r"(?<=,)\s(?=(?:de[rnms]|die|das|dass|we(?:il|nn)|wie|wo|als|nachdem|bevor|damit|obwohl|während|"
    r"und|aber|so|sagte|teilte|in\sde[rmn]|an\sde[rmn]|deren|dessen|um|"
    r"ist|sind|wird|soll|findet|war|hat|kann|heißt)\b))"
)


_AND = re.compile(r"\bund\s+([a-zäöüß]+)\b")
_FINITE = frozenset({"preterite", "weak", "future", "present", "has"})


def _clause_start(before: str) -> int:
    ends = [part.end() for part in _BETWEEN_CLAUSES.finditer(before)]
    ends += [part.start(1) for part in _AND.finditer(before) if _kinds_of(part[1]) & _FINITE]
    return max(ends, default=0)


def _clause_end(after: str) -> int:
    part = _BETWEEN_CLAUSES.search(after)
    end = part.start() if part else len(after)
    ands = (one.start() for one in _AND.finditer(after, 0, end) if _kinds_of(one[1]) & _FINITE)
    return next(ands, end)


class _Word(NamedTuple):
    """A word of a clause that may tell its time."""

    text: str
    start: int
    end: int
    kinds: frozenset[str]


# Each kind of word, and what it looks like
_KINDS: dict[str, re.Pattern[str]] = {
    "preterite": _PRETERITE,
    "weak": _WEAK,
    "future": _FUTURE,
    "planned": _PLANNED,
    "present": _PRESENT,
    "gone by": _GONE_BY,
    "has": _PERFECT,
    "governs": _AUXILIARY,
    "participle": _HAS_PARTICIPLE,
    "with sein": _WITH_SEIN,
}
_WORD = re.compile(r"\b[a-zäöüß]{2,}\b")  # nouns and heads of sentences are no verbs here


@lru_cache(maxsize=10_000)  # a text uses few words, and those again and again
def _kinds_of(word: str) -> frozenset[str]:
    kinds = {kind for kind, looks in _KINDS.items() if looks.fullmatch(word)}
    if _NOT_WEAK.fullmatch(word):
        kinds.discard("weak")
    return frozenset(kinds)


def _verbs(clause: str) -> list[Verb]:
    """The verbs of a clause that tell its time."""
    words = [
        _Word(word[0], *word.span(), kinds)
        for word in _WORD.finditer(clause)
        if (kinds := _kinds_of(word[0]))
    ]
    perfect = _perfect(clause, words)
    if perfect is not None:
        return [perfect]
    governs = any("governs" in word.kinds for word in words)
    verbs = [
        Verb(tense, word.start)
        for word in words
        if (tense := _tense(clause, word, governs=governs))
    ]
    if not verbs:
        verbs = [Verb("present", word.start) for word in words if "present" in word.kinds]
    return verbs


def _tense(clause: str, word: _Word, *, governs: bool) -> Tense | None:
    """Past or future; ``governs``: an auxiliary stands in the clause (``wird verliehen``)."""
    is_participle = governs and word.text.endswith("en") and word.text not in _WERE
    if "preterite" in word.kinds and not is_participle:
        return "past"
    if "weak" in word.kinds and not _is_attribute(clause, word.start, word.end):
        return "past"
    return "future" if word.kinds & {"future", "planned"} else None


_WERE = ("waren", "wurden", "hatten", "konnten", "mussten", "durften", "wollten", "brachten")


def _is_attribute(clause: str, start: int, end: int) -> bool:
    """``die vernetzte Fabrik``: an adjective before its noun, no verb."""
    follows = _NOUN_BEHIND.match(clause, end)
    return follows is not None and _ARTICLE_BEFORE.search(clause[:start]) is not None


def _perfect(clause: str, words: list[_Word]) -> Verb | None:
    """``hat … beschlossen``, ``ist … in Kraft getreten``; but ``ist für den 3. Mai geplant``."""
    said = frozenset[str]().union(*(word.kinds for word in words))
    if "gone by" in said:
        return Verb("past", next(word.start for word in words if "gone by" in word.kinds))
    if "has" not in said or "participle" not in said:
        return None
    for word, after in pairwise(words):  # "soll gesagt haben"
        if "participle" in word.kinds and after.text == "haben" and after.start == word.end + 1:
            return Verb("past", word.start)
    if said & {"governs", "planned"} or _TO_INFINITIVE.search(clause):
        return None  # "sollen … ausgerollt werden und Geltung haben"
    by_being = not any(word.text.startswith("ha") for word in words if "has" in word.kinds)
    participles = [
        word
        for word in words
        if "participle" in word.kinds and (not by_being or "with sein" in word.kinds)
    ]  # "ist ausgebucht" tells what is, "ist angelaufen" what was
    if all(_CAPITAL_BEHIND.match(clause, word.end) for word in participles):
        return None  # "ist das geförderte Vorhaben": "gefördertes" stands before its noun
    return Verb("past", next(word.start for word in words if "has" in word.kinds))


_NOUN_BEHIND = re.compile(r"\s+(?:\w+e[nrs]?\s+)?[A-ZÄÖÜ]")
_CAPITAL_BEHIND = re.compile(r"\s+[A-ZÄÖÜ]")
