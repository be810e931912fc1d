"""Countries, regions and organisations that articles are tagged with.

Names come from CLDR (babel) and from ``place_names``. A country has one display name however it
is printed, so that articles can be grouped by it; regions and organisations keep theirs. A name
that is not known is kept, and said to be ``unknown``: it may be a country's that is missing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from babel import Locale
from babel.core import get_global

from crawler.german.place_names import COUNTRY_NAMES, ORGANISATION_NAMES, REGION_NAMES
from crawler.german.vocabulary import Vocabulary
from crawler.german.words.spelling import fold_name

# CLDR territories that are no countries: groupings, and codes for tests.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
UNKNOWN: Final = "unknown"
"""Kind of a place that the vocabulary does not have."""
_COUNTRY_FOLDER = re.compile(r"/(?:laender|länder|buf|countries)/(?P<folders>.+)", re.IGNORECASE)
_FOLDERS_DEEP = 2
"""Folders under that of all countries: a continent, a country."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the vocabulary; ``iso_code`` is ISO 3166-1 alpha-2, of countries only."""

    name: str
    kind: Literal["country", "region", "organisation", "unknown"]
    iso_code: str | None = None


def split_places(texts: Iterable[str]) -> list[KnownPlace]:
    """Read ``Länder / Organisationen`` as printed, one text an element or all glued in one.

    The order is kept; duplicates, also of a country under two names, are dropped.
    """
    found: dict[KnownPlace, None] = {}
    for text in texts:
        for name in _vocabulary().split(text):
            found.setdefault(place(name))
    return list(found)


def split_names(text: str) -> list[str]:
    """The names run together in ``text``, as printed."""
    return _vocabulary().split(text)


def is_known(name: str) -> bool:
    """Whether a name is in the vocabulary."""
    return name in _places()


def place(name: str) -> KnownPlace:
    """The place called ``name``; one that nobody knows is ``unknown``."""
    return _places().get(name) or KnownPlace(name, UNKNOWN)


def place_in_url(url: str) -> KnownPlace | None:
    """The country whose folder a URL is in: ``/laender/europa/polen/…``, ``/buf/polen/…``.

    The folders of other groups of pages (``/laender/europa/``, ``/laender/weitere/``) are none.
    """
    found = _COUNTRY_FOLDER.search(unquote(urlsplit(url).path))
    for folder in found["folders"].split("/")[:_FOLDERS_DEEP] if found else ():
        name = re.sub(r"\.x?html?$", "", folder, flags=re.IGNORECASE)
        if (country := _slugs().get(_slug(name))) is not None:
            return country
    return None


def find_place(typed: str, kind: str | None = None) -> KnownPlace | None:
    """The known place a reader means, None for no known one.

    Args:
        typed: a German name in any case and spelling, or a country's English name or ISO 3166-1
            code (``Österreich``, ``oesterreich``, ``Austria``, ``AT``, ``AUT``).
        kind: only a place of this kind; ``AU`` is Australia's code and the African Union.
    """
    found = _typed_places().get(fold_name(typed), ())
    return next((place for place in found if kind in (None, place.kind)), None)


def names() -> Iterable[str]:
    """Every spelling of every known place."""
    return _places().keys()


def names_of_countries() -> Iterable[str]:
    """Every spelling of every country."""
    return (name for name, known in _places().items() if known.kind == "country")


@cache
def _slugs() -> dict[str, KnownPlace]:
    """Countries by their names as URLs spell them: ``vereinigtes-koenigreich-grossbritannien``."""
    return {_slug(name): known for name, known in _places().items() if known.kind == "country"}


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", fold_name(name)).strip("-")


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(names(), and_separates=True)


@cache
def _places() -> dict[str, KnownPlace]:
    places: dict[str, KnownPlace] = {}
    territories = Locale("de").territories
    for code, cldr_name in territories.items():
        if code.isdigit():
            places |= _region(cldr_name)
        elif code not in _NO_COUNTRY:
            spellings = list(dict.fromkeys((*COUNTRY_NAMES.get(code, ()), cldr_name)))
            country = KnownPlace(spellings[0], "country", code)
            places |= dict.fromkeys(_with_brackets(spellings), country)
    for name in REGION_NAMES:
        places |= _region(name)
    for first, *others in ORGANISATION_NAMES:
        places |= dict.fromkeys((first, *others), KnownPlace(first, "organisation"))
    return places


@cache
def _typed_places() -> dict[str, list[KnownPlace]]:
    """Folded names and codes, and the places they may mean, German names first."""
    known = _places()
    typed: dict[str, list[KnownPlace]] = {}
    for name, place_meant in known.items():
        typed.setdefault(fold_name(name), []).append(place_meant)
    countries = {place.iso_code: place for place in known.values() if place.iso_code}
    for code, country in countries.items():
        for name in (code, Locale("en").territories[code]):
            typed.setdefault(fold_name(name), []).append(country)
    for alias, codes in get_global("territory_aliases").items():  # three letters, and old names
        if alias.isalpha() and len(codes) == 1 and codes[0] in countries:
            typed.setdefault(fold_name(alias), []).append(countries[codes[0]])
    return typed


def _region(name: str) -> dict[str, KnownPlace]:
    # The TYPO3 portals' "Region Ostasien" beside other pages' "Ostasien".
    prefixed = f"Region {name}"
    return {name: KnownPlace(name, "region"), prefixed: KnownPlace(prefixed, "region")}


def _with_brackets(spellings: list[str]) -> Iterator[str]:
    """Names alone, and with another in brackets: ``Republik Korea (Südkorea)``."""
    yield from spellings
    plain = [name for name in spellings if "(" not in name]
    for outer, inner in permutations(plain, 2):
        yield f"{outer} ({inner})"
