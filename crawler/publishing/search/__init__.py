"""German full-text search: ``search_query`` makes an FTS5 expression of what a reader types."""

from crawler.publishing.search.query import register, search_query
from crawler.publishing.search.syntax import (
    LETTERS_MAX,
    SearchError,
    SearchTooLongError,
    validate_search,
)

__all__ = [
    "LETTERS_MAX", "SearchError", "SearchTooLongError", "register", "search_query",
    "validate_search",
]  # fmt: skip
