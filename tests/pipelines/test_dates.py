"""The dates step: raw lines of facts and the text in, days, times and mentions with roles out."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.items import Article, FurtherReading
from pipelines.dates import DatesPipeline, dates

CAPTURED = dt.datetime(2022, 3, 1, 9, tzinfo=dt.UTC)


def step(**fields) -> Article:
    fields.setdefault("captured_at", CAPTURED)
    return dates(Article(url="https://portal.example/a", **fields))


def mentions(**fields) -> list[tuple[str, str]]:
    return [(date.role, date.edtf) for date in step(**fields).dates]


@pytest.mark.parametrize(
    "line",
    [
        "26.01.2022",
        "26. Jan 2022",
        "Datum:26. Januar 2022",
        "Erschienen am 26. Jan 2022",
        "Veröffentlicht: Mittwoch, 26.1.2022",
        "Musterstadt, 26.1.2022",
        "Pressemitteilung Nr. 42 vom 26. Januar 2022",
        "26.01.2022 | Meldung",
        "26. Januar",
    ],
)
def test_published_on(line):
    article = step(published_text=line)
    assert article.published_on == "2022-01-26"
    assert article.published_edtf == "2022-01-26"
    assert article.published_at is None
    assert article.published_text == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Musterstadt, 3.4.2020 – 14:30 Uhr", "2020-04-03T12:30:00Z"),
        ("03.02.2022 15:34", "2022-02-03T14:34:00Z"),
        ("2022-02-03T15:34:00+01:00", "2022-02-03T14:34:00Z"),
        ("Thu, 03 Feb 2022 15:34:00 GMT", "2022-02-03T15:34:00Z"),
    ],
)
def test_a_clock_time_is_stored_in_utc(line, expected):
    article = step(published_text=line)
    assert article.published_at == expected


def test_a_time_after_midnight_belongs_to_the_german_day():
    article = step(published_text="2022-02-03T23:30:00Z")
    assert article.published_on == "2022-02-04"


def test_a_month_is_no_day():
    article = step(published_text="Stand: Januar 2022")
    assert (article.published_on, article.published_edtf) == (None, "2022-01")


def test_an_undated_page_was_published_before_its_capture():
    article = step(captured_at=dt.datetime(2017, 6, 3, 12, tzinfo=dt.UTC))
    assert article.published_on is None
    assert article.published_edtf == "[..2017-06-03]"
    assert article.published_from == "capture"


def test_nothing_is_invented_where_nothing_is_known():
    article = step(captured_at=None)
    assert (article.published_edtf, article.published_from, article.dates) == (None, None, [])


def test_updated_and_deadline_lines():
    article = step(
        published_text="26.01.2022",
        updated_text="Zuletzt geändert am 2. Februar",
        deadline_text="Stichtag: 31.03.2022, 12:00 Uhr",
    )
    assert article.updated_on == "2022-02-02"
    assert article.deadline_on == "2022-03-31"


def test_an_event_is_told_by_the_words_that_place_it_in_time():
    body = "Die Firmen werden eingeladen, in der Zeit vom 15. bis 19. Mai 2017 teilzunehmen."
    (event,) = step(body=body).dates
    assert (event.role, event.edtf) == ("event", "2017-05-15/2017-05-19")
    assert (event.starts_on, event.ends_on) == ("2017-05-15", "2017-05-19")
    assert body[event.char_start :].startswith(event.text)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Anträge sind bis zum 31. März 2022 einzureichen.", ("deadline", "2022-03-31")),
        ("Einsendeschluss ist der 31. März 2022.", ("deadline", "2022-03-31")),
        ("Bewerbungsfrist: 31.03.2022", ("deadline", "2022-03-31")),
        ("Skizzen können spätestens am 31.3.2022 eingereicht werden.", ("deadline", "2022-03-31")),
        ("Die Tagung findet am 3. Mai 2022 in Musterstadt statt.", ("event", "2022-05-03")),
        ("Der Verbund lädt für den 3. Mai 2022 ein.", ("event", "2022-05-03")),
        ("Termin: 3.5.2022", ("event", "2022-05-03")),
        ("Es gilt die Richtlinie vom 3. Mai 2021.", ("mentioned", "2021-05-03")),
        ("Das Haus steht seit 2014.", ("mentioned", "2014")),
        ("Die Messe im Mai 2022 wird groß.", ("mentioned", "2022-05")),
    ],
)
def test_roles(sentence, expected):
    assert mentions(body=sentence) == [expected]


def test_the_words_of_another_sentence_do_not_count():
    body = "Anträge sind einzureichen.\n\nDas Gesetz gilt bis zum 31. März 2022."
    assert mentions(body=body) == [("mentioned", "2022-03-31")]


def test_the_first_deadline_of_the_text_counts_where_no_line_gives_one():
    body = "Skizzen sind bis zum 1. April 2022 einzureichen, Anträge bis zum 1. Juni 2022."
    assert step(body=body).deadline_on == "2022-04-01"


def test_yearless_dates_are_read_from_the_publication():
    body = "Am 3. Mai tagt der Beirat."
    assert mentions(published_text="26.01.2019", body=body)[1] == ("event", "2019-05-03")


@pytest.mark.parametrize("when", ["Am 3. Mai", "Kommende Woche", "Am vergangenen Montag"])
def test_an_undated_page_gives_yearless_dates_no_hold(when):
    """Captured again a year later, the same page must say the same."""
    assert mentions(body=f"{when} tagt der Beirat. Sein Bericht ist vom 4. Juni 2021.") == [
        ("mentioned", "2021-06-04")
    ]


def test_dates_of_title_and_lead_have_no_offset_in_the_body():
    article = step(title="Werkstatt am 31. Januar 2022", lead="Am 1. Februar 2022 folgt mehr.")
    assert [date.char_start for date in article.dates] == [None, None]


def test_dates_of_further_reading_belong_to_other_pages():
    entry = "Beispielblatt (03.04.2019): Nordlicht leuchtet"
    assert mentions(body=f"Text.\n\n{entry}", further_reading=[FurtherReading(entry)]) == []
    assert mentions(body=f"Text.\n\nZum Nachlesen\n\n{entry}") == []


def test_the_step_leaves_its_input_alone():
    article = Article(url="u", published_text="26.01.2022", captured_at=CAPTURED)
    assert DatesPipeline().process_item(article) is not article
    assert article.published_on is None


@pytest.mark.parametrize(
    ("published", "sentence", "deadline"),
    [
        ("04.05.2021", "Anträge können bis zum 30. November eingereicht werden.", "2021-11-30"),
        ("04.05.2021", "Anträge sind bis zum 31.12. einzureichen.", "2021-12-31"),
        ("04.05.2021", "Einsendeschluss ist der 15. Dezember.", "2021-12-15"),
        ("04.05.2021", "Anträge sind bis zum 15. Februar einzureichen.", "2022-02-15"),
        ("20.12.2021", "Anträge sind bis zum 15. Februar einzureichen.", "2022-02-15"),
        ("04.05.2021", "Anträge sind bis zum 4. Mai einzureichen.", "2021-05-04"),
        ("04.05.2021", "Anträge sind im Frühjahr einzureichen.", None),
        ("04.05.2021", "Anträge waren bis zum 30.11.2020 möglich, die Frist endet am 30. November.",
         "2021-11-30"),
    ],
)  # fmt: skip
def test_a_yearless_deadline_is_not_before_publication(published, sentence, deadline):
    assert step(published_text=published, body=sentence).deadline_on == deadline


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Anträge sind bis zum 30. Juni 2021, 24 Uhr, einzureichen.", "2021-06-30"),
        ("Anträge sind bis 30.6.2021 (24:00 Uhr) einzureichen.", "2021-06-30"),
        ("Bewerbungsschluss: 31. Dezember 2021, 24.00 Uhr", "2021-12-31"),
        ("Anträge sind bis zum 30. Juni 2021, 23:59 Uhr, einzureichen.", "2021-06-30"),
        ("Anträge sind bis zum 1. Juli 2021, 0 Uhr, einzureichen.", "2021-07-01"),
        ("Anträge sind bis zum 24. Juni 2021, 0 Uhr, einzureichen.", "2021-06-24"),
    ],
)
def test_a_deadline_of_24_uhr_is_on_the_day_that_ends_then(sentence, day):
    article = step(published_text="04.05.2021", body=sentence)
    deadline = article.dates[1]
    assert article.deadline_on == day
    assert (deadline.role, deadline.starts_on, deadline.ends_on) == ("deadline", day, day)


def test_a_labelled_deadline_of_24_uhr():
    article = step(published_text="04.05.2021", deadline_text="Stichtag: 30. November, 24 Uhr")
    assert article.deadline_on == "2021-11-30"


@pytest.mark.parametrize(
    "sentence",
    [
        "Bis zum 6. April waren 300 Anträge eingegangen.",
        "Bis zum 6. April waren Bewerbungen möglich.",
        "Skizzen konnten bis zum 6. April 2021 eingereicht werden.",
        "Bis zum 6. April haben sich 200 Betriebe beworben.",
        "Die Frist lief bis zum 6. April.",
        "Die Frist endete am 6. April.",
        "Das Vorhaben wurde bis 2019 gefördert.",
    ],
)
def test_what_was_over_is_no_deadline(sentence):
    article = step(published_text="04.05.2021", body=sentence)
    assert article.deadline_on is None
    assert [date.role for date in article.dates] == ["published", "mentioned"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Einreichungsfrist wurde bis zum 30. Juni verlängert.",
        "Die Bewerbungsfrist ist bis zum 30. Juni verlängert worden.",
        "Anträge sollten bis zum 30. Juni gestellt werden.",
        "Die Frist, die das Amt gesetzt hatte, endet am 30. Juni.",
    ],
)
def test_an_extension_is_a_deadline_although_it_was_granted(sentence):
    assert step(published_text="04.05.2021", body=sentence).deadline_on == "2021-06-30"


def test_an_undated_page_has_no_yearless_deadline():
    assert step(body="Anträge sind bis zum 30. November einzureichen.").deadline_on is None
    assert step(deadline_text="Stichtag: 30. November").deadline_on is None
    assert step(deadline_text="Stichtag: 30. November 2021").deadline_on == "2021-11-30"


def test_of_very_many_dates_the_first_are_kept_and_that_is_said(caplog):
    article = step(published_text="04.05.2021", body="01.02.2020 " * 3_000)
    assert len(article.dates) == 1_001
    assert "https://portal.example/a: the first 1000 dates" in caplog.text
