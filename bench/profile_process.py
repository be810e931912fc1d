"""``scrapy``, with each thread's CPU profiled: ``… -m bench.profile_process FOLDER ARGS``.

A profile a thread is left in FOLDER, under the thread's name. Every function counts as slower than
it is, short ones most: what a profile says is where to look, and a ratio of two runs what it costs.
"""

from __future__ import annotations

import concurrent.futures.thread as pools
import cProfile
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def profiled(folder: Path) -> Iterator[None]:
    """Profile this thread for the block."""
    profile = cProfile.Profile(time.thread_time)
    profile.enable()
    try:
        yield
    finally:
        profile.disable()
        profile.dump_stats(folder / f"{threading.current_thread().name}.prof")


def main() -> None:
    """Run the command."""
    folder = Path(sys.argv[1])
    work: Callable[..., None] = vars(pools)["_worker"]

    def profiled_work(*arguments: Any) -> None:
        with profiled(folder):
            work(*arguments)

    vars(pools)["_worker"] = profiled_work  # what threads of pools run, of which we have several
    sys.argv = ["scrapy", *sys.argv[2:]]
    from scrapy.cmdline import execute

    with profiled(folder):
        execute()


if __name__ == "__main__":
    main()
