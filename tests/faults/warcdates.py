"""Captures whose date is odd, and what sources leave out: told, and never instead of good text."""

from __future__ import annotations

import base64
import functools
import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.demo import DemoServer, Request
from crawler.demo.expected import truth
from crawler.layouts import extract
from tests.crash.crawling import log_of, start_recovery
from tests.faults.table import Fault, Result
from tests.warc.making import HTML, Warc
from tests.webarchives.stubs import Stub

SPIDER = "demo_kooperation"
URL = next(
    row["url"] for row in truth("kooperation")
    if row.get("editions", {}).get("2", {}).get("change") == "edited"
)  # fmt: skip
OTHER = "http://www.anderswo.example/aktuelles/nachrichten/detail/info/"
OLD, NEW = 1, 2
NAMES = {OLD: "old", NEW: "new"}
ANSWERED = ("Date", "Fri, 03 May 2019 10:00:05 GMT")
DATED = "2019-05-03T10:00:05Z"
BAD_URLS = ["https://[x]/", "http://[kaputt/x", "http://www.kooperation.example:99999999/x"]


@functools.cache
def page(edition: int) -> bytes:
    """The article as the demo portal shows it in one of its editions."""
    host, _, target = URL.removeprefix("http://").partition("/")
    with DemoServer(edition=edition) as server:
        return server.respond(Request(host, f"/{target}")).body


def crawl(folder: Path, source: str, *words: str, **settings: object) -> tuple[int | None, str]:
    """Crawl into ``folder``; the exit code and all that was said."""
    folder.mkdir(exist_ok=True)
    process = start_recovery(source, folder, SPIDER, *words, LOG_LEVEL="WARNING", **settings)
    process.join(60)
    return process.exitcode, log_of(folder).read_text("utf-8")


_SEEN = "SELECT captured_at FROM captures WHERE content_hash IS NOT NULL ORDER BY 1"


def stored(folder: Path) -> tuple[int, list[str], int]:
    """Articles, when which text was seen last, and revisions."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
        seen = [moment for (moment,) in db.execute(_SEEN)]
        (revisions,) = db.execute("SELECT count(*) FROM revisions").fetchone()
    return articles, seen, revisions


def shown(folder: Path) -> str:
    """Which edition's text the archive shows."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        ((lead,),) = db.execute("SELECT lead FROM articles").fetchall()
    # The editions differ in nothing else.
    leads = {extract(page(edition), URL).lead: name for edition, name in NAMES.items()}
    return leads[lead]


def _odd_date(folder: Path, *, date: str, headers: list[tuple[str, str]] = HTML) -> Result:
    """The page of 2023, then that of 2019 under an odd date; both are read twice."""
    warc = Warc().response(URL, page(NEW), date="2023-05-03T10:00:00Z")
    warc.response(URL, page(OLD), date=date, headers=headers).save(folder / "a.warc.gz")
    run = folder / "run"
    code, said = crawl(run, f"warc:{folder / 'a.warc.gz'}")
    before = stored(run)
    again, _ = crawl(run, f"warc:{folder / 'a.warc.gz'}")
    assert (again, stored(run)) == (code, before)
    return Result(code, said, (shown(run), before[1]))


def _left_out_of_warc(folder: Path, *, articles: bool = True) -> Result:
    """Records of all kinds beside an article, or without one."""
    warc = Warc()
    if articles:
        warc.response(URL, page(OLD), date=DATED)
    for number in range(20):
        warc.response(f"{OTHER}{number}")
    for url in BAD_URLS:
        warc.response(url)
    warc.response(f"{URL}-1", b"", status="302 Found", headers=[("Location", URL)])
    warc.response(f"{URL}-2", b"%PDF", headers=[("Content-Type", "application/pdf")])
    warc.response(
        "http://www.kooperation.example/bild.png", headers=[("Content-Type", "image/png")]
    )
    warc.request(URL).save(folder / "captures.warc.gz")
    (folder / "Notizen.doc").write_bytes(b"x")
    run = folder.with_name(f"{folder.name}-run")
    code, said = crawl(run, f"warc:{folder}", "--json")
    found = json.loads(said.splitlines()[-1])["left_out"]
    return Result(code, said, {reason: each["count"] for reason, each in found.items()})


def _left_out_of_texts(folder: Path, *, url: str) -> Result:
    """Texts of another portal, some whose URL is none, and one of ours."""
    rows = [{"url": f"{OTHER}{number}", "text": "Ein Text."} for number in range(20)]
    rows += [{"url": bad, "text": "Ein Text."} for bad in [*BAD_URLS, "http://\ud800.example/"]]
    rows.append({"url": url, "text": "Ein Titel\n\nEin Text mit einigen Wörtern.", "date": DATED})
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    run = folder / "run"
    code, said = crawl(run, f"text:{folder / 'a.jsonl'}")
    return Result(code, said, stored(run)[:2])


