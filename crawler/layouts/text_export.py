"""Text exports of pages: what remains when a page was saved as plain text.

Three forms are known, all of the TYPO3 portal family's page order (trail, title, head line, body,
"Zum Nachlesen", trailer, "Weitere Informationen", "Projektträger"):

- whole pages, the trail glued without separators (``StartseiteAktuellesNachrichtenTITLE``) and
  the trailer (``Quelle: … Redaktion: … Themen: …``) on one line;
- the body only, one paragraph a line;
- pages whose trailer is glued too (``…EUThemen:FörderungNetzwerke``), to itself or to the body.

Exports of Government Site Builder pages begin with a label and a date (``Meldung``,
``09.04.2019``). Nothing in a text marks a lead, so ``lead`` stays empty and the body holds all.
"""

from __future__ import annotations

import re
from itertools import takewhile

from crawler.german import breadcrumbs
from crawler.german.kinds import kind_of
from crawler.german.labels import Label, find_labels, read_label
from crawler.german.typography import clean_text
from crawler.items import PARAGRAPH_BREAK, Article, FurtherReading, Link

LAYOUT = "text export"

_TRAILER_FIELDS = frozenset({"source", "editor", "places", "topics"})
_CLOSING_FIELDS = frozenset({"further_reading", "further_information", "funding_agency"})

_DATE = r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Za-zÄÖÜäöü]{3,9}\.?)\s?(?:\d{4}|\d{2})?"
_DATE_LINE = re.compile(rf"{_DATE}(?:,?\s\d{{1,2}}[.:]\d{{2}}\sUhr)?")
_DATES = re.compile(rf"{_DATE}(?:\s*(?:,|;|/|und|bis|–|-)\s*{_DATE})*")
_URL = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)]")
_CREDIT_LINE = re.compile(r"(?:©|\([cC]\))\s*\S")
_NO_HEADLINE = re.compile(r"\d+(?:\.\d+)*\.?\s|[•·*–-]\s")  # numbered sections, list items
_SENTENCE_END = (".", ":", ";", ",", "…")

_TITLE_MAX = 250  # characters; a longer first line is a paragraph
_RUBRIC_MAX = 90
_LINK_TEXT_MAX = 160
_CAPTION_MAX = 160
_TRAILER_BLOCKS = 8  # four labels, each with its value below


def read_text(text: str, url: str) -> Article:
    """Read a text export into raw fields; ``url`` is its URL or ``urn:sha256:…``. Never fails.

    The text is cleaned before it is read: a trail ends in the title only when both are free of
    soft hyphens and no-break spaces. Links are kept where their URL is printed.
    """
    article = Article(url=url, fetched_url=url, layout=LAYOUT)
    blocks = (clean_text(text) or "").split(PARAGRAPH_BREAK)
    # without blank lines it is the body only, a paragraph a line
    blocks = _read_head(article, blocks) if len(blocks) > 1 else blocks[0].split("\n")
    blocks = _read_trailer(article, blocks)
    blocks = _read_closing_sections(article, blocks)
    article.body = PARAGRAPH_BREAK.join(b for b in blocks if b and not _is_picture(b)) or None
    article.provenance = {
        name: LAYOUT
        for name in ("title", "kicker", "body", "breadcrumb_text", "trailer_text")
        if getattr(article, name)
    }
    return article


# -- the head: trail, label and date, title, head line ---------------------------------------------


def _read_head(article: Article, blocks: list[str]) -> list[str]:
    """Read what stands before the body; gives the blocks after it."""
    lines = PARAGRAPH_BREAK.join(blocks[:4]).split("\n")  # a blank line between blocks
    _read_title(article, lines)
    if article.title:
        _read_head_line(article, lines)
    return "\n".join(lines).strip("\n").split(PARAGRAPH_BREAK) + blocks[4:]


def _read_title(article: Article, lines: list[str]) -> None:
    first, second = _upcoming(lines)
    if breadcrumbs.is_trail_to(first, second):
        article.breadcrumb_text = _take(lines)
        article.title = _take(lines)
    elif breadcrumbs.opens_trail(first):  # the title differs there, or stands nowhere else
        article.breadcrumb_text = _take(lines)
        title = breadcrumbs.split_off_sections(first)[1]
        article.title = title if title and not breadcrumbs.is_title(title, second) else _take(lines)
    elif kind_of(first) and _DATE_LINE.fullmatch(second):
        article.kicker = _take(lines)
        article.published_text = _take(lines)
        article.title = _take(lines)
    elif _DATE_LINE.fullmatch(first):
        article.published_text = _take(lines)
        article.title = _take(lines)
    elif _dated_label(second) or _is_headline(first, _TITLE_MAX):
        article.title = _take(lines)


def _read_head_line(article: Article, lines: list[str]) -> None:
    """``Stichtag: DATE Rubric``, ``Erscheinungsdatum: DATE Rubric``, a rubric alone, or nothing."""
    first, second = _upcoming(lines)
    label = _dated_label(first)
    if label:
        value = _take(lines)[label.end :]
        dates = _DATES.match(value)
        end = dates.end() if dates else len(value)
        if label.field == "deadline":
            article.deadline_text = value[:end]
        else:
            article.published_text = value[:end]
        article.kicker = article.kicker or value[end:].strip() or None
    elif article.breadcrumb_text and second and _is_headline(first, _RUBRIC_MAX):
        article.kicker = _take(lines)


