"""The breadcrumb trail in a text: glued to the title it leads to, set apart, or a crumb a line.

``StartseiteAktuellesNachrichtenTITLE`` comes apart where the title is printed once more, below or
right behind; else where the closed vocabulary of sections and places ends.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from crawler.german import breadcrumbs
from crawler.german.words.spelling import written_out
from crawler.layouts.reading.page import folded
from crawler.layouts.reading.unmarked import RUBRICS, ends_sentence, reads_like_headline

PICTURE: Final = "(?:Flagge|Wappen|Logo|Foto|Bild|Karte)"
"""What alternative texts of pictures say, glued to what follows: ``FlaggeLänderbericht: Polen``."""
_GLUED_PICTURE: Final = re.compile(rf"{PICTURE}(?=[A-ZÄÖÜ„»“\"])")

_HEAD: Final = 20
"""Lines among which a trail is looked for: menus and site names may stand above it."""
_TOP: Final = 3
"""Lines of which one is a trail without the home page's label."""
_LONGEST: Final = 600
_LONGEST_TITLE: Final = 300
_SHORTEST: Final = 6
"""Characters of a title that is told by being printed twice without a break."""
_SEAM: Final = re.compile(r"[a-zäöüß)](?=[A-ZÄÖÜ„])")
_WORD_SEAM: Final = re.compile(r"[a-zäöüß)](?=[A-ZÄÖÜ„])|\s(?=[A-ZÄÖÜ„])")
_ONLY_LABELS: Final = re.compile(r"(?:Startseite|Start|Home)(?:[A-ZÄÖÜ][a-zäöüß]{3,})+")

_FEWEST_FOLDERS: Final = 2
_Found = tuple[list[str], list[str], int]
"""Crumbs, what stands in their lines behind them, and how many lines these are."""


def cut_trail(lines: list[str], url: str) -> tuple[list[str], list[str]]:
    """The crumbs, the title last where the trail ends in it, and the lines without them."""
    if found := _along_folders(lines, url):
        crumbs, rest, used = found
        return crumbs, [*rest, *lines[used:]]
    for number, line in enumerate(lines[:_HEAD]):
        if found := _in_one_line(lines, number) or _a_crumb_a_line(lines, number, url):
            crumbs, rest, used = found
            return crumbs, [*lines[:number], *rest, *lines[number + used :]]
        if ends_sentence(line):
            break
    return [], lines


def _along_folders(lines: list[str], url: str) -> _Found | None:
    """The first lines, if they name the folders of the URL from its root on, at least two.

    ``Länder⏎Europa⏎Frankreich`` of ``/laender/europa/frankreich``; the last is the title, too,
    where the text follows at once.
    """
    path = re.split(r"[?#]", url.partition("://")[2].partition("/")[2], maxsplit=1)[0]
    folders = [folder for folder in path.split("/") if folder]
    named = 0
    for line, folder in zip(lines, folders, strict=False):
        if _slug(line) != _slug(folder.partition(".")[0]):
            break
        named += 1
    if named < _FEWEST_FOLDERS or named == len(lines):
        return None
    is_title = named == len(folders) and ends_sentence(lines[named])
    return lines[:named], lines[named - 1 : named] if is_title else [], named


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "", written_out(unquote(text).casefold()))


def _in_one_line(lines: list[str], number: int) -> _Found | None:
    line = breadcrumbs.without_announcement(lines[number])
    below = lines[number + 1 : number + 1 + _HEAD]
    if (glued := _glued_to_copy(line, below)) is not None:
        sections, title = glued
        return [*breadcrumbs.split_trail(sections, None), title], [], 1
    if number < _TOP and breadcrumbs.is_whole_trail(line):
        return _with_title_below(breadcrumbs.split_off_sections(line)[0], below)
    if not breadcrumbs.opens_with_home(line):
        return None
    if breadcrumbs.has_separators(line):
        return _with_title_below(breadcrumbs.split_trail(line, None), below)
    for position, title in enumerate(below):  # whole or cut, the title below
        is_told = len(title) >= _SHORTEST and not breadcrumbs.is_section(title)
        if (position == 0 or is_told) and breadcrumbs.is_trail_to(line, title):
            return [*breadcrumbs.split_trail(line, title), title], [], 1
    if breadcrumbs.opens_trail(line):
        return _behind_sections(line, below)
    if _ONLY_LABELS.fullmatch(line):
        return _with_title_below(breadcrumbs.split_trail(line, None), below)
    return None


