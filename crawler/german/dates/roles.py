"""Roles of dates in an article: its deadline, an event, or just mentioned.

Told by the labels and verbs of the sentence a date stands in, as calls and news of German portals
word them. ``RULES`` is the whole of it: the first rule that knows the date decides.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cached_property
from typing import Literal

from crawler.german.dates.model import GermanDate, day_of
from crawler.german.dates.sentences import EXTENDED, Tense, sentence_around, tense_of

Role = Literal["deadline", "event", "mentioned"]


def role_in(text: str, date: GermanDate, reference: dt.date | None = None) -> Role:
    """The role of a date found in ``text``.

    ``reference``, the day of publication, tells news from the background of news.
    """
    said = _Said(text, date, reference)
    return next((role for rule in RULES if (role := rule(said)) is not None), "mentioned")


class _Said:
    """A date with its sentence."""

    def __init__(self, text: str, date: GermanDate, reference: dt.date | None) -> None:
        self.date = date
        self.before, self.after = sentence_around(text, *date.span)
        self.sentence = f"{self.before} {self.after}"
        self._reference = reference

    @cached_property
    def tense(self) -> Tense | None:
        """The tense of the clause."""
        return tense_of(self.before, self.after)

    @cached_property
    def is_over(self) -> bool:
        """Whether the sentence tells of what had passed when it was written."""
        return self.tense == "past" and not EXTENDED.search(self.sentence)

    @property
    def days_ago(self) -> int:
        """How long before the publication it was; 0 if that is not known."""
        if self._reference is None:
            return 0
        return (day_of(self._reference) - day_of(self.date.end)).days


# -- What is no day --------------------------------------------------------------------------------

_DAY_SIZED = frozenset({"second", "minute", "hour", "day_part", "day"})
# "bis zum Jahresende", "Ende des Monats": its last day, but said of plans
_OF_A_UNIT = re.compile(r"(?:(?:Jahres|Monats|Quartals)(?:[Ee]nde|[Aa]nfang|[Bb]eginn|[Mm]itte)|"
    r"(?:Ende|Anfang|Beginn|Mitte)\s+(?:de[sr]|dieses|nächsten)\s)")  # fmt: skip
_PART = re.compile(r"(?:Ende|Anfang|Beginn|Mitte)\b")
_MEETS = re.compile(
    r"\b(?:find(?:et|en)|statt\w*f[ia]nd\w*|trifft|treffen|tag(?:t|en)|lädt|laden|reis(?:t|en)|geplant|"
    r"vorgesehen|angesetzt|veranstalte[tn])\b"
)


def _plans(said: _Said) -> Role | None:
    """``bis zum Jahresende``, ``Ende des Monats``: plans, no days."""
    return "mentioned" if _OF_A_UNIT.match(said.date.text) else None


def _end_of_a_month(said: _Said) -> Role | None:
    """``Einreichungen sind bis Ende Juni möglich`` has a last day; other parts have none."""
    if not _PART.match(said.date.text):
        return None
    if said.date.text.startswith("Ende") and said.date.precision == "month":
        return _until(said) or "mentioned"
    return "mentioned"


def _month(said: _Said) -> Role | None:
    """``Im November trifft sich``, ``ist für März 2022 geplant``: of longer spans only months."""
    if said.date.precision in _DAY_SIZED:
        return None
    meets = said.date.precision == "month" and not said.is_over and not _UNTIL.search(said.before)
    placed = _IN.search(said.before) is not None
    return "event" if meets and placed and _MEETS.search(said.sentence) else "mentioned"


_IN = re.compile(r"\b(?:[Ii]m|[Ff]ür(?:\s+den)?)\s+$")

# -- Deadlines -------------------------------------------------------------------------------------

_LABEL = re.compile(
    r"\b(?<!nach der )(?<!nach dem )(?<!Nach der )(?<!Nach dem )(?:\w*[Ss]tichtage?|"
    r"[\w-]*[Ff]rist(?:ende|ablauf)?|[\w-]*(?:[Ee]insende|[Bb]ewerbungs?|[Aa]nmelde|[Ee]inreichungs?|"
    r"[Aa]ntrags|[Tt]eilnahme|[Mm]elde|[Rr]edaktions|[Aa]bgabe|[Rr]ückmelde|[Nn]ominierungs)"
    r"(?:schluss|tag|termin|ende|datum|zeitpunkt)|[Dd]eadline)\b(?:[^.]|\d\.){0,80}$"
)
# "die Antragsfrist über den 31. Oktober hinaus": the day is not that of the deadline
_BEYOND = re.compile(r"\b(?:über|vor|ab|seit|nach)\s+(?:de[nm]|das)\s+(?:\w+tag,?\s+(?:den\s+)?)?$")
# "Stichtag für die Größe", "für die Erhebung": a day of counting, nothing is handed in
_COUNTING = re.compile(
    r"\b[Ss]tichtag\b[^.:]{0,12}\b(?:für|der|zur)\s+(?:die|den|das|der|dem)?\s*(?:\w+\s+)?"
    r"(?:Erhebung|Größe|Berechnung|Zählung|Ermittlung|Bewertung|Statistik|Befragung|Bestimmung|Feststellung)"
)
_UNTIL = re.compile(
    r"\b(?:[Bb]is(?:\s+(?:spätestens|zum|einschließlich|einschl\.|inklusive|Ende|am|zu|zur|dem|den))*|"
    r"[Ss]pätestens(?:\s+(?:am|bis|zum))*)\s+(?:\w+tag,?\s+)?(?:dem\s+|den\s+)?$"
)
_TOO_LATE = re.compile(r"\b(?:[Nn]ach|später\s+als)\s+(?:dem\s+)?(?:\w+tag,?\s+(?:dem\s+)?)?$")
_REFUSED = re.compile(
    r"\b(?:nicht(?:\s+mehr)?|keine?\w*)\b.*\b(?:möglich|berücksichtig\w*|angenommen|entgegen\w*)\b"
)
_TO_HAND_IN = re.compile(
    r"\b(?:ein(?:zu|ge)?reich\w*|einreichung\w*|bewerb\w*|beworben|anmeld\w*|anzumelden|angemeldet|"
    r"abzugeben|abgegeben|vorzulegen|einzusenden|eingesandt|einsend\w*|vorliegen|eingehen|eingegangen|"
    r"übermitt\w*|hoch(?:ge|zu)?laden|vorgelegt|gestellt|zu\s+stellen|anträge|antrag\w*|(?:projekt)?skizzen?|projektvorschläge|"
    r"vorschläge|interessenbekundung\w*|teilnahmeschluss|rückmeld\w*|möglich|entgegen\w*|registrier\w*|"
    r"melde[nt]?|vormerken|reichen\s+sie|senden\s+sie|beiträge|beteiligung|"
    r"beantrag(?:en|t|bar)|zu\s+beantragen|zu\s+richten|richten|zu(?:zu)?senden|zugesandt|"
    r"schicken|abgeben|nominier\w*|nach(?:zu)?reichen|buchen|gebucht|erbeten|bitten?|"
    r"nachzuliefern|(?:hoch|nach|ab|ein|vor|zurück|ein)\s?zu\s?(?:laden|liefern|holen|geben|legen|schicken|senden))\b",
    re.IGNORECASE,
)


# "Der Aufruf ist bis zum 3. Mai geöffnet" takes what is handed in; an exhibition takes visitors
_OPEN_CALL = re.compile(
    r"\b(?:\w*aufruf|\w*ausschreibung|call|\w*portal|\w*bewerbung\w*|\w*anmeldung\w*|\w*formular|\w*einreichung\w*|"
    r"\w*registrierung|\w*wettbewerb|\w*runde|\w*fenster|\w*umfrage|\w*befragung|\w*konsultation|\w*bekanntmachung|"
    r"\w*programm|\w*förderung)\b.*\bgeöffnet\b|\bgeöffnet\b.*\b(?:für|zur)\s+(?:die\s+|alle\s+)?(?:anträge|bewerb|anmeld|einreich)",
    re.IGNORECASE,
)
# "Über die Anträge wird bis zum 3. Mai entschieden": what is done with what was handed in
_WITH_WHAT_CAME = re.compile(
    r"\b(?:entschieden|entschieden\s+werden|entscheide[nt]|geprüft|prüfen|prüft|begutachtet|bewertet|bewilligt|"
    r"ausgewertet|gesichtet|bearbeitet|beschieden|behandelt|beantwortet|ausgewählt|ausgezahlt|beraten|berät|benachrichtigt|"
    r"informiert|abgeschlossen|bekannt\s*gegeben|veröffentlicht|verlängert|gesperrt|geschlossen)\b",
    re.IGNORECASE,
)
_HANDED_IN = re.compile(
    r"\b(?:ein(?:zu|ge)?reich\w*|bewerben|beworben|anmelden|anzumelden|angemeldet|abzugeben|abgegeben|vorzulegen|vorgelegt|"
    r"einzusenden|eingesandt|gestellt|stellen|eingegangen|eingehen|übermitt\w*|hoch(?:ge|zu)?laden)\b",
    re.IGNORECASE,
)
# "Registrierungen bis zum 9. November: 300", "Zahl der Anträge bis zum 3. Mai": what had come in
_COUNTED = re.compile(
    r"\s*(?::|=|–|-)\s*(?:rund|etwa|ca\.|circa|über|mehr\s+als|genau|fast|knapp|insgesamt)?\s*"
    r"[1-9]\d{0,2}(?:\.?\d{3})*(?![\d.:/@-]|\s*Uhr|\s*[A-ZÄÖÜ]\w+\s*\d{4})"
)
_NUMBER_OF = re.compile(r"\b(?:(?:An|Gesamt)?[Zz]ahl|Summe|Stand|Menge)\s+(?:der|aller|an)\b")
# "Trotz der Frist vom 3. Mai": the deadline is only the background of something else
_IN_SPITE = re.compile(
    r"\b(?:[Tt]rotz|[Uu]ngeachtet|[Ww]egen|[Aa]ufgrund|[Aa]ngesichts|[Uu]nabhängig\s+von|[Ee]ntgegen|[Ss]tatt)\s+(?:de[rsm]|einer|dieser)\b[^.,;:]{0,60}$"
)


def _labelled(said: _Said) -> Role | None:
    """``Stichtag: 3. Mai``, ``die Frist endet am 3. Mai``; not ``die Frist endete``."""
    if not _LABEL.search(said.before):
        return None
    if (
        _IN_SPITE.search(said.before)
        or _BEYOND.search(said.before)
        or _COUNTING.search(said.before)
        or said.is_over
    ):
        return "mentioned"
    return "deadline"


def _until(said: _Said) -> Role | None:
    """``Anträge sind bis zum 3. Mai zu stellen``: an act of handing in, and not one long done."""
    if not _UNTIL.search(said.before):
        return None
    if not (_TO_HAND_IN.search(said.sentence) or _OPEN_CALL.search(said.sentence)):
        return None
    if said.is_over or _COUNTED.match(said.after) or _NUMBER_OF.search(said.before):
        return "mentioned"
    clause = re.split(r"[,;]", said.after, maxsplit=1)[0]
    if _WITH_WHAT_CAME.search(clause) and not _HANDED_IN.search(clause):
        return "mentioned"
    return "deadline"


def _too_late(said: _Said) -> Role | None:
    """``nach dem 3. Mai ist eine Anmeldung nicht mehr möglich``."""
    late = _TOO_LATE.search(said.before) and _REFUSED.search(said.sentence)
    return "deadline" if late and _TO_HAND_IN.search(said.sentence) else None


# -- What is only mentioned ------------------------------------------------------------------------

_LINE_OF_FACTS = re.compile(
    r"(?:\b(?:[Üü]berarbeitet|[Bb]earbeitet|[Vv]erfasst|[Ee]ingestellt|[Aa]ufgerufen|[Zz]ugriff|[Ee]rstellt|[Gg]eändert|[Aa]ktualisiert|[Vv]eröffentlicht|[Ee]rschienen|[Aa]bgerufen|"
    r"[Gg]eboren|[Gg]egründet|[Ss]tand)(?:\s(?:am|vom))?|"
    r"(?:[Ll]aufzeit|[Zz]eitraum|[Pp]hase|[Dd]auer)(?:\s(?:von|vom|ist))?):?\s*$"
)
# "der Vertrag vom 3. Mai" names a text; "das Treffen vom 3. Mai" what took place
_OF = re.compile(
    r"(?:\b(?:[Vv]om|[Ss]eit(?:\s+dem)?|[Nn]ach\s+dem|[Vv]or\s+dem|[Ss]tand:?|[Bb]is(?:\s+zum)?|[Aa]b(?:\s+dem)?)|\()"
    r"\s*(?:\w+tag,?\s+(?:den\s+)?)?$"
)
_GATHERING = (
    r"(?:treffen|tagung|konferenz|sitzung|veranstaltung|workshop|messe|forum|kongress|"
    r"seminar|symposium|gipfel|gespräch|termin|besuch|feier|ausstellung|abend|"
    r"versammlung|reise|webinar|schulung|clustertag|aktionstag|festival|wettbewerb)"
)
"""Ends of the words for them: ``Fachtagung``. What begins a compound may be anything."""
_GATHERING_OF = re.compile(rf"{_GATHERING}e?s?\s+vom\s+(?:\w+tag,?\s+)?$", re.IGNORECASE)
_REPORTED = re.compile(
    r"\b[Ww]ie\b.*\b(?:berichte|melde|schr[ei]+b|heißt|teilte|mitteil|ankündig|erklär)\w*|"
    r"\b(?:Zeitung|Presse|Magazin|Blatt|Medien|Agentur|Zeitschrift|Sender)\w*\b.*\b(?:bericht|melde|schr[ei]+b)\w*"
)
_NOT_AS_PLANNED = re.compile(
    r"\b(?:[Uu]rsprünglich|[Ee]igentlich|sah(?:en)?\s+(?:noch|ursprünglich))\b"
)
_LIFE = re.compile(
    r"\b(?:geboren|gestorben|verstorben|gegründet|entstanden|ins\s+Leben\s+gerufen|verabschiedet\s+worden)\b"
)
_BACK_TO = re.compile(r"\bgeh(?:t|en)\b.*\bauf\b.*\bzurück\b")
_RUNS_OUT = re.compile(
    r"(?:[Ff]örder\w*|[Ll]aufzeit|[Pp]rojekt|[Vv]ertrag|[Pp]rogramm|[Pp]hase|[Pp]eriode|"
    r"[Vv]orhaben|[Mm]aßnahme|[Aa]ufrufe?|[Rr]ichtlinie|[Aa]mtszeit|[Aa]usstellung)\b.*"
    r"\b(?:ende[nt]e?n?|läuft|laufen|lief|gilt|gelten|galt)\b"
)
_IS_TO = re.compile(r"\b(?:soll|sollen|wird|werden|will|kann)\b")
_TO_END = re.compile(r"\W*(?:enden|auslaufen|ablaufen|abgeschlossen)\b")
_LONG_AGO = 183
"""Days after which what was is background: the treaty of 1974, the founding of a firm."""
_FIRST_OF = re.compile(r"\b(?:erstmals|zum\s+ersten\s+Mal|seinerzeit|damals)\b")
_PLUPERFECT = re.compile(
    r"\b(?P<auxiliary>hatten?|waren?)\b(?=.*\b(?:\w*ge\w+(?:t|en)|(?:be|ent|er|ver|über|emp)\w+(?:t|en))\b)"
)
_WAS_PLANNED = re.compile(r"\b(?:geplant|vorgesehen|angesetzt|eingeladen|angekündigt)\b")


def _line_of_facts(said: _Said) -> Role | None:
    """``Erstellt am``, ``Laufzeit:``: nothing one could go to."""
    return "mentioned" if _LINE_OF_FACTS.search(said.before) else None


def _named_text(said: _Said) -> Role | None:
    """``die Richtlinie vom 3. Mai``, ``seit dem``, ``bis zum``: no day on which it is."""
    if _is_span(said.date) or not _OF.search(said.before):
        return None
    return "event" if _GATHERING_OF.search(said.before) else "mentioned"


def _report(said: _Said) -> Role | None:
    """``wie die Zeitung am 3. Mai berichtete``: the day of a report."""
    return "mentioned" if _REPORTED.search(said.sentence) else None


def _given_up(said: _Said) -> Role | None:
    """``ursprünglich sollte am 3. Mai``: a day on which it was not."""
    return "mentioned" if _NOT_AS_PLANNED.search(said.sentence) else None


def _life(said: _Said) -> Role | None:
    """``wurde am 3. Mai 1961 geboren``, ``geht auf den 1. Juli 1992 zurück``."""
    told = _LIFE.search(said.after) or _BACK_TO.search(said.sentence)
    return "mentioned" if told else None


def _term(said: _Said) -> Role | None:
    """``die Förderphase endet am 30. Juni``, ``das Programm läuft zum 31. Dezember aus``."""
    runs_out = _RUNS_OUT.search(said.before) or (
        _IS_TO.search(said.before) and _TO_END.match(said.after)
    )
    return "mentioned" if runs_out else None


def _background(said: _Said) -> Role | None:
    """What was long before the publication, or is told as what had been."""
    if said.days_ago > _LONG_AGO and not _MEETS.search(said.sentence):
        return "mentioned"
    if said.tense != "past":
        return None
    had = _PLUPERFECT.search(said.sentence)
    is_plan = had is not None and had["auxiliary"].startswith("war")
    if had is not None and not (is_plan and _WAS_PLANNED.search(said.sentence)):
        return "mentioned"
    return "mentioned" if _FIRST_OF.search(said.sentence) and said.days_ago else None


# -- Events ----------------------------------------------------------------------------------------

_LIST_BEFORE = (
    r"(?:\d[\d.]*(?:\s[A-ZÄ]\w+)?(?:\s\d{4})?,?\s+(?:(?:und|sowie)\s+)?(?:am\s+|den\s+)?){0,4}"
)
# "am 3. Mai", "zwischen dem 3. und", "am Abend des 3. Mai": it happens then
_ON = re.compile(
    r"\b(?:[Aa]m|[Zz]wischen(?:\s+dem)?|für\s+den|auf\s+den)\s+(?:(?:\w+\s+)?(?:Abend|Morgen|Vormittag|Nachmittag|Mittag)\s+des\s+)?"
    rf"(?:\w+tag,?\s+)?(?:dem\s+|den\s+)?{_LIST_BEFORE}(?:\w+tag,?\s+)?$"
)
_NIGHT = re.compile(r"\bNacht\s+(?:auf|zum|vom|zu)\s+(?:den\s+)?$")
# "Termine: 6. Mai in Musterstadt und 8. Mai": what stands between is no new sentence
_TERM = re.compile(
    r"\b(?:\w*[Tt]ermine?|Wann|\w*[Dd]atum|Zeit|Beginn|Veranstaltung|Save\s+the\s+[Dd]ate)\b[^.:]{0,30}:(?:[^.:;]|\d\.){0,80}$"
)
_NEW_TERM = re.compile(
    r"\bTermin\w*\b(?:[^.]|\d\.){0,60}\b(?:ist|sind|war)\s+(?:der\s+)?(?:\w+tag,?\s+(?:der\s+)?)?$"
)
_HAPPENS = re.compile(
    r"\bstatt(?:\b|\w*f[ia]nd\w*|zu\w+)|\b(?:teil(?:zu|ge)?n[aeio]hm\w*|teilgenommen|lädt|laden|"
    r"eingeladen|veranstalt\w*|treffen|trafen|trifft|tag(?:t|te|en|ten)|reis(?:t|te|en|ten)|"
    r"eröffne\w*|beginn(?:t|en)|startet|unterzeichnet\w*|vorgesehen|geplant)\b",
    re.IGNORECASE,
)
_TAKES_OVER = re.compile(
    r"\b(?:übernimmt|übernehmen|wechselt|tritt|treten|wird|werden|startet|nimmt)\b"
)
_TO_THE = re.compile(r"\b[Zz]um\s+$")
_GATHERING_BESIDE = re.compile(rf"{_GATHERING}(?:en|s|e)?\b", re.IGNORECASE)


def _is_span(date: GermanDate) -> bool:
    """``3. bis 5. Mai``, ``14 bis 16 Uhr``: days or hours with an end."""
    return date.start != date.end and date.text[:1].isdigit()


def _placed(said: _Said) -> Role | None:
    """``am 3. Mai``, ``Termin: 3. Mai``, ``3. bis 5. Mai``, ``findet … statt``."""
    if _is_span(said.date):
        return "event"
    if _NIGHT.search(said.before):
        return "mentioned"
    if any(sign.search(said.before) for sign in (_ON, _TERM, _NEW_TERM)):
        return "event"
    if _TO_THE.search(said.before) and said.tense != "past" and _TAKES_OVER.search(said.sentence):
        return "event"
    return "event" if _HAPPENS.search(said.sentence) else None


def _headline(said: _Said) -> Role | None:
    """``Clusterkonferenz, 3. Mai``: a gathering and its day, and no verb."""
    is_line = said.tense is None and len(said.sentence) < _LINE
    return "event" if is_line and _GATHERING_BESIDE.search(said.sentence) else None


_LINE = 90

RULES: tuple[Callable[[_Said], Role | None], ...] = (
    _plans,
    _end_of_a_month,
    _month,
    _labelled,
    _until,
    _too_late,
    _line_of_facts,
    _named_text,
    _report,
    _given_up,
    _life,
    _term,
    _background,
    _placed,
    _headline,
)
"""In this order: what is due, then what is only mentioned, and of the rest what takes place."""
