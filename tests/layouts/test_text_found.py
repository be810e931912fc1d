"""What is text on pages of makes that no rule was written for, and what never is."""

from __future__ import annotations

import pytest

from crawler.items import PARAGRAPH_BREAK, Article
from crawler.layouts import Page, layout_of, read_page
from crawler.layouts.field_resolver import Generic
from crawler.layouts.reading.body_weights import WEIGHTS
from crawler.layouts.reading.candidates import Candidates
from crawler.layouts.reading.weighing import Weighing
from tests.layouts.golden import expected_of, golden_pages
from tests.layouts.kinds import small_page
from tests.layouts.kinds.small_page import page

URL = "https://www.nebelamt.example/aktuelles/detail/halle-fuer-raeder"
TITLE = "Halle für Räder steht"
ONE = "Der Verbund hat in Grünthal eine Halle eröffnet, die sich zwölf Betriebe im Tal teilen."
TWO = "Kleinere Betriebe sollen dort ihre Teile unter Last prüfen, ohne eigene Anlagen zu kaufen."
ANSWER = "Alle Betriebe des Verbunds dürfen sie nach einer Anmeldung im Büro nutzen."
FOREIGN = (
    "Das Nebelamt betreut seit fünfzig Jahren Werkstätten und Häfen in der ganzen Gegend und gibt "
    "dazu einen Kalender, ein Jahrbuch und mehrere Karten heraus, die überall ausliegen."
)


def nebelamt(text: str, **around: str) -> str:
    return page(f"<h1>{TITLE}</h1>{text}", title=f"{TITLE} - Nebelamt", **around)


def read(text: str, **around: str) -> Article:
    return read_page(nebelamt(text, **around), URL)


def text_of(article: Article) -> list[str]:
    return small_page.text_of(article).split(PARAGRAPH_BREAK)


@pytest.mark.parametrize(
    "panel",
    [
        f'<h3>Wer darf hinein?</h3><div hidden="until-found"><p>{ANSWER}</p></div>',
        f"<h3><button>Wer darf hinein?</button></h3><div hidden><p>{ANSWER}</p></div>",
        f'<button>Wer darf hinein?</button><div style="display:none"><p>{ANSWER}</p></div>',
        f"<details><summary>Wer darf hinein?</summary><p>{ANSWER}</p></details>",
        '<h4><a data-toggle="collapse" href="#a">Wer darf hinein?</a></h4>'
        f'<div id="a" class="collapse"><p>{ANSWER}</p></div>',
        f"<dl><dt><button>Wer darf hinein?</button></dt><dd hidden>{ANSWER}</dd></dl>",
    ],
)
def test_what_opens_a_panel_heads_the_text_in_it(panel: str) -> None:
    assert text_of(read(f"<p>{ONE}</p><p>{TWO}</p>{panel}")) == [
        ONE,
        TWO,
        "Wer darf hinein?",
        ANSWER,
    ]


def test_a_hidden_menu_behind_its_button_is_no_text() -> None:
    menu = '<button>Menü</button><ul hidden><li><a href="/a">Alle Themen von A bis Z.</a></li></ul>'
    assert text_of(read(f"<p>{ONE}</p><p>{TWO}</p>{menu}")) == [ONE, TWO]


@pytest.mark.parametrize(
    "placeholder",
    [
        "<p>Externer Inhalt: Um dieses Video zu sehen, müssen Sie der Übertragung von Daten an "
        "Dritte zustimmen.</p><button>Video laden</button>",
        "<p><strong>Empfohlener redaktioneller Inhalt</strong></p><p>Mit einem Klick können Sie "
        "sich diesen Beitrag anzeigen lassen.</p>",
        "<h4>Wir schätzen Ihre Privatsphäre</h4><p>Diese Karte wird nicht angezeigt, weil Sie "
        "keine Cookies von Drittanbietern zugelassen haben.</p>",
        "<p>Hier zeigen wir gern eine Karte. Dazu brauchen wir Ihre Zustimmung zur Übertragung von "
        "Daten an deren Anbieter.</p>",
        '<div class="embed-privacy"><p>Inhalt anzeigen</p></div>',
    ],
)
def test_what_stands_for_an_embed_is_no_text(placeholder: str) -> None:
    article = read(f"<p>{ONE}</p><div>{placeholder}</div><p>{TWO}</p>")
    assert text_of(article) == [ONE, TWO]