class Locked(Stub):
    """A CDX server and its replay that want a password; ``lines`` stand in its index."""

    PASSWORD = "geheim"

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.log, self.busy = lines, [], {}

    def answer(self, parts, headers):
        login = base64.b64encode(f"leserin:{self.PASSWORD}@1".encode()).decode()
        if parts.path == "/robots.txt":
            return 404, {}, b""
        if headers.get("Authorization") != f"Basic {login}":
            return 401, {"WWW-Authenticate": "Basic"}, b"who are you?"
        if parts.path == "/coll/cdx":
            return 200, {}, "\n".join(self.lines).encode()
        if "20190503100005" not in parts.path:
            return 503, {}, b"not now"
        moment = {"Memento-Datetime": ANSWERED[1], "Content-Type": "text/html"}
        return 200, moment, page(OLD)


def _index(*lines: dict[str, str], good: bool = True) -> list[str]:
    """CDXJ lines: one of the article, and those with odd fields."""
    first = {"url": URL, "mime": "text/html", "status": "200", "timestamp": "20190503100005"}
    rows = [{**first, **line} for line in ([{}] if good else []) + list(lines)]
    return [f"x {row.pop('timestamp')} {json.dumps(row)}" for row in rows]


def _password(folder: Path) -> Result:
    """Where the password of a ``cdx:`` URL is found after a crawl that half succeeds."""
    lost = {"url": f"{URL}-1", "timestamp": "20200503100005"}
    run = folder / "run"
    with Locked(_index(lost)) as archive:
        source = f"cdx:http://leserin:{Locked.PASSWORD}%401@127.0.0.1:{archive.port}/coll"
        settings = {"RETRY_TIMES": 0, "ROBOTSTXT_OBEY": False}
        code, said = crawl(run, source, "--json", **settings)
        refused, more = crawl(run, source.replace("cdx:http:", "cdx:ftp:"), **settings)
    files = {path.name: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    kept = [gzip.decompress(d) if n.endswith(".gz") else d for n, d in files.items()]
    places = [text for text in (*kept, said.encode(), more.encode())
              if Locked.PASSWORD.encode() in text or b"leserin" in text]  # fmt: skip
    return Result(code, said, (stored(run)[0], refused, len(places)))


def _odd_lines(folder: Path) -> Result:
    """An index of which some lines make no sense."""
    lines = _index(
        {"offset": "9" * 30}, {"offset": str(2**63)}, {"length": "9" * 5000},
        {"status": str(2**64)},
        {"timestamp": "20190503250000"}, {"timestamp": "99991231235959"},
        *({"url": url} for url in BAD_URLS), {"url": "http://\ud800.example/"},
    )  # fmt: skip
    lines.append("x 20190503100005 " + '{"url": ' + "[" * 50_000)
    run = folder / "run"
    with Locked(lines) as archive:
        source = f"cdx:http://leserin:{Locked.PASSWORD}%401@127.0.0.1:{archive.port}/coll"
        code, said = crawl(run, source)
    return Result(code, said, stored(run))


def _row(
    name: str, date: str, seen: list[str], said: str = "1 new", code: int = 0, **more
) -> Fault:
    happen = functools.partial(_odd_date, date=date, **more)
    return Fault(name, happen, ("new", seen), said, code)


_2023 = "2023-05-03T10:00:00Z"
ROWS = [
    _row("WARC-Date by year", "2019", ["2019-01-01T00:00:00Z", _2023]),
    _row("WARC-Date by day", "2019-05-03", ["2019-05-03T00:00:00Z", _2023]),
    _row("WARC-Date of 14 digits", "20190503100005", [DATED, _2023]),
    _row("WARC-Date with +25:00, but an HTTP Date", "2019-05-03T10:00:00+25:00", [DATED, _2023],
         headers=[*HTML, ANSWERED]),
    _row("WARC-Date of 9999, but an HTTP Date", "9999-12-31T23:59:59Z", [DATED, _2023],
         headers=[*HTML, ANSWERED]),
    _row("no date at all", "gestern", [_2023],
         f"1 undated: neither WARC-Date nor the answer's Date tells when, for example {URL}", 1),
    Fault("a WARC file of much else", _left_out_of_warc,
          {"unreadable": 3, "unknown_file": 1, "no_page": 1, "not_wanted": 20,
           "redirect": 1, "beside_pages": 2},
          f'"not_wanted": {{"count": 20, "example": "{OTHER}0"', 0),
    Fault("a WARC file of nothing else", functools.partial(_left_out_of_warc, articles=False),
          {"unreadable": 3, "unknown_file": 1, "no_page": 1, "not_wanted": 20,
           "redirect": 1, "beside_pages": 2},
          "is an article of demo_kooperation", 1),
    Fault("texts of much else", functools.partial(_left_out_of_texts, url=URL), (1, [DATED]),
          "20 not wanted: no article of this portal (20 of another site), for example "
          f"{OTHER}0", 1),
    Fault("texts of nothing else", functools.partial(_left_out_of_texts, url=f"{OTHER}x"), (0, []),
          "21 not wanted: no article of this portal (21 of another site), for example "
          f"{OTHER}0", 1),
    Fault("a web archive with a password", _password, (1, 2, 0), '"new": 1', 1),
    Fault("an index with odd lines", _odd_lines, (1, [DATED], 0), "; 9 unreadable, for example", 0),
]  # fmt: skip
