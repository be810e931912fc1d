"""Changes that a run would make to stored articles, counted before any of them is stored.

One change is an edit. The same field changing in many articles of one run is more often a broken
layout than an editor's work, whatever the new values are. ``edits_of`` compares one article
with the stored one, ``ChangeCounters`` counts over a run, ``alarms`` evaluates the counts.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.items import BREADCRUMB_SEPARATOR, PARAGRAPH_BREAK
from crawler.monitoring.health import quality_checks
from crawler.monitoring.health.measures import Key, Measure, Measures
from crawler.monitoring.health.moved_deadlines import DEADLINE, MovedDeadlines, is_move

if TYPE_CHECKING:
    from crawler.items import Article

EDITED, OVERWRITTEN, IN_SECTION, ALIKE = "edited", "overwritten", "in_section", "alike"
MOVED_ON = "moved"
"""Of the changed deadlines those that the portal has moved: they are not overwritten."""
TEXTS = (
    "title", "subtitle", "kicker", "lead", "body", "source_text", "editor_text", "breadcrumb",
)  # fmt: skip
DATES = ("published_on", "published_at", "updated_on", "deadline_on")
_TOLD = ("title", "lead", "body")
LISTS = ("places", "topics", "images", "links")
FIELDS = (*TEXTS, *DATES, *LISTS, "language", "kind")
"""Fields that are compared: all that a page states; the others are derived from these."""

_KEPT = 0.6
"""Minimum share of the old words or rows that a light edit keeps."""
_ADDED = 0.5
"""Maximum share of the new words or rows that a light edit adds."""
_PART = 0.9
_LONG = 20  # letters from which on two pages do not share a text by chance
_SHOWN = 60
_PIECES = 50  # paragraphs or rows of one article that are compared with those of others
_WAYS = 5  # ways of one field that a run's measures keep
_WORD = re.compile(r"\w+")
_LOST_LETTER = re.compile(r"(?<=\w)\?(?=\w)")
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*[ />]|&#?\w+;|\{\{|<!--")

# Kinds of change: those that no editor makes, and those suspicious only in many articles.
LOST, PART, TWICE, MOVED, GLUED = (
    "lost",
    "part of it",
    "twice",
    "in another order",
    "other line breaks",
)
BROKEN, MARKUP, SWAPPED = "broken letters", "markup", "day and month swapped"
_FROM, _SAME, ADDED, RENAMED = "from ", "= ", "+ ", "renamed to "


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one field of one article.

    ``is_light``: the new value is most of the old one and little else. ``ways`` name the kinds of
    change, alike for the same change in other articles. ``is_move``: a deadline the portal moved.
    """

    field: str
    before: str
    after: str
    is_light: bool
    ways: frozenset[str]
    is_move: bool = False


def edits_of(article: Article, before: Article, ignored: Collection[str] = ()) -> list[Edit]:
    """The fields that storing ``article`` would change, but for those ``ignored``."""
    old, new = _values(before), _values(article)
    changed = [
        name
        for name in FIELDS
        if name not in ignored and _comparable(old.get(name)) != _comparable(new.get(name))
    ]
    if "updated_on" in changed and len(changed) > 1 and _moves_on(old, new):
        changed.remove("updated_on")  # the date moves on with every edit
    edits = [_edit(name, old, new) for name in changed]
    if DEADLINE in changed and is_move(article, before):
        edits = [replace(edit, is_move=edit.field == DEADLINE) for edit in edits]
    if any(edit.field in ("lead", "body") and edit.is_light and edit.before for edit in edits):
        # Editors who rework the text also take out a picture or a label.
        return [
            replace(edit, is_light=True, ways=frozenset())
            if not edit.after and edit.field in quality_checks.OPTIONAL
            else edit
            for edit in edits
        ]
    return edits


def fewest_alike(name: str, way: str) -> int:
    """Minimum number of articles in a few runs that change in one way to raise an alarm."""
    if way in (TWICE, BROKEN, MARKUP, SWAPPED):
        return 2
    if way.startswith(_FROM):
        return 2 if name in (*_TOLD, "source_text", "editor_text") else 3
    if way.startswith(_SAME):
        return 2 if name in _TOLD else 3
    return 5 if name in LISTS and (way == LOST or way.startswith(ADDED)) else 3


