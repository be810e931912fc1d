"""On which side of the publication a date without a year lies: its sentence says."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.german.dates import find_dates

PUBLISHED = dt.date(2019, 4, 9)  # a Tuesday


def last_date(sentence: str, published: dt.date = PUBLISHED) -> str:
    found = find_dates(sentence, published, "context")
    assert len(found) >= 1
    return found[-1].edtf


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        # Tense and verb
        ("Die Tagung findet am 29. November statt.", "2019-11-29"),
        ("Die Tagung fand am 29. November statt.", "2018-11-29"),
        ("Der Preis wird am 12. März verliehen.", "2020-03-12"),
        ("Der Preis wurde am 12. Mai verliehen.", "2018-05-12"),
        ("Der Rat hat am 12. Dezember zugestimmt.", "2018-12-12"),
        ("Der Rat soll am 12. Dezember zustimmen.", "2019-12-12"),
        ("Das Treffen ist für den 20. Dezember geplant.", "2019-12-20"),
        ("Am Montag beginnt die Messe.", "2019-04-15"),
        ("Am Montag begann die Messe.", "2019-04-08"),
        ("Am Freitag informierten sich 80 Gäste.", "2019-04-05"),
        ("Am Freitag informieren sich 80 Gäste.", "2019-04-12"),
        # Words before the date
        ("Seit dem 20. September gilt die Richtlinie.", "2018-09-20"),
        ("Ab dem 1. März gilt die Richtlinie.", "2019-03-01"),
        ("Ab dem 1. Mai gilt die Richtlinie.", "2019-05-01"),
        ("Ab dem 1. Februar soll die Richtlinie gelten.", "2020-02-01"),
        ("Das Amt schreibt es in einer Meldung von Freitag.", "2019-04-05"),
        # Told in the present tense although it was, as minutes and late news do
        ("Die Gruppe trifft sich am 20. März.", "2019-03-20"),
        ("Die Gruppe trifft sich am 20. Februar.", "2020-02-20"),
        ("Die Ausstellung ist noch bis 12. Januar zu sehen.", "2020-01-12"),
        ("Bis zum 20. November waren 80 Anträge eingegangen.", "2018-11-20"),
        ("Anträge sind bis zum 20. November zu stellen.", "2019-11-20"),
        ("Stichtag: 15. Februar", "2020-02-15"),
        ("Im Bericht vom 20. November steht mehr.", "2018-11-20"),
        ("Die Frist wurde bis zum 30. November verlängert.", "2019-11-30"),
        # The date before it
        ("Er kam am 3. Mai 2016 und ging am 5. Juni.", "2016-06-05"),
        ("Die Schau begann am 12. November 2016. Sie endete am 3. Dezember.", "2016-12-03"),
        ("Seit der Richtlinie vom 3. Mai 2013 tagt der Rat am 12. Juni.", "2019-06-12"),
        ("Die Tagung ist am 3. Mai 2021, Anmeldung bis 15. April.", "2021-04-15"),
        # The same day, named with its year before
        (
            "Gewählt wurde am 17. Oktober 2016. Es dauerte. Wer am 17. Oktober fehlte, ...",
            "2016-10-17",
        ),
        ("Die Runde vom 17. Oktober 2016 ist vorbei. Anträge bis zum 17. Oktober.", "2019-10-17"),
        ("Luther schrieb am 31. Oktober 1517. Die Feier ist am 31. Oktober.", "2019-10-31"),
        # A weekday printed with it, and a range that runs
        ("Der Rat tagt am Donnerstag, 12. Dezember.", "2019-12-12"),
        ("Vom 12. März bis 18. August ist die Schau zu sehen.", "2019-03-12/2019-08-18"),
        # A clause of its own
        ("Das Werk, das am 12. Dezember eröffnet wurde, soll wachsen.", "2018-12-12"),
        ("Wie berichtet wurde, findet am 12. Dezember ein Treffen statt.", "2019-12-12"),
        # Nothing said: the nearest
        ("12. Februar, Musterstadt", "2019-02-12"),
    ],
)
def test_the_sentence_decides(sentence, day):
    assert last_date(sentence) == day


YEARLESS = [
    line.split(" | ")
    for line in (Path(__file__).parent / "yearless.txt").read_text("utf-8").splitlines()
]
"""Day of publication, sentence, and what its last date means."""


@pytest.mark.parametrize(("published", "sentence", "day"), YEARLESS)
def test_the_sentence_decides_on_any_day(published, sentence, day):
    assert last_date(sentence, dt.date.fromisoformat(published)) == day


_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def printed(day: dt.date) -> str:
    return f"{day.day}. {_MONTHS[day.month - 1]}"


@settings(deadline=None)  # a busy machine is no slow rule
@given(published=_DAYS, day=_DAYS)
def test_a_deadline_lies_ahead(published, day):
    sentence = f"Anträge sind bis zum {printed(day)} einzureichen."
    (found,) = find_dates(sentence, published, "context")
    assert published <= found.start <= published + dt.timedelta(days=8 * 366)
    assert (found.start.month, found.start.day) == (day.month, day.day)


@settings(deadline=None)  # a busy machine is no slow rule
@given(published=_DAYS, day=_DAYS)
def test_what_was_lies_behind(published, day):
    (found,) = find_dates(f"Am {printed(day)} wurde das Haus eröffnet.", published, "context")
    assert found.start <= published
    assert (found.start.month, found.start.day) == (day.month, day.day)


@settings(deadline=None)  # a busy machine is no slow rule
@given(published=_DAYS, day=_DAYS, prefer=st.sampled_from(["past", "future", "context"]))
def test_a_printed_year_is_the_year(published, day, prefer):
    sentence = f"Am {printed(day)} {day.year} findet die Tagung statt, am Ort wie seit Langem."
    assert find_dates(sentence, published, prefer)[0].start == day


def test_it_takes_linear_time():
    sentence = "Am Montag wurde, wie es am 3. Mai hieß, bis zum 5. Juni gebaut, "
    short, long = (seconds(sentence * count) for count in (200, 1600))
    assert long < 24 * short


def seconds(text: str) -> float:
    start = time.perf_counter()
    find_dates(text, PUBLISHED, "context")
    return time.perf_counter() - start
