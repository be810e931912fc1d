"""Clocks that were wrong: the order of runs decides, and a person sets the dates right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crawler.archive.clocks
import crawler.archive.runs
from crawler.archive import Archive, Portal
from crawler.archive.clocks import set_right
from crawler.items import Article, Capture
from crawler.maintenance.doctor.clock_times import check_clocks

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)
URL = "https://muster.example/eins"
TRUE = dt.datetime(2026, 3, 1, 2, tzinfo=dt.UTC)
NIGHT = dt.timedelta(days=1)


class Nights:
    """Nightly runs into one archive, each by a clock that is wrong by some time."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.archive = Archive(path, judges=True)
        self._patch = monkeypatch
        self.number = 0
        self.trouble: str | None = None

    def at(self, moment: dt.datetime) -> None:
        for module in (crawler.archive.clocks, crawler.archive.runs):
            self._patch.setattr(module, "now", lambda: moment)

    def run(
        self,
        wrong_by: dt.timedelta,
        body: str | None = "Text.",
        status: int = 200,
        title: str = "Blaumilch",
    ) -> None:
        """One run that sees the article with this text, as not modified (304), or not there."""
        moment = TRUE + self.number * NIGHT + wrong_by
        self.number += 1
        self.at(moment)
        run_id = self.archive.begin_run("musterportal", "live", PORTAL)
        self.trouble = self.archive.clock_trouble(run_id)
        seen = moment + dt.timedelta(minutes=5)
        capture = Capture(URL, seen, seen, status, digest=f"sha1:{body}", source="live")
        self.archive.add_captures([capture], run_id)
        if status == 404:
            self.archive.note_missing(capture, [URL], run_id)
        elif status == 304:
            self.archive.see_unmodified([capture], run_id)
        else:
            article = Article(
                URL, title=title, body=body, captured_at=seen, capture=capture, kind="nachricht"
            )
            self.archive.store([article], run_id)
        self.at(moment + dt.timedelta(minutes=10))
        self.archive.finish_run(run_id, "finished", {})

    def mend(self) -> int:
        self.at(TRUE + self.number * NIGHT)
        with self.archive.transaction():
            return set_right(self.archive.db.conn)

    def row(self) -> dict[str, str]:
        (row,) = self.archive.db.table("articles").rows
        return row

    def found(self) -> list[str]:
        return [finding.what for finding in check_clocks(self.archive.db.conn)]

    def captured(self) -> list[str]:
        sql = "SELECT captured_at FROM captures ORDER BY id"
        return [row[0] for row in self.archive.db.execute(sql)]


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    made = Nights(tmp_path / "archive.db", monkeypatch)
    yield made
    made.archive.close()


NONE = dt.timedelta(0)
WRONG = {
    "a day ahead": dt.timedelta(days=1, hours=5),
    "ten years ahead": dt.timedelta(days=3653),
    "an hour back": -dt.timedelta(hours=25),
    "in 1970": -(TRUE - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
    "two years back": -dt.timedelta(days=730),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("at", [0, 1, 2], ids=["first", "middle", "last"])
def test_an_edit_counts_whatever_the_clock_said(nights, wrong, at):
    for number, body in enumerate(["Eins.", "Zwei.", "Drei."]):
        nights.run(wrong if number == at else NONE, body)
        assert nights.row()["body"] == body
    revisions = [row["number"] for row in nights.archive.db.table("revisions").rows]
    assert revisions == [1, 2]


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        pytest.param(wrong, at, id=f"{place}-{name}")
        for place, at in {"first": 0, "middle": 2, "last": 3}.items()
        for name, wrong in WRONG.items()
        if (place, name) != ("first", "two years back")  # which nothing contradicts
    ],
)
def test_dates_are_set_right_by_the_runs_before_and_behind(nights, wrong, at):
    for number, body in enumerate(["Eins.", "Zwei.", "Drei.", "Vier."]):
        nights.run(wrong if number == at else NONE, body)
    nights.mend()
    assert nights.found() == []
    captured = nights.captured()
    assert captured == sorted(captured)
    row = nights.row()
    assert (row["body"], row["revision_count"]) == ("Vier.", 3)
    assert row["first_seen_at"] == captured[0]
    assert row["last_seen_at"] == captured[-1]
    for number, moment in enumerate(captured):
        off = abs(dt.datetime.fromisoformat(moment) - (TRUE + number * NIGHT))
        assert off <= dt.timedelta(days=1, hours=6), (number, captured)
    assert nights.mend() == 0


