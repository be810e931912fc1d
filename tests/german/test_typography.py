"""What encodings and templates left in a text goes; what a reader sees stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.typography import clean_line, clean_text


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("Wind\u00adpark", "Windpark"),
        ("12.\u00a0Mai\u202f2019", "12. Mai 2019"),
        ("\ufeffNetz\u200bwerk\x00", "Netzwerk"),
        ("u\u0308ber", "über"),
        ("Wind &amp;amp; Netz&nbsp;&shy;e", "Wind & Netz e"),
        ("&#8222;Wind&#x201c;", "„Wind“"),
        ("fÃ¼r â€žWindâ€œ", "für „Wind“"),
        ("StraÃ\x9fe fÃ¼r Ã\x9cbermut â\x80\x93 in Å\x81Ã³dÅº", "Straße für Übermut – in Łódź"),
        ("fÃƒÂ¼r ÃƒÅ“bermut, GrÃƒÂ¶ÃƒÅ¸e, cafÃƒÂ©", "für Übermut, Größe, café"),
        ("fÃ\x83Â¼r Ã\x83Â\x9cbermut, GrÃ\x83Â¶Ã\x83Â\x9fe", "für Übermut, Größe"),
        ("Bund\u2011Länder\u2010Amt", "Bund-Länder-Amt"),
        ("\ue001 Drucken", "Drucken"),
    ],
)
def test_residue_goes(printed: str, clean: str) -> None:
    assert clean_line(printed) == clean


@pytest.mark.parametrize(
    "printed",
    [
        "Das „Wind-cluster” und das „Netz“, «Wind» – 50 % … ‚so’",
        "https://cluster.example/?a=1&copy=2&amp",
        "Ångström, Łódź, Ñandú",
        "5 < 7 & 8 > 3",
    ],
)
def test_what_a_reader_sees_stays(printed: str) -> None:
    assert clean_line(printed) == printed


def test_an_escaped_tag_does_not_become_one() -> None:
    assert clean_line("&lt;script&gt; &amp;lt;b 3 &lt; 5") == "&lt;script> &lt;b 3 < 5"


def test_paragraphs_stay_apart_in_a_text_and_vanish_in_a_line() -> None:
    printed = " eins \r\nzwei\u2028drei\r\n \t\r\n\r\n vier  "
    assert clean_text(printed) == "eins\nzwei\ndrei\n\nvier"
    assert clean_line(printed) == "eins zwei drei vier"


@pytest.mark.parametrize("empty", [None, "", " \n\u00ad\u200b", "&nbsp;", "\x00"])
def test_nothing_is_none(empty: str | None) -> None:
    assert clean_text(empty) is None
    assert clean_line(empty) is None


_residue = st.sampled_from(
    ["&amp;", "amp;", "&", "#38;", "&lt;", "lt;", "b", "Ã", "Â", "¼", "©", "â€", "\u0308", "\n",
     "\r", " ", "\u00ad", "\u2029", "\ud800", "\x85", "ß"]
)  # fmt: skip


@given(st.text() | st.lists(_residue, max_size=12).map("".join))
def test_cleaning_twice_changes_nothing_and_leaves_nothing_unstorable(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\x00" not in (cleaned or "").encode().decode()


def test_a_character_fares_alike_whether_or_not_its_text_needs_cleaning() -> None:
    for character in map(chr, range(0x1_1000)):
        cleaned = clean_text(f"a{character}a")
        assert clean_text(f"& a{character}a") == f"& {cleaned}", hex(ord(character))
