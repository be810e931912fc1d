"""Dates of a page that shows none beside its article: the last places that are asked.

Templates put the day behind the text without a name, into the column beside it, into attributes,
comments and the data of scripts. Much else is dated there, too, so each place is a feature of its
own in ``date_weights``, and nothing here is asked where a page shows or claims its date.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from lxml.etree import _Element as Element

from crawler.german.labels import read_label
from crawler.layouts.reading.body import Body
from crawler.layouts.reading.date_candidates import (
    Candidate,
    day_in,
    day_of,
    is_event_label,
    is_of_event,
)
from crawler.layouts.reading.date_lines import (
    DATE_SHAPE,
    dated_facts,
    first_date,
    is_date,
    is_timed,
    opens_with_date,
)
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.element_text import short_text_of
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.json_ld import text_in, type_of
from crawler.layouts.reading.view import PageView

_MOST: Final = 40
"""Dates of one kind of place; a page with more is a list."""
_FEW: Final = 5
_MAX_LENGTH: Final = 160
_OF_ANOTHER: Final = Role.NAVIGATION | Role.ADVERT | Role.BREADCRUMB | Role.DOWNLOAD
"""Places of which nothing tells of the article."""
_OF_OTHERS: Final = _OF_ANOTHER | Role.RELATED | Role.TEASER | Role.COMMENTS | Role.ASIDE
_PLACES: Final = {
    Role.RELATED: "among related",
    Role.TEASER: "in a teaser",
    Role.COMMENTS: "in comments",
    Role.ASIDE: "in an aside",
    Role.FOOTER: "in a footer",
    Role.CAPTION: "in a caption",
    Role.CREDIT: "in a caption",
    Role.CONTACT: "with contacts",
    Role.TOOLS: "with buttons",
}
_OFF: Final = frozenset({"off the article"})
_APART: Final = _OFF | {"beside article"}
_JOINT: Final = r"""(?:\\{0,4}(?:"|'|&quot;|&\#34;))"""
# A date in data is found by the mark between its figures, so that all else is passed at once.
_YEAR_FIRST: Final = re.compile(
    r"-(?<=(?<!\d)(\d{4})-)\d\d-\d\d(?:[T\s][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
)
_DAY_FIRST: Final = re.compile(r"\.(?:(?<=(?<!\d)(\d)\.)|(?<=(?<!\d)(\d\d)\.))\d{1,2}\.\d{4}")
_KEY: Final = re.compile(
    rf"""\b(?P<key>
          (?:date|first|original|article|content|page|news|post|story|initial|item)?[_-]?
          (?:publi(?:sh(?:ed)?|cation|shing)|pub|release|veröffentlichungs|erscheinungs)
          [_-]?(?:date|time|at|on|datum|start)?(?:[_-]?(?:time|iso|utc|8601))?
        | (?:date|time)[_-]?(?:publi(?:shed|cation)|created) | created(?:[_-]?(?:at|on|date))?
        | erstellt(?:_?am)? )
        {_JOINT}?\s*[:=]\s*{_JOINT}$""",
    re.VERBOSE | re.IGNORECASE,
)
"""``"published_at":"2019-03-02T06:22:28"`` in scripts, in attributes, and escaped in either: what
stands before the date, of which a page has fewer than of anything else."""
_MAX_KEY: Final = 80
_IN_COMMENT: Final = re.compile(
    r"<!--\s{0,3}(?:[a-z]{2,12}\s){0,2}(?:publi|veröffentlich|erstell|created|datum|date)[a-z]{0,8}"
    r"[\s:=]{1,4}(?:[a-z]{2,8}\s)?(\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})",
    re.IGNORECASE,
)
_CREATED: Final = re.compile(r"creat|erstell", re.IGNORECASE)
_MAX_SOURCE: Final = 1_000_000
_ATTRIBUTES: Final = {"datetime": "datetime", "title": "title", "value": "value"}
_OF_OTHER_DAYS: Final = re.compile(
    r"modif|updat|chang|start|begin|end\b|event|until|deadline|birth|min\b|max\b|expir|valid|due"
    r"|termin|frist|ende\b|geändert",
    re.IGNORECASE,
)
"""In the name of an element or attribute: a change, an event, the range of a calendar."""
_MAX_LINE: Final = 100
_NAMED_DATE: Final = re.compile(r"date(?!-?(?:format|picker))|time(?:stamp)?$|publish|datum")
_WEEKDAY: Final = 12
"""Characters that may stand before a date: its weekday."""
_SECONDS: Final = re.compile(r"1\d{9}(?:\d{3})?")
_JSON_LD: Final = re.compile(r"<script[^>]{0,200}ld\+json(?:[^<]++|<(?!/script))*+", re.IGNORECASE)
_OWN_DATES: Final = frozenset(
    {"comment", "review", "videoobject", "imageobject", "event", "jobposting", "website", "answer"}
)
"""Types of objects on a page whose dates are not the page's."""


def dates_elsewhere(view: PageView, body: Body) -> list[Candidate]:
    """The dates in all other places of a page, each with features of where and how it stands."""
    found: list[Candidate] = []
    for source in (_in_blocks, _in_attributes, _in_data):
        some = _each_once(islice(source(view, body), _MOST))
        _compare(some)
        for one in some:
            if any(other.day == one.day for other in found):
                one.features.add("elsewhere agreed")
        found += some
    return found


def _each_once(found: Iterable[Candidate]) -> list[Candidate]:
    """The candidates without those that say the same day in the same way again."""
    first: dict[tuple[dt.date, frozenset[str]], Candidate] = {}
    for one in found:
        first.setdefault((one.day, frozenset(one.features)), one)
    return list(first.values())


def _compare(found: list[Candidate]) -> None:
    """Note which of several dates is the first, the earliest, and whether there is but one."""
    days = [one.day for one in found]
    for place, one in enumerate(found):
        if len(set(days)) == 1:
            one.features.add("elsewhere the only one")
            continue
        if place == 0:
            one.features.add("elsewhere the first")
        if one.day == min(days):
            one.features.add("elsewhere the earliest")
        if len(set(days)) > _FEW:
            one.features.add("elsewhere of many")


def _in_blocks(view: PageView, body: Body) -> Iterator[Candidate]:
    """Dates in short lines anywhere on the page."""
    near = {block.index: standing for block, standing in body.around}
    label: Block | None = None
    for block in view.blocks:
        before, label = label, block
        if len(block.text) > _MAX_LENGTH or not first_date(block.text):
            continue
        roles = view.roles(block)
        if roles & _OF_ANOTHER or (before is not None and _is_of_another(before)):
            continue
        for line in block.text.split("\n"):
            facts = dated_facts(line)
            ours = [fact for fact in facts if fact.role in ("published", "unsaid")]
            if not ours or len(ours) < len(facts) or is_of_event(line):
                continue
            made = _made(block, line, said=ours[0].role == "published")
            day = day_of(ours[0].date) or day_in(ours[0].date)
            if not made or day is None or block.node.own & Role.MODIFIED:
                continue
            features = {"elsewhere", *made}
            features |= {f"elsewhere {name}" for role, name in _PLACES.items() if roles & role}
            standing = near.get(block.index, _OFF)
            of_others = standing & _APART or ("behind text" in standing and block.linked)
            if of_others and "elsewhere labelled" not in made:
                continue  # teasers of other articles are dated just so
            features |= {f"elsewhere {where}" for where in standing}
            if len(ours) > 1:
                features.add("elsewhere several in a line")
            yield Candidate(ours[0].text, day, block.node, "", features)


def _is_of_another(label: Block) -> bool:
    """Whether the block before says that the next is a deadline, a change or an event."""
    said = label.label if len(label.text) < 40 else None
    return is_event_label(label) or (said is not None and said.field in ("deadline", "updated"))


def _made(block: Block, line: str, *, said: bool) -> set[str]:
    """How a line with a date is made; empty where it is a sentence with one."""
    made: set[str] = set()
    if block.node.own & (Role.DATE | Role.META):
        made.add("elsewhere named date")
    if said and line[-1:] not in ".!?":
        made.add("elsewhere labelled")
    if is_date(line):
        made.add("elsewhere alone")
    elif opens_with_date(line):
        made.add("elsewhere dateline")
    elif is_timed(line):
        made.add("elsewhere timed")
    if made and block.linked:
        made.add("elsewhere linked")
    if made and block.is_heading:
        made.add("elsewhere in heading")
    return made


def _in_attributes(view: PageView, body: Body) -> Iterator[Candidate]:
    """``<abbr title="2019-04-09">``, ``data-date="09.04.2019"``, ``data-time="1554796800"``."""
    article = body.place.element if body.place is not None else view.page.body
    for element in article.iter("abbr", "span", "time", "div", "p", "input", "i", "b", "a"):
        for key, said in element.attrib.items():
            name, value = str(key), str(said)
            kind = _ATTRIBUTES.get(name)
            if kind is None and name.startswith("data-") and _NAMED_DATE.search(name):
                kind = "data"
            if kind is None or not 8 <= len(value) <= 40:
                continue
            text = _of_seconds(value) if kind == "data" and _SECONDS.fullmatch(value) else value
            day = _day_at_start(text)
            if day and not _is_of_other_days(view, element, name, article):
                yield Candidate(text, day, None, f"{element.tag}[{name}]", {f"attribute: {kind}"})


def _is_of_other_days(view: PageView, element: Element, attribute: str, article: Element) -> bool:
    """Whether an element is named so, stands in a place of others, or in a sentence."""
    names = (attribute, element.get("class"), element.get("itemprop"), element.get("id"))
    if any(_OF_OTHER_DAYS.search(name) for name in names if name):
        return True
    for above in (element, *element.iterancestors()):
        if above is article:
            break
        if view.lexicon.of_names(str(above.tag), above.items()) & _OF_OTHERS:
            return True
    parent = element.getparent()
    if parent is None or parent is article or element.tag == "div":
        return False
    line = short_text_of(parent, _MAX_LINE)
    # a date that is shown is judged by its line
    return line is None or bool(DATE_SHAPE.search(line)) or _says_otherwise(line)


def _says_otherwise(line: str) -> bool:
    """Whether a line begins with a label of another day: ``Anmeldefrist: in drei Wochen``."""
    label = read_label(line)
    other = label is not None and label.field in ("deadline", "updated")
    return other or is_of_event(line)


def _of_seconds(value: str) -> str:
    """The time that a Unix timestamp, in seconds or thousandths, stands for."""
    return dt.datetime.fromtimestamp(int(value[:10]), dt.UTC).isoformat()


def _day_at_start(text: str) -> dt.date | None:
    match = DATE_SHAPE.search(text)
    return day_of(text) or day_in(text) if match and match.start() < _WEEKDAY else None


def _in_data(view: PageView, _: Body) -> Iterator[Candidate]:
    """Dates with a key in the data of scripts and attributes, and with a word in comments.

    JSON-LD is read by its objects: in the text of its scripts a list of articles looks like one.
    """
    for node in view.page.json_ld:
        said = text_in(node, "datePublished")
        if said and type_of(node) not in _OWN_DATES and (day := day_in(said)):
            yield Candidate(said, day, None, "json-ld datePublished", {"data: published"})
    source = view.page.source[:_MAX_SOURCE].decode("utf-8", "replace")
    source = _JSON_LD.sub("", source)
    for start, date in _days_in(source):
        match = _KEY.search(source[max(0, start - _MAX_KEY) : start])
        if match and (day := day_in(date)):
            kind = "created" if _CREATED.search(match["key"]) else "published"
            origin = f"data {html.unescape(match['key'])}"
            yield Candidate(date, day, None, origin, {f"data: {kind}"})
    for match in _IN_COMMENT.finditer(source):
        if day := day_in(match[1]):
            yield Candidate(match[1], day, None, "comment", {"data: comment"})


def _days_in(data: str) -> Iterator[tuple[int, str]]:
    """The dates in data, in its order, each with where it begins."""
    dates = [
        (match.start() - len(match[match.lastindex or 0]), match.end())
        for shape in (_YEAR_FIRST, _DAY_FIRST)
        for match in shape.finditer(data)
    ]
    passed = 0
    for start, end in sorted(dates):
        if start >= passed:
            passed = end
            yield start, data[start:end]
