"""Searching as a German reader expects: ``search_query`` widens what was typed for FTS5."""

from crawler.search.functions import register
from crawler.search.query import search_query
from crawler.search.typed import LongQuestionError, read_question

__all__ = ["LongQuestionError", "read_question", "register", "search_query"]
