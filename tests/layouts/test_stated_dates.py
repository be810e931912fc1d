"""Publication and last change: where pages state them, and which of several dates is which."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.items import Article
from crawler.layouts import extract
from crawler.layouts.reading.date_lines import dated_facts
from crawler.layouts.reading.date_weights import probability
from crawler.layouts.reading.page import Page
from tests.layouts.kinds.small_page import page

URL = "https://www.moosamt.example/aktuelles/steg-ueber-das-moor"
TITLE = "<h1>Ein Steg über das Moor</h1>"
ONE = "Der Steg ist fertig, und wer das Moor sehen will, kommt nun trockenen Fußes hinüber."
TWO = "Drei Jahre lang haben die Gemeinden daran gebaut, meist im Winter, wenn nichts brütet."
TEXT = f"<p>{ONE}</p><p>{TWO}</p><p>{ONE} {TWO}</p>"


def read(body: str, head: str = "", url: str = URL, **options: dt.datetime) -> Article:
    return extract(page(body, title="Moosamt", head=head), url, **options)


@pytest.mark.parametrize(
    "line",
    [
        "Veröffentlicht am 4. Mai 2021, 8:15 Uhr (aktualisiert am 7. Mai 2021, 9:30 Uhr)",
        "Zuletzt überarbeitet: 07.05.2021 – Erstveröffentlichung: 04.05.2021",
        "Letztes Update 07.05.2021 | Online seit 04.05.2021",
        "04.05.2021 (Update: 07.05.2021)",
        "Eingestellt am 4.5.2021. Geändert am 7.5.2021.",
        "Ver\u00adöf\u00adfent\u00adlicht am 4. Mai 2021, ge\u00adän\u00addert am 7. Mai 2021",
        '<time itemprop="dateModified" datetime="2021-05-07">7. Mai 2021</time> '
        '<time itemprop="datePublished" datetime="2021-05-04">4. Mai 2021</time>',
    ],
)
def test_publication_and_change_share_a_line_in_either_order(line: str) -> None:
    article = read(f"{TITLE}<p>{line}</p>{TEXT}")
    assert (article.published_on, article.updated_on) == ("2021-05-04", "2021-05-07")
    assert article.published_from


@pytest.mark.parametrize(
    "line", ["Stand: 07.05.2021", "Letztes Update: 7. Mai 2021", "Überarbeitet am 07.05.2021"]
)
def test_a_change_alone_bounds_the_publication(line: str) -> None:
    seen = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
    article = read(f"{TITLE}<p>{line}</p>{TEXT}", captured_at=seen)
    assert (article.published_on, article.updated_on) == (None, "2021-05-07")
    assert article.published_edtf == "[..2021-05-07]"
    assert article.published_from.startswith("p “")


@pytest.mark.parametrize(
    "html",
    [
        f'{TITLE}<p class="docData">Moosheim 04.05.2021</p>{TEXT}',
        f"{TITLE}<div><span>04</span> <span>Mai</span> <span>2021</span> <b>Wege</b></div>{TEXT}",
        f"{TITLE}<div><div>04.</div><div>05.</div><div>2021</div></div>{TEXT}",
        f"{TITLE}<p>04.05.2021 – {ONE}</p><p>{TWO}</p>",
        f"{TITLE}<p>Moosheim, 04.05.2021<br>{ONE}</p><p>{TWO}</p>",
        f"{TITLE}<div><a href='/autor/moos'>Hilde Moos</a> 4. Mai 2021</div>{TEXT}",
        f"{TITLE}<p>{ONE}</p><p>Von Hilde Moos · <time>4. Mai 2021</time></p><p>{TWO}</p>",
        f"{TITLE}{TEXT}<p>Moosheim, den 4. Mai 2021</p>",
        f"<p class='kicker'>04.05.2021Wege</p>{TITLE}{TEXT}",
    ],
)
def test_a_date_stands_in_many_places(html: str) -> None:
    assert read(html).published_on == "2021-05-04"


@pytest.mark.parametrize(
    "line",
    [
        "01.01.1970, 01:00 Uhr",
        "01.01.0001",
        "4.–8. Mai 2021",
        "Samstag, 8. Mai 2021, 19:00 Uhr, Rathaus Moosheim",
        "Datum der Begehung: 08.05.2021",
        "Registriert: 08.05.2021",
    ],
)
def test_these_are_no_dates_of_publication(line: str) -> None:
    assert read(f"{TITLE}<p>{line}</p>{TEXT}").published_on is None


def test_what_is_seen_and_what_is_claimed_compete() -> None:
    claimed = '<meta property="article:published_time" content="2021-05-04T08:00:00+02:00">'
    assert read(f"{TITLE}<p>03.05.2021</p>{TEXT}", claimed).published_on == "2021-05-03"
    assert read(f"{TITLE}<p>05/04/2021</p>{TEXT}", claimed).published_on == "2021-05-04"
    by_url = read(f"{TITLE}{TEXT}", url="https://www.moosamt.example/2021/05/04/steg")
    assert (by_url.published_on, by_url.published_from) == ("2021-05-04", "url")


def test_labels_and_agreement_make_a_date_surer() -> None:
    bare = probability({"below headline", "alone"})
    assert 0 < bare < probability({"below headline", "alone", "labelled"}) < 1
    assert probability({"below headline", "alone", "claimed"}) > bare


def test_each_date_of_a_line_has_its_role() -> None:
    facts = dated_facts("Meldung | 4. Mai 2021 | aktualisiert am 6. Mai 2021 | gültig bis 8.5.2021")
    assert [fact.role for fact in facts] == ["unsaid", "updated", "other"]


ARTICLE = '{"@type": "NewsArticle", "datePublished": "2021-05-04T09:00:00+02:00"}'


@pytest.mark.parametrize(
    "script",
    [
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/*<![CDATA[*/{ARTICLE}/*]]>*/",
        f"<!--\n{ARTICLE}\n-->",
        f"{ARTICLE[:-1]},}};",
        f"[,{ARTICLE},]",
        f"/* by hand */ {ARTICLE} // yes",
        f"\ufeff{ARTICLE}",
        f'{{"@type": "Organization"}};\n{ARTICLE}',
        ARTICLE.replace("NewsArticle", "https://schema.org/TechArticle"),
        ARTICLE.replace('"NewsArticle"', '["Thing", "schema:LiveBlogPosting"]'),
        '{"@graph": [{"@type": "Article", "@id": "#x", "datePublished": "2020-01-01"},'
        '{"@type": "WebPage", "mainEntity": {"@id": "#a"}},'
        '{"@type": "Article", "@id": "#a", "datePublished": "2021-05-04"}]}',
    ],
)
def test_json_ld_is_read_as_search_engines_read_it(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>'
    assert read(TITLE + TEXT, head).published_on == "2021-05-04"


def test_what_is_no_json_at_all_is_left_out() -> None:
    head = '<script type="application/ld+json">{"@type": "Article" "name"}</script>'
    assert Page(f"<head>{head}</head>", URL).json_ld == []


def test_a_trail_in_json_ld_goes_by_its_positions() -> None:
    items = (
        '{"position": 2, "name": "Wege", "item": {"@id": "#wege"}},'
        '{"position": 1, "item": {"@id": "/", "name": "Start"}}'
    )
    trail = f'{{"@type": "BreadcrumbList", "itemListElement": [, {items}]}}'
    article = read(TITLE + TEXT, f'<script type="application/ld+json">{trail}</script>')
    assert [crumb.label for crumb in article.breadcrumbs] == ["Start", "Wege"]


@pytest.mark.parametrize(
    "markup",
    [
        '<picture><source srcset="/moor.jpg 1x"><img alt=""></picture>',
        '<picture><source data-srcset="/klein.jpg 300w, /moor.jpg 900w"><img class="l"></picture>',
        '<img src="/assets/placeholder.png" data-src="/moor.jpg">',
        '<span class="lazy"></span><noscript><img src="/moor.jpg"></noscript>',
        '<img src="data:image/gif;base64,AA" data-lazy-src="/moor.jpg">'
        '<noscript><img src="/moor-gross.jpg"></noscript>',
    ],
)
def test_pictures_that_scripts_and_browsers_choose(markup: str) -> None:
    legend = "<figcaption>Der Steg. Foto: Moorverein e. V.</figcaption>"
    image, *others = read(f"{TITLE}<figure>{markup}{legend}</figure>{TEXT}").images
    assert not others
    assert image.url == "https://www.moosamt.example/moor.jpg"
    assert image.credit == "Moorverein e. V."


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("Moorbote", "Moorbote"),
        ("Moorbote, https://www.moorbote.example/steg", "Moorbote"),
        ("https://www.moorbote.example/steg", None),
        ("Moos, H. (2019): Über Stege. In: Jahrbuch 3, S. 12", None),
        ("eigene Berechnung", None),
        ("Adobe Stock", None),
    ],
)
def test_a_source_is_no_url_no_note_and_no_image_credit(value: str, source: str | None) -> None:
    assert read(f"{TITLE}{TEXT}<p>Quelle: {value}</p>").source_text == source


@pytest.mark.parametrize(
    "headline",
    [
        "<h1>Wege<br>Ein Steg über das Moor</h1>",
        "<h1><span class='a'>Wege</span><span class='b'>Ein Steg über das Moor</span></h1>",
        "<h1><em>Wege</em> Ein Steg über das Moor</h1>",
    ],
)
def test_a_kicker_in_the_headline_is_known_by_what_the_page_repeats(headline: str) -> None:
    head = '<meta property="og:title" content="Ein Steg über das Moor">'
    article = read(headline + TEXT, head)
    assert (article.title, article.kicker) == ("Ein Steg über das Moor", "Wege")
    assert read(headline + TEXT).kicker is None  # nothing says that it is apart
