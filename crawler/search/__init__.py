"""Searching as a German reader expects: ``search_query`` widens what was typed for FTS5."""

from crawler.search.functions import register
from crawler.search.query import search_query

__all__ = ["register", "search_query"]