def is_by_editors(name: str, way: str) -> bool:
    """Whether editors of a large portal change a few articles in this way.

    They give some a new editor, take a label out, correct a name wherever it stands; but no two
    articles get the same text.
    """
    if way in (TWICE, BROKEN, MARKUP, SWAPPED) or way.startswith(_FROM):
        return False
    return name not in _TOLD or way.startswith((ADDED, RENAMED))


@dataclass(slots=True)
class _Way:
    """Articles that change in one way, and the values they had."""

    urls: list[str] = field(default_factory=list)
    before: set[str] = field(default_factory=set)

    def name(self, way: str) -> str:
        """The way's name; one value replaced by another wherever it stood is a correction."""
        if way.startswith(_SAME) and len(self.before) == 1 and all(self.before):
            return RENAMED + way.removeprefix(_SAME)
        return way


@dataclass(slots=True)
class _Changes:
    """Changes of one field in a run; ``example`` is a heavy change if there is one."""

    count: int = 0
    heavy: int = 0
    lost: int = 0
    sections: Counter[str] = field(default_factory=Counter)
    ways: defaultdict[str, _Way] = field(default_factory=lambda: defaultdict(_Way))
    example: tuple[str, str] | None = None


class ChangeCounters:
    """Counts the stored articles that are seen again, and the fields that changed."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._unmodified = 0
        self._having: Counter[str] = Counter()
        self._sections: Counter[str] = Counter()
        self._changes: defaultdict[str, _Changes] = defaultdict(_Changes)
        self._deadlines = MovedDeadlines()

    def see(self, url: str, before: Article, edits: Collection[Edit]) -> None:
        """Count an article.

        Args:
            url: the URL it is stored by; under another URL it is counted once.
            before: as it was.
            edits: what of it changed.
        """
        if hash(url) in self._seen:
            return
        self._seen.add(hash(url))
        self._having.update(name for name in FIELDS if getattr(before, name))
        sections = [*_sections(before)]
        self._sections.update(sections)
        self._deadlines.had.update(filter(None, [before.deadline_on]))
        for edit in edits:
            changes = self._changes[edit.field]
            changes.count += 1
            for way in edit.ways:
                changes.ways[way].urls.append(url)
                changes.ways[way].before.add(edit.before)
            if changes.example is None or not (edit.is_light or changes.heavy):
                changes.example = (url, f"{_short(edit.before)} → {_short(edit.after)}")
            if not edit.is_light:
                changes.heavy += 1
                changes.lost += not edit.after
                changes.sections.update(sections)
            if edit.field == DEADLINE:
                self._deadlines.see(url, edit.before, edit.after, is_move=edit.is_move)

    def see_unmodified(self) -> None:
        """Count an article whose page was not sent again (304)."""
        self._unmodified += 1

    def ways(self, name: str) -> frozenset[str]:
        """The ways in which a field changed in two articles or more."""
        found = self._changes[name].ways if name in self._changes else {}
        return frozenset(way for way, articles in found.items() if len(articles.urls) > 1)

    def joined(self, others: ChangeCounters) -> ChangeCounters:
        """Both together, of which no article is in both; only the fields that changed in
        ``others``, in the ways they changed there."""
        both = ChangeCounters()
        both._seen = self._seen | others._seen
        both._unmodified = self._unmodified + others._unmodified
        for total in ("_having", "_sections"):
            setattr(both, total, getattr(self, total) + getattr(others, total))
        both._deadlines = self._deadlines + others._deadlines
        for name, added in others._changes.items():
            own = self._changes.get(name, _Changes())
            both._changes[name] = joined = _Changes(
                own.count + added.count,
                own.heavy + added.heavy,
                own.lost + added.lost,
                own.sections + added.sections,
            )
            joined.example = (own if own.heavy or not added.heavy else added).example
            joined.example = joined.example or added.example
            for way, articles in added.ways.items():
                before = own.ways.get(way, _Way())
                joined.ways[way] = _Way(
                    before.urls + articles.urls, before.before | articles.before
                )
        return both

    def measures(self, sent: int = 0, unmodified: int = 0) -> Measures:
        """The figures; those without a field have the totals in ``of``.

        ``sent`` and ``unmodified`` are numbers of further articles that did not change.
        """
        answered = len(self._seen) + sent
        visited = answered + self._unmodified + unmodified
        figures = {Key(EDITED): Measure(0.0, visited), Key(OVERWRITTEN): Measure(0.0, answered)}
        for name, changes in self._changes.items():
            url, text = changes.example or (None, None)
            share = changes.count / visited
            figures[Key(EDITED, name)] = Measure(share, visited, url, text)
            moved = self._deadlines.credible(changes.heavy - changes.lost, name)
            if changes.heavy:
                # The further ones have the field as often as those of which it is known.
                having = round(self._having[name] * answered / len(self._seen))
                if moved:
                    figures[Key(MOVED_ON, name)] = Measure(moved / having, having, url, text)
                share = (changes.heavy - moved) / having
                figures[Key(OVERWRITTEN, name)] = Measure(share, having, url, text)
                section = max(changes.sections, key=lambda s: self._rank(changes, s))
                of = self._sections[section]
                share = changes.sections[section] / of
                figures[Key(IN_SECTION, name)] = Measure(share, of, url, text)
            ways = sorted(
                ((way.name(key), way.urls) for key, way in changes.ways.items()),
                key=lambda way: (way[0].startswith((ADDED, RENAMED)), -len(way[1]), way[0]),
            )
            for key, urls in ways[:_WAYS]:
                share = len(urls) / answered
                figures[Key(f"{ALIKE} {key}", name)] = Measure(share, answered, urls[0])
        return figures

    def _rank(self, changes: _Changes, section: str) -> tuple[float, int]:
        """Rank a section by its share of changed articles, then by their number."""
        count = changes.sections[section]
        return (count / self._sections[section] if count > 1 else 0.0, count)


def _values(article: Article) -> dict[str, Any]:
    values = {name: getattr(article, name) for name in FIELDS}
    values["places"] = [place for place in article.places if place.origin == "page"]
    return {name: value for name, value in values.items() if value}


def _comparable(value: Any) -> Any:
    """A value without what portals vary by themselves: order of rows, queries of their URLs."""
    return {*_rows(value)} if isinstance(value, list) else value


def _rows(value: list[Any]) -> list[str]:
    """Keys of a list's rows: a URL without query or session, or a name."""
    return [_row(row) for row in value]


