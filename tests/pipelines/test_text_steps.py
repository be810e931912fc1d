"""Steps that only clean or read the article's own texts."""

from copy import deepcopy

from crawler.items import Article, Breadcrumb, Image, Link
from pipelines.breadcrumbs import BreadcrumbsPipeline, breadcrumbs
from pipelines.language import LanguagePipeline, language
from pipelines.typography import TypographyPipeline, typography

_URL = "https://www.wind.example/netz"


def test_typography_cleans_every_text_and_drops_empty_ones() -> None:
    raw = Article(
        url=_URL,
        title=" Wind\u00adnetz\n Nord ",
        subtitle="&nbsp;",
        lead="Eins.\n\nZwei.",
        body="Eins &amp; zwei.\r\n\r\n\r\nDrei.",
        breadcrumbs=[Breadcrumb("\u200bStart", f"{_URL}/"), Breadcrumb(" ")],
        images=[Image(f"{_URL}.jpg", caption="", credit="©\u00a0Amt")],
        links=[Link(f"{_URL}?a=1&amp=2", " Wind\n netz ", section="")],
        places_text=["Kanada\u00a0", ""],
    )
    untouched = deepcopy(raw)
    clean = typography(raw)
    assert (clean.title, clean.subtitle) == ("Windnetz Nord", None)
    assert (clean.lead, clean.body) == ("Eins.\n\nZwei.", "Eins & zwei.\n\nDrei.")
    assert clean.breadcrumbs == [Breadcrumb("Start", f"{_URL}/")]
    assert clean.images == [Image(f"{_URL}.jpg", caption=None, credit="© Amt")]
    assert clean.links == [Link(f"{_URL}?a=1&amp=2", "Wind netz", section=None)]
    assert clean.places_text == ["Kanada"]
    assert raw == untouched
    assert TypographyPipeline().process_item(clean) == clean


def test_language_is_the_texts_not_the_pages() -> None:
    article = Article(
        url=_URL, body="Die Cluster sprechen über das Netz und den Wind.", page_language="en"
    )
    assert language(article).language == "de"
    assert LanguagePipeline().process_item(Article(url=_URL)).language is None


def test_breadcrumbs_of_a_page_keep_their_addresses() -> None:
    article = Article(
        url=_URL,
        title="Windnetz Nord",
        breadcrumbs=[
            Breadcrumb("Sie sind hier: Startseite", "https://www.wind.example/"),
            Breadcrumb("Presse", "https://www.wind.example/presse"),
            Breadcrumb("Windnetz…"),
        ],
    )
    found = breadcrumbs(article)
    assert found.breadcrumb == "Startseite › Presse"
    assert found.breadcrumbs == [
        Breadcrumb("Startseite", "https://www.wind.example/"),
        Breadcrumb("Presse", "https://www.wind.example/presse"),
    ]
    assert BreadcrumbsPipeline().process_item(found) == found


def test_no_trail_is_none() -> None:
    assert breadcrumbs(Article(url=_URL, title="Netz")).breadcrumb is None
