"""Texts read as the pages they were, in invented words; how lines are broken does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Article, FurtherReading, Link
from crawler.layouts import extract
from crawler.layouts.text_export import read_text

_URL = "urn:sha256:0a"
_BODY = "Der Windrat lädt ein.\n\nDas Netz wächst, wie die Quelle: ein Bericht, zeigt."
_PAGE = f"""StartseiteAktuellesNachrichtenwindnetz Nord: Auf nach Neuland

windnetz Nord: Auf nach Neuland

Berichterstattung weltweit

{_BODY}

Zum Nachlesen

Windamt (01.02.2017): Bericht
Netzrat (03.02.2017): Studie

Quelle: Windamt Redaktion: Länder / Organisationen: USA Themen: Netzwerke

Weitere Informationen

Zum Projekt: https://netz.example/projekt

Projektträger"""


def trail(article: Article) -> list[str]:
    return [crumb.label for crumb in article.breadcrumbs]


def test_a_whole_page() -> None:
    article = read_text(_PAGE, _URL)
    assert trail(article) == ["Startseite", "Aktuelles", "Nachrichten", article.title]
    assert article.title == "windnetz Nord: Auf nach Neuland"
    assert article.kicker == "Berichterstattung weltweit"
    assert article.lead is None
    assert article.body == _BODY
    assert article.further_reading == [
        FurtherReading("Windamt (01.02.2017): Bericht"),
        FurtherReading("Netzrat (03.02.2017): Studie"),
    ]
    assert (article.source_text, article.editor_text) == ("Windamt", None)
    assert (article.places_text, article.topics_text) == (["USA"], ["Netzwerke"])
    assert article.links == [
        Link("https://netz.example/projekt", "Zum Projekt", "Weitere Informationen", "further")
    ]


def test_a_page_without_a_head_line() -> None:
    article = read_text(_PAGE.replace("Berichterstattung weltweit\n\n", ""), _URL)
    assert (article.kicker, article.body) == (None, _BODY)


def test_a_call() -> None:
    article = read_text(
        "StartseiteAktuellesBekanntmachungenWind in Neuland\n\nWind in Neuland\n\n"
        "Stichtag: 28.04.2017 Programmausschreibungen\n\nRichtlinie zum Wind\n\n"
        "1 Zweck\n\nEs weht.\n\nQuelle: Windamt Themen: Förderung",
        _URL,
    )
    assert (article.deadline_text, article.kicker) == ("28.04.2017", "Programmausschreibungen")
    assert article.body == "Richtlinie zum Wind\n\n1 Zweck\n\nEs weht."


def test_a_document_without_a_trail() -> None:
    article = read_text(
        "inside Wind 02/2022\n\nErscheinungsdatum: 28.02.2022 inside Newsletter\n\nLiebe Leute,\n\n"
        "es weht.",
        _URL,
    )
    assert article.title == "inside Wind 02/2022"
    assert (article.published_text, article.kicker) == ("28.02.2022", "inside Newsletter")
    assert article.body == "Liebe Leute,\n\nes weht."


def test_the_body_only() -> None:
    article = read_text("Liebe Leute,\nder Wind weht.\nAusblick\nEr weht weiter.", _URL)
    assert article.title is None
    assert article.body == "Liebe Leute,\n\nder Wind weht.\n\nAusblick\n\nEr weht weiter."
    assert article.source_text is None


def test_a_trailer_glued_to_the_last_paragraph() -> None:
    article = read_text(
        "StartseiteNachrichtenWind\n\nWind\n\nEs weht.\n\nEs weht weiter.Quelle:WindamtRedaktion:"
        "von Anna Muster, WindratLänder / Organisationen:MusterlandEUThemen:FörderungNetzwerke"
        "Weitere InformationenProjektträger",
        _URL,
    )
    assert article.body == "Es weht.\n\nEs weht weiter."
    assert article.source_text == "Windamt"
    assert article.editor_text == "von Anna Muster, Windrat"
    assert article.places_text == ["Musterland", "EU"]
    assert article.topics_text == ["Förderung", "Netzwerke"]


@pytest.mark.parametrize(
    "days",
    [
        "Termin: 12.11.2019 bis 13.11.2019",
        "Termin: 12.11.2019 - 13.11.2019",
        "Termin: 12.11.2019 – 13.11.2019, Moorheim",
        "Veranstaltung 12.11.2019 bis 13.11.2019",
        "Termin 12.11.2019 Moorheim",
    ],
)
def test_the_days_of_an_event_are_no_date_of_its_page_and_stay_in_one_line(days: str) -> None:
    article = read_text(f"Messe der Räder\n{days}\nDie Messe zeigt neue Räder.", _URL)
    assert (article.published_text, article.kicker) == (None, None)
    assert (article.body or "").removeprefix(days).strip() == "Die Messe zeigt neue Räder."


@pytest.mark.parametrize(
    "trailer",
    [
        "Quelle: Windamt\nRedaktion:\nLänder / Organisationen: USA\nThemen: Netzwerke",
        "Quelle:\n\nWindamt\n\nRedaktion:\n\nThemen:\n\nNetzwerke\n\nWeitere Informationen",
        "Quelle: Windamt",
    ],
)
def test_a_trailer_over_several_lines_or_alone(trailer: str) -> None:
    article = read_text(f"StartseiteNachrichtenWind\n\nWind\n\nEs weht.\n\n{trailer}", _URL)
    assert article.body == "Es weht."
    assert (article.source_text, article.editor_text) == ("Windamt", None)


def test_a_paragraph_about_a_source_is_no_trailer() -> None:
    body = "Quelle: so heißt das Buch.\n\nEs handelt vom Wind.\n\nThemen: Wind und mehr davon."
    article = read_text(f"StartseiteNachrichtenWind\n\nWind\n\n{body}\n\nEnde gut.", _URL)
    assert article.body == f"{body}\n\nEnde gut."


def test_the_last_line_with_labels_is_the_trailer() -> None:
    body = "Es weht. Quelle: Buch. Themen: Wind.\n\nEs weht weiter."
    article = read_text(
        f"StartseiteNachrichtenWind\n\nWind\n\n{body}\n\nQuelle: Windamt Themen: Netzwerke", _URL
    )
    assert (article.body, article.source_text) == (body, "Windamt")
    assert article.topics_text == ["Netzwerke"]


def test_a_page_of_the_other_family() -> None:
    article = read_text(
        "Meldung\n09.04.2019\n\n4x Wind: Das Netz wächst\n\nEs weht.\n\n"
        "Windrad\n© Windamt\nWindrad\n\nEs weht weiter.\n\n"
        "Weitere Informationen zu den Netzen:\n\nWindnetz Nord\n\nWindnetz Süd",
        _URL,
    )
    assert (article.kicker, article.published_text) == ("Meldung", "09.04.2019")
    assert article.title == "4x Wind: Das Netz wächst"
    assert article.body == "Es weht.\n\nEs weht weiter."


def test_a_trail_that_ends_in_a_cut_title_or_is_all_there_is() -> None:
    cut = read_text("StartseiteNachrichtenWind und Ne…\n\nWind und Netz\n\nEs weht.", _URL)
    assert (cut.title, cut.body) == ("Wind und Netz", "Es weht.")
    alone = read_text("StartseiteNachrichtenWind und Netz\n\nEs weht heute.", _URL)
    assert (alone.title, alone.body) == ("Wind und Netz", "Es weht heute.")


# -- Kinds of texts, each in every arrangement of its lines: | is a break, ~ may be none

_FIRST = "Der Windrat von Neuland hat gestern sein Netz vorgestellt. Er lädt alle ein."
_MORE = "Nach Angaben des Rates sollen zwölf Räder entstehen; die ersten stehen am 3. Mai 2018."
_LAST = "Das Vorhaben läuft bis 2021. Gefördert wird es mit 3,5 Mio. Euro."
_NEWS = "https://www.kooperation-international.de/aktuelles/nachrichten/detail/info/"
_COUNTRIES = "https://www.kooperation-international.de/laender/"
_SHORT = "https://www.clusterplattform.de/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2019/2.html"

ARRANGEMENTS = {
    "blank lines": ("\n\n", "\n\n"),
    "single breaks": ("\n", "\n"),
    "glued": ("\n", ""),
    "glued, blank lines": ("\n\n", ""),
    "from Windows": (" \r\n", ""),
    "no-break spaces": ("\u00a0\n\n\n", "\u00a0\n"),
}
arranged = pytest.mark.parametrize("arrangement", ARRANGEMENTS)


def read(lines: str, arrangement: str, url: str = _URL) -> Article:
    line_break, seam = ARRANGEMENTS[arrangement]
    text = "\ufeff" + lines.replace("|", line_break).replace("~", seam)
    return extract(text, url, content_type="text/plain")


def told(article: Article, *fields: str) -> list[object]:
    return [getattr(article, field) for field in fields]


@arranged
def test_a_trailer_over_any_lines(arrangement: str) -> None:
    article = read(
        f"StartseiteAktuellesNachrichten~Auf nach Neuland|Auf nach Neuland|{_FIRST}|{_LAST}"
        "|Quelle:~Windamt / Amt für Wolken, Wind und Netze"
        "~Redaktion:~von Anna Muster, Windrat e. V."
        "~Länder / Organisationen:~Türkei~Albanien~Vereinigtes Königreich (Großbritannien)~Themen:"
        "~Information u. Kommunikation~Physik. u. chem. Techn.|Weitere Informationen~Projektträger",
        arrangement,
    )
    assert told(article, "title", "breadcrumb", "kicker", "published_on") == [
        "Auf nach Neuland", "Startseite › Aktuelles › Nachrichten", None, None,
    ]  # fmt: skip
    assert article.body == f"{_FIRST}\n\n{_LAST}"
    assert article.source_text == "Windamt / Amt für Wolken, Wind und Netze"
    assert article.editor_text == "von Anna Muster, Windrat e. V."
    assert [place.iso_code for place in article.places] == ["TR", "AL", "GB"]
    assert article.topics == ["Information u. Kommunikation", "Physik. u. chem. Techn."]


@arranged
def test_a_call_and_its_deadline(arrangement: str) -> None:
    article = read(
        "StartseiteAktuellesBekanntmachungen~Förderung von Wind|Förderung von Wind"
        f"|Stichtag:~28.04.2017~Programmausschreibungen|{_FIRST}|1 Zweck|{_MORE}"
        "|Quelle:~Windamt~Redaktion:~Länder / Organisationen:~USA~Themen:~Förderung",
        arrangement,
    )
    assert told(article, "kind", "kicker", "deadline_on", "published_on", "editor_text") == [
        "bekanntmachung", "Programmausschreibungen", "2017-04-28", None, None,
    ]  # fmt: skip
    assert article.body == f"{_FIRST}\n\n1 Zweck\n\n{_MORE}"


@arranged
@pytest.mark.parametrize("sub", ["Was die Räder im Norden bewegt", "Zehn Jahre Wind: eine Bilanz"])
def test_subtitle_and_lead_of_a_short_text(arrangement: str, sub: str) -> None:
    article = read(
        f"Meldung~09.04.2019~Das Netz „wächst“ weiter|{sub}|{_FIRST}|Windrad im Moor|© Windamt"
        f"|Windrad im Moor|{_MORE}|Zwischentitel|{_LAST}"
        "|Weitere Informationen zu den beteiligten Clustern:|Windnetz Nord|Windnetz Süd",
        arrangement,
        _SHORT,
    )
    assert told(article, "kicker", "published_on", "title", "subtitle", "lead") == [
        "Meldung", "2019-04-09", "Das Netz „wächst“ weiter", sub, _FIRST,
    ]  # fmt: skip
    assert article.body == f"{_MORE}\n\nZwischentitel\n\n{_LAST}"


@arranged
@pytest.mark.parametrize(
    ("head", "title", "breadcrumb"),
    [
        (
            "StartseiteLänderOzeanienAustralienZusammenfassung~Überblick zur Forschung"
            "|Überblick zur Forschung: Australien",
            "Überblick zur Forschung: Australien",
            "Startseite › Länder › Ozeanien › Australien › Zusammenfassung",
        ),
        (
            "StartseiteLänderEuropa~Europa: Weitere Länder|Europa: Weitere Länder",
            "Europa: Weitere Länder",
            "Startseite › Länder › Europa",
        ),
        (
            "StartseiteLänderEuropaDeutschlandBundesländer~Freistaat Bayern|Freistaat Bayern",
            "Freistaat Bayern",
            "Startseite › Länder › Europa › Deutschland › Bundesländer",
        ),
        ("Überblick zur Forschung: Kanada", "Überblick zur Forschung: Kanada", None),
        (
            "Kooperation international|Navigation und Service|Flagge~Länderbericht: Polen"
            "|Länderbericht: Polen",
            "Länderbericht: Polen",
            None,
        ),
    ],
)
def test_pages_of_countries(
    arrangement: str, head: str, title: str, breadcrumb: str | None
) -> None:
    article = read(f"{head}|{_FIRST}|Ausblick|{_LAST}", arrangement, f"{_COUNTRIES}a/b/c")
    assert told(article, "title", "breadcrumb", "kicker") == [title, breadcrumb, None]
    assert article.body == f"{_FIRST}\n\nAusblick\n\n{_LAST}"


@arranged
def test_a_report_with_its_day(arrangement: str) -> None:
    head = "StartseiteLänderEuropaFrankreich~Länderbericht: Frankreich|Länderbericht: Frankreich"
    article = read(f"{head}~12.07.2023|{_FIRST}|{_LAST}", arrangement)
    assert told(article, "title", "published_on") == ["Länderbericht: Frankreich", "2023-07-12"]
    assert article.body == f"{_FIRST}\n\n{_LAST}"


@arranged
@pytest.mark.parametrize(
    "picture",
    [
        "Logo des Programms Windnetz|Logo Windnetz",
        "Gruppenbild im Moor|Gruppenbild im Moor",
        "Anna Muster (links) und Eva Beispiel|© Windamt/Muster",
        "Das Moor|Foto: Windamt",
        "Das Moor|Quelle: Agentur Wind/Muster",
    ],
)
def test_pictures_are_not_of_the_text(arrangement: str, picture: str) -> None:
    head = "StartseiteAktuellesNachrichten~Auf nach Neuland|Auf nach Neuland"
    article = read(f"{head}|{picture}|{_FIRST}|{_MORE}|{_LAST}", arrangement)
    assert article.body == f"{_FIRST}\n\n{_MORE}\n\n{_LAST}"
    assert told(article, "kicker", "source_text") == [None, None]


@arranged
def test_a_source_that_an_editor_writes(arrangement: str) -> None:
    article = read(
        f"Meldung~09.04.2019|Das Netz wächst|{_FIRST}|{_MORE}"
        "|Quelle:|Pressemitteilung des Windamtes vom 13.10.2015:|Weitere Informationen:|Netz Nord",
        arrangement,
    )
    assert article.source_text == "Pressemitteilung des Windamtes vom 13.10.2015"
    assert told(article, "published_on", "body") == ["2019-04-09", f"{_FIRST}\n\n{_MORE}"]


@pytest.mark.parametrize(
    ("slug", "title"),
    [
        ("neue-foerderung-fuer-windnetze-in-neuland", "Neue Förderung für Windnetze in Neuland"),
        ("neue-foerderung-fuer-windnetze-in-neuland-1", "Neue Förderung für Windnetze in Neuland"),
        ("die-gruesse-des-windrates", "Die gruesse des Windrates"),
    ],
)
@pytest.mark.parametrize("first", ["", "Hintergrund\n", "Navigation und Service\n"])
def test_a_text_without_a_title_is_called_by_its_url(slug: str, title: str, first: str) -> None:
    text = "Eine Förderung für Windnetze in Neuland beginnt. Das sagt der Chef des Windrates."
    article = read_text(f"{first}{text}\n{_MORE}", f"{_NEWS}{slug}")
    assert (article.title, article.title_from) == (title, "url")
    assert article.provenance["title"] == "text export: slug of the URL"


@pytest.mark.parametrize("url", [_URL, "https://www.portal.example/aktuelles/nachrichten"])
def test_a_url_without_a_slug_is_no_title(url: str) -> None:
    article = read_text(f"{_FIRST}\n{_MORE}", url)
    assert (article.title, article.title_from) == (None, None)


@pytest.mark.parametrize("word", ["Termine", "Kontakt", "Publikationen", "Zum Thema"])
def test_prose_behind_a_word_that_ends_pages_is_kept(word: str) -> None:
    article = read_text(f"{_FIRST}\n{word}\n{_MORE}\n{_LAST}", _URL)
    assert all(paragraph in (article.body or "") for paragraph in (_FIRST, _MORE, _LAST))


def test_a_menu_is_no_trail_and_its_words_are_no_titles() -> None:
    article = read_text(
        "Navigation und Service\nSpringe direkt zu:\nInhalt\nStartseite\nAktuelles\nMeldung\n"
        f"09.04.2019\nDas Netz wächst\n{_FIRST}\n{_MORE}",
        _URL,
    )
    assert (article.title, article.kicker, trail(article)) == ("Das Netz wächst", "Meldung", [])


def test_printed_urls_are_links() -> None:
    article = read_text(
        f"StartseiteNachrichtenWind\nWind\n{_FIRST} Mehr unter https://netz.example/a.\n{_MORE}\n"
        "Weitere Informationen\nZum Netz: https://netz.example/b\nhttps://netz.example/c.pdf",
        _URL,
    )
    assert [(link.url, link.text, link.section, link.kind) for link in article.links] == [
        ("https://netz.example/a", "https://netz.example/a", None, "inline"),
        ("https://netz.example/b", "Zum Netz", "Weitere Informationen", "further"),
        ("https://netz.example/c.pdf", "https://netz.example/c.pdf", "Weitere Informationen",
         "download"),
    ]  # fmt: skip


_blocks = st.sampled_from(
    [*_PAGE.split("\n\n"), "Meldung\n09.04.2019", "Quelle:", "Zum Nachlesen:", "©", "\x00", "Start"]
)


@given(st.text() | st.lists(_blocks).map("\n\n".join))
def test_no_text_raises(text: str) -> None:
    assert read_text(text, _URL).url == _URL


PRINTED = "https://portal.example/fileadmin/brief.pdf"
SENTENCES = "Das Amt hat im Tal viel vor, wie es am Montag mitteilte. Nun soll gebaut werden."


@pytest.mark.parametrize(
    "number", ["Seite 2", "Seite 2 von 9", "03/19 Seite 1", "Page 3 of 4", "– 4 –", "seite 12/30"]
)
def test_numbers_of_printed_pages_are_no_title_and_no_text(number):
    text = f"{number}\n\nWasser im Tal\n\n{SENTENCES}\n\n{number}\n\n{SENTENCES}"
    article = read_text(text, PRINTED)
    assert article.title == "Wasser im Tal"
    assert number not in article.body


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("die Innovations-\n\npolitik des Tals", "die Innovationspolitik des Tals"),
        ("die Innovations-\npolitik des Tals", "die Innovationspolitik des Tals"),
        ("die Innovations-\n\nSeite 2\n\npolitik des Tals", "die Innovationspolitik des Tals"),
        ("die Forschungs-\nund Talpolitik", "die Forschungs- und Talpolitik"),
        ("die Tal-\noder Bergpolitik", "die Tal- oder Bergpolitik"),
    ],
)
def test_words_divided_at_the_end_of_a_line_are_joined(lines, read):
    text = f"Wasser im Tal\n\n{SENTENCES} So lenkt {lines} das Geschehen.\n\n{SENTENCES}"
    assert f"So lenkt {read} das Geschehen." in read_text(text, PRINTED).body


@pytest.mark.parametrize("heading", ["Further information", "More information:", "Further links"])
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_english_links_behind_the_text_are_no_text(heading, between):
    link = "https://valley.example/water"
    sentences = "The council has many plans for the valley, as it said on Monday. It will build."
    url = "https://www.kooperation-international.de/en/news/detail/info/water"
    title = "Water for all of the valley"
    text = f"{title}\n\n{sentences}\n\nThen, too, {sentences}\n\n{heading}{between}{link}"
    article = read_text(text, url)
    assert article.title == title
    assert article.body == f"{sentences}\n\nThen, too, {sentences}"
    assert [found.url for found in article.links] == [link]


@pytest.mark.parametrize(
    ("path", "head", "trail", "title"),
    [
        (
            "laender/europa/frankreich",
            "Länder\nEuropa\nFrankreich\n\nÜberblick zum Land: Frankreich",
            ["Länder", "Europa", "Frankreich"],
            "Überblick zum Land: Frankreich",
        ),
        (
            "laender/europa/frankreich/",
            "Länder\n\nEuropa\n\nFrankreich",
            ["Länder", "Europa", "Frankreich"],
            "Frankreich",
        ),
        (
            "laender/asien/suedkorea/ueberblick.html",
            "Länder\nAsien\nSüdkorea\nForschung in Südkorea im Wandel",
            ["Länder", "Asien", "Südkorea"],
            "Forschung in Südkorea im Wandel",
        ),
    ],
)
def test_lines_that_name_the_folders_of_the_url_are_a_trail(path, head, trail, title):
    text = f"{head}\n{SENTENCES}\n\n{SENTENCES}"
    article = read_text(text, f"https://www.kooperation-international.de/{path}")
    assert [crumb.label for crumb in article.breadcrumbs] == trail
    assert article.title == title
    assert article.body == f"{SENTENCES}\n\n{SENTENCES}"


def test_lines_of_a_menu_are_no_trail():
    text = "Länder\nEuropa\nAsien\nAfrika"
    article = read_text(text, "https://www.kooperation-international.de/laender")
    assert article.breadcrumbs == []
