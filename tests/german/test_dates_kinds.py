"""Kinds of sentences that were misread: terms, moves, sections, streets, years told in words."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.german.dates import find_dates
from tests.german.test_dates_news import days

NOW = dt.datetime(2019, 4, 9, 10, 30)


@pytest.mark.parametrize(
    ("sentence", "meanings"),
    [
        ("Die Nacht vom 3. auf den 4. Mai 2019 gehört den Museen.", ["2019-05-03/2019-05-04"]),
        ("Der Einsendeschluss wurde vom 1. Mai auf den 15. Mai 2019 verlängert.", ["2019-05-15"]),
        (
            "Die Messe wird vom 12. Mai auf den 3. September 2019 verlegt.",
            ["2019-05-12", "2019-09-03"],
        ),
        (
            "Der Verband verschiebt die Konferenz vom 3. Mai auf den 12. September 2019.",
            ["2019-05-03", "2019-09-12"],
        ),
        (
            "Die Abgabefrist ist vom 30. April auf den 31. Mai 2019 ausgeweitet worden.",
            ["2019-05-31"],
        ),
        (
            "Die Verlegung der Sitzung von Juni auf Oktober 2019 war nötig.",
            ["2019-10-01/2019-10-31"],
        ),
        ("Verschoben: Die Tagung rückt vom 5. auf den 19. Juni 2019.", ["2019-06-19"]),
        ("Laut 3.2. und 4.1. gilt das.", []),
        ("Unter 6.1. steht es.", []),
        ("Gemäß Ziffer 4.2. und 4.3. der Richtlinie werden Zuschüsse gewährt.", []),
        ("Die in 2.3. beschriebenen Kosten.", []),
        ("Kapitel 2.1. bis 2.6. behandeln das.", []),
        ("Abschnitte 1.1., 1.2. und 1.3. entfallen.", []),
        ("zwischen 1.2 und 1.4", []),
        ("Anlage 5.1. sowie Anlage 5.2. sind beizufügen.", []),
        ("Siehe 4.2. der Bekanntmachung.", []),
        ("Am 5.4. tagt der Rat.", ["2019-04-05"]),
        ("Vom 5.4. bis 7.4. tagt der Rat.", ["2019-04-05/2019-04-07"]),
        ("Anmeldung bis zum 3.5. erbeten.", ["2019-05-03"]),
        ("Die Firma sitzt in der Straße des 17. Juni 135 in Berlin.", []),
        ("Treffpunkt ist der Platz des 9. November 4.", []),
        ("Am Ring des 18. März wird gebaut.", []),
        ("Die Brücke des 3. Oktober ist gesperrt.", []),
        ("Das Haus am Platz des 4. Juli 2 öffnet.", []),
        ("Die Feier des 9. November ist geplant.", ["2019-11-09"]),
        (
            "Die Tagung am 5. Mai 2019 – 9 bis 12.30 Uhr – ist öffentlich.",
            ["2019-05-05T09:00/2019-05-05T12:30"],
        ),
        ("Wann: 5. Mai 2019 - 14 bis 16 Uhr", ["2019-05-05T14:00/2019-05-05T16:00"]),
        ("Am 5. Mai 2019 – 10 Uhr – beginnt es.", ["2019-05-05T10:00"]),
        (
            "Freitag, 10. Mai 2019 – 13.00 bis 15.00 Uhr, Rathaus",
            ["2019-05-10T13:00/2019-05-10T15:00"],
        ),
        ("Vom 5. Mai – 10. Mai 2019 wird gezeigt.", ["2019-05-05/2019-05-10"]),
        ("Kündbar mit einer Frist von sechs Wochen zum Quartalsende.", []),
        ("Der Vertrag ist jeweils zum Jahresende kündbar.", []),
        ("Das Projekt endet zum Jahresende.", ["2019-12-31"]),
        ("Die Frist läuft am 1.7. dieses Jahres ab.", ["2019-07-01"]),
        ("Am 9.4. des Jahres 2018 begann es.", ["2018-04-09"]),
        ("Der Antrag ist bis 31.10. d. J. zu stellen.", ["2019-10-31"]),
        ("Bis zum 28.2. nächsten Jahres ist Zeit.", ["2020-02-28"]),
        ("Am 30.6. des Vorjahres endete es.", ["2018-06-30"]),
        ("Stichtage: 15. März / 15. September 2020.", ["2020-03-15", "2020-09-15"]),
        ("Am 12. März 0219 war es.", []),
        ("Am 2. Juli 936 starb der König.", []),
        ("Im Jahr 800 war es.", []),
        ("Die Laufzeit beträgt 07/19–06/22.", ["2019-07-01/2022-06-30"]),
        ("Am 30. Juni 2021, 24 Uhr, endet es.", ["2021-06-30"]),
        ("Das gilt mit Ablauf des 30. Juni 2021 nicht mehr.", ["2021-06-30"]),
        ("Mit Wirkung vom 1. Juli 2019 leitet sie das Haus.", ["2019-07-01"]),
        ("Das 4te Quartal 2019 war gut.", ["2019-10-01/2019-12-31"]),
        ("Am 9. Aprli 2019 tagte der Rat.", ["2019-04-09"]),
        ("Bis 3. Dezmeber 2019 einreichen.", ["2019-12-03"]),
        ("Bis Ende des Jahres 2021 gefördert.", ["2021-12-31"]),
        ("Musterstadt, den 12. März 2019. Der Verbund", ["2019-03-12"]),
    ],
)
def test_every_date_and_no_other(sentence, meanings):
    found = find_dates(sentence, NOW, "context")
    assert [days(date.start, date.end) for date in found] == meanings
    assert all(sentence[slice(*date.span)] == date.text for date in found)


@pytest.mark.parametrize("tag", [False, True])
@pytest.mark.parametrize(
    "sentence",
    [
        "Nach 3.2. dürfen keine Mittel fließen.",
        "Zwischen 1.2 und 1.4 liegt die Grenze.",
        "Der Wert liegt zwischen 1.2. und 1.4. der Skala.",
        "Näheres unter 7.1. und in 7.3. der Anlage.",
        "Die Abschnitte 2.1. sowie 2.3. werden gestrichen.",
        "Ziffer 3.1. bis 3.4. gelten entsprechend.",
        "Die unter Nummer 2.2. genannten Ausgaben sind nicht förderfähig.",
        "Gemäß 5.2. sind Belege vorzulegen.",
        "Tabelle 3.1. zeigt die Werte, Abbildung 3.2. den Verlauf.",
        "Vgl. 4.3. und 4.4. des Leitfadens.",
        "Im Sinne von 6.3. ist das zulässig.",
        "Punkt 1.1. bis Punkt 1.5. der Tagesordnung.",
        "Lose 1.1. und 1.2. werden vergeben.",
        "Die Kanzlei hat ihren Sitz an der Straße des 17. Juni 106-108.",
        "In der Straße des 18. Oktober wohnen Studierende.",
        "Der Platz des 4. Juli wird umgebaut.",
        "Adresse: Straße des 13. Januar 26-28, 66121 Musterstadt",
        "Die Allee des 1. Mai ist gesperrt.",
        "Am Platz des 17. Juni 1953 steht ein Baum.",
        "Der Park des 3. Oktober lädt zum Verweilen.",
        "Zur Bewegung des 26. Juli gehörte er nicht.",
        "Eine Kündigung ist mit drei Monaten Frist zum Quartalsende möglich.",
        "Der Vertrag kann jederzeit zum Monatsende gekündigt werden.",
        "Version 3.1. läuft stabil, Release 4.2. folgt.",
        "Maßnahme 2.4. und Maßnahme 2.5. wurden zusammengelegt.",
        "Das Modul 1.1. ist Pflicht.",
        "Frage 2.1. betrifft die Kosten.",
        "In 3.1. und 3.2. steht dasselbe.",
        "Siehe dazu 9.4. im Handbuch.",
    ],
)
def test_sections_and_streets_are_no_dates(sentence, tag):
    assert find_dates(sentence, NOW, "context", tag=tag) == []
