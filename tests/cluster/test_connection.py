"""A cluster that cannot be used is told at once, in one sentence that says what to do."""

from __future__ import annotations

import sys
import time

import pytest

from crawler.cluster import dask_client
from crawler.cluster.dask_client import ClusterError, connected
from tests.cluster.dask import DaskOnLoopback


def refusal(address: str) -> str:
    with pytest.raises(ClusterError) as refused, connected(address):
        pass
    return str(refused.value)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "tcp://nirgends.invalid:8786", "http://a:1", "quatsch", ""]
)
def test_nobody_at_an_address(address):
    import distributed  # noqa: F401 - before the clock runs

    began = time.monotonic()
    assert f"no Dask scheduler answers at {address}" in refusal(address)
    assert time.monotonic() - began < dask_client._SECONDS / 2


def test_a_scheduler_without_workers(tmp_path, monkeypatch):
    monkeypatch.setattr(dask_client, "_SECONDS", 1)
    dask = DaskOnLoopback(tmp_path, workers=0)
    try:
        assert f"has no workers: start some with `dask worker {dask.address}`" in refusal(
            dask.address
        )
    finally:
        dask.stop()


def test_dask_is_an_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "Dask is not installed" in refusal("local")
    assert "[cluster]" in refusal("local")
