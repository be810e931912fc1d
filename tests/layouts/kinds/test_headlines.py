"""What stands in and over the headline, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.layouts.kinds.small_page import TITLE, read


@pytest.mark.parametrize(
    "headline",
    [
        f'<h1><span class="kicker">Stege und Häfen</span> {TITLE}</h1>',
        f"<h1><small>Stege und Häfen</small><br>{TITLE}</h1>",
        f'<p class="dachzeile">04.05.2021 | Stege und Häfen</p><h1>{TITLE}</h1>',
        f'<h1>{TITLE}</h1><p class="rubrik">04.05.2021 Stege und Häfen</p>',
    ],
)
def test_a_kicker_is_told_from_the_headline_and_the_date(headline: str) -> None:
    article = read(headline=headline, dateline="")
    assert (article.title, article.kicker) == (TITLE, "Stege und Häfen")


def test_a_subtitle_in_the_headline() -> None:
    article = read(headline=f'<h1>{TITLE} <span class="subtitle">Ein Ortstermin</span></h1>')
    assert (article.title, article.subtitle) == (TITLE, "Ein Ortstermin")


@pytest.mark.parametrize(
    "foreign",
    [
        '<h1><a href="/"><img src="/logo.png" alt="Seeamt"></a></h1>',
        "<h1>Seeamt Schilf</h1>",
        "<h1>Navigation und Service</h1>",
        '<h1>Sie sind hier:</h1><ul><li><a href="/">Start</a></li></ul>',
        "<h1>Inhalt</h1>",
    ],
)
@pytest.mark.parametrize("level", ["h1", "h2"])
def test_another_headline_before_it_is_not_the_title(foreign: str, level: str) -> None:
    assert read(before=foreign, headline=f"<{level}>{TITLE}</{level}>").title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Schilf: Warum der See wieder steigt",
        "1. Mai am See: Umzug fällt aus",
        "Quelle der Freude: Ein Brunnen für alle",
    ],
)
def test_a_headline_stays_whole(title: str) -> None:
    assert read(headline=f"<h1>{title}</h1>").title == title
