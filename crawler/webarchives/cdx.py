"""Lines of CDX indexes, in the forms that servers and files have.

- plain lines of 6, 7, 9, 10 or 11 fields, with or without a legend (``CDX N b a m s k r M S V g``)
- CDXJ: key, timestamp and a JSON object a line, in the words of pywb or of OpenWayback
- pywb's ``output=json``: one JSON object a line
- the Wayback Machine's ``output=json``: one array of arrays, the first of which names the fields

A resume key stands behind an empty line (plain) or an empty array (JSON).
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server#readme
https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.items import GONE, PAGE_STATUSES
from crawler.left_out import Reason
from crawler.urls import TEXT_URN, is_web_url
from crawler.webarchives.warc.dates import is_believable, read_date, timestamp
from crawler.webarchives.warc.payload import normal_digest

# -- One line of a web archive's index -------------------------------------------------------------

POSSIBLE_PAGES = frozenset({"text/html", "application/xhtml+xml", "unk", "-", ""})
"""Media types of pages, and how indexes say that they know none."""
REVISIT = "warc/revisit"
"""The media type by which indexes say that a payload repeats an earlier one."""

RecordLocation = tuple[int, str]
"""The offset of a record in its file, and its target URI."""


@dataclass(frozen=True, slots=True)
class CdxLine:
    """A capture as an index lists it.

    ``digest`` is ``sha1:BASE32``, None where the index has none; ``status`` None where it tells
    none, as of revisits and in TimeMaps. ``file``, ``offset`` and ``length`` say where its record
    is, where an index tells; a TimeMap tells the URL of its replay, which is ``file`` then.
    """

    url: str
    captured_at: dt.datetime
    status: int | None
    media_type: str
    digest: str | None
    length: int | None = None
    file: str | None = None
    offset: int | None = None

    @property
    def timestamp(self) -> str:
        """The moment, as indexes and URLs of replay write it."""
        return timestamp(self.captured_at)

    @property
    def is_revisit(self) -> bool:
        """Whether its payload stands in another record."""
        return self.media_type == REVISIT

    @property
    def is_gone(self) -> bool:
        """Whether it says that the page is no more."""
        return self.status in GONE

    @property
    def may_be_page(self) -> bool:
        """Whether it answered with a page, as far as the index tells."""
        is_possible = self.is_revisit or self.media_type in POSSIBLE_PAGES
        return is_possible and self.status in (None, *PAGE_STATUSES)


# Other letters name what nobody needs: c is an old checksum, v an offset within unpacked ARC files.
_LEGEND = {
    "N": "urlkey", "A": "urlkey", "b": "timestamp", "a": "url", "m": "mime", "s": "status",
    "k": "digest", "r": "redirect", "M": "robotflags", "S": "length", "V": "offset",
    "g": "filename",
}  # fmt: skip
_HEAD = ("urlkey", "timestamp", "url", "mime", "status", "digest")
_BY_COUNT = {
    6: _HEAD,
    7: (*_HEAD, "length"),
    9: (*_HEAD, "redirect", "offset", "filename"),
    10: (*_HEAD, "redirect", "robotflags", "offset", "filename"),
    11: (*_HEAD, "redirect", "robotflags", "length", "offset", "filename"),
}
_NUMBER_MAX = 2**63 - 1
"""The greatest number SQLite keeps; a length or offset beyond is nonsense."""
_DIGITS_MAX = 20
_SHOWN = 200
_NAMES = {
    "original": "url", "mimetype": "mime", "statuscode": "status",
    "uri": "url", "mct": "mime", "hsc": "status", "sha": "digest",
}  # fmt: skip
"""What the Wayback Machine and OpenWayback's CDXJ call the fields."""
_META = ("!", "@", "#")
"""Beginnings of CDXJ lines about the index itself: ``!OpenWayback-CDXJ 1.0``, ``@context``."""
_TIMESTAMP = re.compile(r"\d{4}\S*")
_ZIPNUM = re.compile(r".+\t\S+\t\d+\t\d+(?:\t\d+)?")
"""A line of a ZipNum cluster's secondary index: key, part, offset, length, number."""


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """What one answer lists; ``lines`` counts all lines, those that make no sense among them."""

    rows: list[CdxLine]
    lines: int
    resume_key: str | None = None
    unread: list[UnreadableLine] = field(default_factory=list)

    @property
    def all(self) -> Iterator[CdxLine | UnreadableLine]:
        """The captures, and behind them the lines that make no sense."""
        yield from self.rows
        yield from self.unread


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line of which nothing can be made: its URL if it has one, else its beginning."""

    text: str
    reason: Reason = Reason.UNREADABLE
    """``IMPOSSIBLE_TIME`` if all but the time of capture can be read."""


def read_index(body: bytes) -> IndexAnswer:
    """Take an answer apart. Raises ValueError when it is none (an error page, for example)."""
    text = body.decode("utf-8", "replace").strip("\ufeff")
    if not text.strip():
        return IndexAnswer([], 0)
    if text.lstrip().startswith("["):
        return _read_arrays(text)
    return _read_lines(text)


def _read_arrays(text: str) -> IndexAnswer:
    table = json.loads(text, parse_int=str)
    if not (isinstance(table, list) and all(isinstance(row, list) for row in table)):
        raise ValueError("JSON, but no list of index lines")
    resume_key = None
    if len(table) > 2 and table[-2] == [] and len(table[-1]) == 1:
        resume_key = str(table.pop()[0])
        table.pop()
    names, rows = (list(map(str, table[0])), table[1:]) if table else ([], [])
    found, unread = _listed((dict(zip(names, row, strict=False)), str(row)) for row in rows)
    return IndexAnswer(found, len(rows), resume_key, unread)


def _read_lines(text: str) -> IndexAnswer:
    lines = text.split("\n")
    resume_key = None
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) > 2 and not lines[-2].strip():
        resume_key = lines.pop().strip()
    names: Sequence[str] | None = None
    rows = []
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("CDX "):
            names = [_LEGEND.get(letter, letter) for letter in line.split()[1:]]
        elif not line.startswith(_META):
            rows.append((_fields(line, names), line))
    found, unread = _listed(rows)
    if rows and not found and not any(fields for fields, _ in rows):
        if all(_ZIPNUM.fullmatch(line) for _, line in rows):
            raise ValueError(
                "these lines point into the parts of a ZipNum cluster; its server, or the parts "
                "themselves (cdx-00000.gz), have the index"
            )
        raise ValueError("no index lines")
    return IndexAnswer(found, len(rows), resume_key, unread)


def _fields(line: str, names: Sequence[str] | None) -> Mapping[str, Any] | None:
    """The fields of a line by name; None if it is in no form we know."""
    if line.startswith("{"):
        return _object(line)
    if (found := _cdxj(line)) is not None:
        return found
    words = line.split()
    names = names or _BY_COUNT.get(len(words))
    return dict(zip(names, words, strict=False)) if names else None


def _cdxj(line: str) -> Mapping[str, Any] | None:
    """The fields of a CDXJ line; None if it is none.

    Keys may have blanks and braces in them, and OpenWayback writes the kind of record behind the
    timestamp: so it is the object at the end that says where it begins.
    """
    start = line.find(" {")
    while start >= 0:
        found = _object(line[start + 1 :])
        if found is not None:
            words = line[:start].split()
            moments = [word for word in words[-2:] if _TIMESTAMP.fullmatch(word)]
            return {"urlkey": line[:start], "timestamp": "".join(moments[-1:]), **found}
        start = line.find(" {", start + 1)
    return None


def _object(text: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(text, parse_int=str)  # numbers may have any length
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _listed(
    rows: Iterable[tuple[Mapping[str, Any] | None, str]],
) -> tuple[list[CdxLine], list[UnreadableLine]]:
    """The captures in lines taken apart, each beside its text, and the lines that are none."""
    found, unread = [], []
    for row, text in rows:
        fields = {_NAMES.get(name, name): value for name, value in (row or {}).items()}
        listed = _one(fields)
        if isinstance(listed, CdxLine):
            found.append(listed)
        else:
            unread.append(UnreadableLine(str(fields.get("url") or text)[:_SHOWN], listed))
    return found, unread


def _one(fields: Mapping[str, Any]) -> CdxLine | Reason:
    """The capture with these fields, or why there is none."""
    url = str(fields.get("url") or "")
    if not (is_web_url(url) or url.startswith(TEXT_URN)):
        return Reason.UNREADABLE
    moment = read_date(str(fields.get("timestamp") or ""))
    if moment is None or not is_believable(moment):
        return Reason.IMPOSSIBLE_TIME
    digest = str(fields.get("digest") or "")
    numbers = {name: _number(fields.get(name)) for name in ("status", "length", "offset")}
    if any(number is not None and number > _NUMBER_MAX for number in numbers.values()):
        return Reason.UNREADABLE
    return CdxLine(
        url=url,
        captured_at=moment.replace(microsecond=0),  # archives know captures by the second
        status=numbers["status"],
        media_type=str(fields.get("mime") or "").partition(";")[0].strip().lower(),
        digest=normal_digest(digest if ":" in digest else f"sha1:{digest}"),
        length=numbers["length"],
        file=str(fields["filename"]) if fields.get("filename") not in (None, "-") else None,
        offset=numbers["offset"],
    )


def _number(value: object) -> int | None:
    text = str(value or "")
    if not (text.isascii() and text.isdecimal()):
        return None
    # Python reads no number of more than 4,300 digits, and no file is that long.
    return int(text) if len(text.lstrip("0")) < _DIGITS_MAX else _NUMBER_MAX + 1
