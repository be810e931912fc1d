"""Differences between rebuilt articles and those stored before, field by field, to be judged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from crawler.archive.content import FILING_FIELDS, NAME_LISTS, ROW_TYPES, TEXT_FIELDS
from crawler.archive.rows import read_articles
from crawler.items import Article

FIELDS = ("url", *FILING_FIELDS, *TEXT_FIELDS, *ROW_TYPES, *NAME_LISTS, "aliases")
"""The fields compared; a breadcrumb's labels are compared in ``breadcrumb``."""
REVISIONS = "revisions"
"""Reported as a field: what the history of articles says."""

_EXAMPLES = 3
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Example:
    """A field of one article before and after."""

    url: str
    old: Any
    new: Any


@dataclass(slots=True)
class FieldChange:
    """In how many articles a field changes, and the first few of them in the order of ids."""

    name: str
    articles: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, url: str, old: Any, new: Any) -> None:
        """Count one more article."""
        self.articles += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(Example(url, old, new))


@dataclass(slots=True)
class Differences:
    """What changes in a whole archive."""

    changed: int = 0
    fields: dict[str, FieldChange] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    """URLs of articles that stand on their own now."""
    lost: list[str] = field(default_factory=list)
    """URLs of articles that turn out to be part of another one."""

    def note(self, name: str, url: str, old: Any, new: Any) -> None:
        """Count a field that differs."""
        self.fields.setdefault(name, FieldChange(name)).add(url, old, new)


def differences(
    old: sqlite3.Connection, fresh: sqlite3.Connection, ids: Sequence[int]
) -> Differences:
    """What differs between two archives in the articles ``ids``, which mean the same in both."""
    found = Differences()
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        before, after = read_articles(old, chunk), read_articles(fresh, chunk)
        counts = [_revision_counts(db, chunk) for db in (old, fresh)]
        for article_id in chunk:
            was, now = before.get(article_id), after.get(article_id)
            if was is None and now is not None:
                found.new.append(now.url)
            elif now is None and was is not None:
                found.lost.append(was.url)
            elif was is not None and now is not None:
                found.changed += 1
                changes = [*_changes(was, now)]
                if counts[0][article_id] != counts[1][article_id] or not changes:
                    changes.append((REVISIONS, counts[0][article_id], counts[1][article_id]))
                for name, one, other in changes:
                    found.note(name, was.url, one, other)
    return found


def _changes(old: Article, new: Article) -> Iterator[tuple[str, Any, Any]]:
    for name in FIELDS:
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            yield name, as_json(one), as_json(other)


def _revision_counts(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, int]:
    marks = ", ".join("?" * len(ids))
    return dict(
        db.execute(f"SELECT id, revision_count FROM articles WHERE id IN ({marks})", ids)  # noqa: S608
    )


def as_json(value: Any) -> Any:
    """A field's value as JSON can hold it; rows without what is absent."""
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {key: item for key, item in asdict(value).items() if item is not None}
    return value
