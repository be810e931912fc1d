"""Base of this project's commands: options, exit codes, and errors as one sentence for a person.

It stands beside ``crawler.commands`` because Scrapy takes every subclass of its own command that
it finds there for a command.
"""

from __future__ import annotations

from abc import abstractmethod
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from typing_extensions import override

from crawler.arguments import NAMES
from crawler.command_settings import find_from_root, unusable_settings
from crawler.config_file import (
    FILE,
    ConfigError,
    ConfigFile,
    apply_config,
    find_config,
    read_config,
)
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command, program
from crawler.redaction import redact
from crawler.suggestions import did_you_mean
from crawler.terminal import OutputError, plain, printing, say

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


class Group(StrEnum):
    """What people want of a command, as the help has them together."""

    EVERYDAY = "Every day"
    LOOKING = "Looking"
    REPAIRING = "Repairing"
    SCRAPYS = "Scrapy's own"


class CheckedCommand(ScrapyCommand):
    """A command that refuses options and settings nobody knows, and prints on any terminal.

    A base before one of Scrapy's own commands, or of ours (ProjectCommand).
    """

    # Set by Scrapy before any method of a command is called.
    settings: Settings
    config: ConfigFile | None = None
    """What ``clusterarchiv.toml`` says, if there is one."""

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.allow_abbrev = False  # `--m` may be `--max-minutes` today and `--mend` tomorrow
        self._parser = parser
        if parser.usage:  # Scrapy's, which knows one program only
            parser.usage = parser.usage.replace("scrapy", program(), 1)
        parser.add_argument(
            "--config",
            metavar="FILE",
            help=f"settings; default {FILE} in this folder, if it is there",
        )

    @override
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        with _usage_shown_plain():
            self._check_options(args, opts)

    def _check_options(self, args: list[str], opts: argparse.Namespace) -> None:
        self._refuse_unknown_options(args)
        known = frozenset(self.settings)
        try:
            if (path := find_config(opts.config)) is not None:
                self.config = read_config(path)
                apply_config(self.config, self.settings)
        except ConfigError as error:
            raise UsageError(str(error), print_help=False) from None
        try:
            super().process_options(args, opts)
        except OSError as error:  # of --pidfile
            raise UsageError(f"{error.filename}: {error.strerror}", print_help=False) from None
        find_from_root(self.settings)
        for sentence in unusable_settings(self.settings, known, self.config):
            raise UsageError(sentence, print_help=False)

    @override
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with self.printing_safely(), _usage_shown_plain():
            super().run(args, opts)  # type: ignore[safe-super]  # the one of Scrapy behind it

    def report_error(self, sentence: str, exit_code: ExitCode) -> None:
        """Print a sentence on stderr behind the command's name, and set the exit code."""
        say(f"{command(self._name)}: {redact(sentence)}", error=True)
        self.exitcode = exit_code

    @contextmanager
    def printing_safely(self) -> Iterator[None]:
        """Print all of the block whatever stdout is, and fail if what was printed is lost."""
        try:
            with printing():
                yield
        except OutputError as error:
            self.report_error(str(error), ExitCode(max(self.exitcode, ExitCode.FAILED)))

    def _refuse_unknown_options(self, args: list[str]) -> None:
        """Raise UsageError for an option among the arguments, where Scrapy's parser leaves it.

        What follows ``--`` are arguments, whatever they begin with.
        """
        for at, typed in enumerate(args):
            if typed == "--":
                del args[at]
                return
            if typed.startswith("-") and typed != "-":
                raise UsageError(self._unknown_option(typed), print_help=False)

    def _unknown_option(self, typed: str) -> str:
        name = typed.partition("=")[0]
        known = self._parser._option_string_actions
        word = name.lstrip("-")
        if "-a" in known and word in NAMES:
            return f"no such option: {name}; spider arguments are written -a {word}=…"
        return f"no such option: {name}{did_you_mean(name, known)}"

    @property
    def _name(self) -> str:
        return type(self).__module__.rpartition(".")[2]


@contextmanager
def _usage_shown_plain() -> Iterator[None]:
    """Scrapy's parser prints a UsageError of the block as it is, names of files included."""
    try:
        yield
    except UsageError as error:
        texts = [plain(str(text)) for text in error.args]
        raise UsageError(*texts, print_help=error.print_help) from None


class ProjectCommand(CheckedCommand):
    """A command on portals and their archive, which reports its errors without a traceback.

    A subclass sets ``summary``, where needed ``usage``, ``details`` and ``reported_errors``, and
    overrides ``execute`` instead of Scrapy's ``run``.
    """

    requires_project = True

    group: ClassVar[Group] = Group.EVERYDAY
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
        with self.printing_safely(), self.reporting_errors():
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
        super().process_options(args, opts)
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
            colon = f": `{command(self._name)}` takes options only"
            raise CommandError(f"{args[0]!r} is not understood{instead or colon}")

    @contextmanager
    def reporting_errors(self) -> Iterator[None]:
        """End the block with one sentence, and no traceback, for what a person can put right."""
        try:
            yield
        except CommandError as error:
            self.report_error(str(error), error.exit_code)
        except KeyboardInterrupt:
            say(error=True)  # the terminal shows ^C on a line of its own
            self.report_error(
                "interrupted: what was being done is left undone, what was done before stays",
                ExitCode.FAILED,
            )
        except Exception as error:
            from crawler.archive import ArchiveError  # with SQLite's helpers: slow to import

            if not isinstance(error, (ArchiveError, *self.reported_errors)):
                raise
            self.report_error(str(error), ExitCode.FAILED)
