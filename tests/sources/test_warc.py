"""The source ``warc:PATH``: what is read from captures, and how."""

import datetime as dt
import gzip
import socket
import tracemalloc
import zipfile
import zlib

import brotli
import pytest
import zstandard

from crawler.sources.protocols import SourceError
from crawler.sources.warc import check_captures, read_captures
from crawler.webarchives.warc.captured_page import CapturedPage, Damage, read_capture
from tests.warc.making import DATE, HTML, Warc, chunked, pages, whole_file_gzipped

URL = "http://portal.example/aktuelles/1"
PAGE = "<h1>Füllwörter für Übungen</h1>".encode() * 50


def read(place, wanted=lambda url: True):
    return list(read_captures(str(place), wanted))


def read_one(place):
    (page,) = read(place)
    assert isinstance(page, CapturedPage), str(page)
    return page


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst"])
def test_a_page_comes_with_its_headers_and_its_capture(tmp_path, name):
    headers = [*HTML, ("ETag", '"7"'), ("Last-Modified", "Fri, 02 Jun 2017 10:00:00 GMT")]
    warc = Warc(compressed=name.endswith(".gz")).request(URL).response(URL, PAGE, headers=headers)
    file = warc.save(tmp_path / name)
    if name.endswith(".zst"):
        made = warc.made()
        file.write_bytes(b"".join(zstandard.compress(made.member(i)) for i in range(2)))

    page = read_one(file)

    assert (page.url, page.status, page.body) == (URL, 200, PAGE)
    assert page.header("etag") == '"7"'
    capture = page.capture
    assert capture.captured_at == dt.datetime(2017, 6, 3, 12, tzinfo=dt.UTC)
    assert capture.url == URL
    assert capture.content_type == "text/html; charset=utf-8"
    assert (capture.etag, capture.last_modified) == ('"7"', "Fri, 02 Jun 2017 10:00:00 GMT")
    assert capture.digest.startswith("sha1:")
    assert capture.warc_file == str(file)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_capture_is_found_again_by_its_offset(tmp_path, name):
    file = pages(3, compressed=name.endswith(".gz")).save(tmp_path / name)

    for page in read(file):
        capture = page.capture
        assert read_capture(capture.warc_file, capture.warc_offset) == page
        record = file.read_bytes()[capture.warc_offset :][: capture.warc_length]
        alone = tmp_path / f"alone-{name}"
        alone.write_bytes(record)
        assert read_one(alone).body == page.body


def test_what_is_not_where_a_capture_should_be_is_damage(tmp_path):
    file = pages(2).save(tmp_path / "a.warc.gz")

    assert "no record begins here" in str(read_capture(str(file), 17))
    assert "ends before" in str(read_capture(str(file), 1_000_000))


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        pytest.param("deflate", lambda body: zlib.compress(body, wbits=-15), id="raw deflate"),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        pytest.param("UTF-8", lambda body: body, id="a charset instead"),
        pytest.param("gzip", lambda body: body, id="not gzip at all"),
        pytest.param("br", lambda body: body, id="not br at all"),
    ],
)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_payloads_are_decoded_whatever_was_sent(tmp_path, encoding, encode, in_chunks):
    payload = encode(PAGE)
    headers = [*HTML, ("Content-Encoding", encoding)]
    if in_chunks:
        payload = chunked(payload)
        headers.append(("Transfer-Encoding", "chunked"))

    file = Warc().response(URL, payload, headers=headers).save(tmp_path / "a.warc.gz")

    assert read_one(file).body == PAGE


def test_bytes_stay_in_the_page_s_own_charset(tmp_path):
    body = "<p>Förderung</p>".encode("cp1252")
    headers = [("Content-Type", "text/html; charset=windows-1252")]

    page = read_one(Warc().response(URL, body, headers=headers).save(tmp_path / "a.warc"))

    assert page.body == body
    assert page.header("Content-Type").endswith("windows-1252")


def test_only_wanted_pages_are_read(tmp_path):
    warc = Warc()
    warc.response("http://portal.example/bild.png", headers=[("Content-Type", "image/png")])
    warc.response("dns:portal.example", headers=[("Content-Type", "text/dns")])
    warc.response("http://elsewhere.example/1").response(URL)
    warc.response("http://portal.example/2", headers=[("Content-Type", "Application/XHTML+XML")])
    warc.response("http://portal.example/3", headers=[])
    asked = []

    def wanted(url):
        asked.append(url)
        return "portal" in url

    found = [page.url for page in read(warc.save(tmp_path / "a.warc.gz"), wanted)]

    assert found == [URL, "http://portal.example/2", "http://portal.example/3"]
    assert "dns:portal.example" not in asked


