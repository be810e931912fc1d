"""`scrapy export` of articles: what comes out is read back by the readers of each format."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import bibtexparser
import pyarrow.parquet as pq
import pytest
import rispy
from lxml import etree

from crawler.items import Editor, Place
from crawler.publishing.export import CITATIONS
from crawler.publishing.export.formats import CITATION_WRITERS, TABLE_WRITERS, write_articles
from crawler.publishing.export.selection import COLUMNS, Selection, records
from crawler.publishing.export.tables import escape_formula
from tests.archive.conftest import archive, make, run_id
from tests.conftest import run_scrapy

__all__ = ["archive", "make", "run_id"]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
AWKWARD = 'Über {Klammern} & 100 % „Quanten“_#$~^\\; "so"\x0b'


@pytest.fixture
def stored(archive, run_id, make):
    archive.store(
        [
            make(
                "https://muster.example/1?a=1&b={2}",
                title=AWKWARD,
                lead="Ein Vorspann\nin zwei Zeilen.",
                body="Erster Absatz.\n\nZweiter, mit Förderungen.",
                language="de",
                published_on="2019-04-09",
                deadline_on="2019-06-30",
                sources=["Amt, Musterstadt", "Aa"],
                editors=[Editor("Eva Beispiel", "Institut")],
                places=[Place("USA", "country", "US"), Place("EU", "organisation")],
                topics=["Netzwerke", "Bildung und Hochschulen"],
            ),
            make("https://muster.example/2", title="Zweiter", published_on="2020-01-01"),
            make("https://muster.example/3", title="Ohne Tag", body="Straße"),
        ],
        run_id,
    )
    archive.store([make("https://muster.example/2", title="Zweiter, neu", day=5)], run_id)
    return archive


def exported(archive, format_name, **conditions):
    file = io.BytesIO()
    write_articles(archive.db.conn, format_name, Selection(**conditions), file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("conditions", "ids"),
    [
        ({}, [1, 2, 3]),
        ({"portal": "musterportal"}, [1, 2, 3]),
        ({"portal": "anderes"}, []),
        ({"since": dt.date(2019, 4, 9)}, [1]),
        ({"until": dt.date(2019, 4, 8)}, []),
        ({"place": "USA"}, [1]),
        ({"place": "us"}, [1]),
        ({"place": "Vereinigte Staaten"}, [1]),
        ({"topic": "netzwerke"}, [1]),
        ({"search": "Förderung"}, [1]),
        ({"search": "Strasse"}, [3]),
        ({"search": "Förderung", "until": dt.date(2018, 1, 1)}, []),
    ],
)
def test_filters_hold_together(stored, conditions, ids):
    found = records(stored.db.conn, Selection(**conditions))
    assert [record["id"] for record in found] == ids


def test_csv_has_a_row_an_article(stored):
    rows = list(csv.DictReader(io.StringIO(exported(stored, "csv").decode(), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["title"] == stored.article(1).title
    assert rows[0]["sources"] == "Amt, Musterstadt; Aa"
    assert rows[2]["published_on"] == ""


def test_json_lines_keep_lists_and_nulls(stored):
    first, *_, last = map(json.loads, exported(stored, "jsonl").splitlines())
    assert first["places"] == ["USA", "EU"]
    assert first["editors"] == ["Eva Beispiel, Institut"]
    assert (last["published_on"], last["topics"]) == (None, [])


def test_parquet_is_typed(stored):
    table = pq.read_table(io.BytesIO(exported(stored, "parquet")))
    types = {field.name: str(field.type) for field in table.schema}
    assert types["published_on"] == "date32[day]"
    assert types["first_seen_at"] in ("timestamp[s, tz=UTC]", "timestamp[ms, tz=UTC]")
    assert types["places"].startswith("list<")
    assert types["word_count"] == "int64"
    first, second, third = table.to_pylist()
    assert first["published_on"] == dt.date(2019, 4, 9)
    assert first["topics"] == ["Netzwerke", "Bildung und Hochschulen"]
    assert second["changed_at"] == dt.datetime(2020, 3, 5, 12, tzinfo=dt.UTC)
    assert (third["published_on"], third["sources"]) == (None, [])


def test_atom_has_what_is_new_or_changed_first(stored):
    feed = etree.fromstring(exported(stored, "atom"))
    assert feed.xpath("a:id/text()", namespaces=ATOM)[0].startswith("tag:")
    updated = feed.xpath("//a:updated/text()", namespaces=ATOM)
    assert updated[0] == updated[1] == "2020-03-05T12:00:00Z"
    assert updated[1:] == sorted(updated[1:], reverse=True)
    titles = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert titles == ["Zweiter, neu", "Ohne Tag", AWKWARD.rstrip("\x0b")]
    for name in ("a:id", "a:title", "a:updated"):  # RFC 4287, 4.1.2
        assert feed.xpath(f"count(a:entry[count({name}) != 1])", namespaces=ATOM) == 0
    assert feed.xpath("count(a:author) = 1", namespaces=ATOM)  # an author for every entry
    (link,) = feed.xpath("a:entry[3]/a:link/@href", namespaces=ATOM)
    assert link == "https://muster.example/1?a=1&b={2}"


def test_the_id_of_an_entry_outlives_edits_and_addresses(stored):
    def ids():
        feed = etree.fromstring(exported(stored, "atom"))
        return sorted(feed.xpath("a:entry/a:id/text()", namespaces=ATOM))

    before = ids()
    stored.db.execute("UPDATE articles SET title = 'x', url = url || '/neu', changed_at = '2021'")
    assert ids() == before
    assert len(set(before)) == 3


def test_an_empty_feed_is_a_feed(stored):
    feed = etree.fromstring(exported(stored, "atom", portal="anderes"))
    assert [child.tag.partition("}")[2] for child in feed[:3]] == ["id", "title", "updated"]


def test_bibtex_is_read_back(stored):
    library = bibtexparser.parse_string(exported(stored, "bibtex").decode())
    assert not library.failed_blocks
    first, *_ = library.entries
    assert (first.entry_type, first.key) == ("online", "musterportal-1")
    assert first["title"] == (
        r"{Über \{Klammern\} \& 100 \% „Quanten“\_\#\$\textasciitilde{}\textasciicircum{}"
        r'\textbackslash{}; "so"}'
    )
    assert first["author"] == "{Eva Beispiel, Institut}"
    assert first["date"] == "2019-04-09"
    assert first["organization"] == "Musterportal"
    assert first["url"] == "https://muster.example/1?a=1&b=%7B2%7D"


def test_ris_is_read_back(stored):
    first, second, third = rispy.loads(exported(stored, "ris").decode())
    assert first["type_of_reference"] == "ELEC"
    assert first["title"] == AWKWARD.strip()
    assert first["authors"] == ["Eva Beispiel, Institut"]
    assert first["abstract"] == "Ein Vorspann in zwei Zeilen."
    assert first["keywords"] == ["Netzwerke", "Bildung und Hochschulen"]
    assert second["title"] == "Zweiter, neu"
    assert "year" not in third


def test_csl_json_is_one_array(stored):
    first, _, third = json.loads(exported(stored, "csl-json"))
    assert first["issued"] == {"date-parts": [[2019, 4, 9]]}
    assert first["author"] == [{"literal": "Eva Beispiel, Institut"}]
    assert first["container-title"] == "Musterportal"
    assert "issued" not in third
    assert json.loads(exported(stored, "csl-json", portal="anderes")) == []


@pytest.mark.parametrize("format_name", ["csv", "jsonl", *CITATIONS])
def test_an_article_is_written_before_the_next_is_read(stored, format_name):
    """However many there are, one is in memory; Parquet has a chunk, a feed its last hundred."""
    sizes = []
    file = io.BytesIO()
    rows = records(stored.db.conn, Selection())

    def watched():
        for record in rows:
            sizes.append(len(file.getvalue()))
            yield record

    writers = {**TABLE_WRITERS, **CITATION_WRITERS}
    more = (lambda name: name,) if format_name in CITATIONS else ()
    writers[format_name](watched(), file, *more)
    assert sizes == sorted(set(sizes))


def test_the_command_writes_a_whole_file_or_none(stored, tmp_path):
    where = ("-s", f"ARCHIVE_PATH={stored.path}")
    target = tmp_path / "out.csv"
    done = run_scrapy(
        "export", "--format", "csv", "--search", "Förderung", "-o", str(target), *where
    )
    assert (done.returncode, done.stdout) == (0, f"1 articles → {target}\n")
    assert target.read_bytes().startswith(b"id,url,")

    done = run_scrapy("export", "--format", "jsonl", "--since", "April 2019", *where)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1]

    done = run_scrapy("export", "--format", "csv", "--topic", "Angeln", *where)
    assert done.returncode == 2
    assert "no topic 'Angeln'; there are Bildung und Hochschulen, Netzwerke" in done.stderr


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234 rufen Sie an", "'+49 30 1234 rufen Sie an"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("- ein Punkt", "'- ein Punkt"),
        ("2019-04-09", "2019-04-09"),
        ("[..2017-06-03]", "[..2017-06-03]"),
        ("-5", "-5"),
        ("+3,5", "+3,5"),
        ("-1.5e3", "-1.5e3"),
        ("a=1", "a=1"),
        ("'s ist schön", "'s ist schön"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_a_text_is_no_formula_and_a_number_stays_one(text, cell):
    assert escape_formula(text) == cell


def test_csv_cells_are_no_formulas(archive, run_id, make):
    evil = "=HYPERLINK(A1)"
    archive.store(
        [make(title=evil, body="-5", lead="Text", published_on="2019-04-09",
              topics=[evil, "Netzwerke"], sources=["@x"])],
        run_id,
    )  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(exported(archive, "csv").decode(), newline=""))
    assert (row["title"], row["body"], row["lead"]) == (f"'{evil}", "-5", "Text")
    assert (row["topics"], row["sources"]) == (f"'{evil}; Netzwerke", "'@x")
    assert row["published_on"] == "2019-04-09"
    assert json.loads(exported(archive, "jsonl"))["title"] == evil


def test_filters_read_names_and_days_as_people_type_them(stored, tmp_path):
    def ids(*options):
        done = run_scrapy("export", "--format", "jsonl", *options,
                          "-s", f"ARCHIVE_PATH={stored.path}")  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [json.loads(line)["id"] for line in done.stdout.splitlines()]

    assert ids("--place", " vereinigte staaten", "--topic", "NETZWERKE",
               "--since", "April 2019", "--until", "9.4.2019") == [1]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--search", "a" * 5000), "--search: 5,000 letters are too many"),
        (("--search", "***"), "--search: there is no word in it"),
        (("--place", "Polenn"), "the archive has no place 'Polenn'; there are"),
        (("--since", "viel"), "--since='viel' is no date; write it like"),
    ],
)
def test_what_cannot_be_read_is_refused(stored, options, said):
    done = run_scrapy("export", "--format", "csv", *options, "-s", f"ARCHIVE_PATH={stored.path}")
    assert done.returncode == 2
    assert said in done.stderr
