"""Lines that usually end a text end it only where no prose of the article follows."""

from __future__ import annotations

import pytest

from crawler.items import Article
from crawler.layouts import read_page

URL = "https://www.nebelamt.example/aktuelles/detail/halle-fuer-raeder"
TITLE = "Halle für Räder steht"
ONE = "Der Verbund hat in Grünthal eine Halle eröffnet, die sich zwölf Betriebe im Tal teilen."
TWO = "Kleinere Betriebe sollen dort ihre Teile unter Last prüfen, ohne eigene Anlagen zu kaufen."
THREE = "Bis zu vierzig Läufe am Tag sind möglich; die Messwerte stehen allen Beteiligten offen."
FOUR = "Im nächsten Schritt will der Verbund einen zweiten Stand bauen und im Herbst eröffnen."
LINK = '<a href="/anders/muehlen">Mühlen liefern Strom</a>'

FRAMES = {
    "plain": "<main><h1>{title}</h1>{text}</main>",
    "typo3": '<div class="news news-single"><div class="article"><div class="header">'
    '<h1 itemprop="headline">{title}</h1></div>'
    '<div class="news-text-wrap" itemprop="articleBody">{text}</div></div></div>',
    "gsb": '<main id="main"><div class="l-content"><h1 class="c-headline">{title}</h1>{text}'
    "</div></main><script src='/SiteGlobals/x.js'></script>",
}
FOOT = "<footer><p>Nebelamt, Am Wehr 3, 01234 Grünthal</p></footer>"


def read(text: str, frame: str = "plain") -> Article:
    page = FRAMES[frame].format(title=TITLE, text=text)
    return read_page(f"<title>{TITLE} - Nebelamt</title><body>{page}{FOOT}</body>", URL)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def text_of(article: Article) -> list[str]:
    return [*filter(None, [article.lead]), *(article.body or "").split("\n\n")]


INTERRUPTIONS = [
    f"<p>Lesen Sie auch: {LINK}</p>",
    f"<p><strong>Lesen Sie auch:</strong> {LINK}</p>",
    '<p><a href="/anders">Lesen Sie auch: Mühlen liefern Strom</a></p>',
    f"<p>Lesen Sie auch:</p><ul><li>{LINK}</li></ul>",
    f"<div><p>Lesen Sie auch:</p><p>{LINK}</p></div>",
    f"<p><em>Lesetipp: {LINK}</em></p>",
    f"<p><b>Passend dazu:</b> {LINK}</p>",
    f"<h3>Mehr zum Thema</h3><ul><li>{LINK}</li></ul>",
    f'<div class="infobox"><h3>Mehr zum Thema</h3><ul><li>{LINK}</li></ul></div>',
    f"<section><h4>Weitere Informationen</h4><p>{LINK}</p></section>",
    f"<h3>Das könnte Sie auch interessieren</h3><ul><li>{LINK}</li></ul>",
    '<h2>Downloads</h2><ul><li><a href="/b.pdf">Bericht (PDF, 2 MB)</a></li></ul>',
    '<p><b>Downloads</b></p><p><a href="/b.pdf">Bericht (PDF, 2 MB)</a></p>',
    f"<h4>Links</h4><p>{LINK}</p>",
    "<h3>Kontakt</h3><p>Hilde Moos<br>Tel.: 01234 567</p>",
    "<p><b>Kontakt:</b> Hilde Moos, Tel.: 01234 567</p>",
    "<h3>Kontakt</h3>",
    "<p>Quelle: Talnachrichten</p>",
    "<p><b>Quelle:</b> Talnachrichten</p>",
    '<p>Teilen: <a href="#f">F</a> <a href="#x">X</a></p>',
    '<h4>Artikel teilen</h4><ul><li><a href="#f">Facebook</a></li></ul>',
    '<p><a href="/anders">Mehr zum Thema Strom</a></p>',
    f'<p>Lesen Sie auch: {LINK}</p><p>Teilen: <a href="#f">F</a></p>',
]  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("between", INTERRUPTIONS)
def test_a_text_goes_on_behind_what_interrupts_it(between: str, frame: str) -> None:
    article = read(paragraphs(ONE, TWO) + between + paragraphs(THREE, FOUR), frame)
    assert text_of(article) == [ONE, TWO, THREE, FOUR]


@pytest.mark.parametrize(
    "between",
    [
        "<p>Quelle: Talnachrichten</p>",
        '<h3>Downloads</h3><ul><li><a href="/b.pdf">Bericht (PDF)</a></li></ul>',
        "<h3>Kontakt</h3><p>Hilde Moos<br>Tel.: 01234 567</p>",
        f"<h2>Weitere Informationen</h2><p>{LINK}</p>",
    ],
)
@pytest.mark.parametrize("subhead", ["h2", "h3"])
def test_it_goes_on_with_a_subhead(between: str, subhead: str) -> None:
    rest = f"<{subhead}>Hintergrund</{subhead}>" + paragraphs(THREE, FOUR)
    article = read(paragraphs(ONE, TWO) + between + rest)
    assert text_of(article) == [ONE, TWO, "Hintergrund", THREE, FOUR]


def test_a_text_may_be_interrupted_often_and_at_once() -> None:
    line = f"<p>Lesen Sie auch: {LINK}</p>"
    article = read(line + paragraphs(ONE) + line + paragraphs(TWO) + line + paragraphs(THREE))
    assert text_of(article) == [ONE, TWO, THREE]


