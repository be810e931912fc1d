"""Signals of ours, beside Scrapy's: what the archive must know that is no article."""

page_rejected = object()
"""A page that looked like an article could not be stored: ``url``, ``stage``, ``reason``,
``capture`` (None: there is none)."""

url_alias_seen = object()
"""A link gave another address of an article: ``url``, ``canonical``, ``rule``."""

article_unmodified = object()
"""A server said that an article is as it was (304): ``capture``."""

article_missing = object()
"""An article's page was not there (404, 410): ``capture``, ``urls`` it is known by, ``awaits``
(the article may be stored later in the run)."""

sitemaps_named = object()
"""A host's robots.txt names sitemaps: ``urls``, absolute."""

list_read = object()
"""The first page of a list was read: ``url``, ``links`` (how many articles it links)."""
