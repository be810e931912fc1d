"""Extraction of captures on workers, which see the WARC files under the same path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.cluster.dask_client import DEATHS, ClusterError
from crawler.layouts.captured import PortalExtraction
from crawler.maintenance.reextract.extraction import (
    Chunk,
    Extracted,
    ReadAll,
    read_sightings,
)
from crawler.maintenance.reextract.stored_captures import RecordLocation, StoredCapture
from crawler.monitoring.gc_tuning import tune_gc
from crawler.processes import in_order

if TYPE_CHECKING:
    from distributed import Client


def reading_on(client: Client) -> ReadAll:
    """A function that extracts chunks of captures on a cluster, again where a worker has died.

    Raises ClusterError when too many workers die of one chunk.
    """

    def read(
        chunks: Iterable[Chunk], portals: Mapping[str, PortalExtraction]
    ) -> Iterator[tuple[Chunk, list[list[Extracted]]]]:
        threads = sum(client.nthreads().values())
        yield from in_order(chunks, lambda chunk: _Reading(client, chunk, portals), max(1, threads))

    return read


@dataclass(slots=True)
class _Reading:
    """A chunk submitted to the cluster."""

    client: Client
    chunk: Chunk
    portals: Mapping[str, PortalExtraction]
    _future: Any = field(init=False)

    def __post_init__(self) -> None:
        self._submit()

    def result(self) -> list[list[Extracted]]:
        from distributed import KilledWorker

        for _ in range(DEATHS):
            try:
                readings: list[list[Extracted]] = self._future.result()
            except KilledWorker:
                self._submit()
            else:
                return readings
        urls = [group.url for group in self.chunk]
        raise ClusterError(f"{DEATHS} workers died while they read {urls[0]} to {urls[-1]}")

    def _submit(self) -> None:
        groups = [
            replace(group, captures=tuple(map(_anywhere, group.captures))) for group in self.chunk
        ]
        names = {capture.portal or "" for group in groups for capture in group.captures}
        portals = {name: self.portals[name] for name in names & self.portals.keys()}
        self._future = self.client.submit(_read, groups, portals, pure=False)


def _read(groups: Chunk, portals: Mapping[str, PortalExtraction]) -> list[list[Extracted]]:
    """Extract a chunk, on a worker."""
    _tune_gc_once()
    return read_sightings(groups, portals)


@cache
def _tune_gc_once() -> None:
    """Called on a worker that has imported all it needs."""
    tune_gc()


def _anywhere(capture: StoredCapture) -> StoredCapture:
    """The same capture with absolute paths, for a process in another folder."""
    return replace(capture, place=_absolute(capture.place), original=_absolute(capture.original))


def _absolute(place: RecordLocation | None) -> RecordLocation | None:
    return place and RecordLocation(str(Path(place.path).absolute()), place.offset)
