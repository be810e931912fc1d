"""The lists of an article: breadcrumb, links, images, dates, sources, editors, places, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# WITHOUT ROWID: the rows of one article lie together. The columns of the key stand first, or the
# integrity check of SQLite 3.40 reports NULLs that are not there.
_LISTS = {
    "breadcrumbs": "label TEXT NOT NULL, url TEXT",
    "links": "url TEXT NOT NULL, text TEXT NOT NULL, section TEXT, kind TEXT NOT NULL",
    "images": "url TEXT NOT NULL, caption TEXT, credit TEXT",
    "dates": "role TEXT NOT NULL, edtf TEXT NOT NULL, starts_on TEXT, ends_on TEXT, "
    "text TEXT NOT NULL, char_start INTEGER",
}

# A name with another ISO code or organisation is another row, so that what a page said comes
# back as it was; NULLs are all different to a unique index, hence coalesce.
_NAMES = {
    "source": ("sources", "name TEXT NOT NULL", "name"),
    "editor": (
        "editors",
        "name TEXT NOT NULL, organisation TEXT",
        "name, coalesce(organisation, '')",
    ),
    "place": (
        "places",
        "name TEXT NOT NULL, kind TEXT NOT NULL, iso_code TEXT",
        "name, kind, coalesce(iso_code, '')",
    ),
    "topic": ("topics", "name TEXT NOT NULL", "name"),
}


def apply(db: Database) -> None:
    """Make the tables and their indexes."""
    for table, columns in _LISTS.items():
        db.executescript(f"""
            CREATE TABLE {table} (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                {columns},
                PRIMARY KEY (article_id, position)
            ) WITHOUT ROWID;
        """)
    db.table("dates").create_index(["role", "starts_on"])
    db.table("links").create_index(["url"])
    for name, (table, columns, key) in _NAMES.items():
        db.executescript(f"""
            CREATE TABLE {table} (id INTEGER PRIMARY KEY, {columns});
            CREATE UNIQUE INDEX idx_{table}_key ON {table} ({key});
            CREATE TABLE article_{table} (
                article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
                {name}_id INTEGER NOT NULL REFERENCES {table} (id) ON DELETE RESTRICT,
                position INTEGER NOT NULL,
                PRIMARY KEY (article_id, {name}_id)
            ) WITHOUT ROWID;
            CREATE INDEX idx_article_{table}_{name}_id ON article_{table} ({name}_id);
        """)
    db.table("places").create_index(["iso_code"])
