"""A short article stays short, whatever long text stands around it."""

from __future__ import annotations

import pytest

from tests.layouts.kinds.small_page import FIRST, SECOND, read, text_of

CONSENT = (
    "<p>Mit Ihrer Erlaubnis speichern wir kleine Dateien auf Ihrem Gerät, um zu zählen, wie oft "
    "unsere Seiten gelesen werden und welche davon Ihnen nützlich sind.</p><p>Sie können Ihre Wahl "
    "jederzeit ändern. Notwendige Dateien setzen wir auch ohne Ihre Einwilligung.</p>"
)
ABOUT = (
    "<p>Das Seeamt betreut seit fünfzig Jahren Stege, Fähren und Häfen der ganzen Gegend und gibt "
    "dazu einen Kalender und mehrere Karten heraus, die in jeder Gemeinde ausliegen.</p><p>In den "
    "vier Häusern des Amtes arbeiten hundert Menschen, die gern und ausführlich Auskunft geben.</p>"
)
HELP = (
    "<p>Über die Lupe oben rechts durchsuchen Sie alle Seiten; setzen Sie dazu mehrere Wörter in "
    "Anführungszeichen, wenn sie nebeneinander stehen sollen.</p><p>Kommen Sie nicht weiter, so "
    "schreiben Sie uns: Wir antworten meist noch am selben Tag.</p>"
)


@pytest.mark.parametrize(
    "around",
    [
        pytest.param({"before": f"<div><h2>Ihre Wahl</h2>{CONSENT}</div>"}, id="consent before"),
        pytest.param(
            {"behind": f'<div role="dialog">{CONSENT}{CONSENT}</div>'}, id="consent behind"
        ),
        pytest.param({"behind": f"<div><h2>Über uns</h2>{ABOUT}</div>"}, id="the portal on itself"),
        pytest.param({"behind": f"<div><h3>Hilfe</h3>{HELP}</div>"}, id="help"),
    ],
)
def test_foreign_text_never_wins(around: dict[str, str]) -> None:
    assert text_of(read(f"<p>{FIRST}</p>", **around)) == FIRST


def test_consent_inside_the_articles_place_is_not_its_text() -> None:
    body = f'<p>{FIRST}</p><div class="cc-window">{CONSENT}<button>Erlauben</button></div>'
    assert text_of(read(body)) == FIRST


def test_an_article_about_consent_keeps_its_text() -> None:
    subject = (
        "Wer Cookies setzt, braucht eine Einwilligung: So sieht es die neue Regel des Amtes vor."
    )
    assert subject in text_of(read(f"<p>{subject}</p><p>{SECOND}</p>"))
