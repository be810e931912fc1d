"""Signals of ours, beside Scrapy's: what the archive must know that is no article."""

page_rejected = object()
"""A page that looked like an article could not be stored: ``url``, ``stage``, ``reason``."""

address_seen = object()
"""A link gave another address of an article: ``url``, ``canonical``, ``rule``."""
