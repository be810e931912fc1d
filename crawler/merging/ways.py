"""How each table of the archive is merged. A table that stands nowhere here fails a test."""

from __future__ import annotations

from enum import Enum


class Way(Enum):
    """What happens to the rows of a table when two archives are joined."""

    EVIDENCE = "rows of both, each once"
    """Told apart by what they are, not by their ids: see ``crawler.merging.evidence``."""
    HISTORY = "worked out again from the captures of both"
    """The articles and all that hangs on them: see ``crawler.archive.adopting``."""
    DERIVED = "follows from the articles; kept by triggers or by whoever stores them"
    OWN = "each archive's own business; not merged"


WAYS: dict[str, Way] = {
    "portals": Way.EVIDENCE,
    "runs": Way.EVIDENCE,
    "captures": Way.EVIDENCE,
    "rejects": Way.EVIDENCE,
    "lists": Way.EVIDENCE,
    "listed_captures": Way.EVIDENCE,
    "health_measures": Way.EVIDENCE,
    "quarantine": Way.EVIDENCE,
    "articles": Way.HISTORY,
    "url_aliases": Way.HISTORY,
    "revisions": Way.HISTORY,
    "partial_contents": Way.HISTORY,
    "breadcrumbs": Way.HISTORY,
    "links": Way.HISTORY,
    "images": Way.HISTORY,
    "dates": Way.HISTORY,
    "sources": Way.HISTORY,
    "article_sources": Way.HISTORY,
    "editors": Way.HISTORY,
    "article_editors": Way.HISTORY,
    "places": Way.HISTORY,
    "article_places": Way.HISTORY,
    "topics": Way.HISTORY,
    "article_topics": Way.HISTORY,
    "story_overrides": Way.EVIDENCE,
    "stories": Way.DERIVED,
    "story_members": Way.DERIVED,
    "story_links": Way.DERIVED,
    "story_fingerprints": Way.DERIVED,
    "story_signatures": Way.DERIVED,
    "story_boilerplate": Way.DERIVED,
    "story_pending": Way.DERIVED,
    "articles_fts": Way.DERIVED,
    "search_words": Way.DERIVED,
    "_sqlite_migrations": Way.OWN,
}
"""Table → way. Tables of SQLite and FTS5 themselves are not told."""
