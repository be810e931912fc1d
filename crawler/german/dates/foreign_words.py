"""Months and weekdays of the languages that dates in German pages are written in beside German.

dateparser reads such a date, and is slow to begin with: it is asked only where one of these
words stands. In one spelling: lower case, without accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

LANGUAGES: Final = {
    "en": "",  # the vocabulary of German dates has all of them
    "fr": """janv janvier fevr fevrier fev mars avr avril juin juil juillet aout aou
        septembre octobre novembre decembre lun lundi mardi mer mercredi jeu jeudi ven
        vendredi samedi dim dimanche""",
    "nl": """januari februari maart mrt mei augustus maandag dinsdag woensdag donderdag
        vrijdag zaterdag zondag""",
    "it": """gen gennaio febbraio marzo aprile mag maggio giu giugno lug luglio ago agosto
        set settembre ott ottobre novembre dic dicembre lun lunedi martedi mer mercoledi
        gio giovedi ven venerdi sab sabato dom domenica""",
    "es": """ene enero febrero marzo abr abril mayo junio julio ago agosto septiembre
        setiembre set octubre noviembre dic diciembre lun lunes martes mie miercoles jue
        jueves vie viernes sab sabado dom domingo""",
    "pl": """sty styczen stycznia styczniu lut lutego luty lutym marca marzec marcu kwi
        kwiecien kwietnia kwietniu kwie maj maja maju cze czerwca czerwiec czerwcu lip
        lipca lipiec lipcu sie sierpien sierpnia sierpniu wrz wrzesien wrzesnia wrzesniu
        paz pazdziernik pazdziernika pazdzierniku lis listopad listopada listopadzie gru
        grudnia grudzien grudniu pon poniedziałek poniedzialek wtorek wto sroda srode
        sro czw czwartek piatek pia sob sobota sobote niedz niedziela niedziele nie""",
    "cs": """led leden ledna lednu uno unor unora unr unoru bre brezen brezna breznu dub
        duben dubna dubnu kve kveten kvetna kvetnu cerven cervna cvn cer cervnu cervence
        cervenec cvc crc cervenci crv srp srpen srpna srpnu zar zari rij rijen rijna
        rijnu lis listopad listopadu pro prosince prosinec prosinci pondeli pon utery
        ute streda str stredu stredy ctvrtek ctv patek pat patku sobota sob sobotu
        soboty nedele ned nedeli""",
    "da": """marts maj man mandag tirs tirsdag tir ons onsdag tors torsdag tor fredag lør
        lørdag søn søndag""",
}
_WORDS: Final = frozenset(word for words in LANGUAGES.values() for word in words.split())


def unaccented(word: str) -> str:
    """A word without its accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )


def names_a_day(words: Iterable[str]) -> bool:
    """Whether one of the words, in lower case, is a month's or a weekday's name elsewhere."""
    return any(unaccented(word) in _WORDS for word in words)
