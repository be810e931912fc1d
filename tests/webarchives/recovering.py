"""The demo portal out of one web archive: whole, with corrupt records, over HTTP and from disk."""

from __future__ import annotations

import json
import random
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.demo.expected import truth
from crawler.webarchives.cdx import read_index
from crawler.webarchives.services import Query, cdx_service
from tests import looping
from tests.crash.crawling import log_of, start_recovery
from tests.crawled import made_once
from tests.pywb import pywb
from tests.webarchives.collection import build

PORTAL = "demo_kooperation"
ARTICLES = [
    row for number, row in enumerate(truth("kooperation")) if "editions" in row or number % 4 == 0
]
"""All that the second edition changes, and a quarter of the others."""


@dataclass(frozen=True)
class Recovered:
    """What was made, by folder of an archive: ``whole``, and ``asked`` and ``local`` if spoilt."""

    folder: Path

    def archive(self, name: str) -> Path:
        return self.folder / name / "archive.db"

    def __getattr__(self, name: str):
        """One of the facts that were noted."""
        return json.loads((self.folder / "facts.json").read_text())[name]

    def pairs(self, name: str) -> set[tuple[str, str]]:
        """A fact that tells captures: address and timestamp."""
        return {(url, timestamp) for url, timestamp in getattr(self, name)}


def recovered_once(tmp_path_factory) -> Recovered:
    """All crawls, once for all tests of all processes; not to be spoilt."""
    return Recovered(made_once(tmp_path_factory, "recovered", _recover))


def _recover(folder: Path) -> None:
    built = build(folder / "portal.warc.gz", ARTICLES)
    exit_codes = {}
    with pywb(folder / "pywb", folder / "portal.warc.gz") as replay:
        source = f"cdx:{replay.url}"
        exit_codes["whole"] = crawl(source, folder / "whole")
        exit_codes["again"] = crawl(source, folder / "whole")
        payloads = replay.payloads()
        listings = [looping.run(_listing(replay.url, size)) for size in (100_000, 50)]
        (file,) = (replay.folder / "archive").iterdir()
        sound = file.read_bytes()
        corrupt, lost = _spoil(file, replay.folder / "indexes" / "index.cdxj")
        exit_codes["asked"] = crawl(source, folder / "asked")
        exit_codes["local"] = crawl(f"warc:{replay.folder}", folder / "local")
        file.write_bytes(sound)
        facts = {
            "exit_codes": exit_codes,
            "payloads": payloads,
            "to_be_had": len(built.payloads),
            "listings": listings,
            "collection": str(replay.folder),
            "corrupt": corrupt,
            "lost": lost,
        }
    (folder / "facts.json").write_text(json.dumps(facts))


def crawl(source: str, folder: Path, *words: str, **settings: object) -> int | None:
    """Crawl from a source; the exit code."""
    folder.mkdir(exist_ok=True)
    process = start_recovery(source, folder, PORTAL, *words, **settings)
    process.join(60)
    assert "Traceback" not in log_of(folder).read_text("utf-8")
    return process.exitcode


async def _listing(url: str, size: int) -> list[str]:
    """All lines of the index, in answers of so many lines."""

    async def ask(address: str) -> bytes:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.read()

    service = replace(cdx_service(url), page_size=size)
    query = Query("www.kooperation.example", "host")
    return sorted([repr(row) async for row in service.listed(ask, query)])


def _spoil(file: Path, index: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Have one record in fifty corrupt in its middle; those, and all that show their pages."""
    rows = read_index(index.read_bytes()).rows
    pages = [row for row in rows if row.status == 200 and "/info/" in row.url]
    corrupt = random.Random(6).sample(pages, len(rows) // 50)
    data = bytearray(file.read_bytes())
    for row in corrupt:
        middle = row.offset + row.length // 2
        data[middle : middle + 8] = bytes(8)
    file.write_bytes(data)
    digests = {row.digest for row in corrupt}
    lost = [row for row in rows if row.digest in digests]
    return [(r.url, r.timestamp) for r in corrupt], [(r.url, r.timestamp) for r in lost]
