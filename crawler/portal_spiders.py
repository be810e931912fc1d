"""Spiders of ``spiders/``: those of portals, plain ones of Scrapy's, and files that do not import.

Scrapy imports every module before any command runs, and one that raises ends them all. A plain
spider (what ``scrapy genspider`` writes) is welcome beside the portals: ``scrapy crawl`` runs it as
Scrapy does, and what works on portals passes it over.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.utils.spider import iter_spider_classes

import spiders
from pipelines import ITEM_PIPELINES, STEPS
from spiders.portal import PortalSpider

if TYPE_CHECKING:
    from types import ModuleType
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

_NOT_FOR_PLAIN = {
    "ITEM_PIPELINES": tuple(ITEM_PIPELINES),
    "DOWNLOADER_MIDDLEWARES": (
        "crawler.sources.stored.StoredPageMiddleware",
        "crawler.downloader.conditional.ConditionalMiddleware",
        "crawler.downloader.recorder.CaptureRecorder",
        "crawler.webarchives.replay.ReplayMiddleware",
    ),
    "EXTENSIONS": (
        "crawler.downloader.previous_runs.PreviousRuns",
        "crawler.monitoring.health.watch.HealthWatch",
    ),
}
"""What reads or writes the archive and its captures; politeness and bounds are for every spider."""

logger = logging.getLogger(__name__)


class SpiderFiles:
    """Scrapy's ``SPIDER_LOADER_CLASS``, with every module by itself: one is only its own loss."""

    def __init__(self, modules: list[str], own: Path | None = None) -> None:
        self.broken: dict[str, str] = {}
        """Modules whose spiders are not there, and a sentence about each that names the file."""
        if own is not None:
            self.broken |= add_own_spiders(own)
        self._spiders: dict[str, type[Spider]] = {}
        for name in modules:
            for module in self._modules(name):
                for spider in iter_spider_classes(module):
                    self._add(spider)
        for sentence in self.broken.values():
            logger.error("%s", sentence)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Scrapy's way of making a loader."""
        own = settings.get("SPIDERS_DIR")
        return cls(settings.getlist("SPIDER_MODULES"), Path(own) if own else None)

    def load(self, spider_name: str) -> type[Spider]:
        """The spider class with this name. Raises KeyError."""
        return self._spiders[spider_name]

    def list(self) -> list[str]:
        """The names of all spiders, plain ones too."""
        return [*self._spiders]

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]
        """The names of spiders whose ``allowed_domains`` have the request's host."""
        return [name for name, spider in self._spiders.items() if spider.handles_request(request)]

    def _modules(self, name: str) -> Iterator[ModuleType]:
        """A module and all below it that can be imported."""
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:
            self.broken[name] = f"{_file_of(name)} cannot be imported: {_told(error, name)}"
            return
        yield module
        for _, below, _ in pkgutil.iter_modules(getattr(module, "__path__", ())):
            yield from self._modules(f"{name}.{below}")

    def _add(self, spider: type[Spider]) -> None:
        """Take a spider; of two with one name the portal's, else the later one, as Scrapy does."""
        other = self._spiders.get(spider.name)
        if other is not None and other is not spider:
            taken, left = (spider, other)
            if is_portal(other) and not is_portal(spider):
                taken, left = other, spider
            self.broken[f"{left.__module__}.{left.__name__}"] = (
                f"{file_of(left)}: {left.__name__} is left out, because {taken.__name__} in "
                f"{file_of(taken)} is called {spider.name!r}, too: give one of them another name"
            )
            spider = taken
        self._spiders[spider.name] = spider


def add_own_spiders(folder: Path) -> dict[str, str]:
    """Have the files of a folder be modules of the package ``spiders``, behind those it has.

    So they import ``spiders.gsb`` and its like wherever the package is installed, and each other.
    A file with the name of one of the package's would be passed over: such modules are returned,
    with a sentence about each.
    """
    package = [Path(path).resolve() for path in spiders.__path__]
    if not folder.is_dir() or folder.resolve() in package:
        return {}
    if (folder / "py.typed").exists():
        return {
            folder.name: f"{folder} is the package of another checkout, and left out: run the "
            "program that is installed there"
        }
    clashes = {
        f"{folder.name}.{file.stem}": (
            f"{file} is left out, because the package has a module spiders.{file.stem}, too: "
            "give the file another name"
        )
        for file in sorted(folder.glob("*.py"))
        for path in package
        if file.stem != "__init__" and (path / file.name).exists()
        if (path / file.name).read_bytes() != file.read_bytes()  # as in a checkout
    }
    spiders.__path__.append(str(folder.resolve()))
    importlib.invalidate_caches()
    return clashes


