"""A Dask cluster as people start one: a scheduler and two workers, each a process on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


class DaskOnLoopback:
    """Two workers that can be killed; another one takes the place of each, as a supervisor does."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        self._workers: list[subprocess.Popen[bytes]] = []
        self._log = (folder / "workers.log").open("wb")
        self._scheduler = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
             "--port", "0", "--no-dashboard"],
            stderr=subprocess.PIPE, cwd=folder,
        )  # fmt: skip
        assert self._scheduler.stderr is not None
        for line in self._scheduler.stderr:
            if found := re.search(rb"Scheduler at: *(tcp://\S+)", line):
                self.address = found[1].decode()
                break
        else:
            raise RuntimeError("the scheduler did not start")
        for _ in range(workers):
            self._start()

    @property
    def workers(self) -> list[int]:
        """Their process ids."""
        return [worker.pid for worker in self._workers]

    def _start(self) -> None:
        self._workers.append(
            subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", self.address,
                 "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard",
                 "--memory-limit", "0", "--local-directory", str(self._folder)],
                stderr=self._log, stdout=self._log, cwd=self._folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        )  # fmt: skip

    def kill(self, number: int) -> None:
        """``kill -9`` one of the two that are alive."""
        worker = self._workers.pop(number)
        worker.kill()
        worker.wait()
        self._start()

    def stop(self) -> None:
        """End all of them."""
        for process in (*self._workers, self._scheduler):
            process.terminate()
            process.wait()
        assert self._scheduler.stderr is not None
        self._scheduler.stderr.close()
        self._log.close()
