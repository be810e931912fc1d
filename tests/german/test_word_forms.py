"""Base forms, compounds and spellings of single words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.german.compounds import parts
from crawler.german.spelling import fold, respellings
from crawler.german.word_forms import Keys, keys


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("spitzenclusterwettbewerb", "spitzen cluster wettbewerb"),
        ("forschungseinrichtungen", "forschungs einrichtungen"),
        ("hochschulkooperation", "hoch schul kooperation"),
        ("klimaneutral", "klima neutral"),
        ("bioökonomie", "bio ökonomie"),
        ("erdgas", "erd gas"),
        ("blaumilchkanal", "blau milch kanal"),
        ("wasserstoffelektrolyseur", "wasser stoff elektrolyseur"),
    ],
)
def test_compounds_are_cut_where_words_meet(word, pieces):
    assert " ".join(parts(word)) == pieces


WHOLE = """
    beratung generation kooperation partnerschaft deutschland irland begleitung start minister
    ausbildung abbildung unterstützung wettbewerb transport urkunde brandenburg
"""


@pytest.mark.parametrize("word", WHOLE.split())
def test_what_only_looks_like_a_compound_stays_whole(word):
    assert parts(word) == (word,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("räte", "rat"),
        ("verträgen", "vertrag"),
        ("gefördert", "fördert"),
        ("geförderte", "fördern"),
        ("strassen", "straße"),
        ("foerderung", "förderungen"),
        ("kmus", "kmu"),
        ("müllers", "mueller"),
        ("spitzenclustern", "spitzencluster"),
        ("countries", "country"),
        ("clusters", "cluster"),
    ],
)
def test_forms_of_one_word_share_a_key(one, other):
    assert keys(one).forms & keys(other).forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fördern", "fordern"),
        ("schön", "schon"),
        ("kunde", "erkunden"),
        ("rat", "raten"),
        ("land", "irland"),
        ("art", "start"),
        ("masse", "maße"),
    ],
)
def test_other_words_do_not(one, other):
    assert not keys(one).forms & (keys(other).forms | keys(other).parts)


def test_a_woman_is_found_by_the_masculine_word():
    assert "gruender" in keys("gründerinnen").parts
    assert "term" not in keys("termin").parts


@given(st.text(alphabet="aeouäöüsßrt", min_size=1, max_size=8))
def test_respellings_share_their_folded_form(word):
    folded = fold(word)
    assert fold(folded) == folded
    assert all(fold(spelling) == folded for spelling in respellings(folded))


@given(st.text(alphabet="abdefgilnorstuü", min_size=1, max_size=20))
def test_pieces_are_the_word(word):
    assert "".join(parts(word)) == word


@pytest.mark.parametrize("word", ["d" * 5000, "forschungs" * 500, "ss" * 100_000])
def test_what_is_too_long_to_be_a_word_stays_whole(word):
    start = time.process_time()
    assert parts(word) == (word,)
    assert keys(word) == Keys(frozenset({word}), frozenset())
    assert time.process_time() - start < 0.5
