"""Times told from the day that the text last named, not from the day it was published.

``am 9. September … von 16 bis 17.30 Uhr``, ``am Nachmittag``, ``am Vortag``, ``an diesem Tag``,
``im selben Jahr``. Only as TimeML marks them they are dates by themselves, but for the unit that is
the same as before (``im selben Jahr``), which would else be the present one.
"""

from __future__ import annotations

import datetime as dt
import re

from crawler.german.dates.model import Context, GermanDate, day_of
from crawler.german.dates.nodes import Neighbour, Node, PartialDate
from crawler.german.dates.ranges import Range

_SAME = re.compile(
    r"(?:selben?|gleichen?|(?:darauf)?folgende[nrs]?|vorhergehenden?)\s(?=Tag|Woche|Monat|Jahr|Quartal)"
    r"|(?:Tag|Jahr|Monat|Woche)\s(?:zuvor|davor|vorher|danach|darauf)"
)
_REACH = 600
"""So far back in the text, in characters, lies the day that a time is told from."""

_HOURS_IN_GENERAL = re.compile(
    r"\b(?:[Öö]ffnungszeiten|[Ss]prechzeiten|[Ss]prechstunden?|geöffnet|erreichbar|täglich|werktags|jeweils|\w+tags|"
    r"\w+tag\s?(?:bis|[-–])\s?\w+tag|"
    r"Mo|Di|Mi|Do|Fr|Sa|So|Mon?\.|Tel\w*)\b(?:[^.!?]|\d\.)*$"
)
_HOUR = re.compile(r"Uhr|h\b|:\d\d|[.]\d\d|^halb\s")
_PART_CUE = re.compile(
    r"\b(?:[Aa]m|[Vv]om|[Zz]um|[Gg]egen|[Dd]es|[Uu]m|[Ii]n\sder|[Ss]päten|[Ff]rühen|[Ss]päter|ganzen)\s+$"
)


def points_back(node: Node, printed: str) -> bool:
    """Does the day named before decide which time this is?"""
    if _SAME.match(printed):
        return True
    if isinstance(node, Range):
        return points_back(node.first, "") and points_back(node.last, "")
    if isinstance(node, PartialDate):
        return not node.names_a_day
    return _is_a_day(node)


def _is_a_day(node: Node) -> bool:
    return isinstance(node, Neighbour) and node.unit == "day" and node.count == 1


def is_time_by_itself(node: Node, printed: str, before: str) -> bool:
    """``20 Uhr``, ``um 12.15``, ``am Nachmittag``, ``am Vortag``: is it one, without its day?"""
    if _is_a_day(node):
        return True
    one = node.last if isinstance(node, Range) else node
    if not isinstance(one, PartialDate) or one.names_a_day:
        return False
    if one.clock is not None:
        return _HOUR.search(printed) is not None and not _HOURS_IN_GENERAL.search(before)
    return _PART_CUE.search(before) is not None


def from_named_day(context: Context, named: GermanDate | None, at: int) -> Context:
    """The context of a time at offset ``at``, told from the date that was named before it."""
    if named is None or at - named.span[1] > _REACH:
        return context
    return context._replace(reference=dt.datetime.combine(day_of(named.start), dt.time()))
