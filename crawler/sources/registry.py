"""The sources by the name that ``-a source=`` is given, and how each is checked and opened."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.sources.live import LiveSource
from crawler.sources.protocols import SourceError
from crawler.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.sources.protocols import Source


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One name of the table."""

    open: Callable[[str], Source]
    """Makes the source from what stands behind the colon. Raises SourceError."""
    takes: str = ""
    """``PATH`` or ``URL`` if something has to stand behind the colon; empty if nothing may."""
    check: Callable[[str], object] | None = None
    """Raises SourceError if it cannot be opened. None: nothing can be wrong with it."""
    is_optional: bool = False
    """Whether that may be left out, with the colon."""
    is_web_archive: bool = False
    """Whether one host is asked for the pages of all portals."""


def _in(module: str, function: str) -> Callable[[str], Any]:
    """A function of this package whose module is imported when it is called.

    A run opens one source, and most runs the first of the table.
    """

    def call(argument: str) -> Any:
        return getattr(import_module(f"crawler.sources.{module}"), function)(argument)

    return call


SOURCES = {
    "live": SourceKind(lambda _: LiveSource()),
    "demo": SourceKind(
        _in("demo", "open_demo"), "EDITION", _in("demo", "check_demo"), is_optional=True
    ),
    "warc": SourceKind(_in("warc", "open_captures"), "PATH", _in("warc", "check_captures")),
    "text": SourceKind(_in("text", "open_texts"), "PATH", _in("text", "check_texts")),
    "folder": SourceKind(_in("folder", "open_folder"), "PATH", _in("folder", "check_folder")),
    "cdx": SourceKind(
        _in("webarchive", "open_cdx"), "URL", _in("webarchive", "open_cdx"), is_web_archive=True
    ),
    "memento": SourceKind(
        _in("webarchive", "open_memento"),
        "URL",
        _in("webarchive", "open_memento"),
        is_web_archive=True,
    ),
    "wayback": SourceKind(_in("webarchive", "open_wayback"), is_web_archive=True),
    "commoncrawl": SourceKind(_in("webarchive", "open_commoncrawl"), is_web_archive=True),
}


def open_source(spec: str) -> Source:
    """The source that ``spec`` names, such as ``warc:captures/``. Raises SourceError."""
    kind, argument = _parse(spec)
    return SOURCES[kind].open(argument)


def check_source(spec: str) -> None:
    """Raise SourceError if ``spec`` names no source, or one whose files are not there.

    Opens nothing: it is asked before the crawl starts.
    """
    kind, argument = _parse(spec)
    if check := SOURCES[kind].check:
        check(argument)


def is_web_archive(spec: str) -> bool:
    """Whether ``spec`` names a web archive: one host that is asked for the pages of all portals."""
    kind = SOURCES.get(spec.partition(":")[0])
    return kind is not None and kind.is_web_archive


def with_absolute_path(spec: str) -> str:
    """The same source for a process with another working directory. Raises SourceError."""
    kind, argument = _parse(spec)
    return f"{kind}:{Path(argument).resolve()}" if SOURCES[kind].takes == "PATH" else spec


def _parse(spec: str) -> tuple[str, str]:
    """The source's name and what stands behind the colon. Raises SourceError."""
    name, _, argument = spec.partition(":")
    kind = SOURCES.get(name)
    if kind is None:
        known = ", ".join(_shown(name, each) for name, each in SOURCES.items())
        raise SourceError(
            f"unknown source {spec!r}; known are {known}{did_you_mean(name, SOURCES)}"
        )
    if kind.takes and not argument and not kind.is_optional:
        raise SourceError(f"source {name!r} needs a place: {name}:{kind.takes}")
    if argument and not kind.takes:
        raise SourceError(f"source {name!r} takes nothing behind a colon, but got {argument!r}")
    return name, argument


def _shown(name: str, kind: SourceKind) -> str:
    return f"{name}:{kind.takes}" if kind.takes and not kind.is_optional else name
