"""Searching as a German reader expects: ``search_query`` widens what was typed for FTS5."""

from crawler.search.functions import register
from crawler.search.query import search_query
from crawler.search.typed import LETTERS_MAX, LongQuestionError, QuestionError, check_question

__all__ = [
    "LETTERS_MAX", "LongQuestionError", "QuestionError", "check_question", "register",
    "search_query",
]  # fmt: skip
