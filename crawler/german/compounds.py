"""Compounds taken apart: ``spitzenclusterwettbewerb`` → ``spitzen``, ``cluster``, ``wettbewerb``.

A word is cut only where known words meet, so that *Beratung* is not about a *Rat* and *Irland* no
*Land*. Each word is cut in two where it is most plausible, and its pieces are cut again.
"""

from __future__ import annotations

from functools import cache, lru_cache

from crawler.german.dictionary import german, noun
from crawler.german.places import names

_MIN = 4
_SHORTEST = 6
"""Letters of the shortest compound: *Erdgas*."""
_LONG = 6
"""An unknown piece is believed beside a known one of this length."""
_CACHED = 50_000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHORT = _words("""
    akt alt amt ära art bau bot eis erd erz ess gas gen hof jod neu not ort ost rad rat see süd tag
    tal tat tee uhr weg zug
""")
"""Words of three letters that compounds are made of; all others stand in words by chance."""
_COMBINING = _words("""
    agrar audio bio cyber elektro euro foto geo hydro info makro mikro nano neuro öko photo tele
    thermo video
""")
"""What words begin with that is no word itself."""
_PARTICLES = _words("""
    auseinander außer dagegen darüber durch einander empor entgegen entlang gegen heraus herbei
    herum hinaus hinter hinzu nach nieder über unter voraus vorbei vorüber wider wieder zurück
    zusammen
""")
"""What verbs begin with: *Unterstützung* is no *Stützung*."""
_ENDINGS = _words("""
    ant anten ator atoren bach berg burg ende enden eur eure furt halt hausen heit innen ion ionen
    ismus ist isten keit ling linge los nation nationen port ration rationen rinnen samt schaft
    schaften schafts ster stern tand tion tum weise
""")
"""What words end in and is a word by chance: *Generation* is no *Ration*."""
_CHANCE = _words("bewerb dung erb gier halt kame tran")
"""Rare words that others seem to be made of: *Wettbewerb*, *Transport*."""
_LINKS = ("", "s", "es", "en", "er", "e", "ens")
_LINKED = ("ung", "heit", "keit", "schaft", "tion", "tät", "ling")
"""Endings that take an *s* before the next word, always: *Forschungs-einrichtung*."""

_KNOWN, _COMPOUND, _UNLINKED, _UNKNOWN = 0, 1, 2, 4


@lru_cache(_CACHED)
def parts(word: str) -> tuple[str, ...]:
    """The pieces of a compound in small letters, in order; the word alone if it is none."""
    halves = _halves(word)
    return tuple(piece for half in halves for piece in parts(half)) if halves else (word,)


@lru_cache(_CACHED)
def _halves(word: str, *, strict: bool = False) -> tuple[str, str] | None:
    """The most plausible cut, of equals the first; ``strict``: with nothing unknown in it."""
    if len(word) < _SHORTEST or word in _names():
        return None
    best, fewest = None, _UNKNOWN + _UNLINKED + 1
    known = strict or noun(word) is not None or german(word) is not None
    for end in range(3, len(word) - 2):
        cut = word[:end], word[end:]
        doubts = _doubts(*cut, known=known)
        if doubts is not None and doubts < fewest:
            best, fewest = cut, doubts
    return best


def _doubts(first: str, last: str, *, known: bool) -> int | None:
    """How doubtful a cut is; None: it is none. Names and new words may have one unknown piece."""
    beginning, ending = _as_first(first), _as_last(last)
    unlinked = _UNLINKED if first.endswith(_LINKED) else 0
    if beginning is not None and ending is not None:
        return beginning + ending + unlinked
    if known or min(len(first), len(last)) < _MIN or first in _PARTICLES or last in _ENDINGS:
        return None
    if (ending == _KNOWN and len(last) >= _LONG) or (beginning == _KNOWN and len(first) >= _LONG):
        return _UNKNOWN + unlinked
    return None


@lru_cache(_CACHED)
def _as_last(piece: str) -> int | None:
    """How doubtful it is that a compound ends in this; None: it does not."""
    if piece in _ENDINGS or piece in _CHANCE:
        return None
    if _is_noun(piece):
        return _KNOWN
    base = german(piece) if len(piece) >= _MIN else None
    if base is not None and not base.endswith("n"):  # an adjective: klima-neutral
        return _KNOWN
    return _COMPOUND if base is None and _halves(piece, strict=True) else None


@lru_cache(_CACHED)
def _as_first(piece: str) -> int | None:
    """How doubtful it is that a compound begins with this, its link included; None: it does not."""
    if piece in _PARTICLES or piece in _CHANCE:
        return None
    if piece in _SHORT or piece in _COMBINING:
        return _KNOWN
    if len(piece) < _MIN:
        return None
    if any(_is_noun(piece.removesuffix(link)) for link in _LINKS if piece.endswith(link)):
        return _KNOWN
    adjective_or_noun = german(piece) == piece or _is_noun(piece + "e")  # Hoch-, Schul-
    if adjective_or_noun or _is_verb(piece + "en") or _is_verb(piece + "n"):  # Lehr-, Förder-
        return _KNOWN
    return _COMPOUND if _halves(piece, strict=True) else None


def _is_noun(word: str) -> bool:
    return (len(word) >= _MIN or word in _SHORT) and noun(word) is not None


def _is_verb(word: str) -> bool:
    return german(word) == word


@cache
def _names() -> frozenset[str]:
    """Names of places are whole: nobody who asks for *Land* means *Deutschland*."""
    return frozenset(word for name in names() for word in (name.lower(), *name.lower().split("-")))
