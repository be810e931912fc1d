import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.language import detect_language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Die Cluster treffen sich auf der Messe und sprechen über das Netz.", "en", "de"),
        ("The clusters meet at the fair and talk about the network.", "de-DE", "en"),
        ("Les clusters se retrouvent dans la ville et parlent de la mer.", "de", "fr"),
        ("Netzwerke", "de-DE", "de"),
        ("Förderung", None, "de"),
        ("Smart Data Meetup", None, None),
        ("Netzwerke", "{lang}", None),
        ("", None, None),
    ],
)
def test_the_text_decides_and_the_page_hints(
    text: str, hint: str | None, language: str | None
) -> None:
    assert detect_language(text, hint) == language


@given(st.text(), st.none() | st.text())
def test_no_input_raises(text: str, hint: str | None) -> None:
    language = detect_language(text, hint)
    assert language is None or language.isalpha()
