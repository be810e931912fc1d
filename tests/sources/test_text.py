"""The source ``text:PATH``: texts without their pages."""

import codecs
import datetime as dt
import gzip
import hashlib
import json
import unicodedata

import pytest

from crawler.left_out import LeftOut, Reason
from crawler.sources.protocols import SourceError
from crawler.sources.text import check_texts, read_texts
from crawler.webarchives.warc.captured_page import CapturedPage, Damage

URL = "https://portal.example/aktuelles/1"
TEXT = "Ein Füllsatz\n\nüber „Bänder“ und Räder – nicht mehr.\n"


def read(place, wanted=None):
    return list(read_texts(str(place), wanted))


def read_one(place):
    (page,) = read(place)
    assert isinstance(page, CapturedPage), str(page)
    return page


def jsonl(path, *rows):
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class TestBareText:
    @pytest.mark.parametrize(
        "data",
        [
            TEXT.encode(),
            TEXT.encode("utf-8-sig"),
            TEXT.encode("utf-16"),
            codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
            TEXT.encode("cp1252"),
            TEXT.replace("\n", "\r\n").encode(),
            gzip.compress(TEXT.encode(), mtime=0),
        ],
        ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 be", "cp1252", "crlf", "gzip"],
    )
    def test_is_read_in_the_encodings_exports_come_in(self, tmp_path, data):
        file = tmp_path / "a.txt"
        file.write_bytes(data)

        page = read_one(file)

        assert page.body.decode() == TEXT.strip()
        assert page.status == 200
        assert page.header("content-type") == "text/plain; charset=utf-8"

    def test_has_an_address_made_of_its_words(self, tmp_path):
        one, other = tmp_path / "1.txt", tmp_path / "2.txt"
        one.write_text("Ein  Füllsatz\r\nfür Räder\n", encoding="utf-8")
        other.write_text("Ein Fu\u0308llsatz fu\u0308r Ra\u0308der", encoding="utf-8")
        words = hashlib.sha256("Ein Füllsatz für Räder".encode()).hexdigest()

        assert {page.url for page in read(tmp_path)} == {f"urn:sha256:{words}"}

    @pytest.mark.parametrize(
        "line", [URL, f"URL: {URL}", f"Source: {URL} ", f"\n{URL}\r", f"Adresse:{URL}"]
    )
    def test_may_name_its_address_in_the_first_line(self, tmp_path, line):
        file = tmp_path / "a.txt"
        file.write_text(f"{line}\n{TEXT}", encoding="utf-8", newline="")

        page = read_one(file)

        assert page.url == URL
        assert page.body.decode() == TEXT.strip()

    @pytest.mark.parametrize("text", [f"Siehe {URL}\n{TEXT}", f"{URL} und mehr\n{TEXT}", URL])
    def test_an_address_among_words_is_not_its_own(self, tmp_path, text):
        file = tmp_path / "a.txt"
        file.write_text(text, encoding="utf-8")

        page = read_one(file)

        assert page.url.startswith("urn:sha256:")
        assert page.body.decode() == text.strip()

    def test_does_not_know_when_it_was_captured(self, tmp_path):
        file = tmp_path / "a.txt"
        file.write_text(TEXT, encoding="utf-8")

        assert read_one(file).capture.captured_at is None

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "it is empty"),
            (b" \n\n", "it is empty"),
            (b"%PDF-1.4\x00\x01\x02", "PDF"),
            (bytes(range(1, 256)) * 40, "binary"),
            (gzip.compress(b"text" * 1000, mtime=0)[:-20], "ended before"),
        ],
        ids=["empty", "blank", "zero bytes", "control characters", "torn gzip"],
    )
    def test_is_refused_when_it_is_none(self, tmp_path, data, reason):
        file = tmp_path / "a.txt"
        file.write_bytes(data)

        with pytest.raises(SourceError, match=reason) as caught:
            read(file)

        assert str(file) in str(caught.value)


