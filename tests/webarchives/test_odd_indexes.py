"""Indexes that tell little or something wrong, and replays that give another than was asked for."""

from __future__ import annotations

import gzip

import pytest

from crawler.webarchives.warc.payload import payload_digest
from tests.books.replica import HOME, Served, article
from tests.webarchives.archive_stub import (
    AACHEN,
    AUTUMN,
    BREMEN,
    SPRING,
    SUMMER,
    WebArchive,
    recover,
    replayed,
    rows,
)

CDX = "cdx:ARCHIVE/"
PAGE = article("Aachen")
DIGEST = payload_digest(PAGE.body).removeprefix("sha1:")
NEARBY = "20190312080003"
MOMENTS = "SELECT captured_at FROM captures WHERE content_hash IS NOT NULL ORDER BY 1"


def line(timestamp=SPRING, mime="text/html", status="200", digest="-", url=AACHEN, rest="1000"):
    return f"example,portal)/artikel/aachen {timestamp} {url} {mime} {status} {digest} {rest}"


def titles(run):
    return run.titles(), run.summary.exit_code


# -- redirects to the same capture -----------------------------------------------------------------


@pytest.mark.parametrize("base", ["", "//127.0.0.1:{port}", "http://127.0.0.1:{port}"])
def test_the_same_capture_seconds_away_is_what_it_is(tmp_path, base):
    captures = {(NEARBY, AACHEN): PAGE}
    archive = WebArchive(captures, cdx=(line(),))

    def led():
        at = base.format(port=archive.port)
        return Served(b"", 302, {"Location": f"{at}/coll/{NEARBY}id_/{AACHEN}"})

    archive.others = {f"/coll/{SPRING}id_/{AACHEN}": led}
    run = recover(archive, tmp_path, CDX, runs=2)

    assert titles(run) == (["Neues aus Aachen"], 0)
    assert rows(run, MOMENTS) == [("2019-03-12T08:00:03Z",)]
    assert [path for path in run.asked if "id_/" in path] == []  # not once more


def test_with_the_digest_of_the_index_it_is_the_one_that_was_listed(tmp_path):
    led = Served(b"", 302, {"Location": f"/coll/{NEARBY}id_/{AACHEN}"})
    captures = {(SPRING, AACHEN): led, (NEARBY, AACHEN): PAGE}
    run = recover(WebArchive(captures, cdx=(line(digest=DIGEST),)), tmp_path, CDX)

    assert rows(run, MOMENTS) == [("2019-03-12T08:00:00Z",)]


def test_a_capture_months_away_is_another(tmp_path):
    led = Served(b"", 302, {"Location": f"/coll/{AUTUMN}id_/{AACHEN}"})
    captures = {(SPRING, AACHEN): led, (AUTUMN, AACHEN): PAGE}
    run = recover(WebArchive(captures, cdx=(line(),)), tmp_path, CDX)

    assert titles(run) == ([], 1)
    assert "the archive led to its capture of 2019-10-12T08:00:00Z" in run.summary.reasons[0]


def test_a_circle_of_redirects_ends(tmp_path):
    led = {
        (SPRING, AACHEN): Served(b"", 302, {"Location": f"/coll/{NEARBY}id_/{AACHEN}"}),
        (NEARBY, AACHEN): Served(b"", 302, {"Location": f"/coll/{SPRING}id_/{AACHEN}"}),
    }
    run = recover(WebArchive(led, cdx=(line(),)), tmp_path, CDX)

    assert titles(run) == ([], 1)
    assert len([path for path in run.asked if "id_/" in path]) < 6


# -- digests ---------------------------------------------------------------------------------------

PACKED = payload_digest(gzip.compress(PAGE.body, mtime=0)).removeprefix("sha1:")


def test_the_digest_of_the_packed_payload_is_no_loss(tmp_path):
    run = recover(
        WebArchive({(SPRING, AACHEN): PAGE}, cdx=(line(digest=PACKED),)), tmp_path, CDX, runs=2
    )
    assert titles(run) == (["Neues aus Aachen"], 0)
    assert run.outcomes("record") == {"not_due": 1}


@pytest.mark.parametrize("given", [AUTUMN, "20190312090000"])
def test_but_it_is_if_the_replay_is_of_another_moment(tmp_path, given):
    captures = {(SPRING, AACHEN): replayed(given, PAGE)}
    run = recover(WebArchive(captures, cdx=(line(digest=PACKED),)), tmp_path, CDX)

    assert titles(run) == ([], 1)


def test_or_of_another_page(tmp_path):
    other = f'<{HOME}artikel/celle>; rel="original"'
    captures = {(SPRING, AACHEN): replayed(SPRING, PAGE, Link=other)}
    run = recover(WebArchive(captures, cdx=(line(digest=PACKED),)), tmp_path, CDX)

    assert titles(run) == ([], 1)
    assert "celle" in run.summary.reasons[0]


