"""Dates that stand beside articles on lists, as far as they are those of publication.

A teaser has one date that stands by itself, or it says nothing: dates in its text, deadlines and
what belongs to other teasers date nothing, nor does a list of events or calls.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from crawler.german.dates import parse_date
from crawler.german.dates.model import local_day
from crawler.german.labels import find_labels
from crawler.german.words.spelling import written_out
from crawler.layouts.reading.date_lines import DATE_SHAPE, is_date, opens_with_date
from spiders.lastmod import day_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TEASER: Final = 1_500
"""Characters a teaser has at most: what holds more is a list of them."""
_WHOLE: Final = frozenset({"li", "article", "tr", "dd"})
"""Elements that hold a teaser whole."""
_CLOSE: Final = 3
"""A link, and so many places around it less one."""
_OTHER_DATES: Final = frozenset({"deadline", "updated"})
_NO_NEWS: Final = re.compile(
    r"termin(?!al)|veranstaltung|kalender|\bevents?\b|tagung|konferenz|seminar|ausschreibung"
    r"|bekanntmachung|foerderaufruf|\bfrist|wettbewerb|\bcalls?\b"
)
"""In the URL or headline of a list: its dates are of events, or of calls."""
_OF_EVENT: Final = re.compile(
    r"\b(?:Veranstaltungsort|Ort|Beginn|Einlass|Anmeldung|Uhrzeit|Laufzeit)\s*:"
    r"|\d[:.]\d\d\s*(?:Uhr\s*)?(?:–|-|bis)\s*\d{1,2}[:.]\d\d"
)
"""In a teaser: what it announces takes place at that hour, or there."""
_RANGE_BEFORE: Final = re.compile(r"\d\.?\s*(?:[–—/-]|bis|und)\s*$")
_IN_SENTENCE: Final = re.compile(
    r"\b(?:am|vom|zum|bis|ab|seit|im|in|den|der|dem|dies(?:er|em)|und|oder|ist|war|dauert)\s*$|:\s*$",
    re.IGNORECASE,
)
"""What stands before a date in a sentence, or names it otherwise."""
_TO: Final = frozenset({"-", "–", "—", "bis"})
"""What stands between the two days of a range."""
_NAME: Final = 2
"""Words in the name of a kind of pages, or of a fact."""
_ASKED: Final = (["wann"], ["wann:"], ["wann?"], ["wo:"], ["wo?"])
_EVENT_PROPERTIES: Final = frozenset({"startDate", "endDate", "doorTime", "validThrough"})
_EVENT_CLASSES: Final = frozenset({"dtstart", "dtend", "dt-start", "dt-end"})
_HIDDEN: Final = frozenset({"script", "style", "noscript", "template"})


class _EventError(Exception):
    """A teaser announces what takes place on days: its list is one of events."""


def dates_beside(
    anchors: Sequence[tuple[str, Element]], url: str, headline: str, today: dt.date
) -> dict[str, dt.date]:
    """The days of publication that stand beside articles on a page of a list.

    Args:
        anchors: canonical URL and link of each article.
        url: the page's.
        headline: the page's.
        today: when it stood so. If it has a date that lies ahead, its dates are not of publication.
    """
    path = unquote(urlsplit(url).path)
    if _NO_NEWS.search(written_out(f"{path} {headline}".casefold())):
        return {}
    places = {anchor: article for article, anchor in anchors}
    found: dict[str, dt.date] = {}
    seen: set[Element] = set()
    try:
        for article, anchor in anchors:
            if article in found:
                continue
            teaser = _teaser_around(anchor, article, places)
            if teaser is None or teaser in seen:
                continue
            seen.add(teaser)
            days = _days_shown(teaser)
            if any(day > today for day in days):
                return {}
            if len(days) == 1:
                found.setdefault(article, days.pop())
    except _EventError:
        return {}
    return found


def _teaser_around(anchor: Element, article: str, places: Mapping[Element, str]) -> Element | None:
    """The place around a link that is a teaser: one of a row, or what is close about the link.

    It holds no other article's link. The only article of a page, or its first one, has more about
    it that holds none: the head of the page, with the day it was looked at.
    """
    around: list[Element] = []
    for place in (anchor, *anchor.iterancestors()):
        if place.tag in ("main", "body") or _holds_others(place, article, places):
            break
        around.append(place)
        if place.tag in _WHOLE or _has_siblings(place):
            return place
    return around[:_CLOSE][-1] if around else None


def _holds_others(place: Element, article: str, places: Mapping[Element, str]) -> bool:
    return any(places.get(link, article) != article for link in place.iter("a"))


def _has_siblings(place: Element) -> bool:
    """Whether it stands among others of its name and class that lead somewhere: one of a list."""
    name, parent = place.get("class"), place.getparent()
    if not name or parent is None or place.tag == "a":
        return False
    return any(
        other is not place
        and other.get("class") == name
        and next(other.iter("a"), None) is not None
        for other in parent.iterchildren(place.tag)
    )


def _days_shown(teaser: Element) -> set[dt.date]:
    """The days that stand by themselves in a teaser; none if it says of what else they are."""
    days: set[dt.date] = set()
    pieces = [*_pieces(teaser)]
    if (term := _term_of(teaser)) is not None:
        pieces = [*_pieces(term), *pieces]
    for before, text, behind in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        shapes = DATE_SHAPE.findall(text)
        if not shapes or not (is_date(text) or opens_with_date(text)):
            continue
        begin = text[: text.index(shapes[0])]
        if len(shapes) > 1 or _RANGE_BEFORE.search(begin) or (days and before in _TO):
            raise _EventError
        in_sentence = not begin and (_IN_SENTENCE.search(before) or behind[:1].islower())
        if in_sentence and not _is_labelled(f"{before} {text}"):
            continue
        if (day := _day(shapes[0])) is not None:
            days.add(day)
    if days and any(map(_names_no_news, pieces)):
        return set()
    whole = "\n".join(pieces) if days else ""
    if len(whole) > _TEASER or _OF_EVENT.search(whole):
        return set()
    if any(label.field in _OTHER_DATES for label in find_labels(whole)):
        return set()
    return days


def _term_of(teaser: Element) -> Element | None:
    """The ``<dt>`` above a teaser that is a ``<dd>``: lists have their dates there."""
    if teaser.tag != "dd":
        return None
    above = (place for place in teaser.itersiblings("dt", "dd", preceding=True))
    return next((place for place in above if place.tag == "dt"), None)


def _names_no_news(piece: str) -> bool:
    """Whether a piece is a name for what is no news, or for one of its facts: ``Termin``."""
    words = written_out(piece.casefold()).split()
    return len(words) <= _NAME and (
        _NO_NEWS.search(" ".join(words)) is not None or words[:1] in _ASKED
    )


def _is_labelled(text: str) -> bool:
    return any(label.field == "published" for label in find_labels(text))


def _day(shape: str) -> dt.date | None:
    date = parse_date(shape)
    return local_day(date.start) if date is not None and date.precision == "day" else None


def _pieces(teaser: Element) -> Iterator[str]:
    """The texts of a teaser, each as it stands in one element.

    A ``<time>`` whose text leaves its year unsaid is read as what it says to programs.
    """
    for element in teaser.iter():
        is_element = isinstance(element.tag, str)
        if is_element and element.tag not in _HIDDEN:
            if element.get("itemprop") in _EVENT_PROPERTIES or not _EVENT_CLASSES.isdisjoint(
                (element.get("class") or "").split()
            ):
                raise _EventError
            text = (element.text or "").strip()
            if element.tag == "time" and not DATE_SHAPE.search(
                "".join(map(str, element.itertext()))
            ):
                said = day_of(element.get("datetime") or "")
                text = said.isoformat() if said else text
            if text:
                yield text
        if element is not teaser and (tail := (element.tail or "").strip()):
            yield tail
