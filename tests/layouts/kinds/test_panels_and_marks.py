"""What scripts open is text, what asks for consent is not; marks and tables leave words whole."""

from __future__ import annotations

import pytest

from tests.layouts.kinds.small_page import FIRST, HALF, PROSE, REST, SECOND, read, text_of

QUESTION = "Wer darf auf den Steg?"
ANSWER = "Betreten darf ihn jeder, der sich vorher am Bootshaus angemeldet hat."


@pytest.mark.parametrize(
    "panel",
    [
        f'<h3><button aria-expanded="false">{QUESTION}</button></h3>'
        f"<div hidden><p>{ANSWER}</p></div>",
        f'<h2><button>{QUESTION}</button></h2><div hidden="until-found"><p>{ANSWER}</p></div>',
        f'<button>{QUESTION}</button><div class="panel" style="display:none"><p>{ANSWER}</p></div>',
        f'<h4><a data-toggle="collapse" href="#a">{QUESTION}</a></h4>'
        f'<div id="a" class="collapse"><p>{ANSWER}</p></div>',
        f"<details><summary>{QUESTION}</summary><p>{ANSWER}</p></details>",
        f"<dl><dt><button>{QUESTION}</button></dt><dd hidden>{ANSWER}</dd></dl>",
    ],
)
def test_a_panel_that_opens_is_text(panel: str) -> None:
    text = text_of(read(HALF + panel))
    assert QUESTION in text
    assert ANSWER in text


@pytest.mark.parametrize(
    "placeholder",
    [
        "<div><p>Erst wenn Sie klicken, wird das Video von Tubus geladen.</p><button>Abspielen"
        "</button></div>",
        "<div><p>Mit Klick auf das Bild wird hier das Video von Tubus geladen.</p></div>",
        "<p>Bitte klicken Sie, um die Karte von Tubus anzuzeigen.</p>",
        "<div>Die Karte von Tubus wird erst eingeblendet, wenn Sie zustimmen.</div>",
        "<div><p>Hier würden wir Ihnen gern eine Karte von Tubus zeigen. Dazu benötigen wir Ihre "
        "Zustimmung zur Übertragung von Daten.</p><button>Karte laden</button></div>",
        "<blockquote><p>Zum Anzeigen dieses Beitrags von Tubus müssen Sie der Verwendung von "
        'Cookies zustimmen. <a href="#">Zustimmen und anzeigen</a></p></blockquote>',
    ],
)
def test_what_asks_for_consent_is_no_text(placeholder: str) -> None:
    text = text_of(read(HALF + placeholder + REST))
    assert [piece for piece in PROSE if piece in text] == [*PROSE]
    assert "Tubus" not in text


@pytest.mark.parametrize(
    "sentence",
    [
        "Klickt jemand auf das Bild, werden auch die Stege angezeigt, so der Heimatbund.",
        "Der Rat will dem Video zustimmen, bevor es am Ufer gezeigt wird.",
    ],
)
def test_what_somebody_says_of_clicks_is_text(sentence: str) -> None:
    assert sentence in text_of(read(f"{HALF}<p>{sentence}</p>{REST}"))


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#f1">1</a></sup>',
        "<sup>1)</sup>",
        '<a role="doc-noteref" href="#f1">1</a>',
        '<a class="footnote" href="#f1">[1]</a>',
    ],
)
def test_the_mark_of_a_footnote_is_not_glued_to_a_word(mark: str) -> None:
    text = text_of(read(f"<p>Der Steg misst tausend Schritte{mark} und ist damit lang.</p>{HALF}"))
    assert "Schritte1" not in text
    assert "Schritte[1" not in text


def test_the_square_of_a_metre_stays() -> None:
    text = text_of(read(f"<p>Die Hütte ist 40 m<sup>2</sup> groß und aus Lärche.</p>{HALF}"))
    assert "40 m groß" not in text


@pytest.mark.parametrize(
    "table",
    [
        f"<table><tr><td>{FIRST}<table><tr><td>40 Meter</td></tr></table>{SECOND}</td></tr>"
        "</table>",
        f"<table><tr><td>{FIRST}</td><td><table><tr><td>40 Meter</td></tr></table></td></tr>"
        f"<tr><td colspan=2>{SECOND}</td></tr></table>",
        f"<table><tr><th>{FIRST}<table><tr><td>40 Meter</td></tr></table></th></tr>"
        f"<tr><td>{SECOND}</td></tr></table>",
    ],
)
def test_a_table_in_a_cell_leaves_the_cell_its_text(table: str) -> None:
    text = text_of(read(table))
    assert [piece for piece in (FIRST, "40 Meter", SECOND) if piece not in text] == []


@pytest.mark.parametrize(
    "heading",
    [
        *(f"<h{level}>Weitere Informationen</h{level}>" for level in range(2, 7)),
        "<p><strong>Weitere Informationen:</strong></p>",
        "<div>Weiterführende Links</div>",
    ],
)
def test_links_under_their_heading_are_links(heading: str) -> None:
    article = read(
        f'{HALF}{heading}<ul><li><a href="https://ufer.example/">Uferverein</a></li></ul>'
    )
    assert [(link.url, link.kind) for link in article.links] == [
        ("https://ufer.example/", "further")
    ]
    assert "Uferverein" not in text_of(article)
