"""Readers' names for the fields of an article, beside their values and in lists of changes."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.publishing.language import marked

FIELD_NAMES: Mapping[str, str] = {
    "title": marked("Title"),
    "subtitle": marked("Subtitle"),
    "kicker": marked("Kicker"),
    "lead": marked("Lead"),
    "body": marked("Text"),
    "language": marked("Language"),
    "published_on": marked("Published"),
    "published_at": marked("Time of publication"),
    "published_edtf": marked("Publication, as exactly as known"),
    "published_text": marked("Publication, as printed"),
    "published_from": marked("Where the date of publication stands"),
    "updated_on": marked("Updated"),
    "deadline_on": marked("Deadline"),
    "source_text": marked("Source, as printed"),
    "editor_text": marked("Editor, as printed"),
    "title_from": marked("Where the title comes from"),
    "sources": marked("Source"),
    "editors": marked("Editor"),
    "places": marked("Countries and organisations"),
    "topics": marked("Topics"),
    "links": marked("Links"),
    "further_reading": marked("Further reading"),
    "images": marked("Images"),
    "dates": marked("Dates in the text"),
}
"""Field → its name, English (see ``language``), in the order in which fields are shown."""


def field_name(field: str) -> str:
    """The name of a field; the field itself for one nobody has named yet."""
    return FIELD_NAMES.get(field, field)
