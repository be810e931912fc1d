"""One address a page: which addresses are the same page, and by which rule."""

from crawler.addresses.canonical import Canonical, canonical_url, is_web_url, same_site

__all__ = ["Canonical", "canonical_url", "is_web_url", "same_site"]