def test_a_clock_that_ran_ahead_is_told_by_each_run_until_it_is_set_right(nights):
    nights.run(WRONG["ten years ahead"])
    assert nights.trouble is None
    for _ in range(2):
        nights.run(NONE)
        assert "run 1 dated pages 2036-" in nights.trouble
        assert "`scrapy doctor --mend`" in nights.trouble
    assert any("ran ahead" in what for what in nights.found())
    nights.mend()
    nights.run(NONE)
    assert nights.trouble is None


def test_a_clock_without_a_battery_is_told(nights):
    nights.run(NONE)
    nights.run(WRONG["in 1970"])
    assert "the clock says 1970-01-02" in nights.trouble
    assert "set this machine's clock" in nights.trouble


def test_ordinary_nights_are_not_worth_a_word(nights):
    for _ in range(3):
        nights.run(NONE)
        assert nights.trouble is None
    assert nights.found() == []
    assert nights.mend() == 0


def test_what_was_held_back_counts_when_it_is_accepted(nights):
    nights.run(WRONG["ten years ahead"], "Eins.")
    nights.at(TRUE + 5 * NIGHT)
    run_id = nights.archive.begin_run("musterportal", "live", PORTAL)
    seen = TRUE + 5 * NIGHT
    capture = Capture(URL, seen, seen, 200, digest="sha1:zwei", source="live")
    article = Article(URL, title="Blaumilch", body="Zwei.", captured_at=seen, capture=capture)
    nights.archive.quarantine.hold([article], run_id)
    with Archive(nights.archive.path) as later:
        later.quarantine.accept(run_id)
    assert nights.row()["body"] == "Zwei."


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_an_article_that_is_gone_is_gone_after_a_clock_that_was_wrong(nights, wrong):
    nights.run(wrong)
    nights.run(NONE, status=404)
    nights.run(NONE, status=404)
    assert nights.row()["gone_at"] is not None
    nights.mend()
    assert nights.row()["gone_at"] == nights.captured()[1]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_not_modified_is_a_sighting_after_a_clock_that_was_wrong(nights, wrong):
    nights.run(NONE, "Eins.")
    nights.run(wrong, "Zwei.")
    nights.run(NONE, status=304)
    assert nights.row()["body"] == "Zwei."
    assert nights.row()["last_seen_at"] == nights.captured()[2]


CLOCKS = st.lists(
    st.tuples(
        st.one_of(
            st.just(NONE),
            st.timedeltas(dt.timedelta(days=-20000), dt.timedelta(days=20000)),
            st.timedeltas(dt.timedelta(hours=-30), dt.timedelta(hours=30)),
        ),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=10, deadline=None)
@given(CLOCKS)
def test_any_clocks_end_in_what_the_last_run_saw(tmp_path_factory, runs):
    with pytest.MonkeyPatch.context() as monkeypatch:
        nights = Nights(tmp_path_factory.mktemp("clocks") / "archive.db", monkeypatch)
        told = []
        for wrong, text in runs:
            nights.run(wrong, f"Text Nummer {text}.")
            told.append(text)
        with nights.archive:
            for _ in range(2):
                assert nights.row()["body"] == f"Text Nummer {told[-1]}."
                captured = nights.captured()
                assert captured == sorted(captured)
                changes = sum(one != other for one, other in pairwise(told))
                assert nights.row()["revision_count"] == changes
                nights.mend()
            assert nights.found() == []
