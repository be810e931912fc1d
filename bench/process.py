"""CPU and memory of a whole process, by the operating system's own accounting."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil

from crawler.demo import DemoServer


@dataclass(frozen=True)
class Cost:
    """Use of one finished process: CPU seconds (user and system) and peak memory in MB."""

    cpu: float
    peak_mb: float


def run(command: list[str], cwd: str, sound: Collection[int] = (0,)) -> Cost:
    """Run ``command`` to its end. Raises RuntimeError with its output for another exit code."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in sound:
        raise RuntimeError(f"{command} ended with {process.returncode}:\n{output.decode()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@dataclass(frozen=True)
class TreeCost:
    """Use of a process and its children: seconds by the clock, and peak memory in MB together.

    Memory that processes share counts once (PSS); it is looked at five times a second.
    """

    seconds: float
    peak_mb: float


def run_tree(command: list[str], cwd: str) -> TreeCost:
    """Run ``command`` to its end. Raises RuntimeError when it fails."""
    began, peak = time.perf_counter(), 0
    process = psutil.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        time.sleep(0.2)
        with suppress(psutil.Error):
            tree = [process, *process.children(recursive=True)]
            peak = max(peak, sum(each.memory_full_info().pss for each in tree))
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return TreeCost(time.perf_counter() - began, peak / 2**20)


def crawl(server: DemoServer, folder: str, *more: str, scrapy: Sequence[str] = ("scrapy",)) -> Cost:
    """Crawl the demo portal ``demo_cluster`` as fast as it goes, into ``folder``.

    ``scrapy`` is the module that is run, with arguments before Scrapy's own.
    """
    return run(
        [
            sys.executable, "-m", *scrapy, "crawl", "demo_cluster", "-a", "source=live",
            "-s", f"CONNECT_TO={server.connect_to}", "-s", f"ARCHIVE_PATH={folder}/archive.db",
            "-s", f"WARC_DIR={folder}/captures", "-s", "DOWNLOAD_DELAY=0",
            "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8",
            "-s", "LOG_LEVEL=WARNING", *more,
        ],
        cwd=".",
    )  # fmt: skip
