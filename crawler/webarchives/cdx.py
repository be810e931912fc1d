"""Answers of CDX servers, in the forms there are.

- plain lines of 7, 9, 10 or 11 fields, with or without a legend (``CDX N b a m s k r M S V g``)
- CDXJ: key, timestamp and a JSON object a line
- pywb's ``output=json``: one JSON object a line
- the Wayback Machine's ``output=json``: one array of arrays, the first of which names the fields

A resume key stands behind an empty line (plain) or an empty array (JSON).
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server#readme
https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.warc.payload import normal_digest
from crawler.webarchives.listed import Listed

_LEGEND = {
    "N": "urlkey", "b": "timestamp", "a": "url", "m": "mime", "s": "status", "k": "digest",
    "r": "redirect", "M": "robotflags", "S": "length", "V": "offset", "g": "filename",
}  # fmt: skip
_HEAD = ("urlkey", "timestamp", "url", "mime", "status", "digest")
_BY_COUNT = {
    6: _HEAD,
    7: (*_HEAD, "length"),
    9: (*_HEAD, "redirect", "offset", "filename"),
    10: (*_HEAD, "redirect", "robotflags", "offset", "filename"),
    11: (*_HEAD, "redirect", "robotflags", "length", "offset", "filename"),
}
_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """What one answer lists; ``lines`` counts all lines, those that make no sense among them."""

    rows: list[Listed]
    lines: int
    resume_key: str | None = None


def read_index(body: bytes) -> IndexAnswer:
    """Take an answer apart. Raises ValueError when it is none (an error page, for example)."""
    text = body.decode("utf-8", "replace").strip("\ufeff")
    if not text.strip():
        return IndexAnswer([], 0)
    if text.lstrip().startswith("["):
        return _read_arrays(text)
    return _read_lines(text)


def _read_arrays(text: str) -> IndexAnswer:
    table = json.loads(text)
    if not (isinstance(table, list) and all(isinstance(row, list) for row in table)):
        raise ValueError("JSON, but no list of index lines")
    resume_key = None
    if len(table) > 2 and table[-2] == [] and len(table[-1]) == 1:
        resume_key = str(table.pop()[0])
        table.pop()
    names, rows = (table[0], table[1:]) if table else ([], [])
    fields = [dict(zip(names, row, strict=False)) for row in rows]
    return IndexAnswer(_listed(fields), len(rows), resume_key)


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
        else:
            rows.append(_fields(line, names))
    found = _listed(row for row in rows if row is not None)
    if rows and not found and not any(rows):
        raise ValueError("no index lines")
    return IndexAnswer(found, len(rows), resume_key)


def _fields(line: str, names: Sequence[str] | None) -> Mapping[str, Any] | None:
    """The fields of a line by name; None if it is in no form we know."""
    if line.startswith("{"):
        return _object(line)
    key, _, rest = line.partition(" ")
    timestamp, _, values = rest.partition(" ")
    if values.startswith("{"):
        found = _object(values)
        return None if found is None else {"urlkey": key, "timestamp": timestamp, **found}
    words = line.split(" ")
    names = names or _BY_COUNT.get(len(words))
    return dict(zip(names, words, strict=False)) if names else None


def _object(text: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _listed(rows: Iterable[Mapping[str, Any]]) -> list[Listed]:
    return [listed for row in rows if (listed := _one(row)) is not None]


def _one(row: Mapping[str, Any]) -> Listed | None:
    fields = {_NAMES.get(name, name): value for name, value in row.items()}
    moment = read_timestamp(str(fields.get("timestamp") or ""))
    url = str(fields.get("url") or "")
    if moment is None or not url.startswith(("http://", "https://")):
        return None
    digest = str(fields.get("digest") or "")
    return Listed(
        url=url,
        captured_at=moment,
        status=_number(fields.get("status")),
        media_type=str(fields.get("mime") or "").partition(";")[0].strip().lower(),
        digest=normal_digest(digest if ":" in digest else f"sha1:{digest}"),
        length=_number(fields.get("length")),
        file=str(fields["filename"]) if fields.get("filename") not in (None, "-") else None,
        offset=_number(fields.get("offset")),
    )


def read_timestamp(text: str) -> dt.datetime | None:
    """A timestamp of 4 to 14 digits, the missing ones as early as can be; None for nonsense."""
    padded = text + "00000101000000"[len(text) :]
    try:
        return dt.datetime.strptime(padded[:14], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _number(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() else None