def _row(row: Any) -> str:
    if url := getattr(row, "url", None):
        said = [getattr(row, part, None) or "" for part in ("text", "caption", "credit")]
        return " ".join([re.split("[?;]", url, maxsplit=1)[0], *filter(None, said)])
    return str(getattr(row, "name", row))


def _moves_on(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the date of the last update is later than before, or new."""
    return str(new.get("updated_on", "")) > str(old.get("updated_on", ""))


def _edit(name: str, old: dict[str, Any], new: dict[str, Any]) -> Edit:
    was, now = old.get(name), new.get(name)
    ways = frozenset(_ways(name, old, new))
    return Edit(name, _text(was), _text(now), _is_light(name, old, new), ways)


def _is_light(name: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    if name not in old:
        return True  # nothing is lost
    if name not in new:
        return False
    if name in DATES:
        return name == "updated_on" and _moves_on(old, new)
    was, now = Counter(_units(old[name])), Counter(_units(new[name]))
    if name == "body" and abs(_count(new[name]) - _count(old[name])) > 1:
        return False  # an editor adds a paragraph; a layout adds or drops a whole block
    both = (was & now).total()
    return both >= _KEPT * was.total() and now.total() - both <= _ADDED * now.total()


def _units(value: Any) -> list[str]:
    return _rows(value) if isinstance(value, list) else _WORD.findall(str(value))


def _ways(name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    was, now = old.get(name), new.get(name)
    if now is None:
        yield LOST
        return
    if name in LISTS:
        yield from _ways_of_list(set(_rows(was or [])), set(_rows(now)))
        return
    if name != "updated_on":  # all articles edited on one day share it
        yield _SAME + _name(str(now))
    if name in DATES:
        if was and _swapped(was) == now:
            yield SWAPPED
        others = {values.get(other) for values in (old, new) for other in DATES if other != name}
        if name == "published_on" and now in others:
            yield f"{_FROM}another date"
    elif name in TEXTS:
        yield from _ways_of_text(name, was or "", now, old, new)


def _ways_of_list(was: set[str], now: set[str]) -> Iterator[str]:
    added = sorted(now - was)[:_PIECES]
    yield _SAME + _name(", ".join(sorted(now)))
    yield from (ADDED + _name(row) for row in added)
    if len(added) > 1:
        yield _SAME + _name(", ".join(added[:2]))  # two rows in common are no coincidence
    if now < was or (now != was and len(now) == len(was) and all(map(_begins_any(was), now))):
        yield PART  # fewer rows, or shorter texts beside their URLs


def _begins_any(texts: set[str]) -> Callable[[str], bool]:
    return lambda text: any(other.startswith(text) for other in texts)


def _ways_of_text(
    name: str, was: str, now: str, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[str]:
    pieces, before = Counter(_paragraphs(now)), Counter(_paragraphs(was))
    added = [piece for piece in pieces if piece not in before][:_PIECES]
    if name == "body":
        yield from (ADDED + _name(piece) for piece in added)
    if _is_broken(now) and not _is_broken(was):
        yield BROKEN
    if _MARKUP.search(now) and not _MARKUP.search(was):
        yield MARKUP
    if name not in ("lead", "body") and was and was in now:
        yield ADDED + _name(now.replace(was, " ").strip())
    if was and len(now) < _PART * len(was) and (now in was or not added):
        yield PART
    if was and pieces == before:
        yield MOVED
    elif was and now.split() == was.split():
        yield GLUED
    if any(len(p) > _LONG and n > max(before[p], 1) for p, n in pieces.items()) or (
        was and was in now and now.count(was) > 1
    ):
        yield TWICE
    for other, value in _others(name, old, new):
        if any(_is_taken(piece, value, name) for piece in added):
            yield _FROM + other


def _is_broken(text: str) -> bool:
    return bool(quality_checks.BROKEN_LETTERS.search(text) or _LOST_LETTER.search(text))


def _is_taken(piece: str, value: str, name: str) -> bool:
    """Whether a new piece of text is another field's value; in a body a label may precede it."""
    piece, value = piece.casefold(), value.casefold()
    if name == "body" and len(value) >= _LONG / 2:
        return value in piece and len(value) >= len(piece) / 2
    return piece == value


def _others(name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The article's other texts, old and new, each with its field."""
    for values in (old, new):
        for other in TEXTS:
            if other == name or other not in values:
                continue
            if other == "breadcrumb":
                yield from ((other, label) for label in values[other].split(BREADCRUMB_SEPARATOR))
            elif other == "body":
                if values is old:  # a paragraph that becomes the lead leaves the body
                    yield from ((other, piece) for piece in _paragraphs(values[other]))
            else:
                yield other, values[other]
        for image in values.get("images", ()):
            texts = (getattr(image, part, None) for part in ("caption", "credit"))
            yield from (("images", text) for text in texts if text)


def _paragraphs(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(PARAGRAPH_BREAK) if piece.strip()]


def _count(text: str) -> int:
    return len(_paragraphs(text))


def _swapped(day: str) -> str:
    """``YYYY-MM-DD`` with day and month swapped."""
    year, month, rest = day[:4], day[5:7], day[8:10]
    return f"{year}-{rest}-{month}"


def _sections(article: Article) -> Iterator[str]:
    """Parts of a portal that share a template: a folder, the articles of one year."""
    folders = [
        part for part in urlsplit(article.url).path.split("/")[:-1] if not part[:1].isdigit()
    ]
    yield "/".join(folders) + "/"
    if article.published_on:
        yield article.published_on[:4]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_rows(value))
    return "" if value is None else str(value)


def _name(text: str) -> str:
    """A text in one line, with a digest where it is shortened."""
    digest = hashlib.blake2b(text.encode(errors="replace"), digest_size=4).hexdigest()
    return text if len(text) <= _SHOWN and text.isprintable() else f"{_short(text)} #{digest}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        return "nothing"
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
