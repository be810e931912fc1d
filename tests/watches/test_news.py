"""What is news for a watch, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.archive import recent_edits
from crawler.archive.revisions import rebuild
from crawler.items import Alias
from tests.watches.conftest import PORTAL, Portals, page

ONE = page("eins", deadline_on="2024-05-03")
OTHER = page("anderes", title="Käse", body="Nichts davon.", topics=["Käse"])


@pytest.fixture
def followed(portals: Portals) -> Portals:
    """Two articles known, of which the watch finds one; nothing has happened yet."""
    portals.crawl([ONE, OTHER], 0)
    portals.watch(0.5, topic="milch")
    return portals


def test_what_was_there_when_the_watch_was_added_is_not_told(followed):
    followed.crawl([ONE, OTHER], 1)
    checked = followed.check(1)
    assert (followed.told(), checked.reread) == ([], 0)


def test_a_new_article_is_told_once(followed):
    followed.crawl([ONE, page("zwei"), OTHER], 1)
    followed.check(1)
    followed.crawl([ONE, page("zwei"), OTHER], 2)
    followed.check(2)
    assert followed.told() == [("new", "Aufruf zwei")]


@pytest.mark.parametrize(
    ("deadline", "kind"),
    [
        ("2024-05-17", "deadline_moved"),
        ("2024-04-30", "deadline_moved"),
        (None, "deadline_withdrawn"),
        ("2024-05-03", "changed"),
    ],
)
def test_an_edit_is_told_by_what_became_of_the_deadline(followed, deadline, kind):
    followed.crawl([replace(ONE, deadline_on=deadline, body="Anders."), OTHER], 1)
    followed.check(1)
    (event,) = followed.events()
    assert event.kind == kind
    assert (event.old_deadline_on, event.deadline_on) == ("2024-05-03", deadline)
    assert "body" in event.changed_fields


def test_a_deadline_that_comes_later_is_told(followed):
    followed.crawl([page("zwei")], 1)
    followed.check(1)
    followed.crawl([page("zwei", deadline_on="2024-07-01")], 2)
    followed.check(2)
    assert followed.told() == [("new", "Aufruf zwei"), ("deadline_set", "Aufruf zwei")]


def test_two_moves_between_two_nights_are_one(followed):
    for day, deadline in ((1, "2024-05-10"), (1.5, "2024-05-20")):
        followed.crawl([replace(ONE, deadline_on=deadline)], day)
    followed.check(2)
    (event,) = followed.events()
    assert (event.old_deadline_on, event.deadline_on) == ("2024-05-03", "2024-05-20")


def test_an_edit_that_is_undone_before_anybody_looks_is_none(followed):
    followed.crawl([replace(ONE, deadline_on="2024-06-01")], 1)
    followed.crawl([ONE], 1.5)
    followed.check(2)
    assert followed.told() == []


def test_a_move_and_the_move_back_are_two(followed):
    followed.crawl([replace(ONE, deadline_on="2024-06-01")], 1)
    followed.check(1)
    followed.crawl([ONE], 2)
    followed.check(2)
    assert [event.deadline_on for event in followed.events()] == ["2024-06-01", "2024-05-03"]


def test_an_article_that_begins_to_match_by_an_edit_is_new(followed):
    followed.crawl([replace(OTHER, topics=["Käse", "Milch"])], 1)
    followed.check(1)
    assert followed.told() == [("new", "Käse")]


def test_an_article_that_is_edited_out_of_the_search_is_told_and_then_no_more(followed):
    followed.crawl([replace(ONE, topics=["Käse"])], 1)
    followed.check(1)
    followed.crawl([replace(ONE, topics=["Käse"], body="Noch anders.")], 2)
    followed.check(2)
    assert followed.told() == [("left", "Aufruf eins")]


def test_gone_and_back(followed):
    followed.find_missing("eins", 1)
    followed.check(1)
    assert followed.told() == []  # one look is no proof
    followed.find_missing("eins", 2)
    followed.check(2)
    followed.find_missing("eins", 3)
    followed.check(3)
    followed.crawl([ONE], 4)
    followed.check(4)
    assert [kind for kind, _ in followed.told()] == ["gone", "back"]


def test_a_version_found_in_a_web_archive_is_no_news(followed):
    followed.crawl([replace(ONE, deadline_on="2023-12-01")], -20, "warc:alt.warc")
    assert followed.db.execute("SELECT count(*) FROM revisions").fetchone() == (1,)
    followed.check(1)
    assert followed.told() == []


def test_articles_recovered_from_before_the_watch_are_counted_and_not_told(followed):
    followed.crawl([page("alt"), page("sehr-alt")], -300, "warc:alt.warc")
    checked = followed.check(1)
    assert checked.counts == {"recovered": 2}
    assert followed.told() == []


def test_what_a_web_archive_saw_after_the_watch_was_made_is_news(followed):
    """The portal is off the net; its archive goes on."""
    followed.crawl([replace(ONE, deadline_on="2024-06-01"), page("neu")], 1, "wayback")
    followed.check(2)
    assert sorted(kind for kind, _ in followed.told()) == ["deadline_moved", "new"]


def test_other_rules_of_extraction_are_no_news(followed):
    """As after `reextract`: other contents of the same captures."""
    for capture_id, article_id in followed.db.execute(
        "SELECT id, article_id FROM captures"
    ).fetchall():
        content = {"title": "Anders gelesen", "topics": ["Milch"], "deadline_on": "2024-09-09"}
        followed.db.execute("UPDATE captures SET content_hash='x' WHERE id = ?", (capture_id,))
        rebuild(followed.db, article_id, {"x": content})
    checked = followed.check(1)
    assert followed.told() == []
    assert checked.reread == 2  # one is found since


def test_other_rules_of_extraction_are_no_news_of_a_change_that_was_told(followed):
    followed.crawl([replace(ONE, body="Anders.")], 1)
    followed.check(1)
    (capture_id,) = followed.db.execute(
        "SELECT id FROM captures WHERE article_id = 1 ORDER BY captured_at DESC LIMIT 1"
    ).fetchone()
    content = {"title": "Anders gelesen", "topics": ["Milch"], "deadline_on": "2024-09-09"}
    followed.db.execute("UPDATE captures SET content_hash='x' WHERE id = ?", (capture_id,))
    rebuild(followed.db, 1, {"x": content})
    checked = followed.check(2)
    assert (len(followed.told()), checked.reread) == (1, 1)


def test_a_page_that_came_byte_by_byte_as_before_and_is_read_otherwise_is_no_news(followed):
    before = followed.seen(ONE, 0).capture.digest
    run_id = followed.archive.begin_run("musterportal", "live", PORTAL)
    read = replace(ONE, title="Besser gelesen", deadline_on="2024-05-04")
    followed.archive.store([followed.seen(read, 1, digest=before)], run_id)
    checked = followed.check(1)
    assert (followed.told(), checked.reread) == ([], 1)


def test_what_is_held_back_is_told_when_it_is_accepted(followed):
    run_id = followed.archive.begin_run("musterportal", "live", PORTAL)
    edited = replace(ONE, deadline_on="2024-06-01", doubts=["edited deadline_on"])
    followed.archive.quarantine.hold([followed.seen(edited, 1)], run_id)
    followed.archive.finish_run(run_id, "finished", {})
    followed.check(1)
    assert followed.told() == []
    followed.archive.quarantine.accept(run_id)
    followed.check(2)
    assert followed.told() == [("deadline_moved", "Aufruf eins")]
    followed.check(3)
    assert len(followed.told()) == 1


def test_a_new_article_that_is_held_back_is_told_when_it_is_accepted(followed):
    run_id = followed.archive.begin_run("musterportal", "live", PORTAL)
    followed.archive.quarantine.hold([followed.seen(page("zwei"), 1)], run_id)
    followed.archive.finish_run(run_id, "finished", {})
    followed.check(1)
    followed.archive.quarantine.accept(run_id)
    followed.check(2)
    assert followed.told() == [("new", "Aufruf zwei")]


def test_what_is_discarded_is_never_told(followed):
    run_id = followed.archive.begin_run("musterportal", "live", PORTAL)
    followed.archive.quarantine.hold([followed.seen(page("falsch"), 1)], run_id)
    followed.archive.quarantine.discard(run_id)
    followed.check(1)
    assert followed.told() == []


def test_a_change_that_a_health_check_takes_back_is_corrected_and_told_again_if_accepted(followed):
    first = followed.archive.begin_run("musterportal", "live", PORTAL)
    edited = followed.seen(replace(ONE, deadline_on="2024-06-01"), 1)
    with followed.archive.transaction():
        recent_edits.note_before(followed.db, edited, first)
    followed.archive.store([edited], first)
    followed.archive.finish_run(first, "finished", {})
    followed.archive.quarantine.write_checkup(first, [], [])
    followed.check(1)
    second = followed.archive.begin_run("musterportal", "live", PORTAL)
    (edit,) = followed.archive.quarantine.recent_edits([first])
    followed.archive.quarantine.put_back([(edit, ["deadline_on"])], second)
    followed.archive.finish_run(second, "finished", {})
    followed.check(2)
    kinds = [(event.kind, event.deadline_on) for event in followed.events()]
    assert kinds == [("deadline_moved", "2024-06-01"), ("taken_back", "2024-05-03")]
    followed.archive.quarantine.accept(second)
    followed.check(3)
    assert followed.events()[2:] != []
    assert followed.events()[2].deadline_on == "2024-06-01"
    followed.check(4)
    assert len(followed.events()) == 3


def test_an_article_joined_with_another_is_not_new(followed):
    moved = replace(ONE, url="https://muster.example/neue-adresse")
    followed.crawl([moved], 1)
    followed.check(1)
    assert len(followed.told()) == 1  # two pages, as far as anybody knows
    joined = replace(ONE, aliases=[Alias(moved.url, "redirect")])
    followed.crawl([joined], 2)
    assert followed.db.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    followed.check(2)
    assert len(followed.told()) == 1


def test_a_name_that_is_the_archives_no_more_is_told_as_trouble(followed):
    followed.db.execute("DELETE FROM article_topics")
    followed.db.execute("DELETE FROM topics WHERE name = 'Milch'")
    checked = followed.check(1)
    assert checked.trouble == "Topic: the archive has no “Milch”"


def test_what_was_told_of_an_article_goes_with_it(followed):
    followed.crawl([page("zwei")], 1)
    followed.check(1)
    followed.db.execute("DELETE FROM articles WHERE title = 'Aufruf zwei'")
    assert followed.told() == []
    assert followed.db.execute("SELECT count(*) FROM watch_notices").fetchone() == (0,)
