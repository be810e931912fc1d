"""Places are found in run-together text, longest name first, and nothing printed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.places import find_place, names, place, split_places


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["USA"], ["USA"]),
        (["USA Kanada"], ["USA", "Kanada"]),
        (["ChinaJapanEU"], ["China", "Japan", "EU"]),
        (["EUNATOUSA"], ["EU", "NATO", "USA"]),
        (["Kanada, Japan und EU"], ["Kanada", "Japan", "EU"]),
        (["USA/Kanada"], ["USA", "Kanada"]),
        (
            ["Vereinigtes Königreich (Großbritannien) EU"],
            ["Vereinigtes Königreich (Großbritannien)", "EU"],
        ),
        (
            ["MusterlandRepublik NordmazedonienEU"],
            ["Musterland", "Republik Nordmazedonien", "EU"],
        ),
        (["Bosnien und HerzegowinaNiger Nigeria"],
         ["Bosnien und Herzegowina", "Niger", "Nigeria"]),
        (["Guinea Guinea-Bissau Äquatorialguinea"],
         ["Guinea", "Guinea-Bissau", "Äquatorialguinea"]),
        (["Südliches Musterland Kanada"], ["Südliches Musterland", "Kanada"]),
        (["Inseln in Neuland"], ["Inseln in Neuland"]),
        (["Region Ostasien Südkorea"], ["Region Ostasien", "Südkorea"]),
        (["EUROMUSTER"], ["EUROMUSTER"]),
        (["Japan", "USA", "Japan"], ["Japan", "USA"]),
        ([" ", ""], []),
    ],
)  # fmt: skip
def test_lists_as_printed(texts: list[str], expected: list[str]) -> None:
    assert [found.name for found in split_places(texts)] == expected


@pytest.mark.parametrize(
    ("spellings", "code"),
    [
        (["USA", "Vereinigte Staaten", "Vereinigte Staaten von Amerika"], "US"),
        (["Südkorea", "Republik Korea", "Republik Korea (Südkorea)"], "KR"),
        (["Großbritannien", "Vereinigtes Königreich (Großbritannien)"], "GB"),
        (["Tschechien", "Tschechische Republik"], "CZ"),
        (["Russland", "Russische Föderation"], "RU"),
        (["Nordmazedonien", "Republik Nordmazedonien", "Mazedonien"], "MK"),
        (["Taiwan"], "TW"),
        (["Kosovo"], "XK"),
    ],
)
def test_all_spellings_of_a_country_are_one_place(spellings: list[str], code: str) -> None:
    (found,) = {place(spelling) for spelling in spellings}
    assert (found.kind, found.iso_code) == ("country", code)
    assert len(split_places([" ".join(spellings)])) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("EU", "organisation"),
        ("OECD", "organisation"),
        ("Europa", "region"),
        ("Lateinamerika", "region"),
        ("Naher Osten", "region"),
        ("Global", "region"),
        ("Musterland", "unknown"),
    ],
)
def test_what_is_no_country_has_no_code(name: str, kind: str) -> None:
    assert (place(name).kind, place(name).iso_code) == (kind, None)


_display_names = sorted({place(name).name for name in names()})


@given(
    st.lists(st.sampled_from(_display_names), unique=True, max_size=40),
    st.sampled_from(["", " ", ", ", " und ", " / "]),
)
def test_any_concatenation_of_known_places_gives_them_back(
    wanted: list[str], separator: str
) -> None:
    assert [found.name for found in split_places([separator.join(wanted)])] == wanted


@given(st.text())
def test_no_letter_is_lost(text: str) -> None:
    def letters(value: str) -> set[str]:
        return {character for character in value if character.isalnum()}

    kept = "".join(found.name for found in split_places([text]))
    known = "".join(name for name in names() if name in text)
    assert letters(text) <= letters(kept + known + "undsowie")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("polen", "Polen"),
        ("ÖSTERREICH", "Österreich"),
        ("oesterreich", "Österreich"),
        (" Österreich ", "Österreich"),
        ("at", "Österreich"),
        ("AUT", "Österreich"),
        ("Austria", "Österreich"),
        ("tschechien", "Tschechische Republik"),
        ("vereinigtes  königreich", "Vereinigtes Königreich (Großbritannien)"),
        ("uk", "Vereinigtes Königreich (Großbritannien)"),
        ("eu", "EU"),
    ],
)
def test_a_place_is_known_however_it_is_typed(typed, name):
    assert find_place(typed).name == name


def test_a_code_may_be_an_organisations_name():
    assert find_place("AU").name == "Afrikanische Union"
    assert find_place("AU", "country").name == "Australien"
    assert find_place("EU", "country") is None
    assert find_place("Polenn") is None
    assert find_place("") is None
