"""Payloads: digests as programs write them, encodings as servers lie about them."""

import base64
import gzip
import hashlib
import re
import sys
import zlib
from functools import partial

import brotli
import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.webarchives.warc import unpacking
from crawler.webarchives.warc.payload import (
    normal_digest,
    open_payload,
    payload_digest,
    payload_head,
    why_incomplete,
)
from crawler.webarchives.warc.truncation import Transfer
from crawler.webarchives.warc.unpacking import PayloadError, unchunked
from tests.warc.making import chunked

PAGE = b"<p>Seite</p>" * 40
CHUNKED = [("Transfer-Encoding", "chunked")]
GZIPPED = [("Content-Encoding", "gzip")]


each_coding = pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", partial(brotli.compress, quality=5)),
        ("zstd", zstandard.ZstdCompressor(write_checksum=True).compress),
    ],
)


def test_a_digest_is_known_however_it_is_written():
    sha1 = hashlib.sha1(PAGE).digest()
    base32 = base64.b32encode(sha1).decode()

    for written in (f"sha1:{base32}", f"SHA1:{base32.lower()}", f"sha1:{sha1.hex()}"):
        assert normal_digest(written) == f"sha1:{base32}" == payload_digest(PAGE)
    assert normal_digest("SHA-256:" + hashlib.sha256(PAGE).hexdigest()).startswith("sha256:")


@pytest.mark.parametrize("nonsense", ["", "sha1", "sha1:abc", "crc:77", "sha1:" + "ä" * 32])
def test_a_digest_that_makes_no_sense_is_none_at_all(nonsense):
    assert normal_digest(nonsense) is None
    assert open_payload(PAGE, [], nonsense).body == PAGE


@pytest.mark.parametrize(
    "taken_of",
    [chunked(gzip.compress(PAGE, mtime=0)), gzip.compress(PAGE, mtime=0), PAGE],
    ids=["as stored", "without chunks", "decoded"],
)
def test_programs_take_the_digest_of_different_things(taken_of):
    stored = chunked(gzip.compress(PAGE, mtime=0))

    opened = open_payload(stored, CHUNKED + GZIPPED, payload_digest(taken_of))

    assert opened.body == PAGE
    assert opened.digest == payload_digest(taken_of)


def test_a_digest_by_another_algorithm_is_checked_and_ours_is_given():
    declared = "sha256:" + hashlib.sha256(PAGE).hexdigest()

    assert open_payload(PAGE, [], declared).digest == payload_digest(PAGE)
    with pytest.raises(PayloadError, match="not the one its digest"):
        open_payload(PAGE + b" ", [], declared)


@given(st.binary(max_size=2000), st.integers(min_value=1, max_value=600))
@example(b"\x1f\x8b\x08", 2)  # which is no page, but that is for the content coding to say
def test_any_chunking_is_undone(body, size):
    assert unchunked(chunked(body, size)) == (body, None)


@pytest.mark.parametrize("http", [[], GZIPPED, CHUNKED, CHUNKED + GZIPPED], ids=str)
@pytest.mark.parametrize(
    "begun",
    [b"\x1f\x8b\x08", gzip.compress(PAGE)[:10], b"\x1f\x8b\x08<p>Seite</p>", b"(\xb5/\xfd"],
    ids=["a magic number", "a head", "a magic number before a page", "that of zstd"],
)
def test_what_begins_as_packed_and_gives_nothing_is_lost_declared_or_not(http, begun):
    """No page begins so; taken as it is it would be one without an article."""
    stored = chunked(begun, 4) if ("Transfer-Encoding", "chunked") in http else begun

    with pytest.raises(PayloadError, match=r"payload is (torn|corrupt)"):
        open_payload(stored, http, payload_digest(begun))


TEXT = b"".join(b"<p>Absatz %d %x</p>" % (n, n**5) for n in range(20_000))


@each_coding
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.99])
def test_of_a_payload_that_is_cut_short_the_beginning_is_given(name, pack, kept):
    whole = pack(TEXT)
    torn = whole[: int(len(whole) * kept)]

    opened = open_payload(torn, [("Content-Encoding", name)], payload_digest(torn))

    assert opened.incomplete == f"its {name} payload is torn"
    assert TEXT.startswith(opened.body)
    assert len(opened.body) > 0.1 * len(TEXT)


@each_coding
def test_what_came_whole_is_complete_whatever_stands_behind_it(name, pack):
    for padding in (b"", bytes(20), b"\r\n"):
        opened = open_payload(pack(TEXT) + padding, [("Content-Encoding", name)], None)
        assert (opened.body, opened.incomplete) == (TEXT, None)


