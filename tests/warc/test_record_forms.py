"""Records as programs really write them: whatever their framing, the same pages come out."""

import gzip
import itertools

import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.left_out import LeftOut
from crawler.sources.protocols import SourceError
from crawler.sources.read_plan import read_places
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.captured_page import CapturedPage, Damage, Opened, read_capture
from crawler.webarchives.warc.warc_file import warc_files
from tests.warc.writing import FILES, FORMS, Form, answered, body, by_turns, record, url

BY_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
BY_FILE = pytest.mark.parametrize("pack", FILES.values(), ids=FILES)


def read(folder, data):
    """Pages by URL; what is damaged or left out is none."""
    path = folder / "a.warc"
    path.write_bytes(data)
    left = LeftOut()
    found = list(read_captures(str(path), lambda url: True, left=left))
    assert [str(each) for each in found if isinstance(each, Damage)] == []
    assert left.counts == {}
    return found


def read_one(folder, data):
    (page,) = read(folder, data)
    return page


def lost(folder, data):
    path = folder / "a.warc"
    path.write_bytes(data)
    (damage,) = read_captures(str(path), lambda url: True)
    return damage


def shown(pages):
    return {page.url: page.body for page in pages}


def wanted(*numbers):
    return {url(number): body(number) for number in numbers}


@BY_FORM
@BY_FILE
def test_every_page_is_read_and_nothing_else_is_told(tmp_path, form, pack):
    pages = read(tmp_path, pack([record(number, form) for number in range(4)]))

    assert shown(pages) == wanted(0, 1, 2, 3)
    assert len(pages) == 4


@BY_FORM
@BY_FILE
def test_one_odd_record_among_others_costs_nothing(tmp_path, form, pack):
    forms = [None, form, None, None]

    pages = read(tmp_path, pack([record(at, form) for at, form in enumerate(forms)]))

    assert shown(pages) == wanted(0, 1, 2, 3)


@settings(max_examples=150, deadline=None)
@given(
    forms=st.lists(st.sampled_from([*FORMS]), min_size=1, max_size=7),
    file=st.sampled_from([*FILES]),
)
@example(forms=["as the standard has it"] * 5, file="two in each member")
@example(forms=["line ends counted", "one line end behind"] * 3, file="two in each member")
@example(forms=["as the standard has it"] * 7, file="one, three and two in a member")
def test_any_mixture_of_forms_gives_the_same_pages(tmp_path_factory, forms, file):
    records = [record(number, FORMS[form]) for number, form in enumerate(forms)]

    pages = read(tmp_path_factory.mktemp("mixed"), FILES[file](records))

    assert shown(pages) == wanted(*range(len(forms)))
    assert len(pages) == len(forms)


@BY_FORM
@pytest.mark.parametrize("file", ["plain", "a member each", "empty members", "zstd"])
def test_a_page_is_found_again_where_its_capture_says(tmp_path, form, file):
    pages = read(tmp_path, FILES[file]([record(number, form) for number in range(3)]))

    for page in pages:
        place = page.capture.warc_offset
        assert read_capture(str(tmp_path / "a.warc"), place) == page
        (found,) = read_places(next(warc_files(tmp_path / "a.warc")), [(place, page.url)])
        assert isinstance(found, Opened)
        assert found.page == page


@pytest.mark.parametrize("sizes", [(2,), (1, 3, 2), (2, 1)], ids=str)
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_only_the_first_of_several_in_a_member_has_a_place_and_is_found_there(
    tmp_path, sizes, pack
):
    pages = read(tmp_path, by_turns(*sizes, pack=pack)([record(number) for number in range(9)]))

    places = [page.capture.warc_offset for page in pages]
    assert places[0] == 0
    for page, place in zip(pages, places, strict=True):
        if place is not None:
            assert read_capture(str(tmp_path / "a.warc"), place).body == page.body


def test_damage_between_odd_records_costs_the_one_it_is_in(tmp_path):
    records = [FILES["a member each"]([record(at, FORMS["line feeds"])]) for at in range(4)]
    records[2] = records[2][:150] + b"\0\0\0\0" + records[2][154:]
    (tmp_path / "a.warc").write_bytes(b"".join(records))

    found = list(read_captures(str(tmp_path / "a.warc"), lambda url: True))

    assert shown(p for p in found if isinstance(p, CapturedPage)) == wanted(0, 1, 3)
    assert [d.offset for d in found if isinstance(d, Damage)] == [len(b"".join(records[:2]))]


