"""One decoder: what browsers read, and every byte of it."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decoding import codec_of, decode
from crawler.layouts import extract
from spiders.feeds import read_feed

TEXT = "Fördermaßnahme für Länder: Ärzte, Öl, Übung, Spaß – „Größe“ … café"
PLAIN = "Fördermaßnahme für Länder: Ärzte, Öl, Übung und Größe"
"""Text that all encodings of Western and Central Europe have."""
LATER = "<!-- " + "x" * 1500 + " -->"


def page(text: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head>{head}<title>x</title></head><body><p>{text}</p></body></html>"
    )


def meta(charset: str) -> str:
    return f'<meta charset="{charset}">'


def equiv(charset: str) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'


def header(charset: str) -> str:
    return f"text/html; charset={charset}"


@pytest.mark.parametrize("bytes_in", ["utf-8", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        ("", ""),
        ("", "text/html"),
        *(
            (head(charset) if head else "", header(charset) if sent else "")
            for charset in ("utf-8", "iso-8859-1", "windows-1252", "us-ascii", "nonsense", "hex")
            for head, sent in ((meta, False), (equiv, False), (None, True), (meta, True))
        ),
        (meta("utf-8"), header("iso-8859-1")),
        (meta("iso-8859-1"), header("utf-8")),
        (LATER + meta("iso-8859-1"), ""),
        (LATER * 8 + meta("utf-8"), ""),
        ('<meta charset="utf-16">', ""),
        ("", "text/html; charset=utf-16"),
    ],
)
def test_utf8_and_windows_1252_are_read_whatever_is_said(bytes_in, head, content_type):
    whole = page(TEXT, head)

    assert decode(whole.encode(bytes_in), content_type) == whole


@pytest.mark.parametrize(
    "codec",
    ["iso8859-2", "iso8859-15", "cp1250", "cp850", "cp437", "mac_roman", "cp858", "iso8859-9"],
)
@pytest.mark.parametrize("where", ["meta", "header", "late", "xml", "caller", "wrong header"])
def test_other_encodings_are_read_where_they_are_declared(codec, where):
    heads = {"meta": meta(codec), "late": LATER * 4 + equiv(codec), "wrong header": meta(codec)}
    whole = page(PLAIN, heads.get(where, ""))
    if where == "xml":
        whole = f'<?xml version="1.0" encoding="{codec}"?>\n{whole}'
    content_type = {"header": header(codec), "wrong header": header("utf-8")}.get(where, "")
    caller = codec if where == "caller" else None

    assert decode(whole.encode(codec), content_type, caller) == whole


def test_the_euro_of_latin_9_is_read():
    whole = page("5 € für Bücher", meta("ISO-8859-15"))
    assert decode(whole.encode("iso8859-15")) == whole


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("content_type", ["", "text/html; charset=utf-8", "text/html"])
def test_text_of_two_or_four_bytes_a_character_is_read(codec, mark, content_type):
    whole = page(TEXT, meta("utf-8"))
    data = (("\ufeff" if mark else "") + whole).encode(codec)

    assert decode(data, content_type) == whole
    assert decode(data[:-1], content_type) == whole[:-1]


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 * 2 + page(TEXT).encode(),
        codecs.BOM_UTF8 + page(TEXT).encode("cp1252"),
        codecs.BOM_UTF16_LE + page(TEXT).encode(),
        codecs.BOM_UTF16_BE + page(TEXT).encode("cp1252"),
    ],
    ids=["two marks", "on windows-1252", "of UTF-16 on UTF-8", "of UTF-16 on windows-1252"],
)
def test_marks_that_lie_or_repeat_are_taken_off(data):
    assert decode(data) == page(TEXT)


@pytest.mark.parametrize("head", ["", meta("utf-8"), meta("iso-8859-1"), meta("iso-8859-2")])
@pytest.mark.parametrize("stray", ["ü", "–", "„", "ß", "€", "é"])
def test_a_stray_byte_in_utf8_is_read_by_itself(head, stray):
    whole = page(f"{TEXT} {TEXT} # {TEXT}", head)
    data = whole.encode().replace(b"#", stray.encode("cp1252"))

    assert decode(data) == whole.replace("#", stray)


@pytest.mark.parametrize("frame", ["cp1252", "utf-8"])
@pytest.mark.parametrize("size", [1, 20])
def test_a_page_of_two_encodings_is_read_piece_by_piece(frame, size):
    other = {"cp1252": "utf-8", "utf-8": "cp1252"}[frame]
    start, end = page(f"{TEXT} # {TEXT}", meta("utf-8")).split("#")
    article = "Käse für Größe – „Füße“ " * size

    data = start.encode(frame) + article.encode(other) + end.encode(frame)

    assert decode(data) == start + article + end


def test_scripts_without_umlauts_are_read_as_declared():
    for text, codec in (
        ("Привет, мир", "koi8-r"),
        ("Привет, мир", "cp1251"),
        ("Γειά", "iso8859-7"),
    ):
        assert decode(page(text, meta(codec)).encode(codec)) == page(text, meta(codec))
        assert decode(page(text).encode()) == page(text)
    for codec in ("shift_jis", "euc_jp", "iso2022_jp", "gb2312", "big5"):
        whole = page("日本", meta(codec))
        assert decode(whole.encode(codec)) == whole
    whole = page("Łódź, Gdańsk", meta("utf-8"))
    assert decode(whole.encode() + b"\xfc") == whole + "ü"


def test_a_sharp_s_before_a_quote_is_no_letter_of_nko():
    whole = page("Das macht „Spaß“, so die Größe.")
    assert decode(whole.encode("cp1252")) == whole
    short = page("Spaß“", meta("windows-1252"))
    assert decode(short.encode("cp1252")) == short


def test_a_zero_byte_in_the_head_makes_no_other_encoding():
    for codec in ("utf-8", "cp1252"):
        whole = page(f"\0{TEXT}", meta("iso-8859-1"))
        assert decode(whole.encode(codec)) == whole


def test_what_is_cut_in_a_character_loses_that_one():
    assert decode(page("Größe für ä").encode()[:-19]) == page("Größe für ä")[:-18][:-1]
    assert decode("Käs".encode()[:-2]) in ("K", "KÃ")
    assert decode("Der letzte Käse und Spaß".encode("cp1252")) == "Der letzte Käse und Spaß"


LABELS = [
    "hex", "rot13", "rot_13", "base64", "base64_codec", "zlib", "zip", "bz2", "quopri", "uu",
    "idna", "punycode", "undefined", "utf-7", "unicode_escape", "raw-unicode-escape", "mbcs", "oem",
    "charmap", "cp037", "cp500", "cp1140", "cp273", "x" * 5000, "utf" + "-" * 300, "..", "__init__",
    "aliases", "os", "none", "utf-8\0", "\0", "a\0b", "ütf-8", " ", "", "8", "utf_8_sig\n",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_a_label_that_is_no_encoding_of_text_is_passed_over(label, codec):
    for head, content_type, caller in (
        (meta(label), "", None),
        (equiv(label), "", None),
        ("", header(label), None),
        ("", f'text/html; charset="{label}"', None),
        ("", "", label),
    ):
        whole = page(TEXT, head)
        data = whole.encode(codec, "replace")
        text = decode(data, content_type, caller)
        assert TEXT in text
        article = extract(
            data, "https://portal.example/a", content_type=content_type, encoding=caller
        )
        assert "\ufffd" not in (article.body or "")
    for start in (f'<?xml version="1.0" encoding="{label}"?>', ""):
        assert TEXT in decode((start + page(TEXT)).encode(codec, "replace"))


def test_labels_mean_what_they_mean_on_the_web():
    assert {
        codec_of(label) for label in ("iso-8859-1", "latin1", "ascii", "US-ASCII", "cp1252")
    } == {"cp1252"}
    assert codec_of("iso-8859-9") == "cp1254"
    assert codec_of("macintosh") == "mac-roman"
    assert codec_of("hex") is None


@given(
    data=st.binary(max_size=600), content_type=st.sampled_from(["", header("utf-8"), header("gbk")])
)
def test_any_bytes_are_read(data, content_type):
    assert isinstance(decode(data, content_type), str)


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0\x1b\ufeff")))
def test_all_that_is_utf8_is_read_back(text):
    assert decode((TEXT + text).encode()) == TEXT + text


@given(st.lists(st.sampled_from("äöüÄÖÜßéèàç–„“”‚‘…€§°«» abcABC."), max_size=300))
def test_german_in_windows_1252_is_read_back(letters):
    text = f"Käse {''.join(letters)} für"
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "data",
    [b"\xff" * 4_000_000, b"\xff\xc3\xbc" * 1_000_000, b"\xc3\xbc\xc3\xbc\xff " * 500_000],
    ids=["strays", "mixed", "few strays"],
)
def test_hostile_bytes_take_no_longer_than_a_page(data):
    began = time.process_time()
    decode(data)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "iso8859-15", "utf-16"])
@pytest.mark.parametrize("declared", [True, False])
def test_feeds_and_sitemaps_are_read_alike(codec, declared):
    if codec == "iso8859-15" and not declared:
        codec = "cp1252"
    start = f'<?xml version="1.0" encoding="{codec}"?>' if declared else ""
    rss = f"{start}<rss><channel><item><link>https://p.example/Förderung</link></item></channel></rss>"
    sitemap = f"{start}<urlset><url><loc>https://p.example/Förderung</loc></url></urlset>"
    for feed in (rss, sitemap):
        assert list(read_feed(feed.encode(codec), "https://p.example/").entries) == [
            "https://p.example/Förderung"
        ]
        for label in ("hex", "utf-8", "nonsense"):
            said = feed.replace(codec, label) if declared else feed
            if codec != "iso8859-15":
                assert list(read_feed(said.encode(codec), "https://p.example/").entries) == [
                    "https://p.example/Förderung"
                ]


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        *((label, "mac-roman") for label in ("macintosh", "x-mac-roman", "mac", "csmacintosh")),
        *((label, "cp850") for label in ("ibm850", "850", "cp-850", "dos-850", "PC850")),
        *((label, "cp858") for label in ("cp858", "ibm00858")),
        *((label, "iso8859-15") for label in ("latin-9", "ISO8859-15", "iso885915", "csisolatin9")),
        *((label, "cp1252") for label in ("l1", "iso88591", "x-cp1252", "win-1252", "iso_8859-1")),
        ("iso-8859-1:1987", "cp1252"),
        ("x-sjis", "shift_jis"),
        ("koi", "koi8-r"),
    ],
)
@pytest.mark.parametrize("where", ["meta", "equiv", "header", "xml", "late"])
def test_labels_of_the_web_are_known(label, codec, where):
    text = {"shift_jis": "日本", "koi8-r": "Привет, мир"}.get(codec, PLAIN)
    heads = {"meta": meta(label), "equiv": equiv(label), "late": LATER * 4 + meta(label)}
    start = f'<?xml version="1.0" encoding="{label}"?>' if where == "xml" else ""
    whole = start + page(text, heads.get(where, ""))

    assert decode(whole.encode(codec), header(label) if where == "header" else "") == whole


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html; charset='iso-8859-15'",
        'text/html; charset="iso-8859-15"',
        "text/html; CHARSET = iso-8859-15",
        "text/html charset=iso-8859-15",
        "text/html; charset=iso-8859-15, text/html; charset=iso-8859-15",
    ],
)
def test_a_content_type_is_read_as_servers_write_it(content_type):
    whole = page("5 € für Bücher")
    assert decode(whole.encode("iso8859-15"), content_type) == whole


def test_quotes_and_dashes_of_windows_are_no_controls_of_iso_8859():
    for charset in ("iso-8859-15", "iso-8859-2", "iso-8859-9"):
        whole = page("Öl – „gut“ … für 5 €", meta(charset))
        assert decode(whole.encode("cp1252")) == whole


@pytest.mark.parametrize(
    "head",
    [
        "<!-- <meta charset='koi8-r'> -->" + meta("iso-8859-15"),
        '<meta name="description" content="text; charset=koi8-r">' + meta("iso-8859-15"),
        meta("unbekannt") + meta("iso-8859-15"),
    ],
)
def test_only_what_is_declared_counts(head):
    whole = page("5 € für Bücher", head)
    assert decode(whole.encode("iso8859-15")) == whole


def test_a_hostile_head_is_read_in_no_time():
    for piece in (b"<!--", b"<meta ", b"<?xml encoding", b"<meta charset="):
        began = time.monotonic()
        decode(piece * 20_000 + b"\xfc")
        assert time.monotonic() - began < 2
