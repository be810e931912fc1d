"""What `make accuracy` counts as right, on pages and readings made up here."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.accuracy import __main__ as command
from bench.accuracy.judging import body_is_right, date_is_right, faults, title_is_right
from bench.accuracy.labelled import LabelledPage, half_of
from bench.accuracy.reading import Reading, of_article
from bench.accuracy.tallies import Bin, Tally, bins, off
from crawler.items import Article, Image

URL = "https://www.talamt.example/a"


def page(source="any", **truth):
    return LabelledPage(source, Path("a.html"), URL, truth)


def test_the_half_of_a_page_follows_from_the_name_of_its_file():
    names = ("a.html", "b.html", "c.html", "d.html", "e.html")
    assert [half_of(name) for name in names] == [
        "learned", "learned", "held back", "held back", "learned",
    ]  # fmt: skip


def test_a_title_is_right_with_its_kicker_too():
    article = Article(url=URL, title="Halle steht", kicker="Nebelamt")
    assert title_is_right(page(title="Nebelamt: Halle steht"), of_article(article))
    assert title_is_right(page(title="Halle\u00ad steht"), of_article(article))
    assert not title_is_right(page(title="Die Halle steht"), of_article(article))
    assert title_is_right(page(), of_article(article)) is None


def test_a_page_of_a_family_that_is_undated_must_have_no_date():
    assert date_is_right(page("families"), Reading())
    assert not date_is_right(page("families"), Reading(published="2020-01-01"))
    assert date_is_right(page(), Reading(published="2020-01-01")) is None


@pytest.mark.parametrize(
    ("text", "right"),
    [("eins zwei drei vier", True), ("eins zwei drei", True), ("eins zwei", False), ("", False)],
)
def test_of_a_few_segments_one_may_be_missed(text, right):
    wanted = page(**{"with": ["eins", "zwei", "drei", "vier"], "without": ["fünf"]})
    assert body_is_right(wanted, Reading(text=text)) is right


def test_what_is_none_and_what_is_wrong_are_counted_apart():
    dated = page(published="2020-01-01")
    days = ["2020-01-01", None, "2020-01-02"]
    tally = Tally.of([(dated, Reading(published=day)) for day in days])
    assert (tally.dated, tally.right, tally.none, tally.wrong) == (3, 1, 1, 1)


def test_a_small_page_names_the_fields_that_are_wrong():
    small = page("small", want={"title": "Halle", "images": 1, "body_not": ["Mühlen"]})
    article = Article(url=URL, title="Halle", body="Ein Text. Mühlen liefern Strom.")
    assert faults(small, of_article(article)) == ["images", "body"]
    article = Article(url=URL, title="Halle", body="Ein Text.", images=[Image("https://b.example")])
    assert faults(small, of_article(article)) == []


def test_confidence_in_bins_and_how_far_it_is_off():
    found = bins([(0.95, True), (0.93, False), (0.15, False), (1.0, True)])
    assert [bin_.number for bin_ in found] == [1, 3]
    assert found[0] == Bin(0.1, 1, 0.15, 0.0)
    assert off(found) == pytest.approx((0.15 + 3 * (0.96 - 2 / 3)) / 4)


def test_where_there_are_no_labelled_pages_it_says_so_and_measures_nothing(monkeypatch, capsys):
    monkeypatch.setattr(command, "labelled_pages", lambda: iter(()))
    monkeypatch.setattr(command, "write_record", lambda _: pytest.fail("wrote a record"))
    command.main()
    said = capsys.readouterr().out
    assert said.startswith("make accuracy: no labelled pages in ")
    assert len(said.splitlines()) == 1
