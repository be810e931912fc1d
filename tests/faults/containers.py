"""What captures were kept in: ARC, packages in packages, cut ones, folders of much else."""

from __future__ import annotations

import functools
import io
import zipfile
from pathlib import Path

from tests.faults.table import Fault, Result
from tests.faults.warcdates import OLD, URL, crawl, page, stored
from tests.warc.making import Warc, arc

OTHERS = [f"{URL}-{number}" for number in range(3)]


def _warc(*urls: str) -> bytes:
    made = Warc()
    for url in urls:
        made.response(url, page(OLD), date="2009-03-13T08:00:00Z")
    return made.made().data


def _package(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def _crawled(folder: Path, *, make: functools.partial[object], source: str = "warc") -> Result:
    files = folder / "files"
    files.mkdir()
    make(files)
    run = folder / "run"
    code, said = crawl(run, f"{source}:{files}")
    return Result(code, said, stored(run)[0])


def _arc(files: Path, *, size: int | None = None) -> None:
    (files / "a.arc.gz").write_bytes(arc([(URL, page(OLD)), (OTHERS[0], page(OLD))])[:size])


def _nested(files: Path, *, size: int | None = None, method: int = zipfile.ZIP_STORED) -> None:
    inner = {
        f"{number}.wacz": _package({"archive/a.warc.gz": _warc(url)}, method)
        for number, url in enumerate(OTHERS)
    }
    (files / "all.wacz").write_bytes(_package(inner, method)[:size])


def _much_else(files: Path) -> None:
    _arc(files)
    (files / "b.warc.gz").write_bytes(_warc(URL))
    for name in ("c.warc.gz.open", "d.warc.gz.open", "e.part", "index.cdxj", ".DS_Store"):
        (files / name).write_bytes(b"")
    (files / "loop").symlink_to(files)
    (files / "gone.warc.gz").symlink_to(files / "nowhere")


def _texts(files: Path) -> None:
    (files / "a.txt").write_bytes(page(OLD))
    (files / "b.txt").write_text(f"{URL}\nEin Titel\n\nEin Text mit einigen Wörtern.", "utf-8")


def _row(name: str, make: object, found: int, said: str, code: int = 0, **more: str) -> Fault:
    return Fault(name, functools.partial(_crawled, make=make, **more), found, said, code)


ROWS = [
    _row("an ARC file", _arc, 2, "read 1 ARC"),
    _row("a torn ARC file", functools.partial(_arc, size=-40), 1, "torn or corrupt", 1),
    _row("packages in a package", _nested, 3, "read 1 WACZ"),
    _row("deflated packages in a package", functools.partial(_nested, method=zipfile.ZIP_DEFLATED),
         3, "read 1 WACZ"),
    _row("a package without its end", functools.partial(_nested, size=-20), 3, "read 1 WACZ"),
    _row("a folder of captures and much else", _much_else, 2,
         "read 1 ARC, 1 WARC; not read: 1 unreadable, 2 `.open`, 1 linked folder (a loop), "
         "1 `.part`; beside them 1 hidden, 1 index", 1),
    _row("a page among text exports", _texts, 1, "it is no text: HTML page; saved pages",
         1, source="text"),
]  # fmt: skip
