"""Folders of ArchiveBox, each of which keeps one page in several copies (a snapshot).

``index.json`` tells the page's URL and when each program saved it; https://docs.archivebox.io has
the layout of ``archive/TIMESTAMP/``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.urls import is_web_url, without_scheme
from crawler.webarchives.saved_page import read_moment
from crawler.webarchives.warc.dates import is_believable

FROM_ARCHIVEBOX = "archivebox"
"""Value of ``captures.dated_by``."""

_INDEX_MAX = 64 * 1024 * 1024
_SAVED_BY = {"dom.html": "dom", "output.html": "dom", "singlefile.html": "singlefile"}
"""Copies of the page beside wget's mirror, the one next to what the server sent first, and the
name under which ``index.json`` has the program that made each."""
_COPIES = tuple(_SAVED_BY)
_WGET = "wget"
_DERIVED = ("readability", "mercury", "defuddle", "article", "trafilatura", "media", "git")
"""Folders of what was made out of the page, which are no copies of it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder of ArchiveBox: one page in several copies."""

    folder: Path
    url: str
    moment: dt.datetime | None
    """When the page was added to ArchiveBox."""
    started: dict[str, dt.datetime]
    """When each program last began to save it."""

    def is_of_archivebox(self, file: Path) -> bool:
        """Whether a file of the folder shows no page of the portal, but ArchiveBox's own."""
        path = file.relative_to(self.folder)
        return path.parts[0] in _DERIVED or path.as_posix() in ("index.html", "index.json")

    def has_copy(self, file: Path, url: str | None) -> bool:
        """Whether a file of the folder is a copy of the page; ``url`` is the file's as a mirror."""
        if file.name in _COPIES:
            return True
        page = without_scheme(self.url)
        return url is not None and without_scheme(url) in (page, f"{page}.html")

    def moment_of(self, file: Path) -> dt.datetime | None:
        """When a file of the folder was saved."""
        return self.started.get(_SAVED_BY.get(file.name, _WGET)) or self.moment


def snapshots_among(files: Iterable[Path]) -> Iterator[Snapshot]:
    """The snapshots whose ``index.json`` is among files."""
    for file in files:
        if file.name != "index.json":
            continue
        try:
            row: Any = json.loads(file.read_bytes()[:_INDEX_MAX])
            url, timestamp = row["url"], str(row["timestamp"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue  # another program's; it is counted with the other files
        if isinstance(url, str) and is_web_url(url):
            history = row.get("history")
            history = history if isinstance(history, dict) else {}
            yield Snapshot(file.parent, url, _unix_time(timestamp), _started(history))


def rank_of_copy(file: Path) -> int:
    """The order in which copies are believed: what wget got, then what a browser made of it."""
    return _COPIES.index(file.name) if file.name in _COPIES else -1


def _started(history: dict[str, Any]) -> dict[str, dt.datetime]:
    found = {}
    for name, runs in history.items():
        for run in runs if isinstance(runs, list) else ():
            said = run.get("start_ts") if isinstance(run, dict) else None
            if isinstance(said, str) and (moment := read_moment(said)):
                found[name] = moment
    return found


def _unix_time(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromtimestamp(float(text), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if is_believable(moment) else None
