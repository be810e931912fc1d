"""Signals of this project, in the manner of ``scrapy.signals``: events that are no items."""

page_rejected = object()
"""A page that looked like an article could not be stored: ``url``, ``stage``, ``reason``,
``capture`` (None: there is none)."""

url_alias_seen = object()
"""A link has another URL of an article: ``url``, ``canonical``, ``rule``."""

article_moved = object()
"""An article's URL leads to another one: ``url``, ``target``, ``rule``."""

article_unmodified = object()
"""An article has not been modified (304): ``capture``."""

article_missing = object()
"""An article is gone (404, 410): ``capture``, ``urls`` it is known by, ``awaits`` (the article may
still be stored later in the run)."""

sitemaps_named = object()
"""A host's robots.txt names sitemaps: ``urls``, absolute."""

list_read = object()
"""A feed or the first page of a list was read: ``url``, and what it leads to: ``articles``, and
``others``, which are neither articles nor lists."""

listed_seen = object()
"""A list, feed or sitemap shows which articles stood on it, and dates beside them: ``listed``
(``crawler.archive.dating.listed.Listed``)."""
