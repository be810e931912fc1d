"""Prefork server: crawls in processes that start within milliseconds and end with the worker.

Twisted's reactor runs once in a process, so a worker cannot crawl in its own. A fresh interpreter
spends two seconds and 80 MB on imports; here crawls are forked from a process that has imported
all they need and done nothing else, and share its memory. A portal waits most of the time, so one
worker is given many.

``python -m crawler.cluster.prefork`` is that process: it reads a JSON object a line (``arguments``
of ``scrapy``, and ``output``, the file for what it prints), forks, and writes the exit code of each
child when it has ended.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""Where ``scrapy.cfg`` is, in a checkout."""

_POLL_SECONDS = 1.0
_COMPONENTS = ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES")
_CLASSES = (
    "DUPEFILTER_CLASS",
    "LOG_FORMATTER",
    "SCHEDULER",
    "SCHEDULER_DISK_QUEUE",
    "SCHEDULER_MEMORY_QUEUE",
    "SCHEDULER_PRIORITY_QUEUE",
    "STATS_CLASS",
)
"""Settings that name a class or a component each, which Scrapy imports when a crawl begins."""


class PreforkServer:
    """The worker's side of the server process; one object for each thread."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the command; we end with the worker
        )

    def run(self, arguments: list[str], output: Path, look: Callable[[], None]) -> int:
        """Run ``scrapy`` with these arguments; its exit code, negative if a signal ended it.

        What it prints goes to the file ``output``. ``look`` is called every second. Raises OSError
        when the server process is dead.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        asked = {"arguments": arguments, "output": str(output.absolute())}
        stdin.write(json.dumps(asked).encode() + b"\n")
        stdin.flush()
        while not select.select([stdout], [], [], _POLL_SECONDS)[0]:
            look()
        answer = stdout.readline()
        if not answer:
            raise ChildProcessError("the process that crawls are forked from has died")
        return int(answer)

    @property
    def alive(self) -> bool:
        """Whether the server process is running."""
        return self._process.poll() is None


_of_thread = threading.local()


def prefork_server() -> PreforkServer:
    """The calling thread's server, started at the first call."""
    known: PreforkServer | None = getattr(_of_thread, "server", None)
    if known is None or not known.alive:
        known = _of_thread.server = PreforkServer()
    return known


def _serve() -> None:
    import_all()
    while line := sys.stdin.buffer.readline():
        child = os.fork()
        if child == 0:
            _crawl(**json.loads(line))
        _, status = os.waitpid(child, 0)
        try:
            print(os.waitstatus_to_exitcode(status), flush=True)
        except BrokenPipeError:  # the worker has died
            os._exit(1)


def import_all() -> None:
    """Import all that a crawl loads by name, without starting a reactor or a thread.

    And what it would make by itself: the dictionaries, which take as long as ten pages, and the
    pattern of dates, which takes as long as five.
    """
    from scrapy.spiderloader import get_spider_loader
    from scrapy.utils.misc import load_object, walk_modules_iter

    from crawler.command_settings import project_settings
    from crawler.german.dates.candidates import candidate
    from crawler.german.words.dictionary import english, german
    from crawler.monitoring.gc_tuning import tune_gc

    settings = project_settings()
    get_spider_loader(settings)
    for package in ("scrapy.cmdline", "scrapy.commands", "crawler.commands", "crawler.monitoring"):
        for _ in walk_modules_iter(package):
            pass
    for kind in _COMPONENTS:
        # Those that are off, too: Scrapy imports whatever has a name there.
        for component in settings.getwithbase(kind):
            load_object(component)
    for name in _CLASSES:
        load_object(settings[name])
    for handler in settings.getwithbase("DOWNLOAD_HANDLERS").values():
        if handler is not None:
            load_object(handler)
    german("Wort")
    english("word")
    candidate()
    tune_gc()  # modules need not be scanned again in every crawl


def _crawl(arguments: list[str], output: str) -> None:
    from scrapy.cmdline import execute

    from crawler.command_settings import project_settings

    threading.Thread(target=_end_with_worker, daemon=True).start()
    with Path(output).open("wb") as file:
        os.dup2(file.fileno(), 1)
    code: object = 1
    try:
        execute(["scrapy", *arguments], project_settings())
    except SystemExit as done:
        code = done.code
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


def _end_with_worker() -> None:
    """Exit when the worker's end of the pipe closes, as it does when the worker is killed."""
    if not os.read(0, 1):
        os._exit(1)


if __name__ == "__main__":
    _serve()
