"""Watches are followed in a real Chromium."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browsing.conftest import CALL


def test_from_the_menu_to_an_article_by_keyboard(page):
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Beobachtungen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="milch", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 Frist verschoben, 101 neu")).to_be_visible()
    page.get_by_role("link", name="Ältere Ereignisse").click()
    moved = page.get_by_role("link", name="Frist verlängert")
    expect(moved).to_contain_text("17. Mai 2099 (bisher 3. Mai 2099)")
    moved.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=CALL)).to_be_visible()
