"""Ways out of the archive: served pages, charts, reports, exports, and the search they share."""