def test_redirects_and_errors_are_passed_on_as_what_they_are(tmp_path):
    warc = Warc()
    warc.response(f"{URL}/a", b"", headers=[("Location", URL)], status="301 Moved Permanently")
    warc.response(f"{URL}/b", b"{}", headers=[("Content-Type", "text/json")], status="410 Gone")
    warc.response(f"{URL}/c", PAGE, status="404 Not Found")

    redirect, gone, missing = read(warc.save(tmp_path / "a.warc.gz"))

    assert (redirect.status, redirect.header("location")) == (301, URL)
    assert (gone.status, missing.status) == (410, 404)


def test_a_resource_is_a_page_without_http(tmp_path):
    page = read_one(Warc().resource(URL, PAGE).save(tmp_path / "a.warc.gz"))

    assert (page.status, page.body, page.header("content-type")) == (200, PAGE, "text/html")


def test_addresses_in_angle_brackets_are_taken_out_of_them(tmp_path):
    assert read_one(Warc().response(f"<{URL}>").save(tmp_path / "a.warc")).url == URL


def test_http_headers_may_end_in_bare_line_feeds(tmp_path):
    block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + PAGE
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nWARC-Date: {DATE}\r\n"
    file = tmp_path / "a.warc"
    file.write_bytes(f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n")

    assert read_one(file).body == PAGE


class TestRevisits:
    LATER = "2018-01-01T00:00:00Z"

    def digest(self, tmp_path, **response):
        file = Warc().response(URL, PAGE, **response).save(tmp_path / "digest.warc")
        digest = read_one(file).capture.digest
        file.unlink()
        return digest

    def test_have_the_payload_of_the_record_with_the_same_digest(self, tmp_path):
        digest = self.digest(tmp_path)
        warc = Warc().response(URL, PAGE)
        warc.revisit(f"{URL}/kopie", date=self.LATER, WARC_Payload_Digest=digest)

        original, copy = read(warc.save(tmp_path / "a.warc.gz"))

        assert (copy.url, copy.body, copy.status) == (f"{URL}/kopie", PAGE, 200)
        assert copy.capture.captured_at.year == 2018
        assert copy.capture.digest == original.capture.digest == digest
        assert copy.capture.warc_offset > original.capture.warc_offset

    def test_are_found_by_address_and_date_when_there_is_no_digest(self, tmp_path):
        warc = Warc().response(URL, PAGE)
        warc.revisit(
            URL,
            status="304 Not Modified",
            headers=[],
            date=self.LATER,
            WARC_Refers_To_Target_URI=URL,
            WARC_Refers_To_Date=DATE,
        )

        original, copy = read(warc.save(tmp_path / "a.warc.gz"))

        # "Not modified" was said to the crawler; the page that stood there is the earlier one.
        assert (copy.status, copy.body) == (200, PAGE)
        assert copy.headers == original.headers
        assert copy.capture.captured_at.year == 2018

    def test_may_come_before_their_original_and_in_another_file(self, tmp_path):
        digest = self.digest(tmp_path)
        Warc().revisit(URL, date=self.LATER, WARC_Payload_Digest=digest).save(tmp_path / "1.warc")
        Warc().response(URL, PAGE).save(tmp_path / "2.warc.gz")

        original, copy = read(tmp_path)

        assert (original.capture.captured_at.year, copy.capture.captured_at.year) == (2017, 2018)
        assert copy.body == PAGE

    def test_without_an_original_are_lost_and_said_to_be(self, tmp_path):
        warc = Warc().revisit(URL, WARC_Payload_Digest="sha1:" + "A" * 32)

        (damage,) = read(warc.save(tmp_path / "a.warc.gz"))

        assert isinstance(damage, Damage)
        assert damage.url == URL
        assert "not in this collection" in damage.reason


class TestPlaces:
    def test_a_folder_is_read_with_all_below_it_in_order(self, tmp_path):
        (tmp_path / "2017" / "06").mkdir(parents=True)
        Warc().response(f"{URL}/2").save(tmp_path / "2017" / "06" / "b.warc.gz")
        Warc(compressed=False).response(f"{URL}/1").save(tmp_path / "2017" / "06" / "a.WARC")
        Warc().response(f"{URL}/3").save(tmp_path / "c.warc.gz")
        (tmp_path / "README.txt").write_text("no WARC file")

        assert [page.url[-1] for page in read(tmp_path)] == ["1", "2", "3"]

    def test_a_glob_takes_what_it_matches(self, tmp_path):
        for name in ("a1.warc.gz", "a2.warc.gz", "b1.warc.gz"):
            Warc().response(f"{URL}/{name}").save(tmp_path / name)

        found = [page.url.rsplit("/", 1)[1] for page in read(tmp_path / "a*.warc.gz")]

        assert found == ["a1.warc.gz", "a2.warc.gz"]

    def test_a_wacz_package_is_read_without_unpacking(self, tmp_path):
        inner = pages(3).save(tmp_path / "data.warc.gz")
        package = tmp_path / "a.wacz"
        with zipfile.ZipFile(package, "w") as wacz:
            wacz.writestr("datapackage.json", "{}", zipfile.ZIP_DEFLATED)
            wacz.write(inner, "archive/data.warc.gz", zipfile.ZIP_STORED)
            wacz.writestr("pages/pages.jsonl", "", zipfile.ZIP_DEFLATED)
        inner.unlink()

        found = read(package)

        assert [page.url[-1] for page in found] == ["0", "1", "2"]
        capture = found[2].capture
        assert capture.warc_file == str(package)
        assert read_capture(capture.warc_file, capture.warc_offset) == found[2]

    def test_nothing_is_fetched(self, tmp_path, monkeypatch):
        def refuse(*args):
            raise AssertionError("a socket was opened")

        file = pages(1).save(tmp_path / "a.warc.gz")
        monkeypatch.setattr(socket, "socket", refuse)

        assert len(read(file)) == 1

    def test_a_file_compressed_as_a_whole_is_read_but_has_no_offsets(self, tmp_path):
        file = tmp_path / "a.warc.gz"
        file.write_bytes(whole_file_gzipped(pages(3, compressed=False)))

        found = read(file)

        assert [page.url[-1] for page in found] == ["0", "1", "2"]
        assert [page.capture.warc_offset for page in found] == [None, None, None]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (None, "does not exist"),
            (b"", "it is empty"),
            (b"<html><p>just a page</p></html>", "holds no WARC or ARC record"),
            (b"WARC/ is a format, and this is a text about it", "holds no WARC or ARC record"),
            (bytes(range(256)) * 20, "holds no WARC or ARC record"),
            (gzip.compress(b"<html>", mtime=0), "holds no WARC or ARC record"),
            (b"PK\x03\x04 broken", "ZIP directory"),
        ],
        ids=["missing", "empty", "html", "text", "binary", "gzip", "zip"],
    )
    def test_is_said_in_one_sentence(self, tmp_path, content, sentence):
        file = tmp_path / "a.warc.gz"
        if content is not None:
            file.write_bytes(content)

        with pytest.raises(SourceError, match=sentence) as caught:
            read(file)

        assert str(file) in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_an_empty_folder_and_a_glob_that_matches_nothing(self, tmp_path):
        with pytest.raises(SourceError, match="has no file ending in"):
            check_captures(str(tmp_path))
        with pytest.raises(SourceError, match="no file matches"):
            check_captures(str(tmp_path / "*.warc.gz"))

    def test_a_bad_file_among_good_ones_stops_nothing(self, tmp_path):
        (tmp_path / "a.warc.gz").write_bytes(b"")
        pages(1).save(tmp_path / "b.warc.gz")
        (tmp_path / "c.warc.gz").write_text("no WARC file at all")

        empty, page, other = read(tmp_path)

        assert (empty.file, empty.reason) == (str(tmp_path / "a.warc.gz"), "it is empty")
        assert isinstance(page, CapturedPage)
        assert "no WARC or ARC record" in str(other)

    def test_a_folder_of_bad_files_is_no_source(self, tmp_path):
        for name in ("a.warc", "b.warc"):
            (tmp_path / name).write_text("no WARC file at all")

        with pytest.raises(SourceError, match="none of the 2 files"):
            read(tmp_path)


def test_memory_does_not_grow_with_the_file(tmp_path):
    """Three thousand pages need no more memory than three hundred."""

    def peak(count):
        file = pages(count, size=400).save(tmp_path / f"{count}.warc.gz")
        tracemalloc.start()
        for _ in read_captures(str(file), lambda url: True):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)  # what is imported and cached on first use

    assert peak(3000) < peak(300) + 100_000
