"""Articles that moved: one article with one history, whatever came first."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from crawler.archive import Archive, Outcome, Portal
from crawler.archive.moves import Move, UnknownArticleError, decide, proposals
from crawler.items import CANONICAL_ELSEWHERE, JOINED, MOVED, Alias, Article, Capture
from crawler.maintenance.doctor.consistency import check_articles
from crawler.maintenance.merge import merge_archive

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)
OLD, NEW = "https://muster.example/alt/eins", "https://muster.example/neu/eins-4711"
TITLE = "Vierzig Betriebe im Netzwerk Blaumilch"
TEXT = (
    "Das Netzwerk Blaumilch aus Kesselheim hat jetzt vierzig Mitglieder. Im Herbst folgt die "
    "Tagung in Musterstadt mit Gästen aus Frankreich und den Niederlanden."
)
OTHER = (
    "Über den Themenbereich Forschung informieren wir an dieser Stelle mit Terminen, Büchern und "
    "Ansprechpartnern der beteiligten Häuser."
)


def seen(
    url: str, day: int, body: str = TEXT, title: str = TITLE, *aliases: Alias, **values: object
) -> Article:
    at = dt.datetime(2026, 3, day, 2, tzinfo=dt.UTC)
    capture = Capture(url, at, at, 200, digest=f"sha1:{url}{day}{body}", source="live")
    return Article(
        url, title=title, body=body, captured_at=at, capture=capture, kind="nachricht",
        published_on="2026-02-27", published_edtf="2026-02-27", aliases=[*aliases], **values,
    )  # fmt: skip


def gone(url: str, day: int) -> Capture:
    at = dt.datetime(2026, 3, day, 2, tzinfo=dt.UTC)
    return Capture(url, at, at, 404, source="live")


@pytest.fixture
def crawl(tmp_path: Path):
    with Archive(tmp_path / "archive.db", judges=True) as archive:
        run_id = archive.begin_run("musterportal", "live", PORTAL)
        yield archive, run_id


def one(archive: Archive) -> tuple[int, str, list[str]]:
    """Id and URL of the one article, and the texts it had, the oldest first."""
    assert list(check_articles(archive.db.conn)) == []
    (row,) = archive.db.table("articles").rows
    assert archive.known([OLD, NEW]) == {OLD: row["id"], NEW: row["id"]}
    sql = "SELECT seen_at FROM revisions ORDER BY number"
    moments = [moment for (moment,) in archive.db.execute(sql)]
    assert moments == sorted(moments)
    return row["id"], row["url"], moments


def rule(archive: Archive, url: str = OLD) -> str:
    return archive.db.execute("SELECT rule FROM url_aliases WHERE url = ?", (url,)).fetchone()[0]


def test_a_permanent_redirect_keeps_id_history_and_links(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1, TEXT[:60]), seen(OLD, 2)], run_id)
    archive.store([seen(NEW, 3, TEXT, TITLE, Alias(OLD, MOVED))], run_id)
    article_id, url, moments = one(archive)
    assert (article_id, url, len(moments)) == (1, NEW, 1)
    assert rule(archive) == MOVED


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one after the other"])
def test_the_new_article_was_stored_before_the_old_url_was_asked_again(crawl, together):
    archive, run_id = crawl
    archive.store([seen(OLD, 1)], run_id)
    batches = [[seen(NEW, 2)], [seen(NEW, 2, TEXT, TITLE, Alias(OLD, MOVED))]]
    for batch in [list(itertools.chain(*batches))] if together else batches:
        archive.store(batch, run_id)
    assert one(archive) == (1, NEW, [])
    assert rule(archive) == MOVED


def test_a_redirect_to_another_text_takes_neither_article(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1), seen(NEW, 1, OTHER, "Themenseite Forschung")], run_id)
    again = seen(NEW, 2, OTHER, "Themenseite Forschung", Alias(OLD, MOVED))
    assert archive.store([again], run_id) == [Outcome.ELSEWHERE]
    titles = [row["title"] for row in archive.db.table("articles").rows]
    assert titles == [TITLE, "Themenseite Forschung"]
    (reject,) = archive.db.table("rejects").rows
    assert (reject["url"], reject["stage"]) == (OLD, "soft404")
    assert NEW in reject["reason"]
    assert list(check_articles(archive.db.conn)) == []


def test_a_redirect_to_another_text_that_is_not_stored_is_held(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1)], run_id)
    again = seen(NEW, 2, OTHER, "Themenseite Forschung", Alias(OLD, MOVED))
    assert archive.store([again], run_id) == [Outcome.HELD]
    (row,) = archive.db.table("articles").rows
    assert (row["url"], row["body"]) == (OLD, TEXT)


def test_a_page_that_calls_the_new_url_canonical(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1), seen(NEW, 2)], run_id)
    archive.store([seen(OLD, 3, f"{TEXT} Zur neuen Seite.", moved_to=NEW)], run_id)
    assert one(archive) == (1, NEW, [])
    assert rule(archive) == CANONICAL_ELSEWHERE


def test_all_pages_call_one_article_canonical(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1), seen(NEW, 1, OTHER, "Themenseite Forschung")], run_id)
    archive.store([seen(OLD, 3, moved_to=NEW)], run_id)
    assert len(list(archive.db.table("articles").rows)) == 2
    assert archive.db.table("rejects").count == 0


SIGHTINGS = ("old", "new", "move")


@pytest.mark.parametrize("order", [*itertools.permutations(SIGHTINGS)], ids="-".join)
@pytest.mark.parametrize("runs", [1, 3])
def test_captures_of_a_redirect_come_in_any_order(crawl, order, runs):
    archive, run_id = crawl
    waiting: list[Move] = []
    for what in order:
        if what == "move":
            waiting.append(Move(OLD, NEW, MOVED))
        else:
            archive.store([seen(OLD, 1) if what == "old" else seen(NEW, 9)], run_id)
        waiting = archive.note_moves(waiting, run_id, is_last=runs == 3)
    assert waiting == [] or order[0] == "move"
    archive.note_moves(waiting, run_id, is_last=True)
    assert one(archive)[1] == NEW


def test_a_chain_of_redirects_is_followed_backwards(crawl):
    archive, run_id = crawl
    middle = "https://muster.example/zwischen/eins"
    archive.store([seen(OLD, 1), seen(NEW, 9)], run_id)
    moves = [Move(OLD, middle, MOVED), Move(middle, NEW, MOVED)]
    assert archive.note_moves(moves, run_id) == []
    assert one(archive)[1] == NEW


def test_a_url_that_another_article_has_taken_over_is_that_ones(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1), seen(NEW, 2, TEXT, TITLE, Alias(OLD, MOVED))], run_id)
    archive.store([seen(OLD, 5, OTHER, "Themenseite Forschung")], run_id)
    assert {row["url"] for row in archive.db.table("articles").rows} == {OLD, NEW}
    assert list(check_articles(archive.db.conn)) == []


def test_the_same_title_text_and_date_are_proposed_once_the_old_url_is_gone(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1), seen(NEW, 2)], run_id)
    assert proposals(archive.db.conn) == []
    archive.note_missing(gone(OLD, 3), [OLD], run_id)
    (proposal,) = proposals(archive.db.conn, "musterportal")
    assert (proposal.url, proposal.other_url) == (OLD, NEW)
    decide(archive.db.conn, OLD, str(proposal.other_id))
    assert one(archive)[:2] == (1, NEW)
    assert rule(archive) == JOINED
    assert proposals(archive.db.conn) == []
    with pytest.raises(UnknownArticleError):
        decide(archive.db.conn, OLD, "https://muster.example/nie")


def test_the_same_title_alone_proposes_nothing(crawl):
    archive, run_id = crawl
    archive.store([seen(OLD, 1), seen(NEW, 2, OTHER)], run_id)
    archive.note_missing(gone(OLD, 3), [OLD], run_id)
    assert proposals(archive.db.conn) == []


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("into_old", [True, False])
def test_a_redirect_that_only_one_of_two_archives_has_seen(tmp_path, same, into_old):
    one_file, other_file = tmp_path / "a.db", tmp_path / "b.db"
    for path in (one_file, other_file):
        with Archive(path, judges=True) as archive:
            run_id = archive.begin_run("musterportal", "live", PORTAL)
            if path == one_file:
                archive.store([seen(OLD, 1)], run_id)
            else:
                body, title = (TEXT, TITLE) if same else (OTHER, "Themenseite Forschung")
                archive.store([seen(NEW, 2, body, title, Alias(OLD, MOVED))], run_id)
    into, other = (one_file, other_file) if into_old else (other_file, one_file)
    with Archive(into) as archive:
        merge_archive(archive, tmp_path, other, tmp_path)
        assert list(check_articles(archive.db.conn)) == []
        urls = {row["url"] for row in archive.db.table("articles").rows}
        assert urls == ({NEW} if same else {OLD, NEW})