def test_or_is_cut_short(tmp_path):
    torn = Served(PAGE.body[: len(PAGE.body) // 2])
    run = recover(WebArchive({(SPRING, AACHEN): torn}, cdx=(line(digest=PACKED),)), tmp_path, CDX)
    assert titles(run) == ([], 1)


def test_or_the_archive_has_had_true_digests(tmp_path):
    proved, other = line(digest=DIGEST), line(digest=PACKED, url=BREMEN)
    archive = WebArchive({(SPRING, AACHEN): PAGE}, cdx=(proved,))
    recover(archive, tmp_path, CDX)
    archive.captures = {(SPRING, AACHEN): PAGE, (SPRING, BREMEN): article("Bremen")}
    archive.cdx = (proved, other)
    run = recover(archive, tmp_path, CDX, full="1")

    assert titles(run) == (["Neues aus Aachen"], 1)


# -- rows ------------------------------------------------------------------------------------------

USED = {
    "no status": line(status="-"),
    "neither status nor type": line(status="-", mime="-"),
    "8 digits": line("20190312"),
    "17 digits": line(f"{SPRING}123"),
    "203": line(status="203"),
    "206": line(status="206"),
    "a revisit without original": line(status="-", mime="warc/revisit", digest=DIGEST),
    "9 fields": f"x {SPRING} {AACHEN} text/html 200 - - 77 a.warc.gz",
    "11 fields": f"x {SPRING} {AACHEN} text/html 200 - - - 77 123 a.warc.gz",
    "tabs": line().replace(" ", "\t"),
    "CDXJ with blanks in the key": f'example,portal)/a b {{x {SPRING} {{"url": "{AACHEN}"}}',
    "CDXJ of OpenWayback": f'x 2019-03-12T08:00:00Z response {{"uri": "{AACHEN}", "hsc": 200}}',
}


@pytest.mark.parametrize("listed", USED.values(), ids=USED)
def test_what_can_be_used_is(tmp_path, listed):
    at = "20190312000000" if " 20190312 " in listed else SPRING
    captures = {(at, AACHEN): replayed(SPRING, PAGE)}
    run = recover(WebArchive(captures, cdx=(listed,)), tmp_path, CDX)

    assert titles(run) == (["Neues aus Aachen"], 0)
    assert rows(run, MOMENTS) == [("2019-03-12T08:00:00Z",)]


@pytest.mark.parametrize("timestamp", ["20191350080000", "20190230", "00000000000000", "neulich"])
def test_what_cannot_be_is_counted_by_what_is_wrong_with_it(tmp_path, timestamp):
    archive = WebArchive({(SUMMER, AACHEN): PAGE}, cdx=(line(timestamp), line(SUMMER)))
    run = recover(archive, tmp_path, CDX)

    assert titles(run) == (["Neues aus Aachen"], 0)
    (wrong,) = (found for found in run.lines if found.outcome == "rejected")
    assert (wrong.reason, wrong.count, wrong.example) == ("impossible time", 1, AACHEN)


# -- gone ------------------------------------------------------------------------------------------

GONE = "SELECT gone_at, gone_confirmed FROM articles"


@pytest.mark.parametrize("status", ["404", "410"])
@pytest.mark.parametrize("times", [(AUTUMN,), (SUMMER, AUTUMN)])
def test_the_last_look_says_that_an_article_is_gone_and_two_confirm_it(tmp_path, status, times):
    missing = tuple(line(at, status=status) for at in times)
    archive = WebArchive({(SPRING, AACHEN): PAGE}, cdx=(*missing, line()))
    run = recover(archive, tmp_path, CDX)

    first = f"{times[0][:4]}-{times[0][4:6]}-{times[0][6:8]}T08:00:00Z"
    assert rows(run, GONE) == [(first, int(len(times) == 2))]


@pytest.mark.parametrize("order", [(SPRING, SUMMER, AUTUMN), (AUTUMN, SUMMER, SPRING)])
def test_any_order_of_captures_ends_in_the_same(tmp_path, order):
    """Page, gone, page again: it is not; runs see one capture after the other."""
    listed = {SPRING: line(), SUMMER: line(SUMMER, status="404"), AUTUMN: line(AUTUMN)}
    archive = WebArchive({(SPRING, AACHEN): PAGE, (AUTUMN, AACHEN): PAGE})
    for at in order:
        archive.cdx = (*archive.cdx, listed[at])
        run = recover(archive, tmp_path, CDX, full="1")

    assert rows(run, GONE) == [(None, None)]
