"""Web archives: their indexes, replays and WARC files (docs/web-archives.md).

``cdx`` parses an index, ``cdx_file`` and ``local_indexes`` read those on disk, ``services`` and
``commoncrawl`` know where archives on the web are asked. ``choice`` decides which captures to take,
``replay`` restores the original response from a replayed one, and ``warc`` reads and writes WARC.
"""
