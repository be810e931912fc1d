"""The archive's tables, as numbered steps; each runs once in every archive, in this order.

A step that has been released is never edited: a change of tables is a new module with the next
number. ``Table.transform()`` of sqlite-utils drops triggers without a word, so a step that uses it
on ``articles`` makes them again.
"""

from importlib import import_module

from sqlite_utils.migrations import Migrations

NAMES = (
    "0001_articles",
    "0002_details",
    "0003_evidence",
    "0004_stories",
    "0005_search",
    "0006_views",
    "0007_visits",
    "0008_web_archives",
    "0009_story_index",
    "0010_search",
    "0011_health",
    "0013_reservations",
    "0014_run_identity",
    "0015_partial_copies",
    "0016_incomplete",
)
"""The steps of this version, oldest first; each is the module of its name behind an ``m``."""

migrations = Migrations("clusterarchiv")
"""The steps an archive has and lacks, and how to apply them."""

for _name in NAMES:
    migrations(name=_name)(import_module(f"{__name__}.m{_name}").apply)
