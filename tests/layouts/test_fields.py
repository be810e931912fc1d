"""One rule at a time, on the smallest page that shows it."""

from __future__ import annotations

import pytest

from crawler.items import Article
from crawler.layouts import read_page

URL = "https://www.talamt.example/aktuelles/talrat-tagt-im-freien"
ONE = (
    "Der Talrat hat am Montag zum ersten Mal unter freiem Himmel getagt, und es "
    "blieb bis zum Abend trocken."
)
TWO = (
    "Beschlossen wurde der Bau von drei Brücken, über deren Ort zuvor zwei Jahre "
    "lang gestritten worden war."
)
THREE = (
    "Die Arbeiten sollen im Frühjahr beginnen und werden nach Angaben des Rates "
    "anderthalb Jahre dauern."
)
TITLE = "<h1>Talrat tagt im Freien</h1>"
TEXT = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"
BODY = f"{ONE}\n\n{TWO}\n\n{THREE}"


def read(body: str, head: str = "") -> Article:
    return read_page(
        f'<html lang="de"><head><title>Talrat tagt im Freien - Talamt</title>{head}'
        f'<meta name="generator" content="TYPO3 CMS"></head><body>{body}</body></html>',
        URL,
    )


@pytest.mark.parametrize(
    ("html", "published"),
    [
        (f"<p>04.05.2021</p>{TITLE}{TEXT}", "04.05.2021"),
        (f"{TITLE}<p>Drosselstadt, den 4. Mai 2021</p>{TEXT}", "Drosselstadt, den 4. Mai 2021"),
        (
            f"{TITLE}<p>Dienstag, 4. Mai 2021, 14:30 Uhr</p>{TEXT}",
            "Dienstag, 4. Mai 2021, 14:30 Uhr",
        ),
        (
            f"{TITLE}<p>Pressemitteilung Nr. 42 vom 4. Mai 2021</p>{TEXT}",
            "Pressemitteilung Nr. 42 vom 4. Mai 2021",
        ),
        (
            f"{TITLE}<p>Typ: Meldung, Thema: Brücken, Datum: 04.05.2021</p>{TEXT}",
            "Typ: Meldung, Thema: Brücken, Datum: 04.05.2021",
        ),
        (f"{TITLE}<dl><dt>Datum</dt><dd>04.05.2021</dd></dl>{TEXT}", "04.05.2021"),
        (
            f"<div><div>{TITLE}{TEXT}</div><dl><dt>Datum</dt><dd>04.05.2021</dd></dl></div>",
            "04.05.2021",
        ),
        (f"{TITLE}{TEXT}<p>Veröffentlicht am 04.05.2021</p>", "Veröffentlicht am 04.05.2021"),
        (
            '<div class="date"><span class="day">4</span><span class="month">Mai</span>'
            f'<span class="year">2021</span></div>{TITLE}{TEXT}',
            "4 Mai 2021",
        ),
        (
            f"{TITLE}<p>(Drosselstadt, 4. Mai 2021) {ONE}</p><p>{TWO}</p>",
            "Drosselstadt, 4. Mai 2021",
        ),
        (f'{TITLE}<p><time datetime="2021-05-04">gestern</time></p>{TEXT}', "2021-05-04"),
    ],
)
def test_the_date_is_found_where_pages_put_it(html: str, published: str) -> None:
    assert read(html).published_text == published


