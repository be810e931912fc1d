"""Any two versions of an article side by side, with the captures that prove them."""

from __future__ import annotations

import html
import re
import sqlite3
from contextlib import closing

import pytest

from tests.serving.stored import Page, Stored


@pytest.fixture
def stored(tmp_path):
    """An article in three versions."""
    stored = Stored(tmp_path)
    stored.keep(
        [
            Page(b"<p>1</p>", fields={"title": "Zehn Projekte", "deadline_on": "2016-05-03"}),
            Page(
                b"<p>2</p>", days=1, fields={"title": "Elf Projekte", "deadline_on": "2016-05-03"}
            ),
            Page(
                b"<p>3</p>", days=2, fields={"title": "Elf Projekte", "deadline_on": "2016-06-03"}
            ),
        ]
    )
    return stored


def headings(answer):
    return [html.unescape(name) for name in re.findall(r"<h3[^>]*>(.*?)</h3>", answer.text)]


def marks(answer, tag):
    return re.findall(rf"<{tag}>(.*?)</{tag}>", answer.text)


@pytest.mark.parametrize(
    ("query", "fields", "gone", "new", "captures"),
    [
        ("", ["Frist"], ["Mai"], ["Juni"], "23"),
        ("?von=2&bis=3", ["Frist"], ["Mai"], ["Juni"], "23"),
        ("?von=1&bis=2", ["Titel"], ["Zehn"], ["Elf"], "12"),
        ("?von=1&bis=3", ["Titel", "Frist"], ["Zehn", "Mai"], ["Elf", "Juni"], "13"),
        ("?von=3&bis=1", ["Titel", "Frist"], ["Zehn", "Mai"], ["Elf", "Juni"], "13"),
        ("?bis=2&von=", ["Titel"], ["Zehn"], ["Elf"], "12"),
        ("?von=2&bis=2", [], [], [], ""),
    ],
)
def test_two_versions_are_shown_with_what_differs(stored, query, fields, gone, new, captures):
    answer = stored.get(f"/vergleich/1{query}")
    assert answer.status_code == 200
    if captures:
        assert headings(answer) == fields
        assert (marks(answer, "del"), marks(answer, "ins")) == (gone, new)
        assert re.findall(r'href="/gespeichert/(\d)"', answer.text) == [*captures]
    else:
        assert "ein und dieselbe Fassung" in answer.text


@pytest.mark.parametrize("value", ["0", "4", "-1", "x", "1.5", "²", "9" * 5000, "<b>"])
def test_a_version_that_there_is_not_is_refused_in_words(stored, value):
    answer = stored.get("/vergleich/1?von=" + value + "&bis=2")
    assert answer.status_code == 400
    assert "ist keine Fassung dieses Artikels: Es gibt die Fassungen 1 bis 3." in answer.text
    assert "<b>" not in answer.text
    assert headings(answer) == []


def test_an_article_that_was_never_changed_has_one_version(tmp_path):
    stored = Stored(tmp_path)
    stored.keep([Page()])
    assert "Es gibt eine einzige Fassung" in stored.get("/vergleich/1").text
    assert stored.get("/vergleich/2").status_code == 404


@pytest.mark.parametrize("lost", [(1,), (2,), (1, 2, 3)])
def test_a_version_whose_capture_is_lost_is_told_and_proved_by_no_other(stored, lost):
    with closing(sqlite3.connect(stored.archive)) as db, db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"DELETE FROM captures WHERE id IN ({', '.join(map(str, lost))})")
    for one, other in ((1, 2), (2, 3), (1, 3)):
        answer = stored.get(f"/vergleich/1?von={one}&bis={other}")
        assert answer.status_code == 200
        assert len(headings(answer)) == (2 if (one, other) == (1, 3) else 1)
        left = [str(number) for number in (one, other) if number not in lost]
        assert re.findall(r'href="/gespeichert/(\d)"', answer.text) == left
        missing = answer.text.count("Die Aufnahme dazu ist nicht erhalten, der Text schon.")
        assert missing == 2 - len(left)
    assert stored.get("/archive/articles/1").status_code == 200


def test_markup_in_an_article_is_shown_as_text(tmp_path):
    stored = Stored(tmp_path)
    stored.keep(
        [
            Page(b"1", fields={"title": "<script>alert(1)</script> alt"}),
            Page(b"2", days=1, fields={"title": "<script>alert(1)</script> neu"}),
        ]
    )
    for path in ("/vergleich/1", "/archive/articles/1", "/gespeichert/1"):
        text = stored.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
