"""Captures that are far more once they are unpacked or parsed: bounded time, memory, and a word."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from crawler.publishing.datasette import stored_pages
from crawler.publishing.replay.still_page import still_page
from tests.serving.stored import Page, Stored

SIZE = 80 * 1024 * 1024
"""More than anybody unpacks, packed into a few kilobytes."""


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", lambda data: gzip.compress(data, 1)),
        ("deflate", lambda data: zlib.compress(data, 1)),
        ("br", lambda data: brotli.compress(data, quality=1)),
        ("zstd", lambda data: zstandard.ZstdCompressor(1).compress(data)),
        ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data, 1))),
    ],
)
def test_a_bomb_is_not_shown(tmp_path: Path, coding: str, pack: Callable[[bytes], bytes]) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", coding))
    stored = Stored(tmp_path)
    stored.keep([Page(body=pack(bytes(SIZE)), headers=headers)])
    began = time.process_time()
    page, still, original = (
        stored.get(f"/gespeichert/1{kind}") for kind in ("", "/ansicht", "/original")
    )
    assert time.process_time() - began < 6
    assert page.status_code == 200
    assert "Der Datensatz dieser Aufnahme " in page.text
    assert still.status_code == original.status_code == 404


def test_a_page_that_is_too_large_to_stand_still_can_be_downloaded(tmp_path, monkeypatch):
    monkeypatch.setattr(stored_pages, "SHOWN_MAX", 1024**2)
    stored = Stored(tmp_path)
    stored.keep([Page(body=b"<p>" + b"Wasser " * 200_000)])
    text = stored.get("/gespeichert/1").text
    assert "mehr als die 1 MB" in text
    assert "<iframe" not in text
    assert stored.get("/gespeichert/1/ansicht").status_code == 413
    assert len(stored.get("/gespeichert/1/original").content) > 1024**2


@pytest.mark.parametrize(
    "unit", ["<script></script>ab", "<iframe></iframe>ab", "<link>a", "<b>", "<!--x-->a"]
)
def test_standing_still_takes_time_in_proportion_to_the_page(unit):
    began = time.process_time()
    still = still_page(unit.encode() * 100_000, "text/html")
    assert time.process_time() - began < 4
    assert b"script" not in still.html


def test_the_text_behind_what_is_left_out_stays_where_it_was():
    html = "a<script>x</script>b<p>c<iframe>y</iframe>d<link>e</p><script>z</script><i>f</i>g"
    still = still_page(f"<body>{html}</body>".encode(), "text/html")
    assert b"<p>ab</p>" in still.html or b"ab" in still.html
    assert b"<p>cde</p><i>f</i>g" in still.html
    assert dict(still.without) == {"script": 2, "frame": 1}
