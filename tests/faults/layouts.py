"""Pages that were read wrongly: texts cut in their midst, deadlines before publication."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.crash.crawling import log_of, start_recovery
from tests.faults.table import Fault, Result
from tests.warc.making import Warc

URL = "http://www.kooperation.example/aktuelles/nachrichten/detail/info/halle-fuer-raeder-steht"
ONE = "Der Verbund hat in Grünthal eine Halle eröffnet, die sich zwölf Betriebe im Tal teilen."
TWO = "Kleinere Betriebe sollen dort ihre Teile unter Last prüfen, ohne eigene Anlagen zu kaufen."
REST = "Bis zu vierzig Läufe am Tag sind möglich; die Messwerte stehen allen Beteiligten offen."
SIGNED = "<p>Quelle: Talnachrichten</p><p>Redaktion: hm</p><p>Themen: Netzwerke</p>"


def page(*pieces: str) -> bytes:
    """An article published on 4 May 2021."""
    text = f"<h1>Halle für Räder steht</h1><p>Erscheinungsdatum: 04.05.2021</p>{''.join(pieces)}"
    return f"<title>Halle für Räder steht</title><body><main>{text}{SIGNED}</main>".encode()


def paragraphs(*texts: str) -> str:
    """Each text in a ``<p>``."""
    return "".join(f"<p>{text}</p>" for text in texts)


def crawl(html: bytes, column: str) -> Callable[[Path], Result]:
    """Crawl a WARC file with one page; what the article holds in ``column``."""

    def happen(folder: Path) -> Result:
        Warc().response(URL, html).save(folder / "a.warc.gz")
        run = folder / "run"
        run.mkdir()
        source = f"warc:{folder / 'a.warc.gz'}"
        process = start_recovery(source, run, "demo_kooperation", LOG_LEVEL="WARNING")
        process.join(60)
        stored: list[Any] = []
        with closing(sqlite3.connect(run / "archive.db")) as db:
            stored = [value for (value,) in db.execute(f"SELECT {column} FROM articles")]
        return Result(process.exitcode, log_of(run).read_text("utf-8"), stored)

    return happen


def cut(name: str, between: str) -> Fault:
    """A text with something in its midst is stored whole."""
    html = page(paragraphs(ONE, TWO), between, paragraphs(REST, ONE))
    whole = "\n\n".join((ONE, TWO, REST, ONE))
    return Fault(name, crawl(html, "body"), [whole], "new", 0)


def deadline(name: str, sentence: str, day: str | None) -> Fault:
    """A sentence of an article of 4 May 2021 gives its deadline."""
    html = page(paragraphs(ONE, sentence, TWO))
    return Fault(name, crawl(html, "deadline_on"), [day], "new", 0)


ROWS = [
    cut("a pointer to another article in a text", "<p>Lesen Sie auch: <a href='/x'>Strom</a></p>"),
    cut("a list of files in a text", "<h3>Downloads</h3><ul><li><a href='/a.pdf'>A</a></li></ul>"),
    cut("a source in a text", "<p>Quelle: Tal AG</p>"),
    deadline("a yearless deadline", "Anträge sind bis zum 30. November möglich.", "2021-11-30"),
    deadline(
        "a deadline of 24 Uhr",
        "Anträge sind bis zum 30. Juni 2021, 24 Uhr, einzureichen.",
        "2021-06-30",
    ),
    deadline("what was over", "Bis zum 6. April waren 300 Anträge eingegangen.", None),
]
