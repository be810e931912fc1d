"""Web archives: their indexes, replays and WARC files (docs/web-archives.md).

``cdx`` and ``timemap`` parse indexes, ``cdx_file`` and ``local_indexes`` read those on disk,
``services``, ``commoncrawl`` and ``memento`` know where archives on the web are asked. ``choice``
decides which captures to take, ``replay`` restores the original response from a replayed one,
``rewriting`` undoes what replays write into pages, and ``warc`` reads and writes WARC.
"""
