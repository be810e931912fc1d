"""ARC files: what is read of them, held against warcio, and what their faults cost."""

import datetime as dt
import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.left_out import LeftOut, Reason
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.captured_page import CapturedPage, Damage, read_capture
from tests.warc.making import ARC_DESCRIPTION, arc, arc_record, arc_response

A, B, C = (f"http://www.portal.example/{name}" for name in "abc")
BODY = b"<html><p>Eins</p></html>"


def read(tmp_path, data, name="a.arc", left=None):
    path = tmp_path / name
    path.write_bytes(data)
    return [*read_captures(str(path), lambda url: True, left=left)]


def records(*each):
    return ARC_DESCRIPTION + b"".join(each)


def bodies(found):
    return [(page.url, page.body) for page in found]


PAGE = arc_record(A, arc_response(BODY))
SECOND = arc_record(B, arc_response(b"<p>Zwei</p>"))


@pytest.mark.parametrize("compressed", [True, False])
def test_each_page_is_read_again_from_its_place(tmp_path, compressed):
    data = arc([(A, BODY), (B, b"<p>Zwei</p>")], compressed=compressed)
    found = read(tmp_path, data)
    assert bodies(found) == [(A, BODY), (B, b"<p>Zwei</p>")]
    for page in found:
        assert page.capture.captured_at == dt.datetime(2009, 3, 13, 8, tzinfo=dt.UTC)
        assert read_capture(page.capture.warc_file, page.capture.warc_offset) == page


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([A, B, C]), st.binary(min_size=1, max_size=300)), max_size=5
    ),
    st.booleans(),
)
def test_what_warcio_reads_is_read(tmp_path_factory, made, compressed):
    data = arc(made, compressed=compressed)
    expected = [
        (record.rec_headers.get_header("WARC-Target-URI"), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(data), arc2warc=True)
        if record.rec_type == "response"
    ]
    found = read(tmp_path_factory.mktemp("arc"), data)
    assert [page.url for page in found if isinstance(page, CapturedPage)] == [
        url for url, _ in expected
    ]
    assert len(found) == len(made)


@pytest.mark.parametrize(
    "record",
    [
        arc_record(A, arc_response(BODY), date="200903130800"),
        arc_record(A, arc_response(BODY), media_type="text/html; charset=utf-8"),
        arc_record(A, arc_response(BODY), media_type="no-type"),
        arc_record(A, arc_response(BODY, head="HTTP/1.0 200 OK\nContent-Type: text/html\n\n")),
        arc_record(A, arc_response(BODY), media_type="text/html 200 - - 1234 made.arc"),
        arc_record(A, BODY),
        arc_record(A, BODY, media_type="no-type"),
        arc_record(A, arc_response(BODY), end=b"\r\n\r\n"),
        arc_record(A, arc_response(BODY), end=b""),
    ],
    ids=[
        "12 digits", "media type with a parameter", "no media type", "line feeds", "version 2",
        "no HTTP head", "neither head nor type", "two line ends", "no line end",
    ],
)  # fmt: skip
def test_the_ways_in_which_records_are_written(tmp_path, record):
    assert bodies(read(tmp_path, records(record, SECOND))) == [(A, BODY), (B, b"<p>Zwei</p>")]


@pytest.mark.parametrize("wrong", [-3, -1, 1, 2, 7, "-1", "abc"])
def test_a_wrong_length_costs_nothing(tmp_path, wrong):
    block = arc_response(BODY)
    length = len(block) + wrong if isinstance(wrong, int) else wrong
    record = arc_record(A, block, length=length)
    for data in (records(record, SECOND), gzip.compress(records()) + gzip.compress(record)):
        first = read(tmp_path, data)[0]
        assert (first.url, first.body.strip(b"\n")) == (A, BODY)


def test_what_has_no_page_is_beside(tmp_path):
    left = LeftOut()
    dns = arc_record("dns:www.portal.example", b"20090313080000\n", media_type="text/dns")
    picture = arc_record(
        C, arc_response(b"GIF8", head="HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\n"),
        media_type="image/gif",
    )  # fmt: skip
    found = read(tmp_path, records(dns, PAGE, picture), left=left)
    assert bodies(found) == [(A, BODY)]
    assert left.counts == {Reason.BESIDE: 2, Reason.NO_PAGE: 1}
    assert left.files["ARC"][0] == 1


def test_a_date_that_cannot_be_is_told_and_the_response_has_its_own(tmp_path):
    (damage,) = read(tmp_path, records(arc_record(A, arc_response(BODY), date="20990230000000")))
    assert damage.kind is Reason.UNDATED
    head = "HTTP/1.1 200 OK\r\nDate: Fri, 13 Mar 2009 08:00:00 GMT\r\n\r\n"
    record = arc_record(A, arc_response(BODY, head=head), date="20990230000000")
    (page,) = read(tmp_path, records(record))
    assert page.capture.captured_at == dt.datetime(2009, 3, 13, 8, tzinfo=dt.UTC)


class TestDamage:
    def test_a_torn_end_costs_the_last_record(self, tmp_path):
        for compressed in (True, False):
            data = arc([(A, BODY), (B, BODY)], compressed=compressed)[:-10]
            page, damage = read(tmp_path, data)
            assert page.url == A
            assert isinstance(damage, Damage)
            assert compressed or damage.url == B

    def test_a_corrupt_member_costs_itself(self, tmp_path):
        one, two = gzip.compress(PAGE, mtime=0), gzip.compress(SECOND, mtime=0)
        torn = one[:20] + b"\xff" * 20 + one[40:]
        damage, page = read(tmp_path, gzip.compress(ARC_DESCRIPTION) + torn + two)
        assert isinstance(damage, Damage)
        assert page.url == B

    def test_a_line_that_is_overwritten_costs_its_record(self, tmp_path):
        third = arc_record(C, arc_response(b"<p>Drei</p>" * 20))
        data = records(PAGE, b"\0" * 40 + third[40:], SECOND)
        first, damage, second = read(tmp_path, data)
        assert (first.url, second.url) == (A, B)
        assert isinstance(damage, Damage)

    def test_a_file_compressed_as_a_whole_is_read_up_to_its_torn_end(self, tmp_path):
        whole = gzip.compress(records(PAGE, SECOND))
        found = read(tmp_path, whole)
        assert [page.url for page in found] == [A, B]
        assert [page.capture.warc_offset for page in found] == [None, None]
        assert isinstance(read(tmp_path, whole[:-12])[-1], Damage)

    def test_zeros_and_line_ends_behind_the_last_record_are_none(self, tmp_path):
        for padding in (b"\0" * 3000, b"\n\n\n"):
            assert bodies(read(tmp_path, records(PAGE) + padding)) == [(A, BODY)]
            packed = gzip.compress(records(), mtime=0) + gzip.compress(PAGE, mtime=0)
            assert bodies(read(tmp_path, packed + padding)) == [(A, BODY)]

    def test_damage_to_what_nobody_wants_is_nobody_s_loss(self, tmp_path):
        path = tmp_path / "a.arc"
        path.write_bytes(records(PAGE, SECOND)[:-5])
        assert [page.url for page in read_captures(str(path), lambda url: url == A)] == [A]
