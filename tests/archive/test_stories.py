"""Stories in the archive: placed as articles come, the same in whatever order they do."""

from __future__ import annotations

import random

import pytest

from crawler.archive.stories import place_pending, rebuild_stories
from crawler.archive.stories.overrides import UnknownAddressError, override, overrides
from tests.stories.labelled import some_of_each


def partition(archive):
    """Stories as sets of addresses, each with its original and what the others are to it."""
    rows = archive.db.execute(
        "SELECT m.story_id, a.url, m.relation, m.similarity FROM story_members AS m "
        "JOIN articles AS a ON a.id = m.article_id AND a.story_id = m.story_id"
    )
    stories = {}
    for story, *member in rows:
        stories.setdefault(story, set()).add(tuple(member))
    return {frozenset(members) for members in stories.values()}


@pytest.fixture
def some():
    """Every family of the labelled set once."""
    return some_of_each()


def test_the_order_of_arrival_makes_no_difference(archive, run_id, some):
    found = set()
    for seed in range(20):
        archive.db.execute("DELETE FROM articles")
        place_pending(archive.db.conn)
        shuffled = random.Random(seed).sample(some, len(some))
        for start in range(0, len(shuffled), 7):
            archive.store(shuffled[start : start + 7], run_id)
        assert archive.db.table("story_pending").count == 0
        found.add(frozenset(partition(archive)))
    assert len(found) == 1
    rebuild_stories(archive.db.conn)
    assert {frozenset(partition(archive))} == found