def test_frames_of_content_elements_are_one_text() -> None:
    frame = '<div class="frame"><div class="ce-bodytext">{}</div></div>'
    links = f'<div class="frame"><h3>Links</h3><ul><li>{LINK}</li></ul></div>'
    article = read(
        frame.format(paragraphs(ONE, TWO)) + links + frame.format(paragraphs(THREE, FOUR))
    )
    assert text_of(article) == [ONE, TWO, THREE, FOUR]


def test_short_lines_and_lists_behind_an_interruption_are_kept() -> None:
    rest = "<p>Das Ziel:</p><ul><li>weniger Lärm</li><li>mehr Läufe</li></ul>"
    article = read(paragraphs(ONE, TWO) + f"<p>Mehr lesen: {LINK}</p>{rest}" + paragraphs(THREE))
    assert text_of(article) == [ONE, TWO, "Das Ziel:", "weniger Lärm", "mehr Läufe", THREE]


def teaser(heading: str, number: int, text: str) -> str:
    return f'<{heading}><a href="/anders/{number}">Titel {number}</a></{heading}><p>{text}</p>'


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    "behind",
    [
        "<h3>Weitere Informationen</h3>" + teaser("h4", 1, THREE) + teaser("h4", 2, FOUR),
        "<h3>Weitere Meldungen</h3>" + teaser("h3", 1, THREE) + teaser("h3", 2, FOUR),
        f'<h3>Weitere Meldungen</h3><p><a href="/1">Titel</a><br>{THREE}</p>'
        f'<p><a href="/2">Titel</a><br>{FOUR}</p>',
        f'<h3>Aktuelles</h3><p>{THREE} <a href="/1">mehr</a></p>'
        f'<p>{FOUR} <a href="/2">mehr</a></p>',
        f'<h3>Aktuelles</h3><h4>Satzung</h4><p>{THREE}</p><p><a href="/1">Mehr erfahren</a></p>'
        f'<h4>Strom</h4><p>{FOUR}</p><p><a href="/2">Mehr erfahren</a></p>',
        f'<p><b>Lesen Sie auch</b></p><p><a href="/1">Satzung</a></p><p>{THREE}</p>'
        f'<p><a href="/2">Strom</a></p><p>{FOUR}</p>',
        '<p>Teilen: <a href="#f">F</a></p>' + teaser("h3", 1, THREE) + teaser("h3", 2, FOUR),
        "<h3>Kontakt</h3><p>Für Rückfragen steht Ihnen Frau Hilde Moos von Montag bis Freitag "
        "unter der Nummer 01234 567 zur Verfügung.</p><p>Hilde Moos<br>Tel.: 01234 567</p>",
        "<p><b>Pressekontakt:</b></p><p>Hilde Moos, Tel.: 01234 567</p><p><b>Über das Amt</b></p>"
        "<p>Das Amt ist eine Behörde des Landes und berät seit 1953 die Gemeinden im Tal.</p>",
        "<p>Quelle: Talnachrichten</p><p>Redaktion: hm</p><h4>Projektträger</h4><p>Das Zentrum für "
        "Täler betreut die Vorhaben der Förderlinie im ganzen Land und darüber hinaus.</p>",
        "<p>Quelle: Talnachrichten</p><p>Dieses Vorhaben wird aus Mitteln des Europäischen Fonds "
        "für regionale Entwicklung gefördert und läuft drei Jahre.</p>",
        "<h3>Newsletter</h3><p>Mit unserem Newsletter erhalten Sie einmal im Monat die "
        "wichtigsten Nachrichten aus dem Tal, kostenlos.</p>",
        f"<h2>2 Kommentare</h2><ol><li><p><b>Hanni</b> 05.05.2021</p><p>{THREE}</p></li>"
        f"<li><p><b>Odo</b> 06.05.2021</p><p>{FOUR}</p></li></ol>",
        f"<h3>Kommentare</h3><p>Hanni schrieb am 05.05.2021:</p><p>{THREE}</p>",
        f"<h4>Über den Autor</h4><p>{THREE}</p>",
    ],
)
def test_what_is_behind_the_text_stays_out(behind: str, frame: str) -> None:
    article = read(paragraphs(ONE, TWO) + behind, frame)
    assert text_of(article) == [ONE, TWO]


def test_the_links_of_what_interrupts_a_text_are_kept_in_page_order() -> None:
    article = read(
        f"<p>Lesen Sie auch: <a href='/0'>Null</a></p><p>{ONE} <a href='/1'>Eins</a>.</p>"
        "<p>Passend dazu: <a href='/2'>Zwei</a></p><p><a href='/5'>Mehr zum Strom</a></p>"
        f"<p>{TWO}</p><h3>Downloads</h3><ul><li><a href='/3.pdf'>Drei</a></li></ul>"
        f"<h3>Hintergrund</h3><p>{THREE} <a href='/4'>Vier</a>.</p>"
    )
    assert [(link.text, link.kind, link.section) for link in article.links] == [
        ("Null", "further", None),
        ("Eins", "inline", None),
        ("Zwei", "further", None),
        ("Mehr zum Strom", "further", None),
        ("Drei", "download", "Downloads"),
        ("Vier", "inline", None),
    ]


def test_the_trailer_behind_the_text_wins_over_a_source_in_its_midst() -> None:
    midst, end = "<p>Quelle: Tal AG</p>", "<p>Quelle: Talnachrichten</p><p>Redaktion: hm</p>"
    article = read(paragraphs(ONE, TWO) + midst + paragraphs(THREE, FOUR) + end)
    assert (article.source_text, article.editor_text) == ("Talnachrichten", "hm")
    assert read(paragraphs(ONE, TWO) + midst + paragraphs(THREE, FOUR)).source_text == "Tal AG"
