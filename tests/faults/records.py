"""WARC files as programs write them: recovered whole, with nothing told as lost."""

from __future__ import annotations

import functools
import gzip
import itertools
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faults.table import Fault, Result
from tests.faults.warcdates import NEW, OLD, URL, crawl, page, shown, stored
from tests.warc.writing import FILES, FORMS, answered, record

TEXT = "Zisternen im Verbund\n\nDie Werkstatt prüft mit ihren Nachbarn, wie Regenwasser taugt."


def _every_form(folder: Path, *, file: str) -> Result:
    """One article in every spelling of records, captured at different times."""
    records = [
        record(number, form, target=URL, block=answered(page(OLD)), date=f"20{10 + number}-05-03")
        for number, form in enumerate(itertools.islice(FORMS.values(), 16))
    ]
    code, said = _recover(folder, FILES[file](records))
    articles, seen, revisions = stored(folder / "run")
    return Result(code, said, (articles, len(seen), revisions))


def _repeated(folder: Path) -> Result:
    """A, then B, then a revisit of A that is short, as WARC 1.0 has them."""
    records = [
        record(1, target=URL, block=answered(page(OLD)), date="2019-05-03"),
        record(2, target=URL, block=answered(page(NEW)), date="2020-05-03"),
        record(
            3, kind="revisit", target=URL, block=b"", date="2021-05-03",
            WARC_Refers_To="<urn:uuid:1>", WARC_Truncated="length",
        ),
    ]  # fmt: skip
    code, said = _recover(folder, b"".join(map(gzip.compress, records)))
    return Result(code, said, (shown(folder / "run"), stored(folder / "run")[2]))


def _converted(folder: Path) -> Result:
    """A WET file: texts, and nothing of the pages they were made of."""
    records = [record(0, kind="warcinfo", block=b"software: probe\r\n")]
    records.append(record(1, kind="conversion", target=URL, block=TEXT.encode(),
                          Content_Type="text/plain"))  # fmt: skip
    code, said = _recover(folder, b"".join(map(gzip.compress, records)))
    with closing(sqlite3.connect(folder / "run" / "archive.db")) as db:
        ((text, seen),) = db.execute(
            "SELECT coalesce(lead, '') || coalesce(body, ''), last_seen_at FROM articles"
        ).fetchall()
    return Result(code, said, ("Regenwasser" in text, seen))


def _recover(folder: Path, data: bytes) -> tuple[int | None, str]:
    (folder / "a.warc").write_bytes(data)
    code, said = crawl(folder / "run", f"warc:{folder / 'a.warc'}")
    assert not re.search(r"corrupt|torn|left out", said), said
    return code, said


ROWS = [
    Fault("a plain file in every spelling", functools.partial(_every_form, file="plain"),
          (1, 16, 0), "1 new, 15 duplicates in ", 0),
    Fault("empty members and every spelling", functools.partial(_every_form, file="empty members"),
          (1, 16, 0), "1 new, 15 duplicates in ", 0),
    Fault("A, B, and a short revisit of A", _repeated, ("old", 2), "1 new, 2 changed in ", 0),
    Fault("a WET file", _converted, (True, "2019-03-13T08:00:00Z"), "1 new", 0),
]  # fmt: skip
