"""Where a payload stands that several captures have: only the first record need hold it."""

ORIGINAL = """(
    SELECT id FROM captures WHERE digest = c.digest AND warc_file IS NOT NULL
    AND status IS NOT 304 ORDER BY incomplete IS NOT NULL, fetched_at, id LIMIT 1
)"""
"""SQL for the id of the capture that was fetched first of those with the payload of capture ``c``.

One known to be whole comes before one that was cut at the same byte.

What comes later may be a ``revisit`` record without a payload. Not by id alone: rows that were lost
and found again have higher ones.
"""
