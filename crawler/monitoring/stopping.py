"""Ctrl-C, SIGTERM and SIGHUP while portals are crawled: what they do is said at once, in a line."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Any

from crawler.terminal import say

_FIRST = (
    "{name}: stopping: what is being fetched is still stored, the next run goes on from there. "
    "A second {name} ends it at once, and loses what is not stored by then"
)
_SECOND = "{name}: ended at once: pages not stored by now are asked for again by the next run"
_SHOWN = {signal.SIGINT: "Ctrl-C"}


def run_crawls(process: Any) -> None:
    """Start Scrapy's process (AsyncCrawlerProcess) and wait until all its crawls have ended.

    In the place of Scrapy's own handlers, which log what they do on a level that neither
    ``--quiet`` nor a progress display shows.
    """
    loop = asyncio.get_event_loop()
    stopper = _Stopper(process)
    caught = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup has it
        caught.append(signal.SIGHUP)
    for number in caught:
        loop.add_signal_handler(number, stopper.on_signal, number)
    try:
        process.start(install_signal_handlers=False)
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


class _Stopper:
    def __init__(self, process: Any) -> None:
        self._process = process
        self._ending: asyncio.Task[None] | None = None

    def on_signal(self, number: signal.Signals) -> None:
        """Have crawls end when they have stored what they have; told again, end them now."""
        name = _SHOWN.get(number, number.name)
        if self._ending is None:
            say(_FIRST.format(name=name), error=True)
            self._ending = asyncio.create_task(self._end())
            return
        say(_SECOND.format(name=name), error=True)
        self._stop_reactor()

    async def _end(self) -> None:
        try:
            with contextlib.suppress(RuntimeError):  # of a crawl that is about to begin
                await self._process.stop()
        finally:  # whatever a crawl that had not begun yet still waits for
            self._stop_reactor()

    def _stop_reactor(self) -> None:
        from twisted.internet import reactor
        from twisted.internet.error import ReactorNotRunning

        with contextlib.suppress(ReactorNotRunning):
            reactor.stop()  # type: ignore[misc]  # zope's interface, which has no self
