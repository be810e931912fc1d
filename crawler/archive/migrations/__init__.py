"""The archive's tables, as numbered steps; each runs once in every archive, in this order.

A step that has been released is never edited: a change of tables is a new module with the next
number. ``Table.transform()`` of sqlite-utils drops triggers without a word, so a step that uses it
on ``articles`` makes them again.
"""

from sqlite_utils.migrations import Migrations

from crawler.archive.migrations import (
    m0001_articles,
    m0002_details,
    m0003_evidence,
    m0004_stories,
    m0005_search,
    m0006_views,
    m0007_visits,
    m0009_story_index,
    m0010_search,
    m0011_health,
    m0013_reservations,
)

_STEPS = (
    m0001_articles,
    m0002_details,
    m0003_evidence,
    m0004_stories,
    m0005_search,
    m0006_views,
    m0007_visits,
    m0009_story_index,
    m0010_search,
    m0011_health,
    m0013_reservations,
)

NAMES = tuple(step.__name__.rpartition(".")[2].removeprefix("m") for step in _STEPS)
"""The steps of this version, oldest first, e.g. ``0001_articles``."""

migrations = Migrations("clusterarchiv")
"""The steps an archive has and lacks, and how to apply them."""

for _name, _step in zip(NAMES, _STEPS, strict=True):
    migrations(name=_name)(_step.apply)
