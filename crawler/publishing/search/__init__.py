"""Searching as a German reader expects: ``search_query`` widens what was typed for FTS5."""

from crawler.publishing.search.functions import register
from crawler.publishing.search.query import search_query
from crawler.publishing.search.typed import (
    LETTERS_MAX,
    LongQuestionError,
    QuestionError,
    check_question,
)

__all__ = [
    "LETTERS_MAX", "LongQuestionError", "QuestionError", "check_question", "register",
    "search_query",
]  # fmt: skip
