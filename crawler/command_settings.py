"""Checks of the settings given on the command line and in ``clusterarchiv.toml``.

Scrapy itself takes ``-s ARCHIVEPATH=…`` for a setting nobody reads, and crawls into ``archive.db``.
"""

from __future__ import annotations

import logging
import math
import os
import re
from importlib.metadata import distributions, packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import SETTINGS_PRIORITIES, Settings, default_settings

from crawler import settings as our_settings
from crawler.config_file import PATHS, is_configured, project_root
from crawler.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scrapy.settings import BaseSettings

    from crawler.config_file import ConfigFile

_LEAST: dict[str, float] = {
    "ARCHIVE_BATCH": 1, "ARCHIVE_SECONDS": 0.0, "CRAWL_DELAY_MAX": 0.0, "HEALTH_MAX_AGE": 0.0,
    "LIST_PAGES_MAX": 1, "RECRAWL_LISTS_DAYS": 0.0, "RETRY_AFTER_MAX": 0.0, "WARC_MAX_BYTES": 1,
    "WARC_PROCESSES": 0, "CONCURRENT_REQUESTS": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
}  # fmt: skip
"""Minimum of each of our numbers; an integer where the setting has to be a whole number.

Scrapy's are 0 or more, but for priorities and what is below 0 by default.
"""
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
# Scrapy's media pipelines read their settings with the name of a pipeline in front, too.
_OF_MEDIA_PIPELINE = re.compile(r"\w+_(?:FILES|IMAGES)_[A-Z_]+|\w+_MEDIA_ALLOW_REDIRECTS")
_ALIKE = 0.8  # more than elsewhere: there are hundreds of names
_FILES = ("ARCHIVE_PATH", "LOG_FILE")
"""Files that have to lie in a folder that is there."""


def project_settings() -> Settings:
    """Our settings, whatever ``scrapy.cfg`` is in this folder or above.

    By the environment Scrapy knows that commands of a project are wanted, and processes that a
    command starts know the same. Scrapy's own way looks into the home of the user, who may have
    none.
    """
    module = os.environ.setdefault("SCRAPY_SETTINGS_MODULE", our_settings.__name__)
    settings = Settings()
    settings.setmodule(module, priority="project")
    if editor := os.environ.get("EDITOR"):
        settings.set("EDITOR", editor, priority="project")
    return settings


def find_from_root(settings: BaseSettings) -> None:
    """Have a command in a folder of the project work on the project's archive.

    Scrapy finds ``scrapy.cfg`` in any folder above; a relative path of the project's settings
    begins there. One of the command line begins in the working directory, as people see it.
    """
    root = project_root()
    if root is None or root.resolve() == Path.cwd():
        return
    for name in PATHS:
        is_told = _is_given(settings, name) or is_configured(settings, name)
        if settings[name] and not is_told:
            priority = settings.getpriority(name)
            assert priority is not None
            settings.set(name, str(root / settings[name]), priority)


def unusable_settings(
    settings: BaseSettings, known: Collection[str], config: ConfigFile | None = None
) -> Iterator[str]:
    """A sentence for each setting that was given and nobody reads, or that has a wrong value.

    Args:
        settings: all of them, those of the command line and the file among them.
        known: the names that were there before either was read.
        config: the file; its mistakes are told with their lines.
    """
    in_file = config.keys if config else {}
    given = [name for name in settings if _is_given(settings, name)]
    for name in dict.fromkeys((*in_file, *given)):
        if unknown := why_unknown(name, known, settings):
            yield _placed(name, unknown, settings, config)
    for name, sentence in wrong_values(settings, [*_ours(), *in_file, *given]):
        yield _placed(name, sentence, settings, config)


def _placed(name: str, sentence: str, settings: BaseSettings, config: ConfigFile | None) -> str:
    """The sentence behind the file and line that are to be put right, if it is the file."""
    if config is None or name not in config.keys or not is_configured(settings, name):
        return sentence
    return f"{config.place(name).rpartition(':')[0]}: {sentence}"


def why_unknown(name: str, known: Iterable[str], settings: BaseSettings) -> str | None:
    """A sentence on a setting that nothing reads; None if something does.

    Known are Scrapy's, those of the project, and whatever stands as a text in the code of Scrapy,
    of an installed package that requires Scrapy, of the spiders, or of a package that the settings
    name a component of.
    """
    if name in known:
        return None
    if _NAME.fullmatch(name) and (_OF_MEDIA_PIPELINE.fullmatch(name) or _is_read(name, settings)):
        return None
    if meant := did_you_mean(name, known, _ALIKE):
        return f"{name} is no setting{meant}"
    return (
        f"{name} is no setting of Scrapy, of ours, or of a package that is installed; "
        "docs/settings.md has ours"
    )


