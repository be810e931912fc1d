"""The table of questions (``queries.txt``): what is found, next to the index as it is."""

from __future__ import annotations

from crawler.publishing.search import search_query
from tests.search.measuring import as_typed, read_rows, score, store


def test_the_table_is_answered_as_readers_expect(archive):
    rows = read_rows()
    store(archive, rows)
    db = archive.db.conn
    widened = score(db, rows, lambda query: search_query(query, db))
    plain = score(db, rows, as_typed)
    assert len(rows) >= 100
    assert all(row.hits and row.others for row in rows)
    assert widened.recall >= 0.97, widened.missed
    assert widened.precision >= 0.97, widened.wrong
    assert plain.recall < 0.5  # the table is not one that anything answers