def test_an_article_on_consent_is_a_text() -> None:
    law = "Wer Cookies von Drittanbietern setzt, braucht seit dem Urteil eine Einwilligung."
    assert text_of(read(f"<p>{ONE}</p><p>{law}</p><p>{TWO}</p>")) == [ONE, law, TWO]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("in Grünthal<sup>1</sup>, wo", "in Grünthal, wo"),
        ('in Grünthal<sup><a href="#f1">1</a></sup>, wo', "in Grünthal, wo"),
        ('in Grünthal<a class="footnote" href="#f1">[1]</a>, wo', "in Grünthal, wo"),
        ('seit 2019<a role="doc-noteref" href="#f1">2</a> dort, wo', "seit 2019 dort, wo"),
        ("auf 400 m<sup>2</sup>, wo", "auf 400 m2, wo"),
        ("auf 12 km<sup>2</sup>, wo", "auf 12 km2, wo"),
        ("mit 10<sup>3</sup> Läufen, wo", "mit 103 Läufen, wo"),
        ("Ok­to­ber und P\ufb02ege im Of\ufb01z, wo", "Oktober und Pflege im Offiz, wo"),
    ],
)
def test_marks_of_footnotes_are_left_out_and_words_written_out(written: str, text: str) -> None:
    rest = "zwölf Betriebe im Tal ihre Räder unter Last prüfen und die Werte teilen."
    assert text_of(read(f"<p>Der Verbund prüft {written} {rest}</p><p>{TWO}</p>")) == [
        f"Der Verbund prüft {text} {rest}",
        TWO,
    ]


@pytest.mark.parametrize(
    "around",
    [
        {"behind": f"<aside><h2>Über uns</h2><p>{FOREIGN}</p><p>{FOREIGN}</p></aside>"},
        {"behind": f"<div><h3>Brauchen Sie Hilfe?</h3><p>{FOREIGN}</p></div>"},
        {"behind": f"<div><p>{FOREIGN}</p><p>{FOREIGN}</p><p>{FOREIGN}</p></div>"},
        {"before": f"<div><h2>Wir schätzen Ihre Privatsphäre</h2><p>Mit Ihrer Erlaubnis setzen wir "
         f"Cookies.</p><p>{FOREIGN.replace('Jahrbuch', 'Cookie von Drittanbietern')}</p></div>"},
    ],
    ids=["aside", "help", "nameless", "consent"],
)  # fmt: skip
def test_a_short_text_is_not_replaced_by_a_longer_one_elsewhere(around: dict[str, str]) -> None:
    assert text_of(read(f"<p>{ONE}</p>", **around)) == [ONE]


def test_a_text_behind_its_tools_is_found() -> None:
    tools = "<h4>Teilen</h4><ul><li>Merken</li></ul>"
    long = [f"{number}. {ONE} {TWO} {ONE}" for number in range(1, 6)]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in long)
    lead = "Eine Halle für alle, die im Tal Räder bauen."
    article = read(f'<div class="x"><p>{lead}</p>{tools}</div><div class="y">{text}</div>')
    assert text_of(article)[-5:] == long


def test_a_text_says_how_likely_it_is_the_article() -> None:
    sure = Generic(Page(nebelamt(f"<p>{ONE} {TWO} {ONE}</p>" * 5), URL)).found_body
    box = f'<div class="box">{TWO}<a href="/a">mehr</a></div>'
    doubtful = Generic(Page(nebelamt(box), URL)).found_body
    assert 0 <= doubtful.confidence < 0.9 < sure.confidence <= 1


LONG = f"{ONE} {TWO} " * 4
RARE_FEATURES = (
    nebelamt(f"<p>{ONE}</p>", head=f'<meta name="description" content="{ONE}">'),
    nebelamt(f"<p>{ONE}</p><aside><p>{FOREIGN}</p></aside><p>{FOREIGN[:-20]} …</p><p>{TWO}</p>"),
    nebelamt(
        f"<p>{ONE}</p>", behind=f"<div><p>{FOREIGN}</p><p>{FOREIGN}</p><p>{FOREIGN}</p></div>"
    ),
    nebelamt(
        f"<div><p>{LONG}</p><p>{LONG}</p></div>",
        behind=f"<section><p>{LONG}</p></section><div><p>{ONE}</p></div>",
    ),
)
"""Pages with what no stored one has: a repeated description, text cut off, long texts apart."""


def test_a_block_is_as_likely_at_a_glance_as_when_it_is_read() -> None:
    for html in RARE_FEATURES:
        view = Generic(Page(html, URL)).view
        found = Candidates(view).found
        read = Weighing(view, found)
        for block in view.blocks:
            likelihood, glance = read.likelihood(block), Weighing(view, found)
            for off in (1e-6, 1e-2, 0.1):
                assert glance.is_likely(block, max(1e-9, likelihood - off))
                assert not glance.is_likely(block, min(1 - 1e-9, likelihood + off))


def features_on(html: bytes | str, url: str) -> set[str]:
    parsed = Page(html, url)
    view = (layout_of(parsed) or Generic)(parsed).view
    weighing = Weighing(view, Candidates(view).found)
    return {name for block in view.blocks for name in weighing.features(block)}


def test_each_weight_is_of_a_feature_that_pages_have() -> None:
    known = set().union(*(features_on(html, URL) for html in RARE_FEATURES))
    for path in golden_pages():
        known |= features_on(path.read_bytes(), expected_of(path)["url"])
    assert WEIGHTS.keys() - known == set()
