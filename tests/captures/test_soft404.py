"""Error pages that say 200: told from articles, however short or oddly titled those are."""

import pytest

from crawler.captures.soft404 import error_page, led_elsewhere
from crawler.items import Article

URL = "https://www.muster.example/detail/info/vierzig-betriebe"
SITE = {"musterportal"}


def reason(title, body="Bitte nutzen Sie die Suche.", **more):
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


@pytest.mark.parametrize(
    "title",
    [
        "Einen Moment bitte …",
        "Just a moment...",
        "Request Rejected",
        "Attention Required! | Cloudflare",
        "Zugriff verweigert",
        "Access to this page has been denied",
        "Ihre Sitzung ist abgelaufen",
        "Sicherheitsüberprüfung",
        "Bitte aktivieren Sie Cookies: Cookies aktivieren",
        "Captcha",
        "Wartungsarbeiten",
        "Anmeldung",
        "Wir verwenden Cookies",
    ],
)
def test_walls(title):
    assert reason(title).is_wall


@pytest.mark.parametrize(
    "title",
    ["Hoppla, da ist etwas schiefgegangen", "Dieser Beitrag wurde archiviert", "Nicht gefunden"],
)
def test_error_pages_that_are_no_walls(title):
    assert not reason(title).is_wall


def test_a_long_text_that_loses_its_title_is_for_the_health_check_to_judge():
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
