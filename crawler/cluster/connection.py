"""The cluster a command works with: one that runs, or one started for it here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.monitoring.cores import cores

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""Instead of an address: a cluster on this machine, a process a core, for one command."""

DEATHS = 20
"""How many workers may die of one task, or beside it: Dask blames every task they had."""

_SECONDS = 10  # until a scheduler that does not answer is given up


class ClusterError(Exception):
    """The cluster cannot be used; the message says why and what to do."""


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler at ``address`` (``tcp://HOST:PORT``), or of a cluster of our own.

    Raises ClusterError.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise ClusterError(
            "--cluster needs Dask, which is an extra: pip install 'clusterarchiv[cluster]'"
        ) from None
    if address == LOCAL:
        with (
            LocalCluster(
                n_workers=cores(),
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs="ERROR",
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({error}): start one with `dask scheduler`, "
            "or use --cluster local"
        ) from None
    with client:
        yield client