class TestJsonLines:
    def test_carry_address_and_text(self, tmp_path):
        file = jsonl(tmp_path / "a.jsonl", {"url": URL, "text": TEXT}, {"text": "Nur Text"})

        first, second = read(file)

        assert (first.url, first.body.decode()) == (URL, TEXT.strip())
        assert second.url.startswith("urn:sha256:")

    @pytest.mark.parametrize(
        ("row", "moment"),
        [
            ({"captured_at": "2017-06-03"}, dt.datetime(2017, 6, 3, tzinfo=dt.UTC)),
            ({"date": "2017-06-03T14:00:00+02:00"}, dt.datetime(2017, 6, 3, 12, tzinfo=dt.UTC)),
            ({"crawled": "20170603T120000Z"}, dt.datetime(2017, 6, 3, 12, tzinfo=dt.UTC)),
            ({"date": "2016-01-01", "timestamp": "2017-06-03 12:00:00"},
             dt.datetime(2017, 6, 3, 12, tzinfo=dt.UTC)),
            ({"date": "gestern"}, None),
            ({"date": "2999-01-01"}, None),
            ({"date": "0001-01-01T00:00:00+14:00"}, None),
            ({"date": 20170603}, None),
        ],
    )  # fmt: skip
    def test_may_say_when_they_were_captured(self, tmp_path, row, moment):
        file = jsonl(tmp_path / "a.ndjson", {"url": URL, "text": TEXT, **row})

        assert read_one(file).capture.captured_at == moment

    def test_a_bad_line_costs_itself_and_is_named(self, tmp_path):
        file = jsonl(
            tmp_path / "a.jsonl",
            {"url": URL, "text": TEXT},
            '{"url": "https://portal.example/2", "text": "abgeris',
            "",
            "[1, 2]",
            {"url": URL},
            {"url": URL, "text": "  "},
            {"url": 7, "text": TEXT},
            {"url": URL, "text": TEXT},
        )

        first, *bad, last = read(file)

        assert first.url == last.url == URL
        assert [damage.line for damage in bad] == [2, 4, 5, 6, 7]
        assert str(bad[0]).startswith(f"{file}, line 2: the line is no JSON")
        assert 'has no "text"' in bad[2].reason

    def test_each_line_is_read_in_its_own_encoding(self, tmp_path):
        file = tmp_path / "a.jsonl"
        rows = [json.dumps({"url": URL, "text": TEXT}, ensure_ascii=False) for _ in range(3)]
        file.write_bytes(
            rows[0].encode("utf-8-sig")
            + b"\n"
            + rows[1].encode("cp1252")
            + b"\n"
            + rows[2].encode()
        )

        assert [page.body.decode() for page in read(file)] == [TEXT.strip()] * 3

    def test_a_torn_gzip_gives_the_lines_before_the_tear(self, tmp_path):
        rows = "".join(
            json.dumps({"url": f"{URL}/{n}", "text": f"{n}"}) + "\n" for n in range(9999)
        )
        file = tmp_path / "a.jsonl.gz"
        file.write_bytes(gzip.compress(rows.encode())[:-9000])

        *whole, damage = read(file)

        assert len(whole) > 1000
        assert all(isinstance(page, CapturedPage) for page in whole)
        assert "ended before" in damage.reason

    def test_a_file_without_one_good_line_is_no_source(self, tmp_path):
        file = jsonl(tmp_path / "a.jsonl", "no json", "at all")

        with pytest.raises(SourceError, match="no text to read"):
            read(file)

    def test_only_wanted_pages_are_given(self, tmp_path):
        rows = [{"url": f"https://{host}.example/", "text": TEXT} for host in ("a", "b", "a")]

        found = read(jsonl(tmp_path / "a.jsonl", *rows), lambda url: "a." in url)

        assert len(found) == 2


