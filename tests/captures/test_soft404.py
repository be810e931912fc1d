"""Error pages that say 200: told from articles, however short or oddly titled those are."""

import pytest

from crawler.captures.soft404 import error_page, led_elsewhere
from crawler.items import Article

URL = "https://www.muster.example/detail/info/vierzig-betriebe"
SITE = {"musterportal"}
STORED = Article(
    URL,
    title="Vierzig Betriebe im Netzwerk",
    body="Das Netzwerk hat jetzt vierzig Mitglieder.\n\nIm Herbst folgt die Tagung.",
    published_on="2019-04-09",
)


def reason(title, body="Bitte nutzen Sie die Suche.", stored=None, **more):
    return error_page(Article(URL, title=title, body=body, **more), SITE)


@pytest.mark.parametrize(
    "title",
    [
        "Fehler 404: Seite nicht gefunden",
        "Seite nicht gefunden",
        "404",
        "404 - File or directory not found.",
        "404 Not Found",
        "HTTP Status 404 – Nicht gefunden",
        "Die angeforderte Seite existiert leider nicht",
        "Diese Seite ist nicht mehr verfügbar",
        "Den Artikel gibt es nicht mehr",
        "The page could not be found",
        "Interner Serverfehler",
        "Wartungsarbeiten",
        "Musterportal",
        None,
    ],
)
def test_error_pages(title):
    assert reason(title)


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("500 Millionen Euro für Wasserstoff", {}),
        ("404 Anträge aus zwölf Ländern", {}),
        ("404-Euro-Gutscheine für Betriebe", {}),
        ("Seite an Seite: zwei Netzwerke lassen nicht locker", {}),
        ("Wartungsarbeiten am Portal", {"published_on": "2019-04-09"}),
        ("Fehlerkultur in der Forschung", {}),
        ("Seite nicht gefunden: wie Behörden mit Adressen umgehen", {"body": "Wort " * 200}),
    ],
)
def test_articles(title, more):
    assert reason(title, **more) is None


def test_an_edited_article_keeps_something_of_what_it_was():
    assert reason("Vierzig Betriebe im Netzwerk (aktualisiert)", STORED.body, STORED) is None
    assert reason(STORED.title, "Ganz anderer Text.", STORED) is None


def test_a_page_on_which_nothing_is_left_is_no_edit():
    assert reason("Herzlich willkommen", "Wir sind umgezogen.", STORED)


def test_a_long_text_that_loses_its_title_is_for_the_health_check_to_judge():
    assert reason(None, "Wort " * 200, STORED) is None
    assert reason(None, "Wort " * 200) is None


@pytest.mark.parametrize(
    ("answered", "elsewhere"),
    [
        ("https://www.muster.example/", True),
        ("https://www.muster.example/detail/", True),
        ("https://www.muster.example/DE/Home/home_node.html", True),
        ("https://www.muster.example/index.php", True),
        ("https://www.muster.example/startseite", True),
        ("https://www.muster.example/de/", True),
        ("https://www.muster.example/home-office-foerderung", False),
        ("https://www.muster.example/de/info/vierzig-betriebe", False),
        ("https://muster.example/detail/info/vierzig-betriebe", False),
        ("https://www.muster.example/neu/info/vierzig-betriebe", False),
        (URL, False),
    ],
)
def test_where_a_redirect_leads(answered, elsewhere):
    assert led_elsewhere(URL, answered) is elsewhere
