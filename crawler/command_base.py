"""Base of this project's commands: options, exit codes, and errors as one sentence for a person.

It stands beside ``crawler.commands`` because Scrapy takes every subclass of its own command that
it finds there for a command.
"""

from __future__ import annotations

from abc import abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from typing_extensions import override

from crawler.command_settings import unusable_settings
from crawler.monitoring.summary import ExitCode
from crawler.redaction import redact
from crawler.terminal import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.settings import Settings
    from scrapy.spiderloader import SpiderLoaderProtocol


class CommandError(Exception):
    """A command cannot begin or go on. The text is one sentence for a person.

    Args:
        sentence: what is wrong, and what to do about it.
        exit_code: what the command ends with.
    """

    def __init__(self, sentence: str, exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


class ProjectCommand(ScrapyCommand):
    """A command that checks the settings it is given and reports its errors without a traceback.

    A subclass sets ``summary``, where needed ``usage``, ``details`` and ``reported_errors``, and
    overrides ``execute`` instead of Scrapy's ``run``.
    """

    requires_project = True

    summary: ClassVar[str]
    """One line for ``scrapy -h``."""
    usage: ClassVar[str] = ""
    """Options and arguments, as they follow the command's name."""
    details: ClassVar[str] = ""
    """Sentences that ``scrapy COMMAND -h`` adds to the summary, the exit codes among them."""
    reported_errors: ClassVar[tuple[type[Exception], ...]] = ()
    """Errors besides CommandError and ArchiveError whose own text says what is wrong."""
    default_log_level: ClassVar[str | None] = None
    """Level of the log unless another one is asked for; None for Scrapy's."""

    # Set by Scrapy before any method of a command is called.
    settings: Settings
    crawler_process: CrawlerProcessBase

    @abstractmethod
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the command's work.

        Args:
            args: the positional arguments.
            opts: the options, parsed.

        Raises:
            CommandError: it cannot be done.
        """

    @override
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with self.reporting_errors():
            self.execute(args, opts)

    @override
    def syntax(self) -> str:
        return self.usage

    @override
    def short_desc(self) -> str:
        return self.summary

    @override
    def long_desc(self) -> str:
        return f"{self.summary}. {self.details}" if self.details else self.summary

    @override
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        known = frozenset(self.settings)
        super().process_options(args, opts)
        for sentence in unusable_settings(self.settings, known):
            raise UsageError(sentence, print_help=False)
        if self.default_log_level is not None and not opts.loglevel:
            self.settings.set("LOG_LEVEL", self.default_log_level, priority="cmdline")

    @property
    def archive_path(self) -> str:
        """The file of the archive, ``ARCHIVE_PATH``."""
        path: str = self.settings["ARCHIVE_PATH"]
        return path

    @property
    def spiders(self) -> SpiderLoaderProtocol:
        """The project's spiders."""
        return self.crawler_process.spider_loader

    def require_no_arguments(self, args: list[str], instead: str | None = None) -> None:
        """Raise CommandError if there are positional arguments; ``instead`` says what to write."""
        if args:
            colon = f": `scrapy {self._name}` takes options only"
            raise CommandError(f"{args[0]!r} is not understood{instead or colon}")

    def report_error(self, sentence: str, exit_code: ExitCode) -> None:
        """Print a sentence on stderr behind the command's name, and set the exit code."""
        say(f"scrapy {self._name}: {redact(sentence)}", error=True)
        self.exitcode = exit_code

    @contextmanager
    def reporting_errors(self) -> Iterator[None]:
        """End the block with one sentence, and no traceback, for what a person can put right."""
        try:
            yield
        except CommandError as error:
            self.report_error(str(error), error.exit_code)
        except Exception as error:
            from crawler.archive import ArchiveError  # with SQLite's helpers: slow to import

            if not isinstance(error, (ArchiveError, *self.reported_errors)):
                raise
            self.report_error(str(error), ExitCode.FAILED)

    @property
    def _name(self) -> str:
        return type(self).__module__.rpartition(".")[2]
