"""Two texts side by side: what makes them one event, and what makes them two."""

from __future__ import annotations

from itertools import count

import pytest

from crawler.archive.stories.text import Document, compare
from crawler.archive.stories.text.compare import Verdict

NUMBER = count()


def document(title, *paragraphs, **known):
    lead, *body = paragraphs
    return Document(
        f"https://muster.example/{next(NUMBER)}", title=title, lead=lead, body="\n\n".join(body),
        **{"language": "de"} | known,
    )  # fmt: skip


BRIDGES = (
    "Brückenbauer treffen sich in Loburg",
    "Rund 250 Ingenieurinnen und Ingenieure haben am Freitag in Loburg über neue Brücken aus "
    "Carbonbeton beraten.",
    "Eingeladen hatte der Verband Leichtbau Ost. Gezeigt wurde unter anderem ein Modell der Brücke "
    "über die Ihle, die ohne Stahl auskommt. Verbandschef Gero Planck forderte schnellere "
    "Zulassungen.",
    "Die nächste Tagung findet in zwei Jahren in Gommern statt. Bis dahin soll ein Leitfaden für "
    "Kommunen erscheinen.",
)
FERRY = (
    "Neue Fähre für Seedorf",
    "Eine neue Fähre verbindet Seedorf mit der Insel Wiek. Die Fähre fährt stündlich und ohne "
    "Lärm, denn sie wird elektrisch angetrieben.",
    "Das Unternehmen Inselverkehr hat für die Fähre 5 Millionen Euro gezahlt. Fahrgäste loben die "
    "großen Fenster. Im Winter fährt die Fähre nur am Wochenende.",
)
LABEL = (
    "MedNet ausgezeichnet",
    "Das Cluster MedNet hat das Silberlabel für gute Führung erhalten. Überreicht wurde es in "
    "Berlin.",
    "Das Silberlabel wird nach einer Prüfung durch zwei Gutachter vergeben. Es gilt zwei Jahre. "
    "Weitere Informationen gibt die Agentur für Clustergüte auf ihren Seiten und in einer "
    "Broschüre.",
)
WELCOME = (
    "Willkommen im Netzwerk",
    "Wir begrüßen die Firma Optronik als neues Mitglied in unserem Netzwerk und freuen uns auf die "
    "Zusammenarbeit in den kommenden Jahren.",
    "Mitglieder erhalten Zugang zu allen Veranstaltungen, zum internen Bereich und zur Börse für "
    "Praktika. Die Aufnahme erfolgt auf Antrag beim Vorstand.",
)
PARTY = (
    "Sommerfest 2018 des Netzwerks",
    "Beim Sommerfest 2018 des Netzwerks Optik kamen Mitglieder und Gäste im Hof der "
    "Geschäftsstelle zusammen und feierten bei gutem Wetter.",
    "Die Vorsitzende dankte allen Helfern. Es gab Musik, Spiele für Kinder und eine Verlosung, "
    "deren Erlös der Jugendarbeit zugutekommt.",
)
EVENING = (
    "Stammtisch Robotik am 4. April",
    "Der nächste Stammtisch Robotik findet am 4. April um 18 Uhr im Gasthaus Krone statt. Thema "
    "des Abends sind Greifer aus weichem Kunststoff.",
    "Der Stammtisch bietet Mitgliedern die Gelegenheit, sich in lockerer Runde auszutauschen. Eine "
    "Anmeldung ist nicht nötig. Gäste sind willkommen, Getränke zahlt jeder selbst.",
)
APPRENTICES = (
    "Kurz: 12 neue Lehrlinge",
    "Im Cluster Nordglas haben 12 Lehrlinge ihre Ausbildung begonnen, so viele wie nie zuvor. Fünf "
    "von ihnen kommen aus Lettland.",
)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        (BRIDGES, {}),
        (BRIDGES, {"250": "260"}),  # a correction
        (BRIDGES, {"Rund 250": "Mehr als 240", "beraten": "gesprochen"}),
        (BRIDGES, {"Gero Planck": "Gero Plank"}),
        (BRIDGES, {"am Freitag": "am 12. Mai"}),
        (BRIDGES, {"forderte schnellere": "„Es eilt“, sagte er und forderte schnellere"}),
        (BRIDGES, {BRIDGES[1]: "Wie baut man ohne Stahl? Darum ging es bei einem Treffen."}),
        (BRIDGES, {BRIDGES[0]: "Carbonbeton im Kommen", f"\n{BRIDGES[3]}": ""}),
        (FERRY, {"Eine neue Fähre": "Ein neues Schiff", "Die Fähre": "Das Schiff", "Neue Fähre":
                 "Neues Schiff", "die Fähre": "das Schiff", "Das Unternehmen": "Die Firma"}),
        (APPRENTICES, {"Kurz: 12 neue Lehrlinge": "Nordglas bildet aus"}),
    ],
)  # fmt: skip
def test_an_edited_copy_tells_the_same(text, edits):
    assert verdicts(text, edits) == {Verdict.SAME}


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        (BRIDGES, {"250": "310", "Loburg": "Gommern", "Gero Planck": "Lina Kies"}),
        (LABEL, {"MedNet": "AgroNet"}),
        (WELCOME, {"Optronik": "Lumatec"}),
        (PARTY, {"2018": "2019"}),
        (EVENING, {"4. April": "2. Mai", "Greifer aus weichem Kunststoff": "Kameras"}),
        (APPRENTICES, {"12": "14"}),
    ],
)
def test_another_number_date_or_name_in_its_place_is_another_event(text, edits):
    assert verdicts(text, edits) == {Verdict.DIFFERENT}


