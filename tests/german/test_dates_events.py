"""Roles and years of dates in single sentences, each with its day of publication.

``events.txt`` was there when the rules were written. ``events_unseen.txt`` was written afterwards;
docs/dates.md tells how far the rules carried when it was first read.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.german.dates import find_dates
from crawler.german.dates.roles import RULES, role_in
from tests.german.test_dates_news import MARK, days


class Labelled(NamedTuple):
    """A date of a sentence: what it should be, and what it was read as (None: not found)."""

    text: str
    role: str
    meaning: str
    read_role: str | None
    read_meaning: str | None


def read(file: str) -> list[Labelled]:
    lines = (Path(__file__).parent / file).read_text("utf-8").splitlines()
    return [
        one for line in lines for one in in_sentence(dt.date.fromisoformat(line[:10]), line[11:])
    ]


def in_sentence(published: dt.date, sentence: str) -> list[Labelled]:
    text = MARK.sub(lambda mark: mark[1], sentence)
    found = find_dates(text, published, "context")
    labelled, shift = [], 0
    for mark in MARK.finditer(sentence):
        start = mark.start() - shift
        shift += len(mark[0]) - len(mark[1])
        date = next(
            (d for d in found if d.span[0] < start + len(mark[1]) and start < d.span[1]), None
        )
        labelled.append(
            Labelled(
                text=mark[1],
                role=mark[2],
                meaning=mark[3] if mark[4] is None else f"{mark[3]}/{mark[4]}",
                read_role=role_in(text, date, published) if date else None,
                read_meaning=days(date.start, date.end) if date else None,
            )
        )
    return labelled


@pytest.mark.parametrize(("file", "percent"), [("events.txt", 97), ("events_unseen.txt", 93)])
def test_roles(file, percent):
    labelled = read(file)
    wrong = [one for one in labelled if one.role != one.read_role]
    assert 100 * len(wrong) <= (100 - percent) * len(labelled), wrong


@pytest.mark.parametrize("file", ["events.txt", "events_unseen.txt"])
def test_no_year_is_off(file):
    read_as = [one for one in read(file) if one.read_meaning is not None]
    assert [one for one in read_as if one.meaning[:4] != one.read_meaning[:4]] == []


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Bis einschließlich 9. November 2018 registrierte die Stelle 312 Anfragen.", "mentioned"),
        ("Bis zum 6. April waren 48 Unternehmen beigetreten.", "mentioned"),
        ("Die Brexit-Frist über den 31. Oktober hinaus zu verlängern, lehnt er ab.", "mentioned"),
        ("Grundlage ist der Vertrag vom 3. Mai 1974.", "mentioned"),
        ("Der Vertrag wurde am 3. Mai 1974 unterzeichnet.", "mentioned"),
        ("Der Vertrag wurde am 3. April unterzeichnet.", "event"),
        ("Wie das Blatt am 3. April berichtete, steigen die Preise.", "mentioned"),
        ("Am 3. Mai findet die Tagung statt.", "event"),
        ("Das Treffen vom 3. April war gut besucht.", "event"),
        ("Skizzen sind bis zum 3. Mai einzureichen.", "deadline"),
    ],
)
def test_an_event_is_what_an_article_announces_or_reports(sentence, role):
    published = dt.date(2019, 4, 9)
    (date,) = find_dates(sentence, published, "context")
    assert role_in(sentence, date, published) == role


def test_every_rule_says_what_it_knows():
    assert all(rule.__doc__ for rule in RULES)
