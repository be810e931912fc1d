"""What can be an edit of a text, and what only stands in its place."""

import pytest

from crawler.stories.edits import no_edit
from crawler.stories.telling import Telling

TITLE = "Vierzig Betriebe im Netzwerk Blaumilch"
SENTENCES = [
    "Das Netzwerk Blaumilch aus Kesselheim hat jetzt vierzig Mitglieder.",
    "Im Herbst folgt die Tagung in Musterstadt, zu der Gäste aus Frankreich erwartet werden.",
    "Die Ministerin übergab einen Bescheid über zwei Millionen Euro für ein neues Labor.",
    "Dort werden Werkstoffe für die Speicherung von Wasserstoff erprobt.",
    "Sprecherin Lina Kies nannte die Förderung einen Meilenstein für die Region.",
    "Bewerbungen weiterer Betriebe nimmt die Geschäftsstelle bis zum Frühjahr entgegen.",
]
TEXT = " ".join(SENTENCES)
STUB = "Weitere Informationen folgen in Kürze."


def telling(title, body, lead=""):
    return Telling("", title=title, lead=lead, body=body)


STORED = telling(TITLE, TEXT)

EDITS = {
    "a correction": telling(TITLE, TEXT.replace("vierzig", "einundvierzig")),
    "another headline": telling("Förderung für ein Labor in Kesselheim", TEXT),
    "a rewritten lead": telling(TITLE, TEXT, "Ganz neu erzählt jemand, worum es geht."),
    "twice as long": telling(TITLE, TEXT + " " + "Neues kam aus anderen Ländern hinzu. " * 12),
    "half": telling(TITLE, " ".join(SENTENCES[:3])),
    "the other half": telling(TITLE, " ".join(SENTENCES[3:])),
    "a third under another headline": telling("Labor für Wasserstoff", " ".join(SENTENCES[2:4])),
    "rewritten": telling(
        TITLE,
        "Vierzig Mitglieder zählt Blaumilch inzwischen. Geplant sind ein Labor in Kesselheim, das "
        "Wasserstoff speichern hilft, und eine Tagung im Herbst. Zwei Millionen Euro kommen vom "
        "Land.",
    ),
}
REPLACED = {
    "Hoppla": ("Hoppla, da ist etwas schiefgegangen", "Bitte versuchen Sie es später noch einmal."),
    "maintenance": ("Wartungsarbeiten", "Wir sind in Kürze wieder für Sie da. Vielen Dank."),
    "archived": ("Dieser Beitrag wurde archiviert", "Er steht nicht mehr zur Verfügung."),
    "archived under its headline": (TITLE, "Dieser Beitrag wurde archiviert. Fragen beantwortet "
                                    "die Redaktion, aktuelle Meldungen stehen in der Übersicht."),
    "forbidden": ("Zugriff verweigert", "Sie haben keine Berechtigung. Support ID 12345."),
    "expired": ("Sitzung abgelaufen", "Bitte melden Sie sich erneut mit Ihrem Passwort an."),
    "cookies": ("Ihre Privatsphäre", "Wir verwenden Cookies und ähnliche Technologien. " * 20),
    "the home page": ("Musterportal", "Aktuelle Nachrichten, Termine und Bekanntmachungen. " * 15),
    "nothing": ("", ""),
    "its beginning": (TITLE, "Das Netzwerk Blaumilch aus Kesselheim."),
}  # fmt: skip


@pytest.mark.parametrize("edited", EDITS.values(), ids=[*EDITS])
def test_an_edit_keeps_something(edited):
    assert no_edit(edited, STORED) is None


@pytest.mark.parametrize(("title", "body"), REPLACED.values(), ids=[*REPLACED])
def test_what_stands_in_an_articles_place_keeps_nothing(title, body):
    assert no_edit(telling(title, body), STORED)


def test_a_stub_grows_into_the_text_but_not_into_an_error_page():
    assert no_edit(STORED, telling(TITLE, STUB)) is None
    assert no_edit(STORED, telling(TITLE, SENTENCES[0])) is None
    for title, body in (REPLACED["cookies"], REPLACED["archived"], REPLACED["the home page"]):
        assert no_edit(telling(title, body), telling(TITLE, SENTENCES[0])), title


def test_of_next_to_nothing_nothing_can_be_said():
    assert no_edit(telling("Anderes", "Ganz anderer Text."), telling("Kurz", "Ein Satz.")) is None
