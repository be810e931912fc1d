"""Datasette's configuration, for both 0.65 and 1.0.

0.65 reads everything from metadata. 1.0 reads words from metadata, and what pages do (facets,
sort orders, queries, settings) from its configuration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawler.publishing.datasette.authorizer import PATHS
from crawler.publishing.datasette.descriptions import table_descriptions
from crawler.publishing.datasette.questions import questions
from crawler.publishing.language import Language, marked
from crawler.publishing.language import language as language_called

Json = dict[str, Any]

TITLE = "Clusterarchiv"
_ABOUT = {
    "description": marked(
        "What German public portals published about innovation clusters and "
        "international research cooperation."
    ),
    "license": marked("The texts belong to their publishers."),
    "source": marked("The sources are the portals; every article has its URL."),
}
_WITHHELD = marked("Not served: it may name folders of the machine.")

SETTINGS: Json = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "default_facet_size": 15,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "suggest_facets": False,  # those that make sense are configured; looking for more takes time
    "allow_download": False,
    "allow_csv_stream": True,
    "max_csv_mb": 0,  # a whole table is what people want of CSV; it is streamed
    "truncate_cells_html": 300,
    "default_cache_ttl": 0,  # a crawl may be writing
}

_NEWEST = {"sort_desc": "published_on"}
_PAGES: Json = {
    "articles": {
        **_NEWEST,
        "label_column": "title",
        "fts_table": "articles_fts",  # Datasette does not see it by itself
        "facet_size": 8,
        "facets": [
            "portal",
            "kind",
            {"year": "published_on"},
            {"filing": "places"},
            {"filing": "topics"},
            {"filing": "sources"},
        ],
    },
    "v_articles": _NEWEST,
    "v_timeline": {"sort_desc": "month", "facets": ["portal", "kind"]},
    "v_stories": {"sort_desc": "size"},
    "v_changes": {"sort_desc": "seen_at", "facets": ["portal", "field"]},
    "v_events": {"sort_desc": "starts_on", "facets": ["portal", "certainty"]},
    "portals": {"label_column": "title", "sort": "name"},
    "places": {"label_column": "name", "sort": "name", "facets": ["kind"]},
    "topics": {"label_column": "name", "sort": "name"},
    "sources": {"label_column": "name", "sort": "name"},
    "editors": {"label_column": "name", "sort": "name", "facets": ["organisation"]},
    "dates": {"facets": ["role"]},
    "links": {"facets": ["kind", "section"]},
    "stories": {"sort_desc": "size"},
    "story_members": {"facets": ["relation"]},
    "revisions": {"sort_desc": "seen_at"},
    "captures": {
        "sort_desc": "captured_at",
        "label_column": "captured_at",
        "facets": ["status"],
    },
    "runs": {
        "sort_desc": "started_at",
        "label_column": "started_at",
        "facets": ["spider", "finish_reason"],
    },
}
# What joins the others, and what only the machinery asks for; their rows show at the article.
_HIDDEN = (
    "_sqlite_migrations",
    "article_editors",
    "article_places",
    "article_sources",
    "article_topics",
    "articles_fts",
    "forgotten_keys",
    "lists",
    "rejects",
    "search_words",
    "sqlite_sequence",
    "story_boilerplate",
    "story_fingerprints",
    "story_links",
    "story_overrides",
    "story_pending",
    "story_signatures",
    "url_aliases",
    "watch_articles",
    "watch_notices",
    "superseded_files",
)


@dataclass(frozen=True)
class Rendered:
    """Datasette's two inputs; ``config`` is empty for 0.65, which reads none."""

    metadata: Json
    config: Json


def render(database: str, *, version: int = 0, language: Language | None = None) -> Rendered:
    """The configuration for the archive that Datasette calls ``database``; 0 is Datasette 0.65."""
    language = language or language_called()
    about = {"title": TITLE, **{name: language.gettext(text) for name, text in _ABOUT.items()}}
    words, pages = _words(language), _pages()
    queries = {
        question.name: {
            # In English, as the catalogue has them: pages translate them.
            "title": question.title,
            "description": question.description,
            "sql": question.sql,
            "params": question.parameters,
            "hide_sql": True,  # a click away
        }
        for question in questions()
    }
    if version == 0:
        tables = {name: {**words[name], **pages.get(name, {})} for name in words}
        return Rendered(
            {**about, "databases": {database: {**about, "tables": tables, "queries": queries}}},
            {},
        )
    return Rendered(
        {**about, "databases": {database: {**about, "tables": words}}},
        {"settings": SETTINGS, "databases": {database: {"tables": pages, "queries": queries}}},
    )


def _words(language: Language) -> Json:
    """Descriptions of all tables and columns."""
    tables = table_descriptions()
    return {
        name: {
            "description": language.gettext(table.text),
            "columns": {
                column: language.gettext(_WITHHELD if column in PATHS.get(name, ()) else text)
                for column, text in table.columns.items()
            },
        }
        for name, table in tables.items()
    }


def _pages() -> Json:
    """Sort order and facets of each table's page, and which tables are hidden."""
    return {**_PAGES, **{name: {**_PAGES.get(name, {}), "hidden": True} for name in _HIDDEN}}
