"""Files told by their first bytes."""

import gzip
import io
import zipfile

import pytest

from crawler.webarchives.file_kinds import FileKind, is_markup, kind_of, kind_of_bytes
from tests.warc.making import Warc, arc


@pytest.mark.parametrize(
    ("kind", "heads"),
    {
        FileKind.TEXT: [
            b"BMBF f\xf6rdert Regenwasser", b"[Update] Neues Netzwerk", b"[1] Quelle",
            b"{ohne} Klammern", b"In HTML steht <p> vor einem Absatz. " * 3,
            "Gärten".encode("utf-16"),
            b"MIME-Version ist ein Feld", b"WARC/1.0", b"http://a.example/ 2009 text", b"a < b > c",
        ],
        FileKind.HTML: [
            b"<!DOCTYPE html>", b" \n<html>", b"\xef\xbb\xbf<HTML>",
            b"<!-- saved from --><!-- x --><html>",
            b"<?xml version='1.0'?><html xmlns='x'>", b"<article><h1>Eins</h1>", b"<script>x",
            gzip.compress(b"<html><body>"), "<html>".encode("utf-16"), b"Text <p>a</p><p>b</p>",
        ],
        FileKind.XML: [
            b"<rss version='2.0'>", b"<?xml version='1'?><!-- x --><feed>", b"<?xml?><a/>",
        ],
        FileKind.JSON: [b'{"url": 1}', b"{}", b'[{"a": 1}]', b'\xef\xbb\xbf{"a": 1}'],
        FileKind.HAR: [b'{"log": {"version": "1.2"}}', b'{\n "log": {"pages": [], "entries": []}}'],
        FileKind.WARC: [Warc().response("http://a.example/").made().data, b"WARC/0.18\r\n"],
        FileKind.WET: [
            b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\nWARC/1.0\r\nwarc-type: conversion\r\n",
        ],
        FileKind.ARC: [arc([]), arc([], compressed=False)],
        FileKind.CDX: [
            b" CDX N b a m s k r M S V g\n", b"de,a)/ 20190312080000 http://a.de/ - 200 ",
        ],
        FileKind.IMAGE: [b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 ", b"\0\0\0\x1cftypavif"],
        FileKind.MEDIA: [b"RIFF\0\0\0\0WAVEfmt ", b"\0\0\0\x18ftypmp42", b"OggS\0"],
        FileKind.EMPTY: [b""],
        FileKind.BINARY: [bytes(200), bytes(range(256))],
        FileKind.GZIP: [gzip.compress(b"\0\1\2" * 50), b"\x1f\x8b\x08" + b"\xff" * 40],
    }.items(),
)  # fmt: skip
def test_the_first_bytes_tell(kind, heads):
    assert [kind_of_bytes(head) for head in heads] == [kind] * len(heads)


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        (FileKind.WACZ, ["archive/a.warc.gz", "datapackage.json"]),
        (FileKind.WACZ, ["one.wacz"]),
        (FileKind.OFFICE, ["[Content_Types].xml", "word/document.xml"]),
        (FileKind.ZIP, ["a.html"]),
    ],
)
def test_a_zip_is_told_by_its_members_also_when_it_is_cut_off(tmp_path, kind, members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in members:
            package.writestr(name, b"x" * 100)
    for data in (out.getvalue(), out.getvalue()[:-30]):
        (tmp_path / "a").write_bytes(data)
        assert kind_of(tmp_path / "a") is kind


def test_a_text_that_speaks_of_tags_is_no_markup():
    assert not is_markup(
        "Ein <br> ist ein Umbruch, ein <p> ein Absatz, ein <b> fett. " + "Text " * 40
    )
    assert is_markup("Eins <p>zwei</p> <p>drei</p>")
