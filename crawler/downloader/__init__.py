"""Captures: what a crawl keeps as evidence of each answer, and what it need not fetch again.

``recorder`` writes every answer into WARC files, ``conditional`` asks whether a page changed before
it is sent again, ``schedule`` says when an article is looked at again (docs/captures.md).
"""