@pytest.mark.parametrize(
    "html",
    [
        f"{TITLE}<p>Am 4. Mai 2021 hat der Talrat zum ersten Mal unter freiem "
        f"Himmel getagt.</p>{TEXT}",
        f"{TITLE}{TEXT}<ul><li>04.05.2021 <a href='/x'>Talrat tagt im Saal</a></li></ul>",
        f"{TITLE}{TEXT}<div><h3><a href='/x'>Talrat tagt im "
        f"Saal</a></h3><time>04.05.2021</time></div>",
        f"{TITLE}{TEXT}<p>Stand: 04.05.2021</p>",
        f"{TITLE}<p>Stichtag: 04.05.2021</p>{TEXT}",
        f"{TITLE}{TEXT}<aside><h4>Termine</h4><p>04.05.2021</p><p>05.05.2021</p></aside>",
        f"{TITLE}<figure><img src='/a.jpg'><figcaption>Foto vom "
        f"04.05.2021</figcaption></figure>{TEXT}",
        f"{TITLE}{TEXT}<footer><p>04.05.2021</p></footer>",
        f"<header><div><div><div><span>04.05.2021</span></div></div></div></header>"
        f"<main><div><div><div><div>{TITLE}{TEXT}</div></div></div></div></main>",
    ],
)
def test_an_undated_page_stays_undated(html: str) -> None:
    assert read(html).published_text is None


def test_a_meta_date_counts_without_a_clock_time_only() -> None:
    """With one it is the time of the record's last change."""
    assert read(TITLE + TEXT, '<meta name="date" content="2021-05-04">').published_text
    assert not read(
        TITLE + TEXT, '<meta name="date" content="2021-05-04T10:00:00+02:00">'
    ).published_text


def test_a_visible_date_beats_the_one_in_metadata() -> None:
    html = f"{TITLE}<p>04.05.2021</p>{TEXT}"
    head = '<meta property="article:published_time" content="2021-06-01T10:00:00+02:00">'
    assert read(html, head).published_text == "04.05.2021"


@pytest.mark.parametrize(
    "behind",
    [
        "<h3>Weitere Informationen</h3><p>Auf dieser Seite steht noch etwas, das "
        "nicht dazugehört, und zwar lang.</p>",
        "<h2>Das könnte Sie auch interessieren</h2><p>Ein ganz anderer Artikel "
        "über ein ganz anderes Tal, und zwar lang.</p>",
        "<p><strong>Ihre Ansprechpartnerin</strong></p><p>Hilde Moos</p><p>Tel.: 01234 567</p>",
        "<p>Pressekontakt:</p><p>Hilde Moos, moos@talamt.example</p>",
        "<p>Quelle: Talamt</p><p>Redaktion: hm</p>",
        "<p><a href='/liste'>Zurück zur Übersicht</a></p><p>Impressum</p>",
        "<p>Mehr dazu unter:</p><p><a href='https://x.example'>https://x.example</a></p>",
        "<p>Zum Antrag: <a href='https://x.example'>https://x.example</a></p>",
        "<footer><p>Das Talamt ist eine Behörde des Landes, und das steht auf "
        "jeder seiner Seiten ganz unten.</p></footer>",
        "<h3><a href='/a'>Talrat tagt im Saal</a></h3><p>Anreißer eines anderen "
        "Artikels, der hier nichts verloren hat, lang.</p>"
        "<h3><a href='/b'>Talrat tagt gar nicht</a></h3><p>Anreißer eines "
        "anderen Artikels, der hier nichts verloren hat, lang.</p>",
        "<p>Foto: Hilde Moos/Talbild</p>",
        "<p>* Name geändert</p>",
    ],
)
def test_the_text_ends_before_what_does_not_belong_to_it(behind: str) -> None:
    assert read(TITLE + TEXT + behind).body == BODY


@pytest.mark.parametrize(
    "subhead",
    [
        "Tag der offenen Brücke",
        "Service wird großgeschrieben",
        "Links und rechts der Drossel",
        "Kontakte nach Übersee",
    ],
)
def test_a_subhead_does_not_end_the_text(subhead: str) -> None:
    article = read(f"{TITLE}<p>{ONE}</p><p>{TWO}</p><h2>{subhead}</h2><p>{THREE} {TWO}</p>")
    assert article.body == f"{ONE}\n\n{TWO}\n\n{subhead}\n\n{THREE} {TWO}"


