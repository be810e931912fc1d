"""Text exports of pages: what remains when a page was saved as plain text.

A text is set as a page without names: each line is a paragraph, blank lines and single breaks mean
the same, and the layouts read it as they read any page. What is done here is what only a text
needs: lines that were glued are cut, a trail from its title (``StartseiteAktuellesTITLE``), labels
from values and from each other (``…EUThemen:FörderungNetzwerke``), a value from the next by the
closed vocabularies; and what a vocabulary knows for certain gets its element: the trail is a list
of crumbs, labels with their values are a list of terms, headings that close a page are headings,
printed URLs are links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import ClassVar, Final

from crawler.german.kinds import kind_of
from crawler.german.labels import (
    OF_DATES,
    OF_LISTS,
    OF_SECTIONS,
    OF_TRAILER,
    Label,
    find_labels,
    read_label,
)
from crawler.german.places import is_known, split_names
from crawler.german.topics import TOPICS
from crawler.german.typography import PRINTED_URL, clean_text
from crawler.items import FROM_URL, GENERIC, Article
from crawler.layouts.clusterplattform import Clusterplattform
from crawler.layouts.field_resolver import FieldResolver
from crawler.layouts.glued_trail import PICTURE, cut_trail
from crawler.layouts.kooperation_international import KooperationInternational
from crawler.layouts.layout import Layout
from crawler.layouts.reading.date_lines import DATE_SHAPE
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.unmarked import RUBRICS, ends_sentence, has_final_stop
from crawler.layouts.slug_title import title_of_slug
from crawler.urls import is_web_url

LAYOUT: Final = "text export"

_LAYOUTS: Final[tuple[type[Layout], ...]] = (Clusterplattform, KooperationInternational)


class TextPage(Page):
    """A text, set as a page."""

    has_markup: ClassVar[bool] = False

    def __init__(self, text: str, url: str) -> None:
        super().__init__(_set(text, url), url)


def read_text(text: str, url: str, layout: type[Layout] | None = None) -> Article:
    """Read a text export into raw fields; ``url`` is its URL or ``urn:sha256:…``. Never fails.

    ``layout`` is the one its portal is read by, where the caller knows. Without any line that is
    its title, a text is called by the slug of its URL, and ``title_from`` says so.
    """
    page = TextPage(text, url)
    layout = layout or _layout_of(page)
    article = Article(url=url, fetched_url=url, layout=LAYOUT)
    reader = layout(page) if layout is not None else None
    FieldResolver(page, reader, alone=reader is not None).fill(article)
    if not article.title and is_web_url(url) and (title := title_of_slug(url, article.body or "")):
        article.title, article.title_from = title, FROM_URL
        article.provenance["title"] = f"{GENERIC}: slug of the URL"
    article.provenance = {  # which of the layouts has the rule says little of a text
        field: f"{LAYOUT}: {origin.partition(': ')[2]}"
        for field, origin in article.provenance.items()
    }
    return article


def layout_of_text(text: str, url: str) -> type[Layout] | None:
    """The portal's layout that a text is recognised to be of, by its URL, labels and head."""
    return _layout_of(TextPage(text, url))


def _layout_of(page: TextPage) -> type[Layout] | None:
    return next((one for one in _LAYOUTS if one.recognises(page)), None)


def _set(text: str, url: str) -> str:
    """The text as HTML."""
    lines = [line for line in (clean_text(text) or "").split("\n") if line]
    lines = _without_pages(lines)
    crumbs, lines = cut_trail(lines, url)
    lines = _join_dates([piece for line in lines for piece in _cut_line(line)])
    body = "".join(_elements(lines))
    trail = "".join(f"<li>{escape(crumb)}</li>" for crumb in crumbs)
    trail = f"<nav class=breadcrumb><ol>{trail}</ol></nav>" if trail else ""
    return f"<html><body>{trail}{body}</body></html>"


# -- Printed pages: their numbers, and the words that their lines divide ---------------------------

_PAGE_NUMBER: Final = re.compile(
    r"(?:\d{1,2}/\d{2,4}\s+)?(?:Seite|Page)\s*\d{1,4}(?:\s*(?:von|of|/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]",
    re.IGNORECASE,
)
_DIVIDED: Final = re.compile(r"[^\W\d_]-$")
_OMITTED: Final = re.compile(r"(?:und|oder|bzw\.|sowie|and|or)\s")
"""What follows on a hyphen that stands for the rest of a word: ``Forschungs- und …``."""


