"""How well stories are told apart: pairwise precision and recall over a labelled set."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest

from crawler.archive import Archive, Portal
from tests.stories.labelled import labelled


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Pairs of addresses that are told to be one story, and those that are."""
    document = labelled()
    with Archive(tmp_path_factory.mktemp("stories") / "archive.db") as archive:
        run_id = archive.begin_run("alle", "live", Portal("alle"))
        archive.store([article for _, article in document], run_id)
        found = dict(archive.db.execute("SELECT url, story FROM v_articles").fetchall())
    events = {article.url: event for event, article in document}
    return _pairs(found), _pairs(events)


def _pairs(stories):
    members = defaultdict(set)
    for url, story in stories.items():
        members[story].add(url)
    return {pair for urls in members.values() for pair in combinations(sorted(urls), 2)}


def test_the_set_is_large_and_has_every_kind(pairs):
    assert len(pairs[1]) >= 200


def test_what_is_joined_is_one_event(pairs):
    found, true = pairs
    wrong = sorted(found - true)
    assert len(found & true) / len(found) >= 0.99, wrong[:20]


def test_what_is_one_event_is_joined(pairs):
    found, true = pairs
    missing = sorted(true - found)
    assert len(found & true) / len(true) >= 0.97, missing[:20]
