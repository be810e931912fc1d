import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.topics import split_topics

_TOPICS = [
    "Bildung und Hochschulen",
    "Förderung",
    "Information u. Kommunikation",
    "Infrastruktur",
    "Innovation",
    "Lebenswissenschaften",
    "Netzwerke",
    "Physik. u. chem. Techn.",
]


@given(st.permutations(_TOPICS), st.sampled_from(["", " ", ", "]))
def test_known_topics_run_together_are_parted(topics: list[str], separator: str) -> None:
    assert split_topics([separator.join(topics)]) == topics


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Wolkenkunde und Dunst", "Netzwerke"], ["Wolkenkunde und Dunst", "Netzwerke"]),
        (["FörderungWolkenkunde und DunstNetzwerke"],
         ["Förderung", "Wolkenkunde und Dunst", "Netzwerke"]),
        (["Internationale Netzwerke"], ["Internationale Netzwerke"]),
        (["Netzwerke in Musterland"], ["Netzwerke in Musterland"]),
        (["Energieforschung"], ["Energieforschung"]),
        (["Wirtschaft, Märkte, Wolken"], ["Wirtschaft, Märkte", "Wolken"]),
        (["Netzwerke", "Netzwerke", " "], ["Netzwerke"]),
    ],
)  # fmt: skip
def test_unknown_topics_are_kept(texts: list[str], expected: list[str]) -> None:
    assert split_topics(texts) == expected
