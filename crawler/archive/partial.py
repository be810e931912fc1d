"""Copies that show only part of a page: what they do not show is no change.

A text export has no links and no pictures, often no title, no breadcrumb and no trailer, and its
lead stands in its body. So it can show that something is *there*, never that something is gone. A
whole page, its HTML, shows both. A title made of a URL is printed nowhere: it shows nothing beside
one that is. Plain functions, no database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from crawler.archive.content import CREDITS, Content
from crawler.german.labels import find_labels, labelled_values
from crawler.items import FROM_CAPTURE, FROM_URL, PARAGRAPH_BREAK

PARTIAL_TYPE = "text/plain"
"""The media type of pages of which only the text was kept (``crawler.layouts.read_page``)."""

_PUBLISHED = (
    "published_on",
    "published_at",
    "published_edtf",
    "published_text",
    "published_from",
)
_TEXTS = ("title", "subtitle", "kicker", "lead", "source_text", "editor_text")
_DAYS = ("updated_on", "deadline_on")
_FACTS = {"published": "published_on", "updated": "updated_on", "deadline": "deadline_on"}
"""Role of a row of ``dates`` → the field it tells, too."""
# Lists that follow from a text: where the text is taken over, they are.
_FOLLOWING = {"source_text": "sources", "editor_text": "editors"}
_LISTS = ("links", "images", "places", "topics", "further_reading")
_OF_TEXTS = ("places", "topics", "further_reading")
"""The lists that a text shows as well as a page does; links it shows only as far as printed."""
KINDS_DIFFER_IN = frozenset((*_TEXTS, *_LISTS))
"""The fields that some kinds of text exports show and others do not."""
_NO_LETTERS = re.compile(r"[\W_]+")
_URL = re.compile(r"https?://\S+")


def is_partial(content_type: str | None) -> bool:
    """Whether an answer of this Content-Type shows only part of a page."""
    return (content_type or "").lower().startswith(PARTIAL_TYPE)


def completed(
    partial: Content, page: Content, *, from_page: bool, may_be_shorter: bool = True
) -> Content:
    """The content a partial copy is evidence of, given what the page says otherwise.

    Each field is the page's unless the copy says something there that stands nowhere on the page:
    neither white space nor punctuation makes a text another one, nor that a text export has the
    lead, a caption or a label in its body. Where both are partial and one says all that the other
    does, that one is the page: it knows which line is the title.

    Args:
        partial: what the copy shows.
        page: the page as other copies show it, before this one or, for the oldest, behind it.
        from_page: whether a whole page is among those, which has no links but those it shows.
        may_be_shorter: whether a body that is part of the page's body says nothing new. Not where
            the page is itself known from later copies of the same kind: it has grown since.
    """
    if not page:
        return dict(partial)
    if not from_page and richness(partial) > richness(page) and _says_all_of(partial, page):
        partial, page = page, partial
        may_be_shorter = True
    partial, page = _with_one_title(partial, page)
    said = _letters(" ".join(_words_of(page)))
    whole = dict(page)
    for name in _TEXTS:
        if (text := partial.get(name)) and not _stands_in(text, said):
            whole[name] = text
            if (rows := _FOLLOWING.get(name)) and rows in partial:
                whole[rows] = partial[rows]
    for name in _DAYS:
        if name in partial:
            whole[name] = partial[name]
    _complete_published(whole, partial)
    for name in _OF_TEXTS if from_page else _LISTS:
        if _names(partial, name) - _names(page, name):
            whole[name] = partial[name]
    start = _new_body(partial, page, said, may_be_shorter=may_be_shorter)
    if start is not None:
        whole["body"] = partial["body"][start:]
        if "language" in partial:
            whole["language"] = partial["language"]
    dates = [*_dates(whole, partial, page, start)]
    whole.pop("dates", None)
    return whole | ({"dates": dates} if dates else {})


def richness(content: Content) -> tuple[int, int]:
    """How much a copy shows: fields that stand apart, then words."""
    fields = printed_fields(content) & {*_TEXTS, *_DAYS, *_LISTS, "published_text"}
    words = sum(len(str(content.get(name) or "").split()) for name in ("title", "lead", "body"))
    return len(fields), words


def _says_all_of(one: Content, other: Content) -> bool:
    """Whether all texts of one copy stand in another one."""
    said = _letters(" ".join(_words_of(one)))
    made = "title" if other.get("title_from") == FROM_URL else ""
    texts = (other.get(name) for name in (*_TEXTS, "body") if name != made)
    return all(_stands_in(text, said) for text in texts if text)


def _with_one_title(partial: Content, page: Content) -> tuple[Content, Content]:
    """Both without a title that was made of the URL, where the other has one that is printed.

    Where both were made of URLs, the page's stays.
    """
    made = [content.get("title_from") == FROM_URL for content in (partial, page)]
    if made[0] and "title" in page:
        partial = _without_title(partial)
    elif made[1] and "title" in partial:
        page = _without_title(page)
    return partial, page


def _without_title(content: Content) -> Content:
    return {name: value for name, value in content.items() if name not in ("title", "title_from")}


def printed_fields(content: Content) -> set[str]:
    """The fields a copy shows; a title that was made of its URL is none."""
    made = content.get("title_from") == FROM_URL
    return set(_without_title(content) if made else content)


def _complete_published(whole: Content, partial: Content) -> None:
    """Date of publication: one statement, taken as such or not at all."""
    is_silent = partial.get("published_from", FROM_CAPTURE) == FROM_CAPTURE
    if is_silent and "published_edtf" not in partial:  # which texts state without an element
        if "published_from" in partial and "published_edtf" not in whole:
            whole.setdefault("published_from", FROM_CAPTURE)
        return
    day, known = (content.get("published_on") for content in (partial, whole))
    if day == known and (day or partial.get("published_edtf") == whole.get("published_edtf")):
        return
    for name in _PUBLISHED:
        whole.pop(name, None)
        if name in partial:
            whole[name] = partial[name]


def _new_body(partial: Content, page: Content, said: str, *, may_be_shorter: bool) -> int | None:
    """Where a body that is another one than the page's begins; None if it says nothing new."""
    body, shown = partial.get("body"), page.get("body") or ""
    if not body:
        return None
    if shown and (_stands_in(body, said) if may_be_shorter else _letters(body) == _letters(shown)):
        return None
    return _length_of_head(body, page)


