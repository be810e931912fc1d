"""Ways out of the archive: served pages, charts, reports, exports, and the search they share."""

GERMAN = "de"
LANGUAGES = (GERMAN, "en")
"""What ``--language`` may be; the first is the default. Here, since the help of commands tells it,
and what knows languages is slow to import."""
