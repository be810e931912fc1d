"""The Wayback Machine and Common Crawl on loopback, in the formats their documentation gives."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from crawler.publishing.export.cdxj_index import indexed
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.warc_file import WarcFile

FIELDS = {"original": "url", "mimetype": "mime", "statuscode": "status"}


class Stub:
    """Answers requests as ``answer(path, headers)`` says, None: not; ``log`` has the paths."""

    def __init__(self, warc: Path) -> None:
        self.warc = warc
        lines, _ = indexed(WarcFile(warc, 0, warc.stat().st_size), "crawl-data/a.warc.gz")
        self.index = []
        for line in lines:
            key, timestamp, fields = line.split(" ", 2)
            row = json.loads(fields)
            if row["mime"] == "warc/revisit":
                row["status"] = "-"
            row["digest"] = row["digest"].removeprefix("sha1:")
            self.index.append({"urlkey": key, "timestamp": timestamp, **row})
        self.index.sort(key=lambda row: (row["urlkey"], row["timestamp"]))
        self.log: list[str] = []
        self.busy: dict[int, int] = {}
        """Number of a request → the status it is turned away with."""

    def __enter__(self):
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                stub.log.append(self.path)
                status, headers, body = 404, {}, b"nothing here"
                if turned_away := stub.busy.get(len(stub.log)):
                    status, headers, body = turned_away, {"Retry-After": "1"}, b"busy"
                else:
                    parts = urlsplit(self.path)
                    answer = stub.answer(parts, self.headers)
                    if answer is None:
                        self.close_connection = True
                        return
                    status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._http.shutdown()
        self._http.server_close()


class Wayback(Stub):
    """``/cdx/search/cdx`` and ``/web/TIMESTAMPid_/URL``; robots.txt forbids everything."""

    def __init__(self, warc: Path, page: int = 50) -> None:
        super().__init__(warc)
        self.page = page
        self._pages = {
            (page.capture.captured_at.strftime("%Y%m%d%H%M%S"), page.url): page
            for page in read_captures(str(warc), lambda url: True)
        }

    def answer(self, parts, headers):
        if parts.path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n"
        if parts.path == "/cdx/search/cdx":
            return self._cdx({name: values[0] for name, values in parse_qs(parts.query).items()})
        whole = parts.path + (f"?{parts.query}" if parts.query else "")
        timestamp, _, url = whole.removeprefix("/web/").partition("id_/")
        page = self._pages.get((timestamp, url))
        if page is None:
            return 404, {}, b"The Wayback Machine has not archived that URL."
        original = {f"X-Archive-Orig-{name}": value for name, value in page.headers}
        moment = page.capture.captured_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
        content_type = page.header("Content-Type")
        return (
            page.status,
            {**original, "Memento-Datetime": moment, "Content-Type": content_type},
            page.body,
        )

    def _cdx(self, query):
        assert query["output"] == "json"
        names = query["fl"].split(",")
        rows = [row for row in self.index if not row["status"].startswith("3")]
        rows = [row for row in rows if query.get("from", "0") <= row["timestamp"]]
        start = int(query.get("resumeKey", "0"))
        end = start + min(int(query["limit"]), self.page)
        table = [[row[FIELDS.get(name, name)] for name in names] for row in rows[start:end]]
        answer = [names, *table] if table else []
        if end < len(rows) and query.get("showResumeKey") == "true":
            answer += [[], [str(end)]]
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()


class CommonCrawl(Stub):
    """``/collinfo.json``, two crawls' indexes with pages, and the WARC file they point into."""

    CRAWLS = ("CC-MAIN-2025-50", "CC-MAIN-2024-10")
    PAGE = 60

    def answer(self, parts, headers):
        if parts.path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n"
        if parts.path == "/collinfo.json":
            crawls = [
                {"id": name, "cdx-api": f"https://index.commoncrawl.org/{name}-index"}
                for name in (*self.CRAWLS, "CC-MAIN-2023-06")
            ]
            return 200, {"Content-Type": "application/json"}, json.dumps(crawls).encode()
        if parts.path.endswith("-index"):
            return self._index(parts.path[1:].removesuffix("-index"), parse_qs(parts.query))
        first, last = map(int, headers["Range"].removeprefix("bytes=").split("-"))
        return 206, {}, self.warc.read_bytes()[first : last + 1]

    def _index(self, crawl, query):
        year = crawl.split("-")[2]
        rows = [row for row in self.index if row["timestamp"].startswith(year)]
        if not rows:
            return 404, {}, b'{"message": "No Captures found for: *"}'
        pages = [rows[at : at + self.PAGE] for at in range(0, len(rows), self.PAGE)]
        if "showNumPages" in query:
            counts = {"pages": len(pages), "pageSize": 5, "blocks": len(pages)}
            return 200, {}, json.dumps(counts).encode()
        lines = [json.dumps(row) for row in pages[int(query["page"][0])]]
        return 200, {}, "\n".join(lines).encode()
