"""Writing captures: what is in the files, and what is left when writing is cut short."""

import datetime as dt
import os
import resource
import signal
import subprocess
import sys

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.sources.warc import read_captures
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange, Original
from crawler.webarchives.warc.captured_page import Damage, read_capture
from crawler.webarchives.warc.payload import payload_digest

AT = dt.datetime(2026, 3, 1, 8, 30, 0, 250_000, tzinfo=dt.UTC)
INFO = {"software": "clusterarchiv/0.1"}


def exchange(number, payload=b"<p>Seite</p>", **changes):
    values = {
        "url": f"https://portal.example/aktuelles/{number}?a=b",
        "at": AT,
        "status": 200,
        "reason": "OK",
        "response_headers": [(b"Content-Type", b"text/html"), (b"X-Stra\xdfe", b"\xfc")],
        "payload": payload,
        "request_headers": [(b"Host", b"portal.example")],
    }
    return Exchange(**(values | changes))


def warcio_records(path):
    """What another program finds, by type."""
    with path.open("rb") as file:
        return [
            (record.rec_type, record.rec_headers, record.content_stream().read())
            for record in ArchiveIterator(file)
        ]


def passes_warcio_check(path):
    class Command:
        inputs, verbose, exit_value = [str(path)], False, 0

    checker = Checker(Command)
    checker.process_all()
    return checker.exit_value == 0


def read(folder):
    return list(read_captures(str(folder), lambda url: True))


def test_an_exchange_is_kept_as_it_was(tmp_path):
    with CaptureWriter(tmp_path, "probe", INFO) as writer:
        written = writer.write(exchange(1, ip_address="127.0.0.1"))

    info, answer, request = warcio_records(written.path)
    assert info[0] == "warcinfo"
    assert b"software: clusterarchiv/0.1\r\n" in info[2]
    assert answer[0] == "response"
    assert answer[1].protocol == "WARC/1.1"
    assert answer[1]["WARC-Date"] == "2026-03-01T08:30:00.250000Z"
    assert answer[1]["WARC-IP-Address"] == "127.0.0.1"
    assert request[0] == "request"
    assert request[1]["WARC-Concurrent-To"] == answer[1]["WARC-Record-ID"]
    assert passes_warcio_check(written.path)

    page = read_capture(str(written.path), written.offset)
    assert (page.body, page.status) == (b"<p>Seite</p>", 200)
    assert page.header("x-straße") == "ü"
    assert page.capture.captured_at == AT
    assert page.capture.digest == written.digest == payload_digest(b"<p>Seite</p>")
    assert page.capture.warc_length == written.length


def test_the_request_line_names_the_path_and_query(tmp_path):
    with CaptureWriter(tmp_path, "probe", INFO) as writer:
        path = writer.write(exchange(1)).path
        writer.write(exchange(2, url="https://portal.example"))

    with path.open("rb") as file:
        lines = [
            f"{r.http_headers.protocol} {r.http_headers.statusline}"
            for r in ArchiveIterator(file)
            if r.rec_type == "request"
        ]
    assert lines == ["GET /aktuelles/1?a=b HTTP/1.1", "GET / HTTP/1.1"]


def test_a_known_payload_is_referred_to(tmp_path):
    with CaptureWriter(tmp_path, "probe", INFO) as writer:
        first = writer.write(exchange(1))
        later = exchange(1, at=AT + dt.timedelta(days=1))
        second = writer.write(later, Original(exchange(1).url, AT))

    assert second.digest == first.digest
    assert passes_warcio_check(first.path)
    original, copy = read(tmp_path)
    assert copy.body == original.body
    assert copy.capture.captured_at - original.capture.captured_at == dt.timedelta(days=1)
    assert (copy.capture.warc_offset, copy.capture.warc_length) == (second.offset, second.length)


def test_a_revisit_says_that_its_payload_is_left_out_and_a_response_nothing(tmp_path):
    """WARC 1.0 (6.7.2) demands it, and it marks nothing as incomplete."""
    with CaptureWriter(tmp_path, "probe", INFO) as writer:
        path = writer.write(exchange(1)).path
        writer.write(exchange(1, at=AT + dt.timedelta(days=1)), Original(exchange(1).url, AT))

    with path.open("rb") as file:
        said = [record.rec_headers.get_header("WARC-Truncated") for record in ArchiveIterator(file)]
    assert said == [None, None, None, "length", None]
    assert [page.capture.incomplete for page in read(tmp_path)] == [None, None]


def test_files_are_rolled_by_size_and_never_shared(tmp_path):
    for _ in range(2):
        with CaptureWriter(tmp_path, "probe", INFO, max_bytes=20_000) as writer:
            for number in range(10):
                writer.write(exchange(number, os.urandom(5000)))

    files = sorted(tmp_path.iterdir())
    assert len(files) == 6
    assert all(warcio_records(file)[0][0] == "warcinfo" for file in files)
    assert all(passes_warcio_check(file) for file in files)
    assert len(read(tmp_path)) == 20


KILLED = """
import sys
from pathlib import Path
from tests.warc.test_capture_writer import INFO, exchange
from crawler.webarchives.warc.capture_writer import CaptureWriter

writer = CaptureWriter(Path(sys.argv[1]), "probe", INFO)
number = 0
while True:
    writer.write(exchange(number, b"<p>%d</p>" % number * 2000))
    writer.sync()
    print(number, flush=True)
    number += 1
"""


def test_what_was_synced_is_readable_after_a_kill(tmp_path):
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            if int(line) == 25:
                break
        run.send_signal(signal.SIGKILL)
        synced = 25 + len(run.stdout.readlines())

    pages = [page for page in read(tmp_path) if not isinstance(page, Damage)]
    assert len(pages) > synced
    assert pages[synced].body.startswith(b"<p>%d</p>" % synced)


@pytest.fixture
def small_disk():
    """Files may grow to 30,000 bytes and no further."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_no_half_record(tmp_path, small_disk):
    with CaptureWriter(tmp_path, "probe", INFO) as writer:
        for number in range(4):
            path = writer.write(exchange(number, os.urandom(6000))).path
        with pytest.raises(OSError, match="File too large"):
            writer.write(exchange(4, os.urandom(9000)))
        writer.write(exchange(5, b"<p>passt noch</p>"))

    assert passes_warcio_check(path)
    assert [page.url.split("/")[-1] for page in read(tmp_path)] == [
        f"{n}?a=b" for n in (0, 1, 2, 3, 5)
    ]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "captures").write_text("a file")

    with pytest.raises(OSError, match="captures"):
        CaptureWriter(tmp_path / "captures", "probe", INFO).write(exchange(1))
