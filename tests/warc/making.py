"""Small WARC files with invented pages, made with warcio: another program than the one tested."""

import functools
import gzip
import io
from dataclasses import dataclass

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HTML = [("Content-Type", "text/html; charset=utf-8")]
DATE = "2017-06-03T12:00:00Z"


@dataclass
class Made:
    """A WARC file's bytes, and where each record begins; the last offset is the end."""

    data: bytes
    offsets: list[int]

    def member(self, number):
        return self.data[self.offsets[number] : self.offsets[number + 1]]


class Warc:
    """Collects records; every method returns self."""

    def __init__(self, *, compressed=True):
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=compressed)
        self._offsets = []

    def response(
        self, url, body=b"<p>Seite</p>", *, headers=HTML, status="200 OK", date=DATE, **fields
    ):
        return self._write("response", url, body, headers, status, date, fields)

    def revisit(self, url, *, status="200 OK", headers=HTML, date=DATE, **fields):
        return self._write("revisit", url, b"", headers, status, date, fields)

    def resource(self, url, body, content_type="text/html"):
        fields = {"WARC-Date": DATE, "Content-Type": content_type}
        self._offsets.append(self._out.tell())
        record = self._writer.create_warc_record(
            url,
            "resource",
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict=fields,
        )
        self._writer.write_record(record)
        return self

    def request(self, url):
        return self._write("request", url, b"", [], "GET / HTTP/1.1", DATE, {})

    def _write(self, kind, url, body, headers, status, date, fields):
        self._offsets.append(self._out.tell())
        names = {name.replace("_", "-"): value for name, value in fields.items()}
        protocol = "" if kind == "request" else "HTTP/1.1"
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict={"WARC-Date": date, **names},
            http_headers=StatusAndHeaders(status, list(headers), protocol=protocol),
        )
        self._writer.write_record(record)
        return self

    def made(self):
        data = self._out.getvalue()
        return Made(data, [*self._offsets, len(data)])

    def save(self, path):
        path.write_bytes(self._out.getvalue())
        return path


def pages(count, *, compressed=True, size=200):
    """A file of ``count`` pages ``http://portal.example/0`` …, each with its own text."""
    warc = Warc(compressed=compressed)
    for number in range(count):
        warc.response(f"http://portal.example/{number}", f"<p>{number}</p>".encode() * size)
    return warc


def chunked(body, size=500):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def whole_file_gzipped(warc):
    """What ``gzip file.warc`` makes: one member around all records."""
    return gzip.compress(warc.made().data)


def arc_record(
    url, block, *, date="20090313080000", media_type="text/html", length=None, end=b"\n"
):
    """A record of an ARC file, with its line, and the line end behind it."""
    size = len(block) if length is None else length
    return f"{url} 192.0.2.7 {date} {media_type} {size}\n".encode() + block + end


def arc_response(body, *, head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"):
    return head.encode() + body


ARC_DESCRIPTION = arc_record(
    "filedesc://made.arc",
    b"1 0 Made\nURL IP-address Archive-date Content-type Archive-length\n",
    media_type="text/plain",
)


def arc(pages, *, compressed=True):
    """An ARC file of pages, pairs of URL and body; each record a member if ``compressed``."""
    records = [arc_record(url, arc_response(body)) for url, body in pages]
    pack = functools.partial(gzip.compress, mtime=0) if compressed else bytes
    return b"".join(map(pack, [ARC_DESCRIPTION, *records]))