def verdicts(text, edits):
    """Of the text and its edited form, either way round."""
    edited = "\n".join(text)
    for old, new in edits.items():
        assert old in edited
        edited = edited.replace(old, new)
    one, other = document(*text), document(*edited.split("\n"))
    forth, back = compare(one, other), compare(other, one)
    assert forth == back.reversed()
    return {forth.verdict}


def test_the_same_text_another_year_is_a_copy_only_if_it_is_long():
    for text, expected in ((BRIDGES, Verdict.SAME), (APPRENTICES, Verdict.UNRELATED)):
        one, other = (document(*text, day=day) for day in ("2019-05-02", "2020-05-04"))
        assert compare(one, other).verdict == expected


def test_a_number_corrected_a_year_later_is_another_event():
    one = document(*BRIDGES, day="2019-05-02")
    other = document(*(part.replace("250", "260") for part in BRIDGES), day="2020-05-04")
    assert compare(one, other).verdict is Verdict.DIFFERENT


def test_a_date_put_right_is_a_correction_and_a_month_later_the_next_of_a_series():
    moved = [part.replace("am Freitag", "am 12. Mai") for part in BRIDGES]
    one = document(*moved, day="2019-05-13")
    for day, expected in (("2019-05-14", Verdict.SAME), ("2019-06-10", Verdict.DIFFERENT)):
        other = document(*(part.replace("12. Mai", "12. Juni") for part in moved), day=day)
        assert compare(one, other).verdict is expected


def test_a_year_that_stands_in_boilerplate_as_well_is_another_one_all_the_same():
    block = "Das Netzwerk besteht seit Januar 2019 und wird vom Land Anhalt gefördert."
    one, other = (
        document(
            BRIDGES[0], BRIDGES[1].replace("am Freitag", f"im Mai {year}"), *BRIDGES[2:], block
        )
        for year in (2019, 2020)
    )
    assert compare(one, other).verdict is Verdict.SAME
    assert compare(one, other, document("", block).whole_sentences).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize("paragraph", [1, 2])
def test_a_paragraph_is_an_excerpt(paragraph):
    comparison = compare(document(*BRIDGES), document("Kurz gemeldet", BRIDGES[paragraph]))
    assert comparison.verdict is Verdict.SAME
    assert comparison.other_shared == 1.0
    assert comparison.shared < 0.6


DIGEST = (
    "Aus den Ländern",
    "Was in dieser Woche sonst noch geschah: ein Blick auf Werkstätten, Labore und Rathäuser.",
    "Zwei Schulen bauen gemeinsam einen Windkanal. In Klietz wird der Hafen erneuert. "
    "Ein Leser fragt nach alten Ausgaben.",
)


def test_two_sentences_taken_over_whole_are_an_excerpt_whatever_stands_around_them():
    taken = (
        "Gezeigt wurde unter anderem ein Modell der Brücke über die Ihle, die ohne Stahl auskommt. "
        "Verbandschef Gero Planck forderte schnellere Zulassungen. Die nächste Tagung findet in "
        "zwei Jahren in Gommern statt."
    )
    own = DIGEST[1][: DIGEST[1].index(" ein Blick")]
    excerpt = document(DIGEST[0], own, taken, DIGEST[2])
    assert compare(document(*BRIDGES), excerpt).verdict is Verdict.SAME
    reworded = taken.replace("Modell", "Bild").replace("schnellere", "raschere")
    assert compare(document(*BRIDGES), document(DIGEST[0], own, reworded, DIGEST[2])).verdict is (
        Verdict.UNRELATED
    )


