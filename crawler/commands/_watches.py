"""Watches by their names, for commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.command_base import CommandError
from crawler.suggestions import did_you_mean

if TYPE_CHECKING:
    from crawler.archive import Archive
    from crawler.archive.watches import Watch


def find_watch(archive: Archive, name: str) -> Watch:
    """The watch of this name. Raises CommandError with those there are."""
    from crawler.archive import watches

    found = watches.find_watch(archive.db.conn, name)
    if found is None:
        names = [watch.name for watch in watches.watches(archive.db.conn)]
        known = f"there are {', '.join(names)}" if names else "there are none"
        raise CommandError(f"no watch is called {name!r}; {known}{did_you_mean(name, names)}")
    return found
