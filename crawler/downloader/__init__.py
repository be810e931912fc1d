"""Captures: what a crawl keeps as evidence of each answer, and what it need not fetch again.

``recorder`` writes every answer into WARC files, ``conditional`` asks whether a page changed before
it is sent again, ``schedule`` says when an article is looked at again (docs/captures.md).
"""

from __future__ import annotations


# -- What a hostile or broken server cannot make us do; SECURITY.md has the threat model -----------


# -- What a portal asks of its visitors, and how we keep to it -------------------------------------