def test_a_credit_makes_less_enough():
    texts = (DIGEST[0], BRIDGES[1], BRIDGES[3][: BRIDGES[3].index(" Bis")], *DIGEST[1:])
    original = document(*BRIDGES, portal="muster")
    assert compare(original, document(*texts)).verdict is Verdict.UNRELATED
    credited = document(*texts, credited_to=frozenset({"muster"}))
    assert compare(original, credited).verdict is Verdict.SAME


CALL = (
    "Gesucht werden gemeinsame Vorhaben in der Batterietechnik. Einreichen können Hochschulen und "
    "Betriebe, die seit 2 Jahren zusammenarbeiten.",
    "Gefördert werden Reisen, Tagungen und der Austausch von Fachkräften. Anträge nimmt der "
    "Projektträger in Loburg an.",
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Polen: Gemeinsame Vorhaben gesucht", "Irland: Gemeinsame Vorhaben gesucht"),
        ("Mit Polen forschen", "Neuer Aufruf für Partner aus Südkorea"),
        ("Sachsens Betriebe gesucht", "Hessens Betriebe gesucht"),
    ],
)
def test_another_country_in_the_headline_is_another_call(one, other):
    assert compare(document(one, *CALL), document(other, *CALL)).verdict is Verdict.DIFFERENT


def test_a_country_the_other_text_names_as_well_is_none():
    one = document("Mit Polen forschen", *CALL, "Partner ist Irland.")
    other = document("Mit Irland forschen", *CALL, "Partner ist Polen.")
    assert compare(one, other).verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("15 Betriebe gründen Netzwerk", "14 Betriebe gründen Netzwerk", Verdict.SAME),
        ("5. Forum zu Brücken", "6. Forum zu Brücken", Verdict.DIFFERENT),
        ("Brückenforum 5", "Brückenforum 6", Verdict.DIFFERENT),
        ("Brückenforum 2018 Loburg", "Brückenforum 2019 Loburg", Verdict.DIFFERENT),
    ],
)
def test_a_quantity_in_the_headline_may_be_put_right(one, other, expected):
    assert compare(document(one, *BRIDGES[1:]), document(other, *BRIDGES[1:])).verdict is expected


def test_all_numbers_and_names_the_same_make_a_form_evidence():
    form = (
        "Am 3. Juni 2019 berät Ina Feld in Gommern.",
        "Anmeldungen nimmt Jost Brand an, und zwar unter der Nummer 5512.",
    )
    other = ("Ina Feld kommt am 3. Juni 2019 nach Gommern und berät dort Betriebe.", form[1])
    boilerplate = document("Sprechtag", form[1]).whole_sentences
    one, two = document("Sprechtag", *form), document("Rat für Betriebe", *other)
    assert compare(one, two, boilerplate).verdict is Verdict.SAME
    later = document("Rat für Betriebe", *(part.replace("3. Juni", "5. Juli") for part in other))
    assert compare(one, later, boilerplate).verdict is not Verdict.SAME


def test_typography_is_no_difference():
    printed = (
        "Am 12. Mai 2019 flossen 3 Millionen Euro, also 20 Prozent, nach „Müllerau“ in Sachsen."
    )
    other = "Am 12.05.2019 flossen 3 Mio. €, also 20 %, nach »Muellerau« in Sachsen"
    one, two = document("Geld", printed), document("Geld", other)
    assert compare(one, two).shared == 1.0


def test_short_words_without_a_name_or_number_are_not_enough():
    text = ("Termin verschoben", "Der Stammtisch fällt wegen Krankheit leider aus. Ein neuer "
            "Termin wird noch bekannt gegeben.")  # fmt: skip
    for day, expected in (("2019-05-02", Verdict.SAME), ("2019-05-12", Verdict.UNRELATED)):
        one, other = document(*text, day="2019-05-02"), document(*text, day=day)
        assert compare(one, other).verdict == expected


def test_boilerplate_is_no_evidence():
    one = document("Luft", "Es geht um Luft.", *BRIDGES[1:])
    other = document("Wasser", "Es geht um Wasser und viel mehr.", *BRIDGES[1:])
    assert compare(one, other).verdict is Verdict.SAME
    boilerplate = one.whole_sentences
    own = (
        "Die Firma Aerix misst seit 2011 in 14 Städten. Leiter ist Jost Brand aus Köthen bei Halle."
    )
    one = document("Luft", own, *BRIDGES[1:])
    assert compare(one, other, boilerplate).verdict is Verdict.UNRELATED


def test_languages_are_not_compared():
    one, other = document(*BRIDGES), document(*BRIDGES, language="en")
    assert compare(one, other).verdict is Verdict.UNRELATED