def _without_pages(lines: list[str]) -> list[str]:
    """The lines without numbers of printed pages, divided words in one piece again."""
    joined: list[str] = []
    for line in lines:
        if _PAGE_NUMBER.fullmatch(line):
            continue  # says nothing of the article
        if joined and _DIVIDED.search(joined[-1]) and line[:1].islower():
            before = joined[-1]
            joined[-1] = f"{before} {line}" if _OMITTED.match(line) else before[:-1] + line
        else:
            joined.append(line)
    return joined


# -- Lines that were glued, but for labels and values ----------------------------------------------

_RUBRICS: Final = "|".join(map(re.escape, RUBRICS))
_OPENING: Final = re.compile(
    rf"(?:Zum Nachlesen|Weitere Informationen|Projektträger|{_RUBRICS}|{PICTURE})"
    r"(?=[A-ZÄÖÜ„»“\"])"
)
_NAMED_RUBRIC: Final = re.compile(rf"(?:Rubrik|Kategorie):?\s+({_RUBRICS})")
_WORD: Final = re.compile(r"[^\W\d_]+")
_GOES_ON: Final = re.compile(r"\s*(?:bis\b|[-–]\s*\d)")
"""What makes a range of a date that stands before it."""
_GLUED: Final = OF_TRAILER | {"image_credit", "further_information", "funding_agency"}
_WITHOUT_COLON: Final = re.compile(r"Länder / Organisationen(?=[A-ZÄÖÜ])")
_BARE_LABEL: Final = re.compile(
    r"(?:^|(?<=[a-zäöüß\d.!?)”“]))(Quelle|Redaktion|Länder / Organisationen|Themen)"
    r"(?=[A-ZÄÖÜ]|von |$)"
)
_LONGEST_LINE: Final = 50_000
"""Characters of a line in which labels are looked for: a hostile text must cost bounded time."""
_DATED: Final = frozenset({"deadline", "published"})


def _cut_line(line: str) -> list[str]:
    """A line cut where a heading, a rubric, a picture's name, a label, a date was glued."""
    if match := _NAMED_RUBRIC.fullmatch(line):
        return [match[1]]
    pieces: list[str] = []
    start = 0
    while match := _OPENING.match(line, start):
        pieces.append(match.group())
        start = match.end()
    line = line[start:]
    if len(line) > _LONGEST_LINE:
        return [*pieces, line]
    if _WITHOUT_COLON.search(line):
        line = _BARE_LABEL.sub(r"\1: ", line)  # on the page the colon is the style sheet's
    start = 0
    for label in find_labels(line):
        if label.field in _GLUED and label.start > start and _glued(line, label):
            pieces += _cut_date(line[start : label.start])
            start = label.start
    return [*pieces, *_cut_date(line[start:])]


def _join_dates(lines: list[str]) -> list[str]:
    """``Stichtag:`` and the line of its date are one line."""
    joined: list[str] = []
    for line in lines:
        label = read_label(joined[-1]) if joined and DATE_SHAPE.match(line) else None
        is_open = label is not None and label.end >= len(joined[-1])
        if label is not None and is_open and label.field in OF_DATES:
            joined[-1:] = _cut_date(f"{label.text}: {line}")
        else:
            joined.append(line)
    return joined


def _cut_date(line: str) -> list[str]:
    """``Meldung09.04.2019TITLE`` and ``Stichtag: 09.04.2019Rubrik`` in their pieces."""
    date = DATE_SHAPE.search(line, 0, 120)
    if date is None:
        return [line]
    before, behind = line[: date.start()].strip(" |·,"), line[date.end() :]
    if kind_of(before.rstrip(" :")) == "termin" or _GOES_ON.match(behind):
        return [line]  # when something takes place, no date of the page
    label = read_label(line)
    if label is not None and label.field in _DATED and label.end == date.start():
        if behind[:1].isupper():
            return [line[: date.end()], behind]
        return [line]
    word = _WORD.match(before)
    if word and not behind and before[word.end() :] in (" vom", " am") and kind_of(word.group()):
        return [word.group(), date.group()]
    if not before and kind_of(rest := behind.strip(" |·")):  # in the other order
        return [date.group(), rest]
    if word and kind_of(before) and (not behind or behind[0].isupper() or behind[0] in " |·"):
        return [before, date.group(), *([rest] if (rest := behind.strip(" |·")) else [])]
    if not before and behind[:1].isupper():
        return [date.group(), behind]
    if before and not behind and line[date.start() - 1].isalpha():  # TITLE12.07.2023
        return [before, date.group()]
    return [line]


