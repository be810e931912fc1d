"""Everything Kooperation international is known for occurs on the TYPO3 demo portal."""

from __future__ import annotations

import re

from crawler.demo.content import written
from tests.demo.conftest import Fetch, clean
from tests.demo.phenomena import ON_BOTH, Phenomena, sights, too_rare

KOOPERATION: Phenomena = {
    # what: (in how many articles at least, how to tell)
    "breadcrumb ends in the title": (
        80,
        lambda s: (
            clean(s.xpath("//ol[@class='breadcrumb']/li")[-1].text_content()) == s.article.title
        ),
    ),
    "news with a rubric": (10, lambda s: s.article.kind == "nachricht" and s.article.kicker),
    "a rubric with a comma": (5, lambda s: s.article.kicker and "," in s.article.kicker),
    "news without a head line": (
        5,
        lambda s: s.article.kind == "nachricht" and not s.xpath("//*[@class='rubric']"),
    ),
    "a call's Stichtag": (
        10,
        lambda s: re.search(r"Stichtag: \d\d\.\d\d\.\d{4} Programmausschreibungen", s.text),
    ),
    "a document's Erscheinungsdatum": (
        5,
        lambda s: re.search(r"Erscheinungsdatum: \d\d\.\d\d\.\d{4} inside Newsletter", s.text),
    ),
    "no date at all": (
        10,
        lambda s: s.article.kind == "nachricht" and s.truth["published_on"] is None,
    ),
    "a date in <meta name=date>": (5, lambda s: s.xpath("//meta[@name='date']")),
    "a time in Open Graph": (5, lambda s: s.xpath("//meta[@property='article:published_time']")),
    "a date in JSON-LD": (3, lambda s: s.xpath("//script[@type='application/ld+json']")),
    "an update": (2, lambda s: s.truth["updated_on"]),
    "no lead": (3, lambda s: s.truth["lead"] is None),
    "Zum Nachlesen with other people's dates": (
        10,
        lambda s: re.search(r"Zum Nachlesen\s*\w.*?\(\d\d\.\d\d\.\d{4}\): ", s.text),
    ),
    "Weitere Informationen with nothing below": (
        10,
        lambda s: re.search(r"Weitere Informationen Projektträger", s.text),
    ),
    "Projektträger with a link": (5, lambda s: s.article.agency),
    "Redaktion left empty": (20, lambda s: re.search(r"Redaktion: Länder / Org", s.text)),
    "Redaktion: von NAME, ORGANISATION": (
        20,
        lambda s: re.search(r"Redaktion: von [^,:]+, [^:]+ Länder / Organisationen:", s.text),
    ),
    "an editor's organisation with a comma": (
        3,
        lambda s: any("," in (editor["organisation"] or "") for editor in s.article.editors),
    ),
    "two sources": (5, lambda s: len(s.article.sources) == 2 and " / " in (s.article.source or "")),
    "three sources": (3, lambda s: len(s.article.sources) == 3),
    "a source with a comma in its name": (10, lambda s: "," in "".join(s.article.sources)),
    "38 countries": (1, lambda s: len(s.article.places) == 38),
    "a country by the portal's own name": (
        3,
        lambda s: "Vereinigtes Königreich (Großbritannien)" in s.text,
    ),
    "the EU beside countries": (5, lambda s: any(x["name"] == "EU" for x in s.article.places)),
    "a region": (2, lambda s: any(x["kind"] == "region" for x in s.article.places)),
    "a topic with an abbreviation": (
        3,
        lambda s: (
            {"Information u. Kommunikation", "Physik. u. chem. Techn."} & set(s.article.topics)
        ),
    ),
    "a slug cut near 100 characters": (3, lambda s: 95 <= len(s.article.slug) <= 100),
    "a slug with -1": (1, lambda s: s.article.slug.endswith("-1")),
    "linked with cHash": (3, lambda s: s.linked_as("?cHash=")),
    "linked with plug-in parameters": (3, lambda s: s.linked_as("tx_contentaggregation")),
    "linked with an escaped ampersand": (2, lambda s: s.linked_as("?amp%3BcHash=")),
    "also under Förderung": (5, lambda s: s.linked_as("/foerderung/")),
    "also in a country's list": (20, lambda s: s.linked_as("/detail-alle-anzeigen/")),
    "also on a country's first page": (5, lambda s: s.linked_as("/detail-laendereinstiegsseite/")),
    "canonical link": (10, lambda s: s.xpath("//link[@rel='canonical']")),
    "no canonical link": (10, lambda s: not s.xpath("//link[@rel='canonical']")),
    "a page from before 2015": (5, lambda s: s.article.address.startswith("/buf/")),
    "a table": (3, lambda s: any("table" in block for block in s.article.blocks)),
    "a download": (10, lambda s: any(x["kind"] == "download" for x in s.truth["links"])),
    "a copy from the other portal": (4, lambda s: s.is_copy("copy")),
    "an edited copy": (3, lambda s: s.is_copy("near_copy")),
    "an excerpt": (1, lambda s: s.is_copy("excerpt")),
    "one of a yearly series": (3, lambda s: "„Cluster ohne Grenzen" in s.article.title),
    "English under lang=de": (
        1,
        lambda s: s.article.language == "en" and s.page.tree.get("lang") == "de",
    ),
    **{
        f"trailer as {markup}": (
            8,
            lambda s, path=path: "Länder / Organisationen" in clean(" ".join(s.xpath(path))),
        )
        for markup, path in {
            "dl": "//dl/dt//text()",
            "paragraphs": "//p/strong[starts-with(., 'Länder')][count(../strong) = 1]/text()",
            "one paragraph": "//p[br]/strong/text()",
            "ul": "//ul/li/span/text()",
            "table": "//table//th/text()",
            "div": "//main//div/div/text()",
        }.items()
    },
}


def test_every_peculiarity_occurs(fetch: Fetch) -> None:
    assert too_rare(sights(fetch, "kooperation"), {**KOOPERATION, **ON_BOTH}) == {}


def test_one_slug_is_a_call_and_a_news() -> None:
    kinds: dict[str, set[str]] = {}
    for article in written("kooperation"):
        kinds.setdefault(article.slug, set()).add(article.kind)
    assert {"nachricht", "bekanntmachung"} in kinds.values()