def test_a_damaged_dictionary_is_said_to_be_what_is_wrong(tmp_path):
    data = FILES["zstd with a plain one"]([record(0)])
    (tmp_path / "a.warc").write_bytes(data[:16] + bytes(200) + data[216:])

    with pytest.raises(SourceError, match="dictionary is corrupt"):
        list(read_captures(str(tmp_path / "a.warc"), lambda url: True))


def test_damage_to_what_nobody_wants_is_counted_with_what_nobody_wants(tmp_path):
    records = [FILES["a member each"]([record(at, FORMS["lower case"])]) for at in range(3)]
    records[1] = records[1][:-8] + b"\0\0\0\0" + records[1][-4:]  # the checksum
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    left = LeftOut()

    found = list(read_captures(str(tmp_path / "a.warc"), lambda each: each != url(1), left=left))

    assert shown(found) == wanted(0, 2)
    assert list(left.examples.values()) == [url(1)]


@pytest.mark.parametrize("cut", [1, 60, 200, 300])
def test_a_torn_end_is_said_whatever_the_form(tmp_path, cut):
    data = b"".join(record(at, FORMS["lower case"]) for at in range(2))
    (tmp_path / "a.warc").write_bytes(data[: -4 - cut])

    page, damage = read_captures(str(tmp_path / "a.warc"), lambda url: True)

    assert page.url == url(0)
    assert isinstance(damage, Damage)


def test_a_kind_nobody_knows_is_no_odd_spelling(tmp_path):
    data = record(0, kind="screenshot") + record(1)
    (tmp_path / "a.warc").write_bytes(data)
    left = LeftOut()

    (page,) = read_captures(str(tmp_path / "a.warc"), lambda url: True, left=left)

    assert page.url == url(1)
    assert list(left.counts.values()) == [1]


FIELDS = "Content-Type: text/html\r\nX-Server: a\r\n\r\n"
HEADS = {
    "HTTP/2": f"HTTP/2 200\r\n{FIELDS}",
    "HTTP/3 with a blank": f"HTTP/3 200 \r\n{FIELDS}",
    "lower case": f"http/1.1 200 ok\r\n{FIELDS}",
    "no reason": f"HTTP/1.1 200\r\n{FIELDS}",
    "no blank": f"HTTP/1.1 200OK\r\n{FIELDS}",
    "several blanks": f"HTTP/1.0  200  OK\r\n{FIELDS}",
    "tabs": f"HTTP/1.1\t200\tOK\r\n{FIELDS}",
    "no version": f"HTTP 200 OK\r\n{FIELDS}",
    "line ends first": f"\r\n\r\nHTTP/1.1 200 OK\r\n{FIELDS}",
    "line feeds": f"HTTP/1.1 200 OK\n{FIELDS}".replace("\r", ""),
    "two kinds of line ends": f"HTTP/1.1 200 OK\n{FIELDS}",
    "names in lower case": f"HTTP/1.1 200 OK\r\n{FIELDS.lower()}",
    "folded": "HTTP/1.1 200 OK\r\nContent-Type:\r\n text/html\r\nX-Server:\r\n\ta\r\n\r\n",
    "a line that is no field": f"HTTP/1.1 200 OK\r\nquatsch\r\n{FIELDS}",
    "pseudo fields": f":status: 200\r\n{FIELDS}",
    "100 before": f"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n{FIELDS}",
    "100 and 103 before": "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
    f"Link: </a>\r\n\r\nHTTP/1.1 200 OK\r\n{FIELDS}",
    "100 before, with line feeds": f"HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n{FIELDS}",
    "203": f"HTTP/1.1 203 Non-Authoritative Information\r\n{FIELDS}",
    "206 of all": f"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-%d/%d\r\n{FIELDS}",
    "no head": "",
    "no head, but a comment": "<!-- gespeichert -->\n",
    "no head, but a BOM and XML": "\ufeff<?xml version='1.0'?>\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_response_is_read_however_its_head_is_written(tmp_path, head):
    page = b"<!DOCTYPE html>\n" + body(1)
    if "%d" in head:
        head %= (len(page) - 1, len(page))

    read = read_one(tmp_path, record(1, block=head.encode() + page))

    assert read.status == 200
    assert read.body.endswith(page)
    assert read.header("Content-Type") == "text/html"
    assert read.header("X-Server") == ("a" if "X-Server".lower() in head.lower() else None)


@pytest.mark.parametrize(
    "content_range", ["bytes 5-24/25", "bytes 0-24/*", "bytes 0-9/25", "items 0-24/25", ""]
)
def test_a_part_of_a_page_is_no_page(tmp_path, content_range):
    head = f"HTTP/1.1 206 Partial Content\r\nContent-Range: {content_range}\r\n\r\n"

    assert read_one(tmp_path, record(1, block=head.encode() + body(1))).status == 206


@pytest.mark.parametrize(
    "block", [b"", b"%PDF-1.4", b"\x89PNG\r\n\r\n", b"ICY 200 OK\r\n\r\n<html>"]
)
def test_what_is_neither_http_nor_a_page_is_lost_and_said_to_be(tmp_path, block):
    damage = lost(tmp_path, record(1, block=block))

    assert "no HTTP answer" in damage.reason
    assert damage.url == url(1)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("<http://portal.example/a>", "http://portal.example/a"),
        ("< http://portal.example/a >", "http://portal.example/a"),
        ("http://portal.example/zwei Wörter", "http://portal.example/zwei Wörter"),
        ("http://portal.example/Höfe".encode("latin-1"), "http://portal.example/Höfe"),
        ("http://höfe.example/?q=Säulen Zäune", "http://höfe.example/?q=Säulen Zäune"),
    ],
)
def test_targets_as_programs_write_them(tmp_path, written, url):
    assert read_one(tmp_path, record(1, target=written)).url == url


