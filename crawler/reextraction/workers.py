"""Work spread over processes, its results in the order of the work."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import Protocol

from crawler.monitoring.garbage import collect_seldom
from crawler.reextraction.evidence import Sightings
from crawler.reextraction.reading import PortalReading, Reading, read_sightings

Chunk = list[Sightings]
ReadAll = Callable[
    [Iterable[Chunk], Mapping[str, PortalReading]], Iterator[tuple[Chunk, list[list[Reading]]]]
]
"""Reads chunks somewhere, and gives them back in their order with what their captures gave."""


class Submitted(Protocol):
    """Work that is being done somewhere, as a ``concurrent.futures.Future`` is."""

    def result(self) -> list[list[Reading]]:
        """What came of it, when it is done."""
        ...


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
        try:
            yield from in_order(chunks, lambda chunk: pool.submit(_work, chunk), jobs)
        finally:
            pool.shutdown(cancel_futures=True)


def in_order(
    chunks: Iterable[Chunk], submit: Callable[[Chunk], Submitted], jobs: int
) -> Iterator[tuple[Chunk, list[list[Reading]]]]:
    """Each chunk with what ``submit`` has done with it in the end, ``jobs`` at work at a time."""
    waiting: deque[tuple[Chunk, Submitted]] = deque()
    for chunk in chunks:
        waiting.append((chunk, submit(chunk)))
        if len(waiting) > jobs * _WAITING:
            first, submitted = waiting.popleft()
            yield first, submitted.result()
    for first, submitted in waiting:
        yield first, submitted.result()


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
