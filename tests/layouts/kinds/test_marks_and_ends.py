"""A mark in the middle of a text is left out alone; a text ends where no prose follows."""

from __future__ import annotations

import pytest

from crawler.items import PARAGRAPH_BREAK
from tests.layouts.kinds.small_page import HALF, PROSE, REST, read, text_of

LINK = '<a href="/kran">Neuer Kran am Kai</a>'
LIST = f"<ul><li>{LINK}</li></ul>"
TEASER = (
    f"<div><h3>{LINK}</h3><p>Der Kran hebt doppelt so viel wie sein Vorgänger am Kai.</p></div>"
)


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(f"<p><strong>Lesen Sie auch:</strong> {LINK}</p>", id="a reading tip"),
        pytest.param(f"<div><span>Auch interessant</span>{LINK}</div>", id="a nameless box"),
        pytest.param(
            f"<h3>Mehr zum Thema</h3>{LIST}<h3>Wie es weitergeht</h3>", id="a list of links"
        ),
        pytest.param(f"<dl><dt>Zum Thema</dt><dd>{LINK}</dd></dl>", id="terms with links"),
        pytest.param(f"<aside><h4>Siehe auch</h4>{LIST}</aside>", id="an aside"),
        pytest.param(
            f'<div class="related"><h4>Weitere Meldungen</h4>{TEASER}</div>', id="a teaser"
        ),
        pytest.param(
            '<p>Teilen: <a href="mailto:?subject=x">Neuer Kran am Kai</a></p>', id="a share bar"
        ),
    ],
)
def test_a_pointer_elsewhere_is_left_out_alone(mark: str) -> None:
    text = text_of(read(HALF + mark + REST))
    assert [piece for piece in PROSE if piece in text] == [*PROSE]
    assert "Neuer Kran" not in text


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param("<p>Quelle: Uferbote</p>", id="a source"),
        pytest.param("<p>Redaktion: Ida Holm</p>", id="an editor"),
        pytest.param('<h2>Downloads</h2><p><a href="/p.pdf">Plan</a></p>', id="downloads"),
        pytest.param(
            '<h3>Links</h3><ul><li><a href="https://ufer.example/">Ufer</a></li></ul>', id="links"
        ),
        pytest.param(
            "<h4>Kontakt</h4><p>Ida Holm, Telefon 09998 1</p><h4>Zeitplan</h4>", id="contact"
        ),
        pytest.param("<h3>Links vom Steg</h3>", id="a heading that begins like a mark"),
    ],
)
def test_prose_behind_what_looks_like_an_end_is_kept(mark: str) -> None:
    text = text_of(read(HALF + mark + REST))
    assert [piece for piece in PROSE if piece in text] == [*PROSE]


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("<p>Eine Hütte soll folgen.</p>", id="one short sentence"),
        pytest.param("<ul><li>Eine Hütte soll folgen, sobald Geld da ist.</li></ul>", id="an item"),
        pytest.param("<blockquote><p>„Eine Hütte soll folgen.“</p></blockquote>", id="a quotation"),
    ],
)
def test_little_text_behind_a_mark_in_the_middle_is_kept(rest: str) -> None:
    text = text_of(read(f"{HALF}{REST}<p><b>Lesen Sie auch:</b> {LINK}</p>{rest}"))
    assert "Eine Hütte soll folgen" in text


@pytest.mark.parametrize("mark", ["<hr>", f"<h3>Mehr zum Thema</h3>{LIST}"])
@pytest.mark.parametrize("tag", ["p class='absatz'", "div class='absatz'"])
def test_paragraphs_made_alike_go_on_behind_other_articles(mark: str, tag: str) -> None:
    name = tag.split()[0]
    first, second, third, fourth = (f"<{tag}>{piece}</{name}>" for piece in PROSE)
    box = f"<section>{mark}{TEASER}{TEASER}</section>"
    text = text_of(read(first + second + third + box + fourth))
    assert [piece for piece in PROSE if piece in text] == [*PROSE]
    assert "Vorgänger" not in text


@pytest.mark.parametrize("closing", ["<p>Autorin: Ida Holm</p>", "<h3>Über uns</h3>"])
def test_paragraphs_made_alike_stay_out_once_a_text_is_closed(closing: str) -> None:
    about = (
        "<p>Der Heimatbund ist ein Verein mit zweihundert Mitgliedern, die in Schilf wohnen.</p>"
    )
    text = text_of(read(HALF + REST + closing + about))
    assert "zweihundert" not in text


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(f"<h3>Links</h3>{LIST}", id="links"),
        pytest.param(f"<p><b>Lesen Sie auch:</b> {LINK}</p>", id="a reading tip"),
        pytest.param(f"<h2>Mehr zum Thema</h2>{TEASER}{TEASER}", id="teasers with prose"),
        pytest.param("<p>Quelle: Uferbote</p>", id="a source"),
        pytest.param("<h3>Kontakt</h3><p>Seeamt<br>Telefon 09998 1</p>", id="an address"),
        pytest.param(
            "<h3>2 Kommentare</h3><div><b>Hanni</b> schrieb:<p>Schön, dass man hier nun endlich "
            "wieder bis ans Ende gehen kann, vielen Dank dafür.</p></div>",
            id="comments",
        ),
    ],
)
def test_nothing_behind_the_end_is_text(end: str) -> None:
    assert text_of(read(HALF + REST + end)) == PARAGRAPH_BREAK.join(PROSE)


def test_the_source_at_the_end_is_the_articles() -> None:
    assert read(f"{HALF}<p>Quelle: Uferbote, Amt für Stege</p>").source_text == (
        "Uferbote, Amt für Stege"
    )
