"""Broken WARC files: all that is whole is read, and every loss is said once."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.webarchives.warc.payload import open_payload
from crawler.webarchives.warc.records import read_record, read_records
from crawler.webarchives.warc.unpacking import PayloadError
from crawler.webarchives.warc.warc_file import Damage, warc_files
from tests.warc.making import Warc, pages

FORMS = pytest.mark.parametrize("compressed", [True, False], ids=["gzip", "plain"])


def read(path, wants=lambda record: True):
    """The numbers of the pages that came out whole, and the damage."""
    whole, damage = [], []
    for file in warc_files(path):
        for record in read_records(file, wants):
            if isinstance(record, Damage):
                damage.append(record)
                continue
            declared = record.fields.get("WARC-Payload-Digest")
            try:
                open_payload(record.payload, record.http, declared)
                whole.append(int(record.url.rsplit("/", 1)[1]))
            except PayloadError as error:
                damage.append(Damage(str(file), str(error), record.offset, url=record.url))
    return whole, damage


def save(tmp_path, data):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    return path


@FORMS
def test_a_torn_file_gives_all_before_the_tear(tmp_path, compressed):
    made = pages(6, compressed=compressed).made()
    torn = made.offsets[4] + 250

    whole, (damage,) = read(save(tmp_path, made.data[:torn]))

    assert whole == [0, 1, 2, 3]
    assert damage.offset == made.offsets[4]


@pytest.mark.parametrize("kept", [1, 4, 8, 9, 20, 100, 200, -40, -9, -1])
@FORMS
def test_no_tear_goes_unnoticed_wherever_it_is(tmp_path, compressed, kept):
    made = pages(2, compressed=compressed).made()
    if not compressed and kept < 0:
        kept -= 4  # the line ends behind a plain record may be missing: nothing is lost with them
    torn = made.offsets[1 if kept > 0 else 2] + kept

    whole, damage = read(save(tmp_path, made.data[:torn]))

    assert whole == [0]
    assert [d.offset for d in damage] == [made.offsets[1]]


def test_records_behind_a_torn_one_are_found_again(tmp_path):
    """What an appending program leaves that was killed and started again."""
    made = pages(6).made()

    whole, (damage,) = read(save(tmp_path, made.data[: made.offsets[3] - 100] + made.member(5)))

    assert whole == [0, 1, 5]
    assert damage.offset == made.offsets[2]
    assert damage.url == "http://portal.example/2"


@FORMS
@pytest.mark.parametrize("size", [20, 20_000], ids=["small", "large"])
def test_corrupt_records_are_lost_and_no_others(tmp_path, compressed, size):
    numbers = random.Random(1)
    warc = Warc(compressed=compressed)
    for number in range(60):
        warc.response(f"http://portal.example/{number}", numbers.randbytes(size))
    made = warc.made()
    data = bytearray(made.data)
    bad = [0, 17, 38, 59]
    for number in bad:
        at = made.offsets[number + 1] - 14
        data[at : at + 8] = bytes(byte ^ 0xFF for byte in data[at : at + 8])

    whole, damage = read(save(tmp_path, data))

    assert whole == [number for number in range(60) if number not in bad]
    assert [d.offset for d in damage] == [made.offsets[number] for number in bad]


@settings(max_examples=150, deadline=None)
@given(bit=st.integers(min_value=0))
def test_a_flipped_bit_costs_one_record_at_most_and_never_in_silence(tmp_path_factory, bit):
    made = pages(4, size=30).made()
    begin, end = made.offsets[1:3]
    position, bit = divmod(bit % ((end - begin) * 8), 8)
    data = bytearray(made.data)
    data[begin + position] ^= 1 << bit

    whole, damage = read(save(tmp_path_factory.mktemp("flip"), data))

    assert {0, 2, 3} <= set(whole)
    assert len(whole) == len(set(whole))
    assert (1 in whole) != bool(damage)


def test_garbage_between_records_is_skipped_and_said(tmp_path):
    made = pages(3).made()
    at = made.offsets[1]

    whole, (damage,) = read(save(tmp_path, made.data[:at] + b"garbage " * 9000 + made.data[at:]))

    assert whole == [0, 1, 2]
    assert damage.offset == at


def test_damage_at_the_head_of_a_file_does_not_make_it_another_kind(tmp_path):
    made = pages(3).made()

    whole, (damage,) = read(save(tmp_path, b"\1" * 64 + made.data[64:]))

    assert whole == [1, 2]
    assert damage.offset == 0


def test_a_length_that_swallows_the_next_record(tmp_path):
    data = pages(3, compressed=False).made().data
    first = data.index(b"Content-Length: ") + len(b"Content-Length: ")

    whole, damage = read(save(tmp_path, data[:first] + b"9" + data[first + 1 :]))

    assert whole == [1, 2]
    assert [d.offset for d in damage] == [0]


def test_damage_to_what_nobody_wants_is_passed_over(tmp_path):
    warc = (
        Warc().response("http://portal.example/0").response("http://elsewhere.example/1", b"x" * 99)
    )
    made = warc.response("http://portal.example/2").made()
    data = bytearray(made.data)
    data[made.offsets[2] - 8 : made.offsets[2] - 4] = b"\0\0\0\0"  # the checksum

    def wants(record):
        return "portal" in record.headers.get("WARC-Target-URI")

    assert read(save(tmp_path, data), wants) == ([0, 2], [])


def test_a_payload_that_is_not_what_was_captured(tmp_path):
    data = pages(1, compressed=False).made().data.replace(b"<p>0</p>", b"<p>1</p>", 1)

    whole, (damage,) = read(save(tmp_path, data))

    assert whole == []
    assert "digest" in damage.reason


def test_a_page_split_over_several_records_is_none(tmp_path):
    fields = {"WARC_Segment_Number": "1"}
    warc = Warc().response("http://portal.example/0", **fields).response("http://portal.example/1")

    whole, (damage,) = read(warc.save(tmp_path / "a.warc.gz"))

    assert whole == [1]
    assert "split over several records" in damage.reason
    assert damage.url == "http://portal.example/0"


def test_an_answer_that_is_no_http(tmp_path):
    data = pages(2, compressed=False).made().data.replace(b"HTTP/1.1 200 OK", b"ICE/1.1 200 OK!", 1)

    whole, (damage,) = read(save(tmp_path, data))

    assert whole == [1]
    assert "no HTTP answer" in damage.reason


def test_a_huge_payload_is_lost_and_read_past(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.webarchives.warc.records.PAYLOAD_MAX", 1000)
    warc = Warc().response("http://portal.example/0", b"x" * 1001)
    warc.response("http://portal.example/1", b"x" * 1000)

    whole, (damage,) = read(warc.save(tmp_path / "a.warc.gz"))

    assert whole == [1]
    assert "its payload is over" in damage.reason


@FORMS
def test_a_single_record_says_what_is_wrong_with_it(tmp_path, compressed):
    made = pages(3, compressed=compressed).made()
    (file,) = warc_files(save(tmp_path, made.data[: made.offsets[2] + 100]))

    assert read_record(file, made.offsets[1]).url == "http://portal.example/1"
    assert "torn" in read_record(file, made.offsets[2]).reason
    assert "no record begins here" in read_record(file, made.offsets[1] + 1).reason