class TestWithoutHttp:
    @pytest.mark.parametrize(
        "content_type", ["text/html", "text/html;charset=utf-8", "", "TEXT/HTML"]
    )
    def test_a_resource_is_a_page(self, tmp_path, content_type):
        page = read_one(
            tmp_path, record(1, kind="resource", block=body(1), Content_Type=content_type)
        )

        assert (page.status, page.body) == (200, body(1))

    @pytest.mark.parametrize("content_type", ["text/plain", "text/plain; charset=UTF-8", ""])
    @pytest.mark.parametrize("form", ["as the standard has it", "line feeds", "lower case"])
    def test_a_conversion_is_a_page_of_text(self, tmp_path, content_type, form):
        text = "Säulen und Zäune\nDie Höfe sind vermessen.".encode()
        data = record(1, FORMS[form], kind="conversion", block=text, Content_Type=content_type)

        page = read_one(tmp_path, FILES["a member each"]([data]))

        assert (page.url, page.status, page.body) == (url(1), 200, text)
        assert page.header("Content-Type").lower() == "text/plain; charset=utf-8"
        assert page.capture.captured_at.isoformat() == "2019-03-13T08:00:00+00:00"

    @pytest.mark.parametrize("kind", ["resource", "conversion"])
    @pytest.mark.parametrize("content_type", ["image/png", "application/pdf"])
    def test_other_types_are_none_and_counted(self, tmp_path, kind, content_type):
        data = record(0) + record(1, kind=kind, block=b"x", Content_Type=content_type)
        (tmp_path / "a.warc").write_bytes(data)
        left = LeftOut()

        (page,) = read_captures(str(tmp_path / "a.warc"), lambda url: True, left=left)

        assert page.url == url(0)
        assert left.as_json() == {"no_page": {"count": 1, "example": url(1)}}


class TestTruncated:
    @pytest.mark.parametrize("why", ["length", "Length", "time", "disconnect", "unspecified", "x"])
    @pytest.mark.parametrize("digest", [None, "sha1:" + "A" * 32], ids=["no digest", "the whole's"])
    def test_a_response_is_read_as_far_as_it_goes_and_marked(self, tmp_path, why, digest):
        fields = {"WARC_Payload_Digest": digest} if digest else {}

        page = read_one(tmp_path, record(1, WARC_Truncated=why, **fields))

        assert page.body == body(1)
        assert page.capture.incomplete

    def test_a_megabyte_of_a_longer_page_is_read(self, tmp_path):
        page = b"<html>" + b"<p>Zaun</p>" * 200_000
        block = answered(page)[: 1024 * 1024]

        found = read_one(tmp_path, record(1, block=block, WARC_Truncated="length"))

        assert page.startswith(found.body)
        assert found.capture.incomplete

    def test_an_empty_field_says_nothing(self, tmp_path):
        assert read_one(tmp_path, record(1, WARC_Truncated="")).capture.incomplete is None


@pytest.mark.parametrize(
    ("off_by", "behind"), list(itertools.product([1, 2, 3, 4], [b"\r\n\r\n", b"\r\n\r\n\r\n"]))
)
def test_line_ends_that_are_counted_in_are_no_payload(tmp_path, off_by, behind):
    """So that the digest the record declares, or the length its response has, fits."""
    form = Form(off_by=off_by, behind=behind)

    assert read_one(tmp_path, record(1, form)).body == body(1)
