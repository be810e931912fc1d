"""Signs for the outside that ``scrapy update`` has run: pings, and a file for Prometheus.

Neither ever fails a run: what cannot be told is said on stderr.
"""

from __future__ import annotations

import datetime as dt
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.command_base import CommandError
from crawler.commands._portals import expected_portals, max_age
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.redaction import redact
from crawler.terminal import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol

    from crawler.monitoring.metrics import UpdateRun
    from crawler.monitoring.ping import Signal
    from crawler.monitoring.summary import Summary

_READABLE = 0o644
"""Mode of the metrics' file: another user's program reads it, and it holds nothing secret."""


class SignsOfLife:
    """Those of one ``scrapy update``: ``begin`` and ``end`` it within ``watching``."""

    def __init__(self, settings: BaseSettings, spiders: SpiderLoaderProtocol) -> None:
        self._settings, self._spiders = settings, spiders
        self._names: Collection[str] = ()
        self._said: set[str] = set()
        self._started, self._clock = _now(), time.monotonic()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Tell of a run that is refused or breaks off, and pass the error on."""
        from crawler.monitoring.ping import Signal

        try:
            yield
        except CommandError as error:
            is_locked = error.exit_code == ExitCode.LOCKED  # the other run tells how it goes on
            signal = Signal.LOG if is_locked else Signal.FAILURE
            self._ping(signal, [_first_line(error.exit_code, "not begun"), str(error)])
            raise
        except BaseException as error:
            what = f"broken off by {type(error).__name__}"
            self._ping(Signal.FAILURE, [_first_line(ExitCode.FAILED, what)])
            raise

    def begin(self, names: Collection[str]) -> None:
        """Tell that these portals are crawled from now on."""
        from crawler.monitoring.metrics import UpdateRun
        from crawler.monitoring.ping import Signal

        self._names = names
        self._ping(Signal.START, [f"update of {', '.join(names)}"])
        self._write_metrics(UpdateRun(self._started))

    def end(self, exit_code: int, summaries: Collection[Summary], trouble: list[str]) -> None:
        """Tell how it went. That time was up is a success: nothing failed.

        ``trouble``: sentences on what failed beside the portals.
        """
        from crawler.monitoring.metrics import UpdateRun
        from crawler.monitoring.ping import Signal
        from crawler.monitoring.summary import figures_sentence

        seconds = round(time.monotonic() - self._clock, 1)
        self._write_metrics(UpdateRun(self._started, _now(), exit_code, seconds))
        is_fine = exit_code in (ExitCode.OK, ExitCode.PARTIAL)
        told = f"{figures_sentence(summaries)} in {seconds:g} s"
        lines = [_first_line(exit_code, told)]
        lines += [summary.line() for summary in summaries]
        lines += [sentence for summary in summaries for sentence in summary.complaints()]
        lines += trouble
        self._ping(Signal.SUCCESS if is_fine else Signal.FAILURE, lines)

    def _ping(self, signal: Signal, lines: list[str]) -> None:
        from crawler.monitoring.ping import ping

        if url := self._settings["PING_URL"]:
            _complain(ping(url, signal, map(redact, lines)))

    def _write_metrics(self, update: UpdateRun) -> None:
        """Write the file anew; it stays as it was if the archive cannot be read."""
        from crawler.archive import ArchiveError
        from crawler.publishing.export.output_file import whole_file

        if not (path := self._settings["METRICS_FILE"]):
            return
        try:
            text = self._metrics(update)
            with whole_file(Path(path), _READABLE) as file:
                file.write(text.encode())
        except ArchiveError as error:
            self._complain_once(f"METRICS_FILE={path} stays as it was: {error}")
        except OSError as error:
            self._complain_once(f"METRICS_FILE={path} cannot be written: {error.strerror or error}")

    def _complain_once(self, sentence: str) -> None:
        """Say what keeps the file from being written; once, though it is written twice."""
        if sentence not in self._said:
            self._said.add(sentence)
            _complain(sentence)

    def _metrics(self, update: UpdateRun) -> str:
        from crawler.archive import Archive
        from crawler.monitoring.health.verdicts import verdicts
        from crawler.monitoring.metrics import metrics_text

        settings = self._settings
        wanted = {*settings.getlist("PORTALS"), *self._names}
        known = wanted | {*expected_portals(settings, self._spiders)}
        with Archive(settings["ARCHIVE_PATH"]) as archive:
            found = verdicts(archive.db.conn, None, wanted, _now(), max_age(settings))
            shown = [verdict for verdict in found if verdict.portal in known]
            return metrics_text(archive.db.conn, shown, update)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _first_line(exit_code: int, what: str) -> str:
    return f"exit code {int(exit_code)}: {what}"


def _complain(sentence: str | None) -> None:
    if sentence:
        say(f"{command('update')}: {sentence}", error=True)
