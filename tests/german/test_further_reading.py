"""Entries of "Zum Nachlesen": who published what, and when."""

from __future__ import annotations

import pytest

from crawler.german.further_reading import read_entry
from crawler.items import Article, FurtherReading, Link
from pipelines.further_reading import further_reading
from pipelines.typography import typography


def parts(text, linked=None):
    entry = read_entry(text, linked)
    return entry.publisher, entry.edtf, entry.title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talblatt (08.12.2015): Wasser", ("Talblatt", "2015-12-08", "Wasser")),
        ("• Talblatt (8. Dezember 2015): Wasser", ("Talblatt", "2015-12-08", "Wasser")),
        ("Talblatt, 08.12.2015: Wasser", ("Talblatt", "2015-12-08", "Wasser")),
        ("Talblatt vom 08.12.2015: Wasser", ("Talblatt", "2015-12-08", "Wasser")),
        ("Talblatt (12/2015) – Wasser", ("Talblatt", "2015-12", "Wasser")),
        ("Talblatt (2015): Wasser", ("Talblatt", "2015", "Wasser")),
        ("08.12.2015 – Talblatt: Wasser", ("Talblatt", "2015-12-08", "Wasser")),
        ("Wasseramt (Pressemitteilung vom 08.12.2015): Neu", ("Wasseramt", "2015-12-08", "Neu")),
        ("Rat (Talstadt, 08.12.2015): Neu: B", ("Rat (Talstadt)", "2015-12-08", "Neu: B")),
        ("Wasser für alle (Talblatt, 3. Mai 2016)", ("Talblatt", "2016-05-03", "Wasser für alle")),
        ("Mitteilung des Rats (Stand 12.2015)", (None, "2015-12", "Mitteilung des Rats")),
        ("Bericht über Wasser, 08.12.2015", (None, "2015-12-08", "Bericht über Wasser")),
    ],
)  # fmt: skip
def test_publisher_and_date_are_told_from_the_title(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Wasser 2020: Neue Wege", "Jahresbericht 2014", "Talblatt: Wasser", "Studie (PDF, 1 MB)"],
)
def test_without_a_date_or_a_link_all_of_it_is_the_title(text):
    assert parts(text) == (None, None, text)


@pytest.mark.parametrize(
    ("text", "linked", "expected"),
    [
        ("Talblatt: Wasser für alle", "Wasser für alle", ("Talblatt", None, "Wasser für alle")),
        ("Wasser, Talblatt, 08.12.2015", "Wasser", ("Talblatt", "2015-12-08", "Wasser")),
        ("Wasser (PDF, 1,2 MB)", "Wasser", (None, None, "Wasser")),
        ("Talblatt (08.12.2015): Wasser mehr", "mehr", ("Talblatt", "2015-12-08", "Wasser")),
        ("Talblatt (08.12.2015): Wasser", "Talblatt (08.12.2015): Wasser",
         ("Talblatt", "2015-12-08", "Wasser")),
    ],
)  # fmt: skip
def test_what_stands_outside_the_link_tells_who_and_when(text, linked, expected):
    assert parts(text, linked) == expected


def read(*entries, links=()):
    article = Article("https://a.example/", further_reading=[*entries], links=[*links])
    return further_reading(typography(article)).further_reading


def test_a_url_is_the_links_or_printed_in_the_entry_or_on_the_next_line():
    url = "https://b.example/1"
    expected = [FurtherReading("Wasser", "Talblatt", "2015-12-08", url)]
    said = "Talblatt (08.12.2015): Wasser"
    link = Link(url, "Wasser", "Zum Nachlesen", "further")
    assert read(FurtherReading(said, url=url), links=[link]) == expected
    assert read(said, links=[link]) == expected
    assert read(FurtherReading(f"{said} ({url})")) == expected
    assert read(FurtherReading(said), FurtherReading(url)) == expected


def test_publisher_and_date_on_a_line_of_their_own_go_with_the_next():
    lines = [FurtherReading("Talblatt (08.12.2015):"), FurtherReading("Wasser für alle")]
    assert read(*lines) == [FurtherReading("Wasser für alle", "Talblatt", "2015-12-08")]


def test_a_head_without_a_title_is_not_lost():
    assert [entry.title for entry in read(FurtherReading("Talblatt (08.12.2015):"))] == ["Talblatt"]
