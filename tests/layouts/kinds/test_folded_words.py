"""Soft hyphens, zero-width characters and ligatures are folded before words are looked for."""

from __future__ import annotations

import pytest

from tests.layouts.kinds.small_page import HALF, TITLE, read, text_of


@pytest.mark.parametrize("mark", ["&shy;", "\u200b", "\u200c", "\u2060", "<wbr>"])
def test_a_label_with_invisible_characters_is_a_label(mark: str) -> None:
    article = read(f"{HALF}<p>Quel{mark}le: Ufer{mark}bote</p>")
    assert (article.source_text, text_of(article).count("Quel")) == ("Uferbote", 0)


@pytest.mark.parametrize(
    ("dateline", "published", "updated"),
    [
        ("<p>4. Ok&shy;to&shy;ber 2021</p>", "2021-10-04", None),
        ("<p>Ver&shy;öf&shy;fent&shy;licht am 4. Mai 2021</p>", "2021-05-04", None),
        ("<p>04.\u200b05.\u200b2021</p>", "2021-05-04", None),
        ("<p>Ak&shy;tu&shy;a&shy;li&shy;siert: 07.05.2021</p>", None, "2021-05-07"),
    ],
)
def test_dates(dateline: str, published: str | None, updated: str | None) -> None:
    article = read(dateline=dateline)
    assert (article.published_on, article.updated_on) == (published, updated)


def test_a_deadline() -> None:
    article = read(f"{HALF}<p>Ein&shy;sen&shy;de&shy;schluss: 30. Ju&shy;ni 2021</p>")
    assert article.deadline_on == "2021-06-30"


def test_the_title_has_none() -> None:
    assert read(headline=f"<h1>{TITLE.replace('see', '&shy;see')}</h1>").title == TITLE


@pytest.mark.parametrize(
    ("printed", "plain"),
    [("Schi\ufb00", "Schiff"), ("O\ufb03zier", "Offizier"), ("\ufb02ach", "flach")],
)
def test_ligatures_are_letters(printed: str, plain: str) -> None:
    article = read(f"<p>Am Ufer heißt es {printed}, wie das Amt mitteilt.</p>{HALF}")
    assert f"heißt es {plain}," in text_of(article)
