"""Stories: do their tables fit each other, and the index the texts it was made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from crawler.archive.stories.documents import documents
from crawler.archive.stories.fingerprint_index import stored_signature
from crawler.archive.stories.text import fingerprints
from crawler.archive.stories.text.fingerprints import heading_key
from crawler.maintenance.doctor.consistency import findings
from crawler.maintenance.doctor.findings import REBUILD_STORIES, Finding

_AT_ONCE = 500
_QUERIES = tuple(
    ("stories", what, REBUILD_STORIES, sql)
    for what, sql in (
        (
            "stories without an article",
            "SELECT 'story ' || id FROM stories WHERE article_id IS NULL "
            "OR article_id NOT IN (SELECT id FROM articles)",
        ),
        (
            "stories whose size is not the number of their articles",
            "SELECT 'story ' || id FROM stories AS s WHERE size <> "
            "(SELECT count(*) FROM story_members WHERE story_id = s.id)",
        ),
        (
            "articles whose story does not know them",
            "SELECT url FROM articles AS a WHERE story_id IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM story_members WHERE story_id = a.story_id AND article_id = a.id)",
        ),
        (
            "members of a story who do not know it",
            "SELECT url FROM story_members AS m JOIN articles AS a ON a.id = m.article_id "
            "WHERE a.story_id IS NOT m.story_id",
        ),
        (
            "fingerprints of articles that are not there",
            "SELECT 'article ' || article_id FROM story_signatures "
            "WHERE article_id NOT IN (SELECT id FROM articles)",
        ),
    )
)


def check_stories(
    db: sqlite3.Connection, advance: Callable[[int], None] = lambda number: None
) -> Iterator[Finding]:
    """Rows that do not fit each other, and articles whose fingerprints are not those stored."""
    yield from findings(db, _QUERIES)
    waiting = {row[0] for row in db.execute("SELECT article_id FROM story_pending")}
    if waiting:
        are = "article that is" if len(waiting) == 1 else "articles that are"
        what = f"{are} not told apart yet"
        example = f"article {min(waiting)}"
        yield Finding("stories", what, len(waiting), example, REBUILD_STORIES, note=True)
    differing = 0
    example = ""
    last = 0
    while ids := [
        row[0]
        for row in db.execute(
            "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", (last, _AT_ONCE)
        )
    ]:
        for article_id, document in documents(db, set(ids) - waiting).items():
            stored = stored_signature(db, article_id)
            if stored is None or stored != (heading_key(document), fingerprints(document)):
                differing += 1
                example = example or document.url
        last = ids[-1]
        advance(len(ids))
    if differing:
        whose, its = ("article", "its") if differing == 1 else ("articles", "their")
        what = f"{whose} whose fingerprints are not those of {its} text"
        yield Finding("stories", what, differing, example, REBUILD_STORIES)
