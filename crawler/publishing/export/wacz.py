"""WACZ 1.1.1: captures in one file that ReplayWeb.page and pywb open.

https://specs.webrecorder.net/wacz/1.1.1/ — a ZIP of WARC files as they are, an index of their
records, a list of pages for people, and checksums of all of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler import __version__
from crawler.archive import Archive
from crawler.publishing.export.cdxj_index import indexed
from crawler.publishing.export.output_file import ExportError, whole_file
from crawler.webarchives.file_kinds import FileKind, kind_of_bytes
from crawler.webarchives.warc.captured_page import record_path
from crawler.webarchives.warc.warc_file import (
    FileSlice,
    NotAWarcFileError,
    WarcFile,
    warc_files,
)

_VERSION = "1.1.1"
_HEAD = 64 * 1024
_CHUNK = 1024 * 1024
_OF_PORTAL = "(:portal IS NULL OR coalesce(a.portal, r.spider) = :portal)"
_FILES = f"""
    SELECT DISTINCT c.warc_file, coalesce(c.source, '')
    FROM captures AS c LEFT JOIN articles AS a ON a.id = c.article_id
    LEFT JOIN runs AS r ON r.id = c.run_id
    WHERE c.warc_file IS NOT NULL AND {_OF_PORTAL} ORDER BY c.warc_file
"""  # noqa: S608
_PAGES = """
    SELECT a.id, c.url, c.captured_at, coalesce(a.title, c.url)
    FROM articles AS a
    JOIN captures AS c ON c.id = (
        SELECT id FROM captures WHERE article_id = a.id AND content_hash IS NOT NULL
        AND coalesce(status, 200) = 200 AND warc_file IS NOT NULL
        ORDER BY captured_at DESC, id DESC LIMIT 1
    )
    WHERE :portal IS NULL OR a.portal = :portal ORDER BY a.published_on DESC, a.id
"""


@dataclass(slots=True)
class Packed:
    """What is in a package, and which WARC files could not be put in, with the reason."""

    files: int = 0
    records: int = 0
    pages: int = 0
    left_out: list[str] = field(default_factory=list)


def write_wacz(archive: Archive, folder: Path, target: Path, portal: str | None = None) -> Packed:
    """Write the captures of all portals, or of one, to ``target``; ``folder`` is WARC_DIR.

    WARC files go in whole and unchanged, but for a torn last record. Raises ExportError when there
    is nothing to write, OSError when it cannot be written.
    """
    packed = Packed()
    rows = archive.db.execute(_FILES, {"portal": portal}).fetchall()
    paths = [record_path(folder, name, source) for name, source in rows]
    with whole_file(target) as file:
        with zipfile.ZipFile(file, "w") as package:
            _Package(package, archive, portal, packed).write(paths)
        if not packed.files:
            whose = f"portal {portal!r}" if portal else "this archive"
            reasons = "; ".join(packed.left_out) or "no capture of it is in a WARC file"
            raise ExportError(f"there is nothing of {whose} to export: {reasons}")
    return packed


class _Package:
    """A package while it is written, with the checksums of what is in it."""

    def __init__(
        self, package: zipfile.ZipFile, archive: Archive, portal: str | None, packed: Packed
    ) -> None:
        self._package, self._archive, self._portal = package, archive, portal
        self._packed = packed
        self._resources: list[dict[str, Any]] = []
        self._moment = dt.datetime.now(dt.UTC).replace(microsecond=0)

    def write(self, paths: list[Path]) -> None:
        """Write all members, the description of the package last: it has their checksums."""
        index: list[str] = []
        for path, file, name in self._members(paths):
            lines, end = indexed(file, name)
            if lines is None:
                self._packed.left_out.append(f"{path} is compressed as a whole")
                continue
            with file.open() as raw:
                self._copy(f"archive/{name}", raw, file.start, end)
            index += lines
            self._packed.files += 1
        self._packed.records = len(index)
        self._add("indexes/index.cdx", "".join(sorted(index)))
        self._add("pages/pages.jsonl", self._pages())
        description = json.dumps(self._description(), indent=2, ensure_ascii=False)
        self._add("datapackage.json", description)
        digest = {"path": "datapackage.json", "hash": self._resources[-1]["hash"]}
        self._add("datapackage-digest.json", json.dumps(digest))

    def _members(self, paths: list[Path]) -> Iterator[tuple[Path, WarcFile, str]]:
        """The WARC files with names that are each other's own."""
        names: set[str] = set()
        for path in paths:
            try:
                for file in warc_files(path):
                    with file.open() as raw:
                        head = raw.read(_HEAD)
                    suffix = ".arc" if kind_of_bytes(head) is FileKind.ARC else ".warc"
                    suffix += ".gz" if head.startswith(b"\x1f\x8b") else ""
                    stem = path.name.partition(".")[0]
                    name, number = f"{stem}{suffix}", 1
                    while name in names:
                        number += 1
                        name = f"{stem}-{number}{suffix}"
                    names.add(name)
                    yield path, file, name
            except (OSError, NotAWarcFileError) as error:
                reason = error.strerror if isinstance(error, OSError) else str(error)
                self._packed.left_out.append(f"{path}: {reason}")

    def _copy(self, name: str, raw: FileSlice, start: int, end: int) -> None:
        """Store a stretch of a file as it is: readers go straight to records in the ZIP."""
        info = zipfile.ZipInfo(name, self._moment.timetuple()[:6])
        sha256 = hashlib.sha256()
        raw.seek(start)
        left = end - start
        with self._package.open(info, "w", force_zip64=True) as member:
            while left and (chunk := raw.read(min(_CHUNK, left))):
                sha256.update(chunk)
                member.write(chunk)
                left -= len(chunk)
        self._note(name, end - start, sha256.hexdigest())

    def _add(self, name: str, text: str) -> None:
        data = text.encode()
        info = zipfile.ZipInfo(name, self._moment.timetuple()[:6])
        self._package.writestr(info, data, zipfile.ZIP_DEFLATED)
        self._note(name, len(data), hashlib.sha256(data).hexdigest())

    def _note(self, path: str, size: int, sha256: str) -> None:
        name = path.rpartition("/")[2]
        self._resources.append(
            {"name": name, "path": path, "hash": f"sha256:{sha256}", "bytes": size}
        )

    def _pages(self) -> str:
        """The articles as pages to begin from, the newest first, each as captured last."""
        lines = [{"format": "json-pages-1.0", "id": "pages", "title": "Articles"}]
        for row_id, url, captured_at, title in self._archive.db.execute(
            _PAGES, {"portal": self._portal}
        ):
            lines.append({"id": str(row_id), "url": url, "ts": captured_at, "title": title})
        self._packed.pages = len(lines) - 1
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    def _description(self) -> dict[str, Any]:
        return {
            "profile": "data-package",
            "wacz_version": _VERSION,
            "title": f"Captures of {self._portal or 'all portals'}",
            "software": f"clusterarchiv/{__version__}",
            "created": self._moment.isoformat().replace("+00:00", "Z"),
            "resources": list(self._resources),
        }