def _upcoming(lines: list[str]) -> tuple[str, str]:
    first, second, *_ = [*(line for line in lines if line), "", ""]
    return first, second


def _take(lines: list[str]) -> str:
    """Take the next line that is not blank."""
    while lines:
        if line := lines.pop(0):
            return line
    return ""


def _dated_label(line: str) -> Label | None:
    label = read_label(line)
    if label and label.field in ("deadline", "published") and _DATES.match(line, label.end):
        return label
    return None


def _is_headline(line: str, longest: int) -> bool:
    """Whether a line can be a title or a rubric: short, no sentence, no list item, no label."""
    return bool(
        0 < len(line) <= longest
        and not line.endswith(_SENTENCE_END)
        and not _NO_HEADLINE.match(line)
        and not find_labels(line)
    )


# -- the end: "Zum Nachlesen", trailer, "Weitere Informationen" ------------------------------------


def _read_trailer(article: Article, blocks: list[str]) -> list[str]:
    """Read the trailer and what follows it; gives the blocks before it.

    A trailer is the last block with two of its labels (glued to the last paragraph or not), or
    blocks that begin with them one after the other, or a last block that begins with ``Quelle:``.
    """
    number, start, length = _trailer_in_one(blocks) or _trailer_in_lines(blocks) or (None, 0, 0)
    if number is None:
        return blocks
    end = number + length
    article.trailer_text = " ".join([blocks[number][start:], *blocks[number + 1 : end]])
    _read_links(article, blocks[end:])
    return [*blocks[:number], blocks[number][:start].strip()]


def _trailer_in_one(blocks: list[str]) -> tuple[int, int, int] | None:
    """Number of the block, offset of the trailer in it, number of blocks (one)."""
    for number in reversed(range(len(blocks))):
        labels = _trailer_labels(blocks[number])
        if len({label.field for label in labels}) > 1:
            return number, labels[0].start, 1
    return None


def _trailer_in_lines(blocks: list[str]) -> tuple[int, int, int] | None:
    """The same for a trailer that has a block for each label, or one label only."""
    for number, block in enumerate(blocks):
        label = read_label(block)
        if label is None or label.field not in _TRAILER_FIELDS:
            continue
        run = _labelled_run(blocks[number : number + _TRAILER_BLOCKS])
        following = blocks[number + 1 : number + 2]
        if run > 1 or (label.field == "source" and (not following or _heading(following[0]))):
            return number, label.start, run
    return None


def _trailer_labels(block: str) -> list[Label]:
    return [label for label in find_labels(block) if label.field in _TRAILER_FIELDS]


def _labelled_run(blocks: list[str]) -> int:
    """How many blocks from the first on are trailer labels with their values."""
    run, bare, fields = 0, False, set()
    for block in blocks:
        label = read_label(block)
        if label and label.field in _TRAILER_FIELDS:
            bare = label.end >= len(block)
            fields.add(label.field)
        elif bare and not (label and label.field in _CLOSING_FIELDS):  # the value, a line below
            bare = False
        else:
            break
        run += 1
    return run if len(fields) > 1 else 1


def _read_closing_sections(article: Article, blocks: list[str]) -> list[str]:
    """Read "Zum Nachlesen", and without a trailer also "Weitere Informationen"; gives the rest."""
    for number, block in enumerate(blocks):
        following = blocks[number + 1 :]
        if (entry := _further_reading(block)) is not None:
            entries = "\n".join([entry, *following]).split("\n")
            article.further_reading = [FurtherReading(line) for line in entries if line]
            return blocks[:number]
        if _heading(block) and all(map(_is_link_text, following)):
            _read_links(article, blocks[number:])
            return blocks[:number]
    return blocks


def _further_reading(block: str) -> str | None:
    """What stands in the block of the heading "Zum Nachlesen"; None where it is not there."""
    first, _, rest = block.partition("\n")
    label = read_label(first)
    if label and label.field == "further_reading":
        return f"{first[label.end :]}\n{rest}"
    glued = re.match(r"Zum Nachlesen(?=[A-ZÄÖÜ„])", first)
    return block[glued.end() :] if glued else None


def _heading(block: str) -> str | None:
    """The text of a heading that closes a page, without a value behind it."""
    first = block.partition("\n")[0]
    label = read_label(first)
    if label and label.field in _CLOSING_FIELDS and label.end >= len(first):
        return label.text
    return None


def _is_link_text(block: str) -> bool:
    return _heading(block) is not None or all(
        len(line) <= _LINK_TEXT_MAX and not line.endswith((".", ",", ";"))
        for line in block.split("\n")
    )


def _read_links(article: Article, blocks: list[str]) -> None:
    section: str | None = None
    for line in "\n".join(blocks).split("\n"):
        section = _heading(line) or section
        for match in _URL.finditer(line):
            text = _URL.sub("", line).strip(" :()") or match.group()
            article.links.append(Link(match.group(), text, section, "further"))


def _is_picture(block: str) -> bool:
    """Whether a block is a picture's: alternative text, ``© credit``, caption."""
    lines = block.split("\n")
    short = list(takewhile(lambda line: len(line) <= _CAPTION_MAX, lines))
    return short == lines and len(lines) <= 4 and any(map(_CREDIT_LINE.match, lines))