def _with_title_below(labels: list[str], below: list[str]) -> _Found:
    """A trail that ends in its section, with the page's crumb if that is a line of its own.

    The next two lines say then the same, or the title more than its crumb.
    """
    first, second = [*map(folded, below[:2]), "", ""][:2]
    if first and first != folded(labels[-1]) and f"{second} ".startswith(f"{first} "):
        return [*labels, below[0]], [], 2
    return labels, [], 1


def _glued_to_copy(line: str, below: list[str]) -> tuple[str, str] | None:
    """A line that ends in one of the next, without a space between, is a trail to it."""
    if _GLUED_PICTURE.match(line) or len(line) > _LONGEST:
        return None
    for title in below:
        start = len(line) - len(title)
        is_told = len(title) >= 2 * _SHORTEST and " " in title and title[0].isupper()
        if is_told and start > 3 and line.endswith(title) and line[start - 1].islower():
            return line[:start], title
    return None


def _behind_sections(line: str, below: list[str]) -> _Found:
    """A trail by its known labels: what stands behind them is the title, once or twice."""
    labels, rest = breadcrumbs.split_off_sections(line)
    if not rest:
        return _with_title_below(labels, below)
    title, behind = _said_twice(rest)
    if title:
        return [*labels, title], behind, 1
    if ends_sentence(rest):
        return labels, [rest], 1
    second = below[0] if below else ""
    if len(rest) <= _LONGEST:
        for seam in _SEAM.finditer(rest):  # a section nobody knows before the title
            tail = rest[seam.end() :]
            half = len(tail) // 2
            if half >= _SHORTEST and tail[:half] == tail[half:]:
                sections = breadcrumbs.split_trail(rest[: seam.end()], None)
                return [*labels, *sections, tail[:half]], [tail[:half]], 1
        # A country's page says more than its crumb: "Überblick" is "Überblick: Polen"
        for start in (0, *(seam.end() for seam in _WORD_SEAM.finditer(rest))):
            crumb = rest[start:]
            if not ends_sentence(second) and folded(second).startswith(f"{folded(crumb)} "):
                return [*labels, *breadcrumbs.split_trail(rest[:start], None), crumb], [], 1
    if " " not in rest and _SEAM.search(rest):
        return [*labels, *breadcrumbs.split_trail(rest, None)], [], 1
    if " " not in rest and " " in second and second not in RUBRICS and reads_like_headline(second):
        return [*labels, rest], [], 1  # "Überblick", and the page's title below
    return [*labels, rest], [rest], 1


def _said_twice(text: str) -> tuple[str | None, list[str]]:
    """The title a text begins with twice, glued; with it, the lines that stand for all."""
    for end in range(min(len(text) // 2, _LONGEST_TITLE), _SHORTEST - 1, -1):
        if text.startswith(text[:end], end):
            rest = text[2 * end :].strip()
            if rest[:1] == ":":  # the title says more than its crumb
                return text[:end].strip(), [text[end:].strip()]
            return text[:end].strip(), [text[:end].strip(), *([rest] if rest else [])]
    return None, []


def _a_crumb_a_line(lines: list[str], number: int, url: str) -> _Found | None:
    """Known labels, then the title twice, or sections the URL has, too; a menu is no trail."""
    if lines[number] not in breadcrumbs.HOME_LABELS:
        return None
    crumbs = [lines[number]]
    for line in lines[number + 1 : number + 10]:
        if not breadcrumbs.is_section(line):
            break
        crumbs.append(line)
    behind = lines[number + len(crumbs) : number + len(crumbs) + 2]
    if len(behind) == 2 and folded(behind[0]) == folded(behind[1]):
        return [*crumbs, behind[0]], [], len(crumbs) + 1
    folders = folded(url.replace("/", " / ")).split()
    in_url = all(folded(crumb) in folders for crumb in crumbs[1:])
    return (crumbs, [], len(crumbs)) if len(crumbs) > 1 and in_url else None