@each_coding
def test_of_a_payload_with_a_wrong_byte_what_is_before_it_is_given(name, pack):
    stored = bytearray(pack(TEXT))
    stored[len(stored) * 3 // 4] ^= 0xFF

    opened = open_payload(bytes(stored), [("Content-Encoding", name)], None)

    assert opened.incomplete
    assert len(opened.body) > len(TEXT) / 3
    assert opened.body[: len(TEXT) // 3] == TEXT[: len(TEXT) // 3]


@pytest.mark.parametrize("wrong", [-8, -6, -4, -1], ids=["CRC", "CRC", "ISIZE", "ISIZE"])
def test_a_wrong_checksum_makes_a_payload_incomplete(wrong):
    stored = bytearray(gzip.compress(TEXT))
    stored[wrong] ^= 1

    opened = open_payload(bytes(stored), GZIPPED, None)

    assert opened.body == TEXT
    assert re.match(
        r"its gzip payload is corrupt \(.*incorrect (?:data|length) check", opened.incomplete
    )


def test_all_members_and_frames_of_a_payload_are_unpacked():
    assert open_payload(gzip.compress(PAGE) * 3, GZIPPED, None).body == PAGE * 3
    zstd = [("Content-Encoding", "zstd")]
    assert open_payload(zstandard.compress(PAGE) * 3, zstd, None).body == PAGE * 3


@pytest.mark.parametrize(
    "stored", [chunked(PAGE)[:300], chunked(PAGE)[:-5], chunked(PAGE)[:-6], chunked(PAGE)[:20]]
)
def test_chunks_without_the_last_one_are_no_whole_payload(stored):
    opened = open_payload(stored, CHUNKED, None)

    assert opened.incomplete == "its chunked payload is torn"
    assert PAGE.startswith(opened.body)
    assert opened.body


def test_extensions_and_trailers_of_chunks_are_passed_over():
    stored = b"3;a=b\r\nabc\r\n2 ; c\r\nde\r\n0;x\r\nX-Checksum: 1\r\n\r\n"

    opened = open_payload(stored, CHUNKED, None)

    assert (opened.body, opened.incomplete) == (b"abcde", None)


@pytest.mark.parametrize(
    ("stored", "headers", "reason"),
    [
        (gzip.compress(PAGE, mtime=0)[:10] + b"\xff" * 30, GZIPPED, "gzip payload is corrupt"),
        (gzip.compress(PAGE, mtime=0)[:9], GZIPPED, "gzip payload is torn"),
        (b"\xff" * 30, [("Content-Encoding", "br")], "br payload is corrupt"),
        (zstandard.compress(PAGE)[:-4], [("Content-Encoding", "zstd")], "zstd payload is torn"),
    ],
)
def test_nothing_that_can_be_unpacked_is_no_payload(stored, headers, reason):
    with pytest.raises(PayloadError, match=reason):
        open_payload(stored, headers, None)


HTML = ("Content-Type", "text/html; charset=utf-8")
CLOSED = ("Connection", "close")
WHOLE = b"<html><body><p>Seite</p></body></HTML >\n<!-- cached -->"


@pytest.mark.parametrize(
    ("body", "headers", "transfer", "expected"),
    [
        (PAGE, [("Content-Length", "480")], None, None),
        (PAGE, [("content-length", "481")], None, "480 of 481 bytes came"),
        (b"", [("Content-Length", "481"), *GZIPPED], None, "0 of 481 bytes came"),
        (PAGE, [("Content-Length", "400")], None, None),
        (PAGE, [("Content-Length", "500, 500")], None, "480 of 500 bytes came"),
        (PAGE, [("Content-Length", "viel")], None, None),
        (PAGE, [("Content-Length", "500"), *CHUNKED], None, None),
        # Stored unpacked, with the header fields of what was sent.
        (PAGE, [("Content-Length", "500"), *GZIPPED], None, None),
        (PAGE, [HTML, CLOSED], None, "the connection was closed without a length"),
        (PAGE, [HTML], Transfer(protocol="HTTP/1.0"), "the connection was closed without a length"),
        (PAGE, [HTML], Transfer(protocol="HTTP/1.1"), None),
        (PAGE, [HTML, CLOSED, *CHUNKED], None, None),
        (WHOLE, [HTML, CLOSED], None, None),
        (gzip.compress(PAGE, mtime=0), [HTML, CLOSED, *GZIPPED], None, None),
        (b"Text", [("Content-Type", "text/plain"), CLOSED], None, None),
        (b"<rss><item/>", [("Content-Type", "application/rss+xml"), CLOSED], None, "has no end"),
        (b"<rss></rss>", [("Content-Type", "application/rss+xml"), CLOSED], None, None),
        (WHOLE, [HTML], Transfer("length"), r"kept only its beginning \(length\)"),
        (gzip.compress(PAGE, mtime=0)[:-9], GZIPPED, None, "gzip payload is torn"),
    ],
)
def test_what_tells_that_a_body_is_not_whole(body, headers, transfer, expected):
    reason = why_incomplete(body, headers, transfer)

    assert re.search(expected, reason or "") if expected else reason is None
    if body:
        assert open_payload(body, headers, None, transfer).incomplete == reason


@each_coding
def test_the_head_of_a_page_is_read_without_the_rest(name, pack):
    encoding = [("Content-Encoding", name)]

    assert payload_head(pack(PAGE + bytes(5_000_000)), encoding, 12) == PAGE[:12]
    assert payload_head(pack(PAGE)[:-4], encoding, 3) in (b"<p>", b"")
    assert payload_head(PAGE, encoding, 3) == b"<p>"
    assert payload_head(b"\xff" * 30, encoding, 3) == b""


def test_more_codings_than_anybody_needs_are_not_unpacked():
    stored = PAGE
    for _ in range(9):
        stored = gzip.compress(stored)
    with pytest.raises(PayloadError, match="packed more than 4 times"):
        open_payload(stored, [("Content-Encoding", ", ".join(["gzip"] * 9))], None)


@each_coding
def test_a_bomb_is_not_unpacked(monkeypatch, name, pack):
    monkeypatch.setattr(unpacking, "PAYLOAD_MAX", 100_000)

    with pytest.raises(PayloadError, match="once decoded"):
        open_payload(pack(bytes(10_000_000)), [("Content-Encoding", name)], None)


ANY_TEXT = ["<p>Größe</p>" * 9, "User-agent: *\nDisallow: /intern\n", "Warning: x in y.php\n<html>"]


@pytest.mark.parametrize(
    "named",
    ["gzip", "x-gzip", "br", "zstd", "deflate", "GZIP", "gzip, br", "utf-8", "identity", "none",
     "compress", "gzip;q=1", '"gzip"', "identity, identity, identity, identity, gzip", ""],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("text", ANY_TEXT)
def test_what_reads_as_text_is_not_packed_whatever_its_fields_say(named, encoding, text):
    body, fields = text.encode(encoding), [("Content-Encoding", named)]

    assert open_payload(body, fields, None).body == body
    assert why_incomplete(body, fields) is None
    assert payload_head(body, fields, 30) == body[:30]


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("named", "stored"),
    [
        ("", gzip.compress(PAGE)),
        ("", zstandard.compress(PAGE)),
        ("", gzip.compress(gzip.compress(PAGE))),
        ("gzip", gzip.compress(gzip.compress(PAGE))),
        ("gzip", gzip.compress(zstandard.compress(PAGE))),
        ("gzip, br", brotli.compress(gzip.compress(PAGE))),
        ("gzip, br", gzip.compress(PAGE)),
        ("br", gzip.compress(PAGE)),
        ("deflate", gzip.compress(PAGE)),
        ("utf-8", gzip.compress(PAGE)),
        ("gzip", zstandard.compress(PAGE)),
        ("gzip", zlib.compress(PAGE)),
        ("gzip", raw_deflate(PAGE)),
        ("deflate", raw_deflate(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("brotli", brotli.compress(PAGE)),
        ("nonsense, gzip, nonsense", gzip.compress(PAGE)),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",
)
def test_the_bytes_decide_before_the_fields(named, stored):
    fields = [("Content-Encoding", named)]

    assert open_payload(stored, fields, None).body == PAGE
    assert why_incomplete(stored, fields) is None
    assert payload_head(stored, fields, 12) == PAGE[:12]


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, zstandard.compress])
@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_coding_for_the_transfer_is_taken_off_like_one_of_the_content(pack, is_chunked):
    name = {gzip: "gzip", zlib: "deflate"}.get(sys.modules[pack.__module__], "zstd")
    packed = pack(PAGE)
    stored = chunked(packed) if is_chunked else packed
    value = f"{name}, chunked" if is_chunked else name

    opened = open_payload(stored, [("Transfer-Encoding", value)], payload_digest(stored))

    assert (opened.body, opened.incomplete) == (PAGE, None)


@given(st.binary(max_size=200), st.sampled_from(["", "gzip", "br", "deflate, gzip", "zstd"]))
def test_any_bytes_are_read_or_refused(body, named):
    fields = [("Content-Encoding", named)]
    try:
        opened = open_payload(body, fields, None)
    except PayloadError:
        return
    assert opened.body or not body or opened.digest


@each_coding
def test_bytes_that_were_spoilt_are_told(name, pack):
    for begin in (b"\x28\xb5\x2f\xfd", b"\x1f\x8b\x08"):
        with pytest.raises(PayloadError):
            open_payload(begin + b"\xff\x01" * 40, [("Content-Encoding", name)], None)