@pytest.mark.parametrize(
    "start",
    [
        f'<p class="lead">{ONE}</p>',
        f'<div class="teaser-text"><p>{ONE}</p></div>',
        f"<p><strong>{ONE}</strong></p>",
        f"<h2>{ONE}</h2>",
        f'<div class="article__intro">{ONE}</div>',
    ],
)
def test_the_lead_stands_apart(start: str) -> None:
    article = read(f"{TITLE}{start}<p>{TWO}</p><p>{THREE}</p>")
    assert article.lead == ONE
    assert article.body == f"{TWO}\n\n{THREE}"


def test_a_lead_repeated_in_the_text_is_not_in_the_body() -> None:
    article = read(f'{TITLE}<p class="lead">{ONE}</p><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>')
    assert article.body == f"{TWO}\n\n{THREE}"


def test_the_first_of_several_subheads_is_no_lead() -> None:
    article = read(f"{TITLE}<h2>Beratung</h2><p>{ONE}</p><h2>Beschluss</h2><p>{TWO}</p>")
    assert article.lead is None
    assert article.body == f"Beratung\n\n{ONE}\n\nBeschluss\n\n{TWO}"


@pytest.mark.parametrize(
    "trailer",
    [
        ""
        "<dl><dt>Quelle:</dt><dd>Talamt</dd><dt>Redaktion:</dt><dd></dd>"
        "<dt>Länder / Organisationen:</dt>"
        "<dd><a href='/1'>USA</a>, <a href='/2'>EU</a></dd><dt>Themen:</dt><dd>Netzwerke</dd></dl>",
        "<table><tr><td>Quelle:</td><td>Talamt</td></tr><tr><td>Redaktion:</td><td></td></tr><tr>"
        "<td>Länder / Organisationen:</td><td><span>USA</span> "
        "<span>EU</span></td></tr><tr><td>Themen:</td><td>Netzwerke</td></tr></table>",
        "<ul><li>Quelle: Talamt</li><li>Redaktion:</li><li>Länder / "
        "Organisationen: <a href='/1'>USA</a> "
        "<a href='/2'>EU</a></li><li>Themen: Netzwerke</li></ul>",
        "<p><strong>Quelle:</strong> "
        "Talamt</p><p><strong>Redaktion:</strong></p><p><strong>Länder / Organisationen:"
        "</strong> <em>USA</em> <em>EU</em></p><p><strong>Themen:</strong> Netzwerke</p>",
        "<p>Quelle: Talamt<br>Redaktion:<br>Länder / Organisationen: "
        "<span>USA</span> <span>EU</span><br>Themen: Netzwerke</p>",
        "<section><h4>Quelle:</h4><p>Talamt</p><h4>Redaktion:</h4><h4>Länder / Organisationen:</h4>"
        "<ul><li>USA</li><li>EU</li></ul><h4>Themen:</h4><ul><li>Netzwerke</li></ul></section>",
        ""
        "<div><div><b>Quelle:</b></div><div>Talamt</div></div>"
        "<div><div><b>Länder / Organisationen:</b></div>"
        "<div><a href='/1'>USA</a> <a "
        "href='/2'>EU</a></div></div><div><div><b>Themen:</b></div><div>Netzwerke</div></div>",
    ],
    ids=["dl", "table", "ul", "strong", "br", "headings", "divs"],
)
def test_labels_are_found_by_their_text(trailer: str) -> None:
    article = read(f"<div>{TITLE}{TEXT}{trailer}</div>")
    assert article.body == BODY
    assert article.source_text == "Talamt"
    assert article.editor_text is None
    assert article.places_text == ["USA", "EU"]
    assert article.topics_text == ["Netzwerke"]


def test_a_table_of_data_is_text() -> None:
    table = (
        ""
        "<table><tr><th>Quelle</th><th>2020</th><th>2021</th></tr><tr><td>Moosborn</td><td>10</td><td>12</td></tr></table>"
    )
    article = read(f"{TITLE}<p>{ONE}</p>{table}<p>{TWO}</p>")
    assert article.body == f"{ONE}\n\nQuelle | 2020 | 2021\n\nMoosborn | 10 | 12\n\n{TWO}"
    assert article.source_text is None


