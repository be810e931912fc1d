"""Specifics of a sentence: the numbers, dates and names by which one event differs from the next.

German capitalises every noun, so a name is known by its surroundings: a capitalised word behind
another one (*Anna Muster*, *Netzwerk Blaumilch*), with a capital inside or throughout, one that
a text never puts an article or an adjective before (*in Musterstadt*, *will Blaumilch*), or a
country's or a Land's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache

from crawler.german.places import names_of_countries
from crawler.stories.sentences import Sentence
from crawler.stories.words import MONTHS, words_of

_WORDS = {
    "ordinals": """
        erste ersten zweite zweiten dritte dritten vierte vierten fuenfte fuenften sechste sechsten
        siebte siebten achte achten neunte neunten zehnte zehnten
    """,
    "days": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "units": """
        uhr euro dollar prozent millionen milliarden million milliarde ende anfang mitte
    """,
    "articles": """
        der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner
        dies diese dieser dieses diesem diesen jede jeder jedes jedem jeden im am zum zur vom beim
        sein seine seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere
        unseren unserem unserer beide beiden alle allen aller viele vielen einige einigen mehrere
    """,
    "small": """
        der die das den dem des ein eine einen einem einer eines und oder aber auch in im an am auf
        aus bei beim mit nach von vom vor zu zum zur ueber unter durch fuer gegen ohne um bis seit
        wegen als wie wenn dass damit dabei dazu daher so es er sie wir ihr ich man dies diese
        dieser dieses jede jeder alle viele einige mehrere beide kein keine sein seine ihre unser
        unsere nun jetzt heute gestern morgen hier dort neben zwischen waehrend laut rund etwa
        insgesamt neue neuer neues
        the a an of on at by for with from as and or but this that these those its our we they it
    """,
}
_ORDINALS, _DAYS, _UNITS, _ARTICLES, _SMALL = (
    frozenset(words.split()) for words in _WORDS.values()
)
_DATE_WORDS = _ORDINALS | _DAYS | frozenset(MONTHS)
_ORDINARY = _SMALL | _ARTICLES | _UNITS | _DAYS | frozenset(MONTHS)
_LAENDER = """
    Bayern Berlin Brandenburg Bremen Hamburg Hessen Niedersachsen Saarland Sachsen Thüringen
"""
_ENDINGS = ("e", "en", "er", "es", "em")
_PLACES = frozenset({"in", "aus", "nach"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_HAS_CAPITAL_INSIDE = re.compile(r"[^\W\d_]+[A-ZÄÖÜ]")


def is_year(word: str) -> bool:
    """Whether a specific is a year."""
    return _YEAR.fullmatch(word) is not None


def numbers_in(sentence: Sentence, start: int = 0, end: int | None = None) -> set[str]:
    """Numbers, ordinals, months and days of the week among the words from ``start`` to ``end``."""
    return {
        word.folded
        for word in sentence.words[start:end]
        if word.folded in _DATE_WORDS or word.folded[0].isdigit()
    }


def is_quantity_at(sentence: Sentence, index: int) -> bool:
    """Whether a word counts something: *15 Betriebe*; not *5. Forum*, *2019*, *18 Uhr*."""
    word = sentence.words[index].printed
    if not word.isdigit() or is_year(word) or index + 1 == len(sentence):
        return False
    counted = sentence.words[index + 1]
    return counted.printed[0].isupper() and counted.folded not in _DATE_WORDS | {"uhr"}


def names_in(sentence: Sentence, start: int = 0, end: int | None = None) -> set[str]:
    """What looks like a name among the words from ``start`` to ``end``, without a genitive s."""
    found: set[str] = set()
    words = sentence.words
    if words and words[0].printed.isupper() and all(word.printed.isupper() for word in words):
        return found
    for index, word in enumerate(words[start:end], start):
        if not word.printed[0].isupper() or is_ordinary(word.folded):
            continue
        if (
            _HAS_CAPITAL_INSIDE.match(word.printed)
            or _follows_a_name(sentence, index, start)
            or word.folded.removesuffix("s") in _lands()
        ):
            found.add(word.folded.removesuffix("s"))
    return found


def lands_in(sentence: Sentence) -> set[str]:
    """The countries and Länder named in one word, without a genitive s."""
    return {word.removesuffix("s") for word in sentence.folded} & _lands()


@cache
def _lands() -> frozenset[str]:
    names = (*_LAENDER.split(), *(name for name in names_of_countries() if name.isalpha()))
    return frozenset(word.removesuffix("s") for word in words_of(" ".join(names))[0])


def _follows_a_name(sentence: Sentence, index: int, start: int) -> bool:
    """Whether a capitalised word that is no ordinary one stands before; *Viele Betriebe* is not.

    At the beginning of a sentence that can be an adjective: not if it belongs to the words asked
    about (*Ute Kern* in the place of *Lina Kies*).
    """
    if index == 0:
        return False
    before = sentence.words[index - 1]
    adjective = index == 1 and start == 1 and before.folded.endswith(_ENDINGS)
    return before.printed[0].isupper() and not adjective and not is_ordinary(before.folded)


def specifics_of(sentences: Iterable[Sentence]) -> frozenset[str]:
    """All numbers, dates and names."""
    return frozenset(
        specific
        for sentence in sentences
        for specific in (*numbers_in(sentence), *names_in(sentence))
    )


def unknown_in(vocabulary: Collection[str], specifics: Iterable[str]) -> frozenset[str]:
    """Those of ``specifics`` that a text with these words does not have, nor with a genitive s."""
    return frozenset(s for s in specifics if s not in vocabulary and f"{s}s" not in vocabulary)


def bare_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Capitalised words that stand without article and adjective wherever they stand.

    Twice at least, or once behind a preposition of place.
    """
    bare: Counter[str] = Counter()
    nouns = set()
    for sentence in sentences:
        folded = sentence.folded
        for index, word in enumerate(sentence.words[1:], start=1):
            if word.printed[0].isupper() and not is_ordinary(word.folded):
                if _has_article(folded, index):
                    nouns.add(word.folded)
                bare[word.folded] += 2 if folded[index - 1] in _PLACES else 1
    return frozenset(word for word, count in bare.items() if count > 1 and word not in nouns)


def _has_article(folded: tuple[str, ...], index: int) -> bool:
    """Whether an article stands before a word, or before its adjective (*die neue Anlage*)."""
    before = folded[index - 1]
    adjective = before.endswith(_ENDINGS) and index > 1 and folded[index - 2] in _ARTICLES
    return before in _ARTICLES or adjective


def is_ordinary(word: str) -> bool:
    """Whether a word, folded, says nothing of what a text is about: articles, days, units."""
    return word in _ORDINARY
