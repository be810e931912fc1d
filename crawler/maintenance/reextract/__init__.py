"""Extraction again over the stored captures: what today's layouts make of yesterday's pages.

The archive is not patched. A fresh one is filled with every capture, in processes beside each other
(``extraction``, ``fresh``), by the same code that stores a crawl; then what differs is
taken over into the archive in one transaction (``pairing``, ``takeover``) or only told
(``differences``). So a better selector changes old values everywhere and invents no revision.
"""

from crawler.layouts.captured import PortalExtraction
from crawler.maintenance.reextract.rebuild import ReextractionPlan, Report, reextract
from crawler.maintenance.reextract.stored_captures import StoredCaptures

__all__ = ["PortalExtraction", "ReextractionPlan", "Report", "StoredCaptures", "reextract"]
