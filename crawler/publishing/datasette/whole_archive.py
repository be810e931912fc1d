"""What is made of the archive as a whole by one connection, and shared by all requests."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from crawler.publishing.datasette.authorizer import restrict
from crawler.publishing.datasette.sql_functions import register
from crawler.publishing.kept import Kept

_T = TypeVar("_T")


def shared(datasette: Any, archive: Any, make: Callable[[sqlite3.Connection], _T]) -> Kept[_T]:
    """What ``make`` makes of the archive, the same for all requests of a server.

    Args:
        datasette: the server.
        archive: its database, which is given another connection for this.
        make: makes it; each such function has its own.
    """
    if not hasattr(datasette, "clusterarchiv_shared"):
        datasette.clusterarchiv_shared = {}
    made: dict[Callable[[sqlite3.Connection], Any], Kept[Any]] = datasette.clusterarchiv_shared
    if make not in made:
        made[make] = Kept(lambda: _reader(archive), make)
    return made[make]


def _reader(archive: Any) -> sqlite3.Connection:
    """Another connection to Datasette's database, that may do what readers' may."""
    connection: sqlite3.Connection = archive.connect()
    register(connection)
    restrict(connection)
    return connection
