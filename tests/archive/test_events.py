"""What takes place, and when: the view v_events and the question asked of it."""

from __future__ import annotations

import pytest

from crawler.publishing.datasette.questions import questions
from pipelines.dates import dates

BODY = """\
Vom 6. bis 8. Dezember 2021 kommen in Seestadt 400 Fachleute zusammen.

Am Mittwoch wird das Programm vorgestellt. Grundlage ist der Vertrag vom 3. Mai 1974.

Anmeldungen sind bis zum 1. Dezember möglich.

Das Treffen vom 6. bis 8. Dezember 2021 ist das dritte.\
"""


@pytest.fixture
def asked(archive, run_id, make):
    """Ask the question about an article of 15 November 2021, a Monday."""
    article = make(title="Fachtreffen in Seestadt", body=BODY, published_text="15.11.2021")
    archive.store([dates(article)], run_id)
    (question,) = (question for question in questions() if question.name == "events")

    def ask(since: str = "", until: str = "") -> list[dict]:
        return list(archive.db.query(question.sql, {"since": since, "until": until, "portal": ""}))

    return ask


def test_each_event_once_with_its_days_and_how_certain_they_are(asked):
    assert [(row["starts_on"], row["ends_on"], row["certainty"]) for row in asked()] == [
        ("2021-11-17", "2021-11-17", "inferred"),
        ("2021-12-06", "2021-12-08", "printed"),
    ]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2021-12-01", "", ["2021-12-06"]),
        ("2021-12-07", "2021-12-07", ["2021-12-06"]),
        ("", "2021-11-30", ["2021-11-17"]),
        ("2021-12-09", "", []),
        ("2021-11-17", "2021-12-06", ["2021-11-17", "2021-12-06"]),
    ],
)
def test_what_takes_place_between_two_days(asked, since, until, found):
    assert [row["starts_on"] for row in asked(since, until)] == found


def test_the_words_around_the_date_say_what_it_is(asked):
    first, second = asked()
    assert "Am Mittwoch wird das Programm vorgestellt" in first["event"]
    assert second["event"].startswith("Vom 6. bis 8. Dezember 2021 kommen in Seestadt")


LONG = "Großgemeindeversammlungsbeschluss " * 6


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f"{LONG}tagt am 3. Dezember 2021 in Seestadt und {LONG}", "und"),
        (
            f"{LONG.strip()}\n\nTagung am 3. Dezember 2021\n\nin Seestadt. {LONG}",
            "3. Dezember 2021",
        ),
        ("Am 3. Dezember 2021 tagt der Rat.", "Am 3. Dezember 2021 tagt der Rat."),
        (f"Der Rat\n\ntagt am 3. Dezember 2021 {LONG}", "Der Rat"),
        (f"{'x' * 300} Die Tagung findet am 3. Dezember 2021 statt: {'y' * 300}", "statt:"),
    ],
)
def test_the_words_around_a_date_are_whole_and_in_one_line(archive, run_id, make, body, shown):
    article = make(title="Tagung", body=body, published_text="15.11.2021")
    archive.store([dates(article)], run_id)
    (event,) = [row["event"] for row in archive.db.query("SELECT event FROM v_events")]
    assert "\n" not in event
    assert "  " not in event
    assert shown in event
    assert set(event.split()) <= set(body.split())