# -- The trailer, the headings that close a page, and links ----------------------------------------

_OPENING_MARKS: Final = '([„»“"‚'
_URL: Final = re.compile(PRINTED_URL)
_LONGEST_VALUE: Final = 200
_LONGEST_NAME: Final = 60
_MAX_ITEMS: Final = 60
_ENOUGH: Final = 80
"""Characters of sentences that make a text go on."""

Pair = tuple[Label, str]


def _elements(lines: list[str]) -> Iterator[str]:
    """The elements of the lines, in their order."""
    heading = behind_text = False
    for piece in _with_trailers(lines):
        if not isinstance(piece, str):
            behind_text = True
            yield f"<dl>{''.join(map(_terms, piece))}</dl>"
            continue
        line = piece
        label = read_label(line)
        if label is not None and label.field in OF_SECTIONS:
            heading = behind_text = True
            yield f"<h2>{escape(line[: label.end])}</h2>"
            line = line[label.end :].strip()
        if not line:
            continue
        if not behind_text or ends_sentence(line):
            yield f"<p>{_linked(line)}</p>"
        elif heading:
            yield f"<ul><li>{_set_apart(line)}</li></ul>"
        else:
            yield f"<p>{_set_apart(line)}</p>"


def _with_trailers(lines: list[str]) -> Iterator[str | list[Pair]]:
    """The lines, those of trailers as their labels with the values."""
    trailers = _find_trailers(lines)
    number = 0
    while number < len(lines):
        end = trailers.get(number)
        if end is None:
            yield lines[number]
            number += 1
            continue
        before, pairs, behind = _read_trailer(lines[number:end])
        yield from [before] if before else []
        yield pairs
        yield from behind
        number = end


def _find_trailers(lines: list[str]) -> dict[int, int]:
    """Where trailers begin and end: the page's, and what an editor writes behind ``Quelle:``.

    The page's is the last that has several labels, or a single one that stands last.
    """
    regions: list[tuple[int, int]] = []
    number = 0
    while number < len(lines):
        end = number
        while end < len(lines) and _opens_trailer(lines[end]):
            end = _end_of_values(lines, end)
        if end > number:
            regions.append((number, end))
        number = max(end, number + 1)
    whole = [region for region in regions if _has_several(lines, *region)]
    alone = [region for region in regions if region not in whole]
    found = dict(whole[-1:])
    for first, end in alone:
        if _is_bare_source(lines, first) or (not found and _stands_last(lines, first, end)):
            found[first] = end
    return found


def _has_several(lines: list[str], first: int, end: int) -> bool:
    """Whether lines hold labels of two fields; without a colon it takes three to be labels."""
    told = [(label, line) for line in lines[first:end] for label in _labels(line)]
    has_colon = any(":" in line[label.start : label.end] for label, line in told)
    return len({label.field for label, _ in told}) > (1 if has_colon else 2)


def _is_bare_source(lines: list[str], number: int) -> bool:
    """``Quelle:`` alone in its line, and no sentence below."""
    label = read_label(lines[number])
    if label is None or label.field != "source" or lines[number] != f"{label.text}:":
        return False
    value = lines[number + 1] if number + 1 < len(lines) else "?"
    return not ends_sentence(value) and not value.endswith("?")


def _labels(line: str) -> list[Label]:
    """The labels of a trailer in a line: at its start, glued to what precedes, or several."""
    if len(line) > _LONGEST_LINE:
        return []
    labels = [label for label in find_labels(line) if label.field in OF_TRAILER]
    colons = [label for label in labels if ":" in line[label.start : label.end]]
    if not labels or (len(colons) < len(labels) and len(line) > labels[0].end):
        labels = colons
    if len({label.field for label in labels}) > 1:
        return labels
    return [label for label in labels if not line[: label.start].strip() or _glued(line, label)]


def _glued(line: str, label: Label) -> bool:
    """Whether a label stands right behind what precedes it; in brackets it belongs there."""
    before = line[label.start - 1]
    return not (before.isspace() or before in _OPENING_MARKS)


