"""Compounds taken apart: ``spitzenclusterwettbewerb`` → ``spitzen``, ``cluster``, ``wettbewerb``.

A word is cut only where known words meet, so that *Beratung* is not about a *Rat* and *Irland* no
*Land*. Each word is cut in two where it is most plausible, and its pieces are cut again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from crawler.german.places import names
from crawler.german.words.dictionary import german, noun

LONGEST = 60
"""Letters of the longest word that is taken apart. To cut costs time and memory that grow with the
square of the length; what is longer is no word, but an address or a joke, and stays whole."""
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


def parts(word: str) -> tuple[str, ...]:
    """The pieces of a compound in small letters, in order; the word alone if it is none."""
    return _parts(word) if len(word) <= LONGEST else (word,)


@lru_cache(_CACHED)
def _parts(word: str) -> tuple[str, ...]:
    halves = _halves(word)
    return tuple(piece for half in halves for piece in _parts(half)) if halves else (word,)


@lru_cache(_CACHED)
def _halves(word: str) -> tuple[str, str] | None:
    """The most plausible cut in two, of equals the first."""
    if len(word) < _SHORTEST or word in _names():
        return None
    if (known := _known_halves(word)) or noun(word) or german(word):
        return known
    return min(filter(_is_new, _cuts(word)), key=_lacks_link, default=None)


@lru_cache(_CACHED)
def _known_halves(word: str) -> tuple[str, str] | None:
    """The same with nothing unknown in it."""
    if len(word) < _SHORTEST or word in _names():
        return None
    cuts = _cuts(word)
    known = [(first, last) for first, last in cuts if _ends(last) and _begins(first)]
    if known:
        return min(known, key=_lacks_link)
    if len(word) >= 2 * _SHORTEST - 1:
        for first, last in cuts:
            if _is_made(last, _ends) and _is_made(first, _begins):
                return first, last
    return None


def _cuts(word: str) -> list[tuple[str, str]]:
    return [(word[:end], word[end:]) for end in range(3, len(word) - 2)]


def _lacks_link(cut: tuple[str, str]) -> bool:
    return cut[0].endswith(_LINKED)


def _is_made(piece: str, is_known: Callable[[str], bool]) -> bool:
    """Whether a piece is known, or a compound of known ones."""
    return is_known(piece) or _known_halves(piece) is not None


def _is_new(cut: tuple[str, str]) -> bool:
    """Whether one piece is long and known, and the other may be a name or a new word."""
    first, last = cut
    if min(len(first), len(last)) < _MIN or first in _PARTICLES or last in _ENDINGS:
        return False
    return (len(last) >= _LONG and _ends(last)) or (len(first) >= _LONG and _begins(first))


@lru_cache(_CACHED)
def _ends(piece: str) -> bool:
    """Whether compounds end in this: a noun, or an adjective as in *klima-neutral*."""
    if piece in _ENDINGS or piece in _CHANCE:
        return False
    if _is_noun(piece):
        return True
    base = german(piece) if len(piece) >= _MIN else None
    return base is not None and not base.endswith("n")


@lru_cache(_CACHED)
def _begins(piece: str) -> bool:
    """Whether compounds begin with this: a word, or what is left of it before another."""
    if piece in _SHORT or piece in _COMBINING:
        return True
    if len(piece) < _MIN or piece in _PARTICLES or piece in _CHANCE:
        return False
    return (
        any(_is_noun(piece.removesuffix(link)) for link in _LINKS if piece.endswith(link))
        or german(piece) == piece  # Hoch-schule
        or _is_noun(piece + "e")  # Schul-hof
        or any(german(piece + ending) == piece + ending for ending in ("en", "n"))  # Lehr-amt
    )


def _is_noun(word: str) -> bool:
    return (len(word) >= _MIN or word in _SHORT) and noun(word) is not None


@cache
def _names() -> frozenset[str]:
    """Names of places are whole: nobody who asks for *Land* means *Deutschland*."""
    return frozenset(word for name in names() for word in (name.lower(), *name.lower().split("-")))
