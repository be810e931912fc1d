"""Spiders: one file a portal, one file a CMS family, and the base they share."""