@pytest.mark.parametrize(
    ("legend", "caption", "credit"),
    [
        ("<figcaption>Der Rat. <small>© Hilde Moos</small></figcaption>", "Der Rat.", "Hilde Moos"),
        ("<figcaption>Der Rat. (Foto: Hilde Moos)</figcaption>", "Der Rat.", "Hilde Moos"),
        ("<figcaption>Der Rat. Quelle: Talbild/Moos</figcaption>", "Der Rat.", "Talbild/Moos"),
        ("<p class='bildunterschrift'>Der Rat. Bild: © Moos</p>", "Der Rat.", "Moos"),
        ("<figcaption><span class='copyright'>Moos</span></figcaption>", None, "Moos"),
        ("<figcaption>Der Rat.</figcaption>", "Der Rat.", None),
    ],
)
def test_caption_and_credit(legend: str, caption: str | None, credit: str | None) -> None:
    article = read(f"<div>{TITLE}<figure><img src='/rat.jpg'>{legend}</figure>{TEXT}</div>")
    (image,) = article.images
    assert (image.url, image.caption, image.credit) == (
        "https://www.talamt.example/rat.jpg", caption, credit,
    )  # fmt: skip
    assert article.source_text is None
    assert article.body == BODY


@pytest.mark.parametrize(
    "trail",
    [
        '<ol class="breadcrumb"><li><a href="/">Start</a></li><li>Aktuelles</li></ol>',
        '<div class="rootline">Sie sind hier: <a href="/">Start</a> &gt; Aktuelles</div>',
        '<nav aria-label="Breadcrumb"><a href="/">Start</a> / <a href="/a">Aktuelles</a></nav>',
        '<p>Sie sind hier: <a href="/">Start</a> » <a href="/a">Aktuelles</a></p>',
        '<div id="navBreadcrumbs"><p>Sie sind hier:</p><ul><li><a href="/">Start</a>'
        '<ul><li><a href="/x">Flyout</a></li></ul></li>'
        '<li><a href="/a">Aktuelles</a></li></ul></div>',
    ],
)
def test_breadcrumbs(trail: str) -> None:
    article = read(f"{trail}<div>{TITLE}{TEXT}</div>")
    assert [crumb.label for crumb in article.breadcrumbs] == ["Start", "Aktuelles"]
    assert article.breadcrumbs[0].url == "https://www.talamt.example/"


def test_links_by_kind_and_section() -> None:
    article = read(
        f"<div>{TITLE}<p>{ONE} <a href='plan'>Plan</a></p><p>{TWO}</p>"
        "<h3>Weitere Informationen zur Brücke:</h3><ul><li><a "
        "href='https://bruecke.example/'>Brücke</a></li>"
        "<li><a href='/fileadmin/bruecke.pdf'>Gutachten</a></li></ul>"
        "<p><a href='mailto:a@b.example'>Mail</a> <a "
        "href='javascript:print()'>Drucken</a> <a href='#top'>Oben</a></p></div>",
        '<base href="https://www.talamt.example/rat/">',
    )
    assert [(link.url, link.kind, link.section) for link in article.links] == [
        ("https://www.talamt.example/rat/plan", "inline", None),
        ("https://bruecke.example/", "further", "Weitere Informationen zur Brücke"),
        (
            "https://www.talamt.example/fileadmin/bruecke.pdf",
            "download",
            "Weitere Informationen zur Brücke",
        ),
    ]