def is_portal(spider: type[Spider]) -> bool:
    """Whether a spider is meant for a portal: those that are not are Scrapy's plain ones."""
    return issubclass(spider, PortalSpider)


def why_no_portal(spider: type[Spider], *, is_walked: bool = False) -> str | None:
    """Why commands on portals pass a spider over, a sentence that names its file; None: a portal.

    ``is_walked``: whether it is to find its articles by itself. A portal that is recovered out of
    files or a web archive needs neither lists nor feeds.
    """
    if not is_portal(spider):
        lack = "it is a plain spider, no PortalSpider"
    else:
        lack = next(_lacks(spider, is_walked=is_walked), "")
    return f"{file_of(spider)}: {spider.name} is passed over: {lack}" if lack else None


def file_of(spider: type[Spider]) -> str:
    """The file a spider is written in, as seen from the working directory."""
    return _file_of(spider.__module__)


def _lacks(spider: Any, *, is_walked: bool) -> Iterator[str]:
    """What a portal's spider does not say, or says in a way nobody can use."""
    for name in ("title", "cms"):
        if not isinstance(getattr(spider, name, None), str) or not getattr(spider, name).strip():
            yield f"it has no {name}"
    home = getattr(spider, "home_url", None)
    if not isinstance(home, str) or not home.strip():
        yield "it has no home_url"
    elif urlsplit(home).scheme not in ("http", "https") or not urlsplit(home).hostname:
        yield f"its home_url {home!r} is no URL"
    path = getattr(spider, "article_path", None)
    if path is None:
        yield "it has no article_path"
    elif not isinstance(path, str | re.Pattern):
        yield "its article_path is no regular expression"
    for name in ("lists", "feeds", "article_folders"):
        value = getattr(spider, name)
        if not isinstance(value, tuple | list) or not all(isinstance(each, str) for each in value):
            yield f"its {name} are no tuple of texts"
    if is_walked and not (spider.lists or spider.feeds):
        yield "it has neither lists nor feeds"
    if inspect.isabstract(spider):
        yield f"it does not define {', '.join(sorted(spider.__abstractmethods__))}"


def _file_of(module: str) -> str:
    """The file of a module that may not have been imported."""
    try:
        spec = find_spec(module)
    except Exception:  # a parent that cannot be imported, either
        spec = None
    if spec is None or not spec.origin:
        return module
    path = Path(spec.origin)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _told(error: BaseException, module: str) -> str:
    """An error while a module was imported: the line of the module, kind and text."""
    file = getattr(find_spec(module), "origin", None) if module in sys.modules else None
    line = error.lineno if isinstance(error, SyntaxError) else None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(f"{module.replace('.', '/')}.py") or frame.filename == file:
            line = frame.lineno
    where = f"line {line}: " if line else ""
    text = " ".join(str(getattr(error, "msg", None) or error).split())
    return f"{where}{type(error).__name__}{f': {text}' if text else ''}"


class PlainSpiderAddon:
    """Scrapy add-on: a plain spider's items and pages are no articles and no captures of ours."""

    def __init__(self, crawler: Crawler) -> None:
        self._plain = not is_portal(crawler.spidercls)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: D102, Scrapy's interface
        return cls(crawler)

    def update_settings(self, settings: BaseSettings) -> None:  # noqa: D102, Scrapy's interface
        if self._plain:
            for name, components in _NOT_FOR_PLAIN.items():
                _switch_off(settings, name, components)


def store_nothing(settings: BaseSettings) -> None:
    """Have Scrapy's own ``fetch``, ``parse`` and ``shell`` leave archive and captures alone.

    The archive they see is empty, so that every link of a list is a new one; articles are
    normalised, if pipelines are asked for, and no more.
    """
    settings.set("ARCHIVE_PATH", ":memory:", priority="cmdline")
    settings.set("CAPTURES_ENABLED", False, priority="cmdline")
    kept = ("pipelines.articles.ArticlesPipeline", *STEPS.values())
    _switch_off(settings, "ITEM_PIPELINES", [path for path in ITEM_PIPELINES if path not in kept])
    _switch_off(settings, "EXTENSIONS", ["crawler.monitoring.health.watch.HealthWatch"])


def _switch_off(settings: BaseSettings, name: str, components: Iterable[str]) -> None:
    for component in components:
        settings[name].set(component, None, priority="cmdline")
