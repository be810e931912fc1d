"""``clusterarchiv``: the commands in any folder, out of an installed package.

Scrapy's ``scrapy`` finds commands and settings by the ``scrapy.cfg`` of a project. This finds them
without, groups them in its help, and knows what a misspelt one was meant to be; all else is
Scrapy's.
"""

from __future__ import annotations

import inspect
import platform
import sys
from importlib import import_module
from pkgutil import iter_modules
from textwrap import fill
from typing import TYPE_CHECKING

from crawler import NAME, __version__
from crawler.program import documentation
from crawler.suggestions import did_you_mean
from crawler.terminal import WIDTH, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.commands import ScrapyCommand

_OURS = "crawler.commands"
_SCRAPYS = "scrapy.commands"


def main() -> None:
    """Run the command that is named by the arguments of this process."""
    words = sys.argv[1:]
    if words and words[0] in ("--version", "-V"):
        say(version())
        sys.exit()
    named = next((word for word in words if not word.startswith("-")), None)
    if named is None or named == "help":
        unknown = [word for word in words if word not in ("-h", "--help", "help")]
        if unknown:
            _refuse(f"{unknown[0]} comes before a command, or is none: {NAME} COMMAND [options]")
        for line in help_lines():
            say(line)
        sys.exit()
    if named not in (known := names()):
        _refuse(f"no such command: {named}{did_you_mean(named, known)}")

    from scrapy.cmdline import execute

    from crawler.command_settings import project_settings

    execute(sys.argv, project_settings())


def version() -> str:
    """``clusterarchiv 0.1.0 (Scrapy 2.19.0, Python 3.11.2)``."""
    import scrapy

    return f"{NAME} {__version__} (Scrapy {scrapy.__version__}, Python {platform.python_version()})"


def names() -> list[str]:
    """The names of all commands, Scrapy's own among them."""
    found: dict[str, None] = {}
    for package in (_OURS, _SCRAPYS):
        for module in iter_modules(import_module(package).__path__):
            if not module.ispkg and not module.name.startswith("_"):
                found[module.name] = None
    return [*found]


def help_lines() -> Iterator[str]:
    """All commands with a line each, by what people want of them."""
    from crawler.command_base import Group, ProjectCommand

    yield f"{version()}"
    yield ""
    yield f"  {NAME} COMMAND [options] [arguments]"
    groups: dict[Group, list[tuple[str, str]]] = {group: [] for group in Group}
    for name in names():
        command = _command(name)
        group = command.group if isinstance(command, ProjectCommand) else Group.SCRAPYS
        groups[group].append((name, command.short_desc()))
    for group, lines in groups.items():
        yield ""
        yield f"{group}:"
        if group is Group.SCRAPYS:
            own = ", ".join(sorted(name for name, _ in lines))
            yield fill(own, WIDTH, initial_indent="  ", subsequent_indent="  ")
            continue
        yield from (f"  {name:<11}{what}" for name, what in lines)
    yield ""
    yield f"{NAME} COMMAND -h says more of one."
    yield f"Settings: -s NAME=VALUE, or in {NAME}.toml of the folder."
    if (folder := documentation()) is not None:
        yield f"Documentation: {folder}"


def _command(name: str) -> ScrapyCommand:
    """A command by its name; ours comes before Scrapy's."""
    from scrapy.commands import ScrapyCommand

    module = import_module(f"{_OURS}.{name}" if name in _modules(_OURS) else f"{_SCRAPYS}.{name}")
    classes = (each for _, each in inspect.getmembers(module, inspect.isclass))
    (found,) = (
        each
        for each in classes
        if issubclass(each, ScrapyCommand) and each.__module__ == module.__name__
    )
    return found()


def _modules(package: str) -> set[str]:
    return {module.name for module in iter_modules(import_module(package).__path__)}


def _refuse(sentence: str) -> None:
    say(f"{NAME}: {sentence}", error=True)
    say(f"{NAME} -h shows all commands.", error=True)
    sys.exit(2)
