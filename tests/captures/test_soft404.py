"""Error pages that say 200: told from articles, however short or oddly titled those are."""

import pytest

from crawler.items import Article
from crawler.layouts import extract
from crawler.monitoring.health.bare_pages import is_bare, is_unusual
from pipelines.soft404 import error_page, led_elsewhere
from tests.captures.walls import WALLS

URL = "https://www.muster.example/detail/info/vierzig-betriebe"
SITE = {"musterportal"}


DATED = {"F5", "F5 without a title", "Cloudflare challenge", "Imperva", "DataDome", "Anubis"}
"""Walls that no date makes an article: their makers' own words."""


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


@pytest.mark.parametrize("page", WALLS.values(), ids=WALLS)
def test_walls_as_they_are_sent(page):
    assert error_page(extract(page, URL), SITE).is_wall


@pytest.mark.parametrize("name", sorted(DATED))
def test_a_date_makes_no_article_of_what_only_a_wall_says(name):
    page = WALLS[name].replace("</body>", "<p>Stand: 05.03.2024</p></body>")
    assert error_page(extract(page, URL), SITE).is_wall


TRUE = {
    "Netzwerk wächst": "Vierzig Betriebe sind jetzt dabei.",
    "Vierzig Betriebe": "Mehr im Herbst.",
    "Zugang zu Dokumenten der Behörde wurde Klägern verweigert": "So das Gericht zu Betrieben.",
    "Neue Cookies-Richtlinie": "Vierzig Betriebe prüfen, ob Nutzer die Cookies aktivieren.",
    "Förderdatenbank": "Wegen Wartungsarbeiten ist sie für vierzig Betriebe nicht erreichbar.",
    "Anmeldung zum Kongress": "Melden Sie sich bis Mai mit Ihrem Team an: vierzig Betriebe.",
    "Sicherheit im Netz": "Forschende haben CAPTCHAs von Roboterprogrammen lösen lassen.",
}


@pytest.mark.parametrize("title", TRUE)
def test_short_articles_without_a_date_are_articles(title):
    article = Article(URL, title=title, body=TRUE[title])
    assert error_page(article, SITE) is None


def test_what_has_nothing_of_an_article_is_bare():
    assert is_bare(Article(URL, title="Neues vom Portal", body="Bald mehr davon."))
    assert not is_bare(Article(URL, title="Vierzig Betriebe", body="Bald mehr davon."))
    assert not is_bare(Article(URL, title="Neues", body="Bald.", published_on="2024-03-05"))
    assert not is_bare(Article(URL, title="Neues", body="Wort " * 130))
    assert not is_bare(Article("https://www.muster.example/?id=4711", title="Neues", body="Bald."))


@pytest.mark.parametrize(
    ("framed", "dated", "full", "of", "odd"),
    [
        (False, 7, 7, 8, True),
        (False, 0, 7, 8, True),
        (False, 3, 3, 4, False),  # too few to tell
        (False, 4, 4, 12, False),  # most of them are bare
        (True, 7, 8, 8, True),
        (True, 6, 8, 8, False),  # some have no date
    ],
)
def test_a_bare_page_is_held_where_the_portals_articles_are_not(framed, dated, full, of, odd):
    assert is_unusual(has_frame=framed, dated=dated, full=full, of=of) is odd


def test_no_page_of_other_portals_is_refused(shared):
    for name in ("pages", "pages-more"):
        for file in sorted((shared / name / "html").iterdir())[::8]:
            article = extract(file.read_bytes(), URL)
            assert error_page(article, SITE) is None, file.name
            assert not is_bare(article), file.name


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
