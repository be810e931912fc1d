"""The values of a trailer, each in its element or run together."""

import pytest

from crawler.items import Article, Editor, Place
from pipelines.credits import CreditsPipeline, credits
from pipelines.places import PlacesPipeline, places

_URL = "https://www.wind.example/netz"


def _read(article: Article) -> Article:
    return places(credits(article))


def test_values_in_one_piece_and_an_empty_redaktion() -> None:
    found = _read(
        Article(
            url=_URL,
            source_text="Quelle: Amt für Wind, Wolken und Netze",
            editor_text="Redaktion:",
            places_text=["Länder / Organisationen: USA Kanada"],
            topics_text=["Themen: Förderung Netzwerke"],
        )
    )
    assert found.source_text == "Amt für Wind, Wolken und Netze"
    assert found.sources == ["Amt für Wind, Wolken und Netze"]
    assert (found.editor_text, found.editors) == (None, [])
    assert found.places == [Place("USA", "country", "US"), Place("Kanada", "country", "CA")]
    assert found.topics == ["Förderung", "Netzwerke"]


def test_values_glued_throughout() -> None:
    found = _read(
        Article(
            url=_URL,
            source_text="Windamt / Netzrat",
            editor_text="von Anna Muster, Windrat GmbH",
            places_text=["MusterlandRepublik NordmazedonienEU"],
            topics_text=["FörderungPhysik. u. chem. Techn."],
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


def test_elements_of_a_page_stay_apart() -> None:
    found = _read(
        Article(
            url=_URL,
            source_text="Quelle: Windamt",
            places_text=["Vereinigtes Königreich (Großbritannien)", "EU"],
            topics_text=["Wolkenkunde und Dunst"],
        )
    )
    assert (found.source_text, found.editor_text) == ("Windamt", None)
    assert [place.iso_code for place in found.places] == ["GB", None]
    assert found.topics == ["Wolkenkunde und Dunst"]


def test_nothing_is_invented() -> None:
    raw = Article(url=_URL)
    found = PlacesPipeline().process_item(CreditsPipeline().process_item(raw))
    assert found == raw


def test_running_twice_changes_nothing() -> None:
    once = _read(
        Article(
            url=_URL,
            source_text="Quelle: A",
            editor_text="Redaktion: B",
            places_text=["Länder: Japan"],
            topics_text=["Themen: Netzwerke"],
        )
    )
    assert _read(once) == once


@pytest.mark.parametrize(
    ("printed", "day", "names"),
    [
        ("30.06.2021 von Hilde Moos, Talträger", "30.06.2021", ["Hilde Moos"]),
        ("von Hilde Moos, Talträger, 30.06.2021", "30.06.2021", ["Hilde Moos"]),
        ("von Hilde Moos (30.06.2021)", "30.06.2021", ["Hilde Moos"]),
        ("30. Juni 2021, Hilde Moos", "30. Juni 2021", ["Hilde Moos"]),
        ("Talträger vom 2021-06-30", "2021-06-30", ["Talträger"]),
        ("Redaktion: 20.05.2020", "20.05.2020", []),
        ("von Hilde Moos, Talträger", None, ["Hilde Moos"]),
    ],
)
def test_the_day_of_editing_is_an_update_and_no_editor(printed, day, names) -> None:
    found = credits(Article(url=_URL, editor_text=printed))
    assert found.updated_text == day
    assert [editor.name for editor in found.editors] == names
    assert (found.editor_text is None) == (not names)


def test_a_stated_update_counts_before_the_day_of_editing() -> None:
    article = Article(url=_URL, editor_text="01.02.2020 von Hilde Moos", updated_text="03.02.2020")
    assert credits(article).updated_text == "03.02.2020"