FACTS = [
    "<h4>Quelle</h4><p>Talamt</p><h4>Redaktion</h4><p>von Hilde Moos, Talträger</p>"
    "<h4>Länder / Organisationen</h4><ul><li>USA</li><li>EU</li></ul>"
    "<h4>Themen</h4><p><a href='/n'>Netzwerke</a></p>",
    "<div class='k'>Quelle</div><div class='v'>Talamt</div><div class='k'>Redaktion</div>"
    "<div class='v'>von Hilde Moos, Talträger</div><div class='k'>Länder / Organisationen</div>"
    "<div class='v'><span>USA</span> <span>EU</span></div><div class='k'>Themen</div>"
    "<div class='v'>Netzwerke</div>",
    "<table><tr><th>Quelle</th><th>Redaktion</th><th>Länder / Organisationen</th><th>Themen</th>"
    "</tr><tr><td>Talamt</td><td>von Hilde Moos, Talträger</td><td><a href='/1'>USA</a>, "
    "<a href='/2'>EU</a></td><td>Netzwerke</td></tr></table>",
    "<table><tr><td>Quelle</td><td>Talamt</td></tr><tr><td>Redaktion</td>"
    "<td>von Hilde Moos, Talträger</td></tr><tr><td>Länder / Organisationen</td>"
    "<td>USA, EU</td></tr><tr><td>Themen</td><td>Netzwerke</td></tr></table>",
]


@pytest.mark.parametrize("facts", FACTS, ids=["headings", "divs", "columns", "rows"])
@pytest.mark.parametrize("place", ["div", "aside", "footer"])
def test_two_signing_labels_make_a_box_of_facts(facts: str, place: str) -> None:
    """There they need no colon, and it may stand in a sidebar or in the article's footer."""
    article = read(f"<div><article>{TITLE}{TEXT}</article><{place}>{facts}</{place}></div>")
    assert article.body == BODY
    assert article.source_text == "Talamt"
    assert article.editor_text == "von Hilde Moos, Talträger"
    assert ", ".join(article.places_text) == "USA, EU"
    assert article.topics_text == ["Netzwerke"]


@pytest.mark.parametrize("between", [" ", ", ", "<br>", "</li><li>"])
def test_a_label_takes_a_long_list(between: str) -> None:
    """One call lists 38 countries."""
    names = [f"Nord{chr(97 + number)}land" for number in range(26)]
    markup = f"<ul><li>{between.join(names)}</li></ul>" if "li" in between else between.join(names)
    article = read(
        f"<div>{TITLE}{TEXT}<dl><dt>Länder / Organisationen</dt><dd>{markup}</dd>"
        "<dt>Themen</dt><dd>Netzwerke</dd></dl></div>"
    )
    assert " ".join(article.places_text).replace(",", "").split() == names
    assert article.topics_text == ["Netzwerke"]


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Eingestellt am 04.05.2021 von Hilde Moos", "Eingestellt am 04.05.2021 von Hilde Moos"),
        ("Erschienen: 04.05.2021 Zuletzt aktualisiert: 06.05.2021", "Erschienen: 04.05.2021"),
        ("Meldung | 4. Mai 2021 | aktualisiert am 6. Mai 2021", "4. Mai 2021"),
        ("Artikel vom 04.05.2021", "Artikel vom 04.05.2021"),
        ("von Hilde Moos am 4. Mai 2021", "von Hilde Moos am 4. Mai 2021"),
        ("04.05.21 10:12 Alter: 3 Jahre", "04.05.21 10:12"),
        ("Wann: 04.05.2021, 10 Uhr", None),
        ("Gültig bis 04.05.2021", None),
        ("Stand: 04.05.2021", None),
    ],
)
def test_a_line_beside_the_headline_says_when(line: str, published: str | None) -> None:
    article = read(f"<div>{TITLE}<p>{line}</p>{TEXT}</div>")
    assert article.published_text == published
    assert article.body == BODY


def test_the_date_of_a_slide_over_the_article_is_not_its_own() -> None:
    slide = "<div><b class='date'>06.05.2021</b><h2><a href='/x'>Maifest am Wehr</a></h2></div>"
    assert read(f"{slide}<div>{TITLE}{TEXT}</div>").published_text is None


