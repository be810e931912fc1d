"""Payloads: digests as programs write them, encodings as servers lie about them."""

import base64
import gzip
import hashlib
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc import payload
from crawler.warc.payload import (
    PayloadError,
    normal_digest,
    open_payload,
    payload_digest,
    payload_head,
)
from tests.warc.making import chunked

PAGE = b"<p>Seite</p>" * 40
CHUNKED = [("Transfer-Encoding", "chunked")]
GZIPPED = [("Content-Encoding", "gzip")]


each_coding = pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
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
def test_any_chunking_is_undone(body, size):
    assert open_payload(chunked(body, size), CHUNKED, None).body == body


@pytest.mark.parametrize(
    ("stored", "headers", "reason"),
    [
        (chunked(PAGE)[:300], CHUNKED, "chunked payload is torn"),
        (gzip.compress(PAGE, mtime=0)[:-12], GZIPPED, "gzip payload is torn"),
        (gzip.compress(PAGE, mtime=0)[:10] + b"\xff" * 30, GZIPPED, "gzip payload is corrupt"),
        (zlib.compress(PAGE)[:-9], [("Content-Encoding", "deflate")], "deflate payload"),
        (brotli.compress(PAGE)[:-4], [("Content-Encoding", "br")], "br payload"),
        (zstandard.compress(PAGE)[:-4], [("Content-Encoding", "zstd")], "zstd payload"),
    ],
)
def test_half_a_payload_is_no_payload(stored, headers, reason):
    with pytest.raises(PayloadError, match=reason):
        open_payload(stored, headers, None)


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
    with pytest.raises(PayloadError, match="packed 9 times"):
        open_payload(stored, [("Content-Encoding", ", ".join(["gzip"] * 9))], None)


@each_coding
def test_a_bomb_is_not_unpacked(monkeypatch, name, pack):
    monkeypatch.setattr(payload, "PAYLOAD_MAX", 100_000)

    with pytest.raises(PayloadError, match="once decoded"):
        open_payload(pack(bytes(10_000_000)), [("Content-Encoding", name)], None)
