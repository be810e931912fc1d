"""How a command says that it cannot do what it was asked to: one sentence and an exit code."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.monitoring.summary import FAILED, USAGE
from crawler.redaction import redact
from crawler.terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.commands import ScrapyCommand


class CommandError(Exception):
    """A command cannot begin or go on: one sentence for a person, and the exit code."""

    def __init__(self, sentence: str, exit_code: int = USAGE) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def refuse(command: ScrapyCommand, sentence: str, exit_code: int) -> None:
    """Say the sentence on stderr, with the command's name, and set its exit code."""
    name = type(command).__module__.rpartition(".")[2]
    say(f"scrapy {name}: {redact(sentence)}", error=True)
    command.exitcode = exit_code


@contextmanager
def refusing(command: ScrapyCommand, *others: type[Exception]) -> Iterator[None]:
    """End the block with a sentence and no traceback for what a person can mend.

    That is a Refusal, an ArchiveError, and what is among ``others``; each error's text is the
    sentence.
    """
    try:
        yield
    except CommandError as refusal:
        refuse(command, str(refusal), refusal.exit_code)
    except Exception as error:
        from crawler.archive import ArchiveError

        if not isinstance(error, (ArchiveError, *others)):
            raise
        refuse(command, str(error), FAILED)