@pytest.mark.parametrize(
    "behind",
    [
        f"<h3>Maifest am Wehr</h3><p>{TWO}</p><a href='/m'>Mehr erfahren</a>",
        "<p>Kontakt:<br>Hilde Moos<br>Am Wehr 1</p><p>Das Talamt ist eine Behörde.</p>",
        "<p>Stand: Mai 2021</p>",
        "<p>Ausgabejahr 2021</p>",
        "<p>Text: Hilde Moos</p>",
        "<p>Bildunterschrift: Der Rat unter der alten Linde (Foto: Moos)</p>",
        "<h2>Nächste Termine</h2><p>12.06.2021 Sommerfest</p>",
        "<h2>Aktuell</h2><p>Das Freibad öffnet am kommenden Samstag.</p>",
        "<p>Zum Newsletter anmelden: jeden Freitag das Wichtigste aus dem Tal.</p>",
    ],
)
def test_the_text_ends_before_stamps_teasers_and_contacts(behind: str) -> None:
    assert read(f"<div>{TITLE}{TEXT}{behind}</div>").body == BODY


@pytest.mark.parametrize(
    "before",
    [
        "<dl><dt>Ort</dt><dd>Moosborn</dd><dt>Wirkstoff:</dt><dd>Quellsalz</dd></dl>",
        "<p>Von Hilde Moos</p>",
        "<p>Dieser Artikel ist älter als zwei Jahre.</p>",
        "<ul><li>Stichtag: 12.05.2021</li><li>Ausschreibungen</li></ul>",
    ],
)
def test_facts_before_the_first_paragraph_are_no_text(before: str) -> None:
    assert read(f"<div>{TITLE}{before}{TEXT}</div>").body == BODY


def test_a_box_in_the_text_does_not_end_it() -> None:
    box = "<div class='related'><h2>Zum Thema</h2><ul><li><a href='/x'>Brücken</a></li></ul></div>"
    assert read(f"<div>{TITLE}<p>{ONE}</p>{box}<p>{TWO}</p><p>{THREE}</p></div>").body == BODY


def test_who_is_quoted_does_not_end_the_text() -> None:
    quote = "<blockquote><p>Endlich.</p><footer>Hilde Moos</footer></blockquote>"
    article = read(f"<div>{TITLE}<p>{ONE}</p>{quote}<p>{TWO}</p></div>")
    assert article.body == f"{ONE}\n\nEndlich.\n\nHilde Moos\n\n{TWO}"


def test_a_heading_that_leads_home_is_the_sites_name() -> None:
    html = f'<h1><a href="/">Talrat</a></h1><div><h2>Ein Plan für alle</h2>{TEXT}</div>'
    assert read(html).title == "Ein Plan für alle"


def test_spans_of_one_class_side_by_side_are_two_facts() -> None:
    line = "<div><span class='l'>Meldung 12/21</span><span class='l'>4. Mai 2021</span></div>"
    article = read(f"<div>{line}{TITLE}{TEXT}</div>")
    assert article.published_text == "Meldung 12/21 4. Mai 2021"


def test_a_subline_in_the_headline_is_the_lead() -> None:
    html = f'<h1>Talrat tagt im Freien<span class="subline">Drei Brücken</span></h1>{TEXT}'
    article = read(html)
    assert (article.title, article.lead) == ("Talrat tagt im Freien", "Drei Brücken")


def test_a_quelle_beside_its_picture_is_the_pictures() -> None:
    picture = "<div><img src='/rat.jpg'><p>Der Rat, Quelle: Talbild</p></div>"
    article = read(f"<div>{TITLE}{picture}{TEXT}<p>Quelle: Talamt</p></div>")
    assert [(image.caption, image.credit) for image in article.images] == [("Der Rat", "Talbild")]
    assert article.source_text == "Talamt"
    assert article.body == BODY


@pytest.mark.parametrize("name", ["kontaktbox", "newsteaser", "image-box__copy", "footerarea"])
def test_names_are_known_in_compounds(name: str) -> None:
    box = f'<div class="{name}"><p>{THREE} {TWO}</p></div>'
    assert read(f"<div><div>{TITLE}{TEXT}</div>{box}</div>").body == BODY


def test_an_unknown_layout_is_an_error_that_says_which_there_are() -> None:
    with pytest.raises(ValueError, match="kooperation_international"):
        read_page("", URL, "typo4")
