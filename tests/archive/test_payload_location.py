"""Where a payload is stored that several captures share: everybody is told the same record."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.archive.payload_location import (
    PAYLOAD_CAPTURE,
    location_of_capture,
    location_of_payload,
)
from crawler.items import Capture


@pytest.fixture
def add(archive, run_id):
    """Add a capture with the payload ``aa``; the id of its row."""

    def add_capture(minute: int, *, status: int = 200, **values: object) -> int:
        at = dt.datetime(2026, 1, 31, 12, minute, tzinfo=dt.UTC)
        capture = Capture(
            f"https://muster.example/{minute}", at, at, status=status, digest="aa", source="live",
            warc_offset=minute, **{"warc_file": "eins.warc.gz"} | values,
        )  # fmt: skip
        archive.add_captures([capture], run_id)
        return archive.db.execute("SELECT max(id) FROM captures").fetchone()[0]

    return add_capture


def _offsets(archive, row_id):
    """What all three ways of asking say."""
    db = archive.db.conn
    of_capture, of_payload = location_of_capture(db, row_id), location_of_payload(db, "aa")
    joined = db.execute(
        f"SELECT o.warc_offset FROM captures AS c LEFT JOIN captures AS o "
        f"ON o.id = {PAYLOAD_CAPTURE} WHERE c.id = ?",
        (row_id,),
    ).fetchone()
    return [of_capture and of_capture.warc_offset, of_payload and of_payload.warc_offset, *joined]


def test_the_record_fetched_first_holds_the_payload(archive, add):
    add(7)
    last = add(9)
    assert _offsets(archive, last) == [7, 7, 7]


def test_rows_found_again_have_higher_ids_and_may_still_be_first(archive, add):
    first = add(9)
    add(3)
    assert _offsets(archive, first) == [3, 3, 3]


def test_a_whole_record_comes_before_a_cut_one(archive, add):
    cut = add(1, incomplete="cut")
    add(5)
    assert _offsets(archive, cut) == [5, 5, 5]


def test_what_was_only_ever_cut_is_found_but_never_referred_to(archive, add):
    cut = add(1, incomplete="cut")
    assert _offsets(archive, cut) == [1, None, 1]


def test_not_modified_answers_and_texts_hold_nothing(archive, add):
    unmodified = add(1, status=304)
    text = add(2, warc_file=None)
    assert _offsets(archive, unmodified) == [None, None, None]
    add(4)
    assert _offsets(archive, text) == [4, 4, 4]


def test_a_location_names_the_record(archive, add):
    add(7)
    found = location_of_payload(archive.db.conn, "aa")
    assert (found.warc_file, found.warc_offset, found.source) == ("eins.warc.gz", 7, "live")
    assert found.url == "https://muster.example/7"
    assert found.captured_at == dt.datetime(2026, 1, 31, 12, 7, tzinfo=dt.UTC)
