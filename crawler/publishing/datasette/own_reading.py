"""Questions of our own pages that readers' SQL may not ask: they need to know in which file a
capture stands. What is answered never goes to a page unseen.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from crawler.publishing.datasette.site import DATABASE

T = TypeVar("T")


async def read_archive(
    datasette: Any, question: Callable[[sqlite3.Connection], T], *, opens_record: bool = False
) -> T:
    """What ``question`` makes of a connection to the archive, for reading only, in a thread.

    Those that open the record of a capture wait for each other (``in_turn``).
    """
    path = Path(datasette.get_database(DATABASE).path).resolve()

    def ask() -> T:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            return question(db)

    return await (in_turn(datasette, ask) if opens_record else asyncio.to_thread(ask))


async def in_turn(datasette: Any, work: Callable[[], T]) -> T:
    """Do in a thread what may take some hundred megabytes, one after the other."""
    if not hasattr(datasette, "clusterarchiv_turns"):
        datasette.clusterarchiv_turns = asyncio.Semaphore(1)
    async with datasette.clusterarchiv_turns:
        return await asyncio.to_thread(work)
