"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait

from crawler.monitoring.garbage import collect_seldom
from crawler.reextraction.evidence import Sightings
from crawler.reextraction.reading import PortalReading, Reading, read_sightings

Chunk = list[Sightings]

_WAITING = 3
"""Chunks a process may be ahead of whoever takes the results: memory does not grow with the job."""

_portals: Mapping[str, PortalReading] = {}


def read_all(
    chunks: Iterable[Chunk], portals: Mapping[str, PortalReading], jobs: int
) -> Iterator[tuple[Chunk, list[list[Reading]]]]:
    """Each chunk with what its captures gave, in order, read in ``jobs`` processes.

    Raises BrokenProcessPool when a process dies.
    """
    if jobs == 1:
        for chunk in chunks:
            yield chunk, read_sightings(chunk, portals)
        return
    # Not forked from here: a child must not inherit the archive, nor the lock on it.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(jobs, context, _begin, (portals,)) as pool:
        waiting: deque[tuple[Chunk, Future[list[list[Reading]]]]] = deque()
        try:
            for chunk in chunks:
                waiting.append((chunk, pool.submit(_work, chunk)))
                if len(waiting) > jobs * _WAITING:
                    first, future = waiting.popleft()
                    yield first, future.result()
            for first, future in waiting:
                yield first, future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(portals: Mapping[str, PortalReading]) -> None:
    global _portals  # a process's initializer has no other place
    _portals = portals
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    threading.Thread(target=_end_with_parent, daemon=True).start()
    collect_seldom()


def _work(chunk: Chunk) -> list[list[Reading]]:
    return read_sightings(chunk, _portals)


def _end_with_parent() -> None:
    """A killed parent cannot tell its processes to end; they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
