"""One address a page: which addresses are the same page, and by which rule."""

from crawler.addresses.broken import broken_url
from crawler.addresses.canonical import Canonical, canonical_url, is_web_url, same_site

__all__ = ["Canonical", "broken_url", "canonical_url", "is_web_url", "same_site"]
