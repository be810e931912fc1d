"""Captures read in processes beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from crawler.maintenance.reextract.evidence import Sightings
from crawler.maintenance.reextract.reading import PortalReading, Reading, read_sightings
from crawler.processes import in_order, processes

Chunk = list[Sightings]
ReadAll = Callable[
    [Iterable[Chunk], Mapping[str, PortalReading]], Iterator[tuple[Chunk, list[list[Reading]]]]
]
"""Reads chunks somewhere, and gives them back in their order with what their captures gave."""

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
    with processes(jobs, __name__, partial(_begin, portals)) as pool:
        yield from in_order(chunks, lambda chunk: pool.submit(_work, chunk), jobs)


def _begin(portals: Mapping[str, PortalReading]) -> None:
    global _portals  # a process's initializer has no other place
    _portals = portals


def _work(chunk: Chunk) -> list[list[Reading]]:
    return read_sightings(chunk, _portals)