def wrong_values(settings: BaseSettings, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of these settings, name and a sentence for each that has a value it cannot have."""
    for name in dict.fromkeys(names):
        default = getattr(our_settings, name, getattr(default_settings, name, None))
        if wanted := _wanted(settings, name, default):
            yield name, f"{name}={settings.get(name)}: {wanted}"
    if not settings["ARCHIVE_PATH"]:
        yield "ARCHIVE_PATH", "ARCHIVE_PATH=: name a file"
    for name in _FILES:
        if settings[name] and (wrong := _wrong_file(Path(settings[name]))):
            yield name, f"{name}={settings[name]}: {wrong}"
    if not settings["WARC_DIR"]:  # whether it can be written shows later
        yield "WARC_DIR", "WARC_DIR=: name a folder"


def _wrong_file(path: Path) -> str | None:
    """Why a file cannot be made or written to; None if nothing speaks against it."""
    if path.is_dir():
        return "name a file"
    folder = path.parent
    return None if folder.is_dir() else f"there is no folder {folder}: make it with mkdir -p"


def _wanted(settings: BaseSettings, name: str, default: Any) -> str | None:
    """The sentence on a value that is not of the default's type; None if it is."""
    value = settings.get(name)
    if name == "LOG_LEVEL":
        levels = [level for level in logging.getLevelNamesMapping() if level != "NOTSET"]
        known = value in levels or str(value).isdecimal()
        return None if known else f"write one of {', '.join(levels)}"
    try:
        if isinstance(default, bool):
            settings.getbool(name)
        elif isinstance(default, int | float):
            return _wanted_number(name, value, default)
    except (ValueError, TypeError):
        return "write True or False"
    return None


def _wanted_number(name: str, value: Any, default: float) -> str | None:
    least = _LEAST.get(name)
    if least is None and default >= 0 and "PRIORITY" not in name:
        least = 0.0
    whole = isinstance(least, int)  # Scrapy's own may be fractions, whatever their default is
    wanted = "a whole number" if whole else "a number"
    if least is not None:
        wanted += f" from {least:g} on"
    try:
        number = int(value) if whole else float(value)
    except (ValueError, TypeError):
        return f"write {wanted}"
    is_fine = math.isfinite(number) and (least is None or number >= least)
    return None if is_fine else f"write {wanted}"


def _ours() -> list[str]:
    names = filter(str.isupper, vars(our_settings))
    return [name for name in names if not hasattr(default_settings, name)]


def _is_given(settings: BaseSettings, name: str) -> bool:
    return settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]


def _is_read(name: str, settings: BaseSettings) -> bool:
    """Whether the name stands in quotation marks in the code of somebody who reads settings."""
    quoted = re.compile(rb"[\"']" + name.encode() + rb"[\"']")
    return any(
        quoted.search(file.read_bytes())
        for package in dict.fromkeys(_packages(settings))
        for file in _files(package)
    )


def _packages(settings: BaseSettings) -> Iterator[str]:
    """Packages that may read settings: Scrapy, its plugins, the spiders, named components."""
    yield "scrapy"
    yield from settings.getlist("SPIDER_MODULES")
    for name, value in settings.items():
        paths = value if isinstance(value, dict) or hasattr(value, "keys") else [value]
        if name in vars(default_settings) and name not in ("BOT_NAME", "USER_AGENT"):
            for path in paths:
                if isinstance(path, str) and re.fullmatch(r"[a-z_]\w*(?:\.\w+)+", path):
                    yield path.partition(".")[0]
    for_scrapy = {
        distribution.name
        for distribution in distributions()
        if any(re.match(r"scrapy\b", needed, re.I) for needed in distribution.requires or ())
    }
    for package, names in packages_distributions().items():
        if for_scrapy & set(names):
            yield package


def _files(package: str) -> Iterator[Path]:
    if package in ("crawler", "pipelines"):  # ours are known by crawler/settings.py
        return
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return
    if spec is None:
        return
    for folder in spec.submodule_search_locations or ():
        yield from Path(folder).rglob("*.py")
    if not spec.submodule_search_locations and spec.origin and spec.origin.endswith(".py"):
        yield Path(spec.origin)
