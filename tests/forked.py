"""Scrapy commands in processes of their own that start in a moment.

A fresh interpreter spends one to two seconds of CPU on imports, most commands a tenth of one on
what they do. So commands are forked from a process that has imported everything and done nothing
else. All else is as in a fresh one: its own reactor, signals, files and exit code.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).parent.parent
_TIMEOUT = 120

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.preloaded", "tests.forked"])


def prepare() -> None:
    """Start the process that is forked, unless it has been started."""
    forkserver.ensure_running()


def start(
    arguments: list[str],
    output: Path,
    errors: Path | None = None,
    *,
    file_size: int | None = None,
    folder: Path = ROOT,
) -> BaseProcess:
    """Start ``scrapy`` with these arguments in the project's root, or ``clusterarchiv`` elsewhere.

    Args:
        arguments: the words behind the command's name.
        output: the file or terminal for what is printed.
        errors: the file for what goes to stderr; None: to ``output`` as well.
        file_size: what its files may grow to, in bytes.
        folder: the working directory.
    """
    return call(_run, arguments, output, errors or output, file_size, folder, dict(os.environ))


def call(function: Callable[..., object], *arguments: object) -> BaseProcess:
    """Call a function of a module in a process of its own; its arguments have to be picklable."""
    process = _context.Process(target=function, args=arguments)
    process.start()
    return process


def run(arguments: list[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """``start`` with these arguments, to its end, with every warning shown."""
    with tempfile.TemporaryDirectory() as made:
        output, errors = Path(made, "stdout"), Path(made, "stderr")
        process = start(arguments, output, errors, folder=folder)
        process.join(_TIMEOUT)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(arguments, _TIMEOUT, errors.read_text("utf-8"))
        return subprocess.CompletedProcess(
            arguments, process.exitcode, output.read_text("utf-8"), errors.read_text("utf-8")
        )


def _run(
    arguments: list[str],
    output: Path,
    errors: Path,
    file_size: int | None,
    folder: Path,
    environment: Mapping[str, str],
) -> None:
    from scrapy.cmdline import execute

    from crawler.command_line import main

    os.environ.clear()
    os.environ.update(environment)
    warnings.simplefilter("default")
    if file_size is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    opened: dict[Path, int] = {}
    for stream, path in ((1, output), (2, errors)):
        if path not in opened:
            opened[path] = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened[path], stream)
    # Anew: those of the parent know of another file, which could be sought in.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", closefd=False)  # noqa: SIM115
    os.chdir(folder)
    if folder == ROOT:
        sys.argv = ["scrapy", *arguments]
        execute()
    sys.argv = ["clusterarchiv", *arguments]
    main()