class TestPlaces:
    def test_a_folder_is_read_with_all_below_it(self, tmp_path):
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "1.txt").write_text("eins")
        jsonl(tmp_path / "2.jsonl", {"text": "zwei"})
        (tmp_path / "3.html").write_text("drei")
        (tmp_path / "4.txt").write_bytes(b"\0")

        two, damage, one = read(tmp_path)

        assert (two.body, one.body) == (b"zwei", b"eins")
        assert isinstance(damage, Damage)
        assert damage.place == str(tmp_path / "4.txt")

    def test_a_missing_place_is_said(self, tmp_path):
        for place in (tmp_path / "none.txt", tmp_path / "*.txt", tmp_path):
            with pytest.raises(SourceError, match=r"does not exist|no file matches|has no file"):
                check_texts(str(place))


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><body><p>Eins</p></body></html>",
        b"<!-- saved from url=(0020)http://a.example/ -->\n<html><p>Eins",
        b"https://www.portal.example/a\n<div class='x'><p>Eins</p><p>Zwei</p></div>",
        b"  \n<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'></html>",
        gzip.compress(b"<html><body><p>Eins</p></body></html>"),
        json.dumps({"url": "https://www.a.example/", "text": "<p>Eins</p><p>Zwei</p>"}).encode(),
    ],
    ids=["page", "saved", "behind a URL", "XHTML", "gzip", "in a line"],
)  # fmt: skip
def test_markup_is_refused_by_name_and_counted(tmp_path, page):
    (tmp_path / ("a.jsonl" if page.startswith(b"{") else "a.txt")).write_bytes(page)
    (tmp_path / "b.txt").write_text("In HTML steht <p> vor einem Absatz, dieser ist reiner Text.")
    left = LeftOut()
    damage, text = read_texts(str(tmp_path), left=left)
    assert "HTML" in damage.reason
    assert "source=folder:" in damage.reason
    assert text.body.startswith(b"In HTML")
    is_line = page.startswith(b"{")
    assert damage.kind is (Reason.UNREADABLE if is_line else Reason.UNREADABLE_FILE)
    assert left.files["text"][0] == 1 + is_line


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", f"{URL}\n{TEXT}"),
        ("b.txt", f"{URL}\n\n\n{TEXT}\n\n"),
        ("c.txt", f"URL: {URL}\r\n\r\n{TEXT}".replace("\n", "\r\n").replace("\r\r", "\r")),
        ("d.txt", f"{URL}\n" + TEXT.replace("\n", "  \n")),
        ("e.txt", f"{URL}\n" + unicodedata.normalize("NFD", TEXT)),
        ("f.txt", codecs.BOM_UTF8.decode() + f"{URL}\r{TEXT}".replace("\n", "\r")),
        ("g.jsonl", json.dumps({"url": URL, "text": TEXT})),
        ("h.jsonl", json.dumps({"url": URL, "text": "\ufeff" + TEXT.replace("\n", "\r\n")})),
        ("i.jsonl", json.dumps({"url": URL, "text": TEXT.strip()})),
    ],
)
def test_the_same_text_has_one_digest_in_every_file(tmp_path, name, data):
    (tmp_path / name).write_bytes(data.encode())
    (tmp_path / "plain.txt").write_text(f"{URL}\n{TEXT}", encoding="utf-8")
    pages = read(tmp_path)
    assert [page.url for page in pages] == [URL, URL]
    assert len({page.capture.digest for page in pages}) == 1
    assert pages[0].body.decode() == TEXT.strip()


def test_paragraphs_are_part_of_a_text(tmp_path):
    jsonl(tmp_path / "a.jsonl", {"text": "eins\n\nzwei"}, {"text": "eins\nzwei"})
    assert len({page.capture.digest for page in read(tmp_path)}) == 2


@pytest.mark.parametrize(
    ("url", "read_as"),
    [
        ("www.portal.example/a", "https://www.portal.example/a"),
        ("WWW.portal.example", "https://WWW.portal.example"),
        ("//www.portal.example/a?b=c", "https://www.portal.example/a?b=c"),
        ("portal.example/aktuelles/1", "https://portal.example/aktuelles/1"),
        ("www.portal.example:8080/a", "https://www.portal.example:8080/a"),
        ("http://portal.example/a", "http://portal.example/a"),
    ],
)
def test_a_url_without_its_scheme_is_taken_as_https(tmp_path, url, read_as):
    assert read_one(jsonl(tmp_path / "a.jsonl", {"url": url, "text": TEXT})).url == read_as


def test_a_bare_text_may_name_its_url_without_a_scheme(tmp_path):
    (tmp_path / "a.txt").write_text(f"www.portal.example/a\n\n{TEXT}", encoding="utf-8")
    assert read_one(tmp_path / "a.txt").url == "https://www.portal.example/a"


@pytest.mark.parametrize("url", ["/aktuelles/1", "kein Ort", "ftp://a.example/b", "mailto:a@b.de"])
def test_a_line_whose_url_is_none_is_explained(tmp_path, url):
    good = {"url": URL, "text": TEXT}
    file = jsonl(tmp_path / "a.jsonl", {"url": url, "text": TEXT}, good)
    damage, page = read(file)
    assert page.url == URL
    assert (damage.line, damage.reason) == (
        1,
        f'the line\'s "url" is no URL of a web page: {url}',
    )
