"""Work outside the caller's thread: in one background thread, or in several processes."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from typing import Protocol, TypeVar, TypeVarTuple, cast

from crawler.monitoring.gc_tuning import tune_gc

_WAITING = 3
"""Pieces of work per process that may be ahead of the consumer, which bounds memory."""

_Work = TypeVar("_Work")
_Result_co = TypeVar("_Result_co", covariant=True)
_Result = TypeVar("_Result")


_Arguments = TypeVarTuple("_Arguments")


class BackgroundThread:
    """One thread for calls that block: the caller awaits them, and the event loop goes on.

    They are made one after the other in the order of their submission, so that whatever they use,
    such as a SQLite connection or an open file, belongs to one thread.
    """

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, work: Callable[[*_Arguments], _Result], *arguments: *_Arguments) -> _Result:
        """What ``work(*arguments)`` returns or raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, *arguments)

    def shutdown(self) -> None:
        """Wait for the calls in the queue and end the thread."""
        self._executor.shutdown()


# -- processes, with results in the order of the work ----------------------------------------------


class Submitted(Protocol[_Result_co]):
    """Work in progress, such as a ``concurrent.futures.Future``."""

    def result(self) -> _Result_co:
        """The result; waits until there is one."""
        ...


def in_order(
    work: Iterable[_Work], submit: Callable[[_Work], Submitted[_Result]], jobs: int
) -> Iterator[tuple[_Work, _Result]]:
    """Each piece of work with its result, ``jobs`` of them in progress at a time."""
    waiting: deque[tuple[_Work, Submitted[_Result]]] = deque()
    for piece in work:
        waiting.append((piece, submit(piece)))
        if len(waiting) > jobs * _WAITING:
            first, submitted = waiting.popleft()
            yield first, submitted.result()
    for first, submitted in waiting:
        yield first, submitted.result()


class Run(Protocol):
    """A map over pieces of work that keeps their order."""

    def __call__(
        self, work: Callable[[_Work], _Result], things: Iterable[_Work]
    ) -> Iterator[tuple[_Work, _Result]]:
        """Each thing with its result; ``work`` and things have to be picklable."""
        ...


@contextmanager
def working(jobs: int, preload: str) -> Iterator[Run]:
    """A map over ``jobs`` processes, or in this process if ``jobs`` is 1."""
    if jobs == 1:
        yield _one_by_one
        return
    with processes(jobs, preload) as pool:

        def run(
            work: Callable[[_Work], _Result], things: Iterable[_Work]
        ) -> Iterator[tuple[_Work, _Result]]:
            return in_order(things, lambda thing: pool.submit(work, thing), jobs)

        yield run


def _one_by_one(
    work: Callable[[_Work], _Result], things: Iterable[_Work]
) -> Iterator[tuple[_Work, _Result]]:
    return ((thing, work(thing)) for thing in things)


@contextmanager
def processes(
    jobs: int, preload: str, begin: Callable[[], object] | None = None
) -> Iterator[Processes]:
    """A pool of ``jobs`` processes; work not started when the block ends is cancelled.

    Args:
        jobs: number of processes.
        preload: a module that is imported once for all of them.
        begin: called first in each process; has to be picklable.
    """
    pool = Processes(jobs, import_ahead(preload), begin)
    try:
        yield pool
    finally:
        pool.shutdown()


class Processes:
    """Processes that are started when there is work for them, and stay for more.

    A thread for each waits for its results. That of ``concurrent.futures`` shares its queues among
    all processes, and waits for ever when one dies while another is started, or half way through
    a result. Here each has a pipe of its own, which ends with it.
    """

    def __init__(self, jobs: int, context: BaseContext, begin: Callable[[], object] | None) -> None:
        self._context, self._begin = context, begin
        self._threads = ThreadPoolExecutor(jobs, "process")
        self._lock = threading.Lock()
        self._started: list[tuple[BaseProcess, Pipe]] = []
        self._idle: list[Pipe] = []
        self._is_broken = False

    def submit(
        self, work: Callable[[*_Arguments], _Result], *arguments: *_Arguments
    ) -> Future[_Result]:
        """Have a process call ``work(*arguments)``; all of it has to be picklable.

        If any process dies the others are ended, and all results are BrokenProcessPool.
        """
        return self._threads.submit(self._done, work, arguments)

    def shutdown(self) -> None:
        """Cancel what has not begun, wait for the rest and end all processes."""
        self._threads.shutdown(cancel_futures=True)
        for _, pipe in self._started:
            pipe.close()
        for process, _ in self._started:
            process.join()

    def _done(
        self, work: Callable[[*_Arguments], _Result], arguments: tuple[*_Arguments]
    ) -> _Result:
        try:
            pipe = self._free()
            try:
                pipe.send((work, arguments))
                result, error = pipe.recv()
            finally:
                self._idle.append(pipe)
        except (EOFError, OSError) as dead:
            self._end_all()
            raise BrokenProcessPool("a process died before its work was done") from dead
        if error is not None:
            raise error
        return cast("_Result", result)

    def _free(self) -> Pipe:
        """The pipe of a process that has nothing to do. Raises EOFError when one has died."""
        with self._lock:  # so none is started that _end_all does not see
            if self._is_broken:
                raise EOFError
            if self._idle:
                return self._idle.pop()
            ours, theirs = self._context.Pipe()
            with theirs:  # or it would outlive the process
                process = self._context.Process(  # type: ignore[attr-defined]  # of each context
                    target=_work_for, args=(theirs, self._begin)
                )
                process.start()
            self._started.append((process, ours))
            return ours

    def _end_all(self) -> None:
        with self._lock:
            self._is_broken = True
            for process, _ in self._started:
                process.kill()


def _work_for(pipe: Pipe, begin: Callable[[], object] | None) -> None:
    """What a process does: one call after the other, until the pipe is closed."""
    _begin(begin)
    with suppress(EOFError):
        while True:
            work, arguments = pipe.recv()
            try:
                pipe.send((work(*arguments), None))
            except Exception as error:  # also of a result that cannot be pickled
                error.add_note("".join(traceback.format_exception(error)))
                pipe.send((None, error))


def import_ahead(preload: str) -> BaseContext:
    """Have a module imported once for all processes to come, while the caller goes on.

    Who knows early that there will be some need not wait for them later.
    """
    # Not forked from here: a child must not inherit the archive, nor the lock on it.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    ensure_running()
    return context


def _begin(begin: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    threading.Thread(target=_end_with_parent, daemon=True).start()
    tune_gc()
    if begin is not None:
        begin()


def _end_with_parent() -> None:
    """Exit when the parent has been killed; the process would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """The cores this process may use, which may be fewer than the machine has."""
    has_affinity = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