def _dates(
    whole: Content, partial: Content, page: Content, start: int | None
) -> Iterator[dict[str, Any]]:
    """The dates of facts and texts, each as the page or the copy has it that it was taken from.

    A copy without a date of publication has no yearless dates: those that still stand in a new body
    are as the page has them.
    """
    taken = {role for role, name in _FACTS.items() if whole.get(name) != page.get(name)}
    known = page.get("dates", ())
    yield from (row for row in known if "char_start" not in row and row["role"] not in taken)
    said = partial.get("dates", ())
    yield from (row for row in said if "char_start" not in row and row["role"] in taken)
    if start is None:
        yield from (row for row in known if "char_start" in row)
        return
    found = [
        {**row, "char_start": row["char_start"] - start}
        for row in said
        if row.get("char_start", -1) >= start
    ]
    texts = {row["text"] for row in found}
    for row in known:
        if "char_start" in row and row["text"] not in texts and row["text"] in whole["body"]:
            found.append({**row, "char_start": whole["body"].index(row["text"])})
    yield from sorted(found, key=lambda row: row["char_start"])


def _length_of_head(body: str, page: Content) -> int:
    """Where the body begins behind the head of the page, which a text export has in it."""
    head = [_letters(str(page[name])) for name in (*_TEXTS, "published_text") if page.get(name)]
    head += [_letters(part) for part in (page.get("lead") or "").split(PARAGRAPH_BREAK)]
    start = 0
    for paragraph in body.split(PARAGRAPH_BREAK)[:-1]:
        if _letters(paragraph) not in head:
            break
        start += len(paragraph) + len(PARAGRAPH_BREAK)
    return start


def _stands_in(text: str, said: str) -> bool:
    """Whether each line of a text stands on the page, whose letters are ``said``."""
    return all(
        _letters(line) in said or all(_letters(part) in said for part in _without_labels(line))
        for line in _URL.sub("\n", text).split("\n")
    )


def _without_labels(line: str) -> Iterator[str]:
    """A line of a trailer in pieces: ``Quelle: BMBF Redaktion: …``."""
    labels = find_labels(line)
    yield line[: labels[0].start] if labels else line
    yield from (value for _, value in labelled_values(line))


def _words_of(page: Content) -> Iterator[str]:
    """All a page says, in the order in which pages do."""
    for name in ("title", "subtitle", "published_text", "kicker", "lead"):
        yield str(page.get(name) or "")
    if day := page.get("published_on"):  # as text exports print it
        yield ".".join(reversed(day.split("-")))
    yield from _texts_of(page.get("images", ()), "caption", "credit")
    yield str(page.get("body") or "")
    yield from _texts_of(page.get("images", ()), "credit", "caption")
    for name in CREDITS:
        value = page.get(name) or ""
        yield value if isinstance(value, str) else " ".join(_texts_of(value, "name"))
    for row in page.get("further_reading", ()):
        yield " ".join(str(row.get(name) or "") for name in ("publisher", "title"))
    sections: list[str] = []
    for link in page.get("links", ()):
        if (section := link.get("section")) and section not in sections[-1:]:
            sections.append(section)
            yield section
        yield str(link.get("text") or "")


def _texts_of(rows: Iterable[Any], *names: str) -> Iterator[str]:
    for row in rows:
        if isinstance(row, str):
            yield row
        else:
            yield from (str(row.get(name) or "") for name in names)


def _names(content: Content, field: str) -> set[str]:
    """What tells the rows of a list apart: a name, a title without its typography, or a URL."""
    if field == "further_reading":
        return {_letters(row["title"]) for row in content.get(field, ())}
    return {
        row if isinstance(row, str) else row.get("name") or row["url"]
        for row in content.get(field, ())
    }


def _letters(text: str) -> str:
    """What makes a text the same wherever it was kept: letters and digits, no case."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())
