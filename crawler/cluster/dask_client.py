"""The client of a Dask cluster: a running one, or one started for the command."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from crawler.program import install_extra

if TYPE_CHECKING:
    from distributed import Client


LOCAL = "local"
"""Used instead of an address: a cluster on this machine, one process a core, for one command."""

DEATHS = 20
"""Maximum of worker deaths per task; Dask counts a death against every task the worker had."""

_SECONDS = 10  # timeout for a scheduler that does not answer


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
        raise ClusterError(install_extra("Dask", "cluster")) from None
    # Errors come back with results; Dask logs each closed connection with a traceback.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if address == LOCAL:
        from crawler.processes import cores  # with multiprocessing: slow to import

        # Workers inherit that they ignore Ctrl-C: they end with the command.
        with signals_handled_by(signal.SIG_IGN, signal.SIGINT):
            cluster = LocalCluster(
                n_workers=cores(),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # its usual port may be another cluster's
                scheduler_kwargs={"dashboard": False},
                silence_logs="CRITICAL",
            )
        with cluster, Client(cluster) as client:
            yield client
        return
    try:
        _check_listening(address)
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({error}): start one with `dask scheduler`, "
            "or use --cluster local"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            raise ClusterError(
                f"the cluster at {address} has no workers: start some with `dask worker {address}`"
            ) from None
        yield client


def _check_listening(address: str) -> None:
    """Check that the port is open; Dask itself retries until its timeout.

    Raises OSError, or ValueError for a malformed address.
    """
    from distributed.comm.addressing import parse_address, parse_host_port

    scheme, location = parse_address(address, strict=True)
    if scheme in ("tcp", "tls"):
        socket.create_connection(parse_host_port(location), timeout=_SECONDS).close()


@contextmanager
def signals_handled_by(
    handler: Callable[[int, FrameType | None], Any] | signal.Handlers, *numbers: signal.Signals
) -> Iterator[None]:
    """Use ``handler`` for these signals in the block, and restore the earlier handlers."""
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, handled in before.items():
            signal.signal(number, handled)