def _opens_trailer(line: str) -> bool:
    """Whether a line has a label of a trailer, and is no sentence that begins like one."""
    labels = _labels(line)
    if not labels:
        return False
    if ":" not in line[labels[0].start : labels[0].end]:
        return True  # a bare word counts beside others only
    value = line[labels[-1].end :]
    return len(labels) > 1 or not has_final_stop(value)


def _end_of_values(lines: list[str], number: int) -> int:
    """Behind the last line of the values of the labels in a line."""
    label = _labels(lines[number])[-1]
    value = lines[number][label.end :].strip()
    end = number + 1
    while end < len(lines) and (not value or label.field in OF_LISTS):
        line = lines[end]
        if _labels(line) or _is_closing(line):
            break
        if label.field in OF_LISTS:
            is_value = _is_listed(label, line) or _is_enclosed(lines, end)
            if not is_value and (value or ends_sentence(line)):
                break
        elif ends_sentence(line) and len(line) > _LONGEST_VALUE:
            break
        value = line
        end += 1
    return end


def _is_listed(label: Label, line: str) -> bool:
    """Whether a line consists of names that the vocabulary of a label knows."""
    if label.field == "topics":
        return all(map(TOPICS.knows, TOPICS.split(line)))
    return all(map(is_known, split_names(line)))


def _is_enclosed(lines: list[str], number: int) -> bool:
    """Whether a name that nobody knows stands alone in its line, right before the next label."""
    line, below = lines[number], lines[number + 1 : number + 2]
    return (
        len(line) <= _LONGEST_NAME and not ends_sentence(line) and any(map(_opens_trailer, below))
    )


def _is_closing(line: str) -> bool:
    label = read_label(line)
    return label is not None and label.field in OF_SECTIONS


def _stands_last(lines: list[str], first: int, end: int) -> bool:
    """Whether a single labelled value stands where a trailer does: at the end, or before links."""
    label = _labels(lines[first])[0]
    if ":" not in lines[first][label.start : label.end]:
        return False
    rest = lines[end:]
    if not rest or _is_closing(rest[0]):
        return True
    return _prose(rest) < max(_ENOUGH, _prose(lines[:first]) / 3)


def _prose(lines: list[str]) -> int:
    return sum(len(line) for line in lines if ends_sentence(line))


def _read_trailer(lines: list[str]) -> tuple[str, list[Pair], list[str]]:
    """What stands before the labels in their first line, the pairs, and headings glued behind."""
    before = ""
    pairs: list[Pair] = []
    behind: list[str] = []
    for line in lines:
        labels = _labels(line)
        if not labels:
            if pairs:
                label, value = pairs[-1]
                pairs[-1] = label, f"{value}\n{line}".strip()
            continue
        if not pairs:
            before = line[: labels[0].start].strip()
        every = [label for label in find_labels(line) if label.field in OF_TRAILER | OF_SECTIONS]
        every = [label for label in every if label.start >= labels[0].start]
        for position, label in enumerate(every):
            stop = every[position + 1].start if position + 1 < len(every) else len(line)
            if label.field in OF_SECTIONS:
                behind += _cut_line(line[label.start :])
                break
            pairs.append((label, line[label.end : stop].strip()))
    return before, pairs, behind


def _terms(pair: Pair) -> str:
    label, value = pair
    name = escape(label.text)
    if label.field in OF_LISTS:
        split = TOPICS.split if label.field == "topics" else split_names
        items = [item for line in value.split("\n") for item in split(line)][:_MAX_ITEMS]
        items = [item for item in items if not item.startswith("Alle ")]  # a link to the list
        return f"<dt>{name}:</dt>" + "".join(f"<dd>{escape(item)}</dd>" for item in items)
    value = value.replace("\n", " ").strip(" |:")
    return f"<dd>{name}: {_linked(value)}</dd>"


def _set_apart(line: str) -> str:
    """A line behind the text: all of it is the text of the link it prints."""
    urls = _URL.findall(line)
    if len(urls) != 1:
        return _linked(line)
    text = _URL.sub("", line).strip(" :()<>") or urls[0]
    return f'<a href="{escape(urls[0])}">{escape(text)}</a>'


def _linked(text: str) -> str:
    pieces: list[str] = []
    position = 0
    for match in _URL.finditer(text):
        url = escape(match.group())
        pieces += [escape(text[position : match.start()]), f'<a href="{url}">{url}</a>']
        position = match.end()
    return "".join([*pieces, escape(text[position:])])
