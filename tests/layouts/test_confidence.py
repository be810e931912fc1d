"""How sure fields are: what witnesses say, what doubt does, and where it is kept and shown."""

from __future__ import annotations

import pytest

from crawler.items import Article
from crawler.layouts import confidence, extract, field_resolver
from crawler.layouts.confidence import Witnesses, confidence_of, kind_of_source
from crawler.layouts.reading.page import Page

URL = "https://www.talamt.example/aktuelles/neue-werkstatt-im-tal"
TITLE = "Neue Werkstatt im Tal"
TEXT = "".join(
    f"<p>Der Verbund Nebelhorn hat im {day}. Tal eine Werkstatt eröffnet, die sich zwölf Betriebe "
    "und drei Hochschulen teilen und die allen offen steht.</p>"
    for day in range(1, 9)
)


def page(title=TITLE, og=TITLE, tag=TITLE, text=TEXT):
    return (
        f'<html><head><title>{tag} - Talamt</title><meta property="og:title" content="{og}"></head>'
        f"<body><main><h1>{title}</h1>{text}</main></body></html>"
    )


def sure_of_title(html):
    return extract(html, URL).confidence["title"]


@pytest.mark.parametrize(
    ("provenance", "kind"),
    [
        ("gsb: h1.isFirstInSlot", "family"),
        ("structured: og:title", "metadata"),
        ("generic: h1", "generic"),
        ("generic: title tag", "title tag"),
        ("text export", "text"),
        ("text export: first line", "text"),
    ],
)
def test_the_kind_of_a_source_follows_from_its_provenance(provenance, kind):
    assert kind_of_source(provenance) == kind


def test_every_field_that_was_found_has_a_probability():
    article = extract(page(), URL)
    assert set(article.confidence) == {"title", "body"}
    assert all(0 < sure < 1 for sure in article.confidence.values())


def test_a_headline_that_others_call_so_is_surer_than_one_they_call_otherwise():
    other = "Übersicht aller Meldungen"
    assert sure_of_title(page()) > sure_of_title(page(og=other, tag=other))


def test_a_text_that_is_a_small_part_of_the_prose_is_less_sure_than_all_of_it():
    witnesses = Witnesses(URL)
    body = "Ein Satz, der lang genug ist. " * 30
    witnesses.prose = 1_000
    much = confidence_of("body", body, "family", witnesses)
    witnesses.prose = 100_000
    assert confidence_of("body", body, "family", witnesses) < much


def test_what_reading_has_weighed_itself_is_a_feature():
    names = dict(confidence.features("published", "3.4.2020", "family", Witnesses(URL), 0.9))
    assert names["odds by weighing"] == pytest.approx(2.197, abs=0.01)
    assert names["from family"] == 1


def test_a_text_export_has_confidence_in_the_same_fields():
    text = f"{TITLE}\n\n" + "\n\n".join(["Der Verbund hat im Tal eine Werkstatt eröffnet."] * 4)
    article = extract(text, URL, content_type="text/plain")
    assert set(article.confidence) == {"title", "body"}


def test_a_doubtful_value_gives_way_to_a_clearly_surer_one(monkeypatch):
    sureness = {"generic": 0.1, "metadata": 0.9}
    monkeypatch.setattr(
        field_resolver, "confidence_of", lambda field, value, kind, *_, **__: sureness[kind]
    )
    told = "Der Verbund hat im Tal eine Werkstatt eröffnet, die allen offen steht. " * 4
    script = f'{{"@type": "NewsArticle", "articleBody": "{told}"}}'
    html = page().replace("</head>", f'<script type="application/ld+json">{script}</script></head>')
    article = extract(html, URL)
    assert article.provenance["body"] == "structured: json-ld articleBody"
    assert article.confidence["body"] == 0.9
    sureness["generic"] = 0.8
    assert extract(html, URL).provenance["body"] == "generic: main"


def test_a_value_that_is_sure_enough_stays_whatever_the_others_say(monkeypatch):
    sureness = {"metadata": 0.5, "generic": 0.99}
    monkeypatch.setattr(
        field_resolver, "confidence_of", lambda field, value, kind, *_, **__: sureness[kind]
    )
    assert extract(page(), URL).provenance["title"] == "structured: og:title"


def test_a_page_that_cannot_be_judged_is_read_all_the_same(monkeypatch, caplog):
    monkeypatch.setattr(field_resolver, "confidence_of", lambda *_, **__: 1 / 0)
    assert extract(page(), URL).title == TITLE
    assert "could not be judged" in caplog.text


def test_judging_asks_for_nothing_that_reading_has_not_read():
    """The flow of a page is walked once, judged or not."""
    read = Page(page(), URL)
    resolver = field_resolver.FieldResolver(read, None)
    resolver.fill(Article(url=URL))
    assert len(read._flows) == 1
