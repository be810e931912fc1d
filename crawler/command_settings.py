"""Checks of the settings given on the command line.

Scrapy itself takes ``-s ARCHIVEPATH=…`` for a setting nobody reads, and crawls into ``archive.db``.
"""

from __future__ import annotations

import difflib
import logging
import math
import re
from importlib.metadata import distributions, packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import SETTINGS_PRIORITIES, default_settings

from crawler import settings as our_settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scrapy.settings import BaseSettings

_LEAST: dict[str, float] = {
    "ARCHIVE_BATCH": 1, "ARCHIVE_SECONDS": 0.0, "CRAWL_DELAY_MAX": 0.0, "LIST_PAGES_MAX": 1,
    "RECRAWL_LISTS_DAYS": 0.0, "RETRY_AFTER_MAX": 0.0, "WARC_MAX_BYTES": 1, "WARC_PROCESSES": 0,
}  # fmt: skip
"""Minimum of each of our numbers; an integer where the setting has to be a whole number."""
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
# Scrapy's media pipelines read their settings with the name of a pipeline in front, too.
_OF_MEDIA_PIPELINE = re.compile(r"\w+_(?:FILES|IMAGES)_[A-Z_]+|\w+_MEDIA_ALLOW_REDIRECTS")
_ALIKE = 0.8  # of a misspelt name and the one that was meant, as difflib measures it


def unusable_settings(settings: BaseSettings, known: Collection[str]) -> Iterator[str]:
    """A sentence for each setting of the command line that nobody reads or that has a wrong value.

    Args:
        settings: all of them, those of the command line among them.
        known: the names that were there before the command line was read.
    """
    given = [name for name in settings if _is_given(settings, name)]
    for name in given:
        if unknown := why_unknown(name, known, settings):
            yield unknown
    yield from wrong_values(settings, [*_ours(), *given])


def why_unknown(name: str, known: Iterable[str], settings: BaseSettings) -> str | None:
    """A sentence on a setting that nothing reads; None if something does.

    Known are Scrapy's, those of the project, and whatever stands as a text in the code of Scrapy,
    of an installed package that requires Scrapy, of the spiders, or of a package that the settings
    name a component of.
    """
    if name in known:
        return None
    written = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
    if _NAME.fullmatch(name) and (_OF_MEDIA_PIPELINE.fullmatch(name) or _is_read(name, settings)):
        return None
    alike = difflib.get_close_matches(written, [*known], 1, _ALIKE)
    if alike:
        return f"{name} is no setting: did you mean {alike[0]}?"
    return (
        f"{name} is no setting of Scrapy, of ours, or of a package that is installed; "
        "docs/settings.md has ours"
    )


def wrong_values(settings: BaseSettings, names: Iterable[str]) -> Iterator[str]:
    """A sentence for each of these settings that has a value it cannot have."""
    for name in dict.fromkeys(names):
        default = getattr(our_settings, name, getattr(default_settings, name, None))
        if wanted := _wanted(settings, name, default):
            yield f"{name}={settings.get(name)}: {wanted}"
    archive = Path(settings["ARCHIVE_PATH"])
    if not settings["ARCHIVE_PATH"] or archive.is_dir():
        yield f"ARCHIVE_PATH={settings['ARCHIVE_PATH']}: name a file"
    elif not archive.parent.is_dir():
        yield f"ARCHIVE_PATH={archive}: there is no folder {archive.parent}"
    if not settings["WARC_DIR"]:  # whether it can be written shows later
        yield "WARC_DIR=: name a folder"


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
            return _wanted_number(name, value)
    except (ValueError, TypeError):
        return "write True or False"
    return None


def _wanted_number(name: str, value: Any) -> str | None:
    least = _LEAST.get(name)
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
