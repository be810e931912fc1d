"""Small WARC files with invented pages, made with warcio: another program than the one tested."""

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
