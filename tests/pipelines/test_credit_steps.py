"""Every form of a trailer that the two portals print."""

import pytest

from crawler.items import Article, Editor, Place
from pipelines.credits import CreditsPipeline, credits
from pipelines.places import PlacesPipeline, places

_URL = "https://www.wind.example/netz"


def _read(article: Article) -> Article:
    return places(credits(article))


def test_a_trailer_with_an_empty_redaktion() -> None:
    found = _read(
        Article(
            url=_URL,
            trailer_text="Quelle: Amt für Wind, Wolken und Netze Redaktion: "
            "Länder / Organisationen: USA Kanada Themen: Förderung Netzwerke",
        )
    )
    assert found.source_text == "Amt für Wind, Wolken und Netze"
    assert found.sources == ["Amt für Wind, Wolken und Netze"]
    assert (found.editor_text, found.editors) == (None, [])
    assert found.places == [Place("USA", "country", "US"), Place("Kanada", "country", "CA")]
    assert found.topics == ["Förderung", "Netzwerke"]


def test_a_trailer_glued_throughout() -> None:
    found = _read(
        Article(
            url=_URL,
            trailer_text="Quelle:Windamt / NetzratRedaktion:von Anna Muster, Windrat GmbH"
            "Länder / Organisationen:MusterlandRepublik NordmazedonienEU"
            "Themen:FörderungPhysik. u. chem. Techn.Weitere InformationenProjektträger",
        )
    )
    assert found.sources == ["Windamt", "Netzrat"]
    assert found.editor_text == "von Anna Muster, Windrat GmbH"
    assert found.editors == [Editor("Anna Muster", "Windrat GmbH")]
    assert found.places == [
        Place("Musterland", "unknown"),
        Place("Republik Nordmazedonien", "country", "MK"),
        Place("EU", "organisation"),
    ]
    assert found.topics == ["Förderung", "Physik. u. chem. Techn."]


def test_elements_of_a_page_come_before_a_trailer() -> None:
    found = _read(
        Article(
            url=_URL,
            source_text="Quelle: Windamt",
            places_text=["Vereinigtes Königreich (Großbritannien)", "EU"],
            topics_text=["Wolkenkunde und Dunst"],
            trailer_text="Quelle: Netzrat Redaktion: Windrat Themen: Netzwerke",
        )
    )
    assert (found.source_text, found.editor_text) == ("Windamt", "Windrat")
    assert [place.iso_code for place in found.places] == ["GB", None]
    assert found.topics == ["Wolkenkunde und Dunst"]


@pytest.mark.parametrize("raw", [Article(url=_URL), Article(url=_URL, trailer_text="Themen:")])
def test_nothing_is_invented(raw: Article) -> None:
    found = PlacesPipeline().process_item(CreditsPipeline().process_item(raw))
    assert found == raw


def test_running_twice_changes_nothing() -> None:
    once = _read(
        Article(url=_URL, trailer_text="Quelle: A Redaktion: B Länder: Japan Themen: Netzwerke")
    )
    assert _read(once) == once
