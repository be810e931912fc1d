"""``scrapy inspect``: the article that a page gives, and the origin of each field."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from crawler.command_base import CommandError, Group, ProjectCommand
from crawler.commands._doubtful import DOUBTFUL_SHOWN, print_doubtful
from crawler.commands._fetch import fetch, spider_for_unknown, spider_of
from crawler.commands._preflight import find_portal
from crawler.commands._provenance import print_provenance
from crawler.commands._saved import read_file
from crawler.commands._story_diff import print_story
from crawler.monitoring.exit_codes import ExitCode
from crawler.terminal import say_folded, say_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from crawler.items import Article, Capture

_LONGEST = 100  # characters of a value in the table; --json has it whole
_FROM_WIDTH = 18
_ENTRIES_SHOWN = 2
_ENTRY_LONGEST = 48
"""Of a list. A page's table fits a screen, as far as its number of fields allows it."""

_SHOWN_FOR = {"breadcrumb": "breadcrumbs"}
"""Fields that are shown in the place of another one."""


class Command(ProjectCommand):
    """Reads pages and prints their articles; stores nothing."""

    usage = "[options] FILE_OR_URL ... | --article ID | --doubtful"
    group = Group.LOOKING
    summary = "Show what would be stored of a page and where each field came from"
    default_log_level = "WARNING"

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--url", help="the URL FILE was saved from, or which of its captures to show"
        )
        parser.add_argument(
            "--spider",
            help="read the page as this spider would, or with --doubtful list its portal only",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a page on stdout")
        parser.add_argument(
            "--article", type=int, metavar="ID", help="show the evidence for a stored article"
        )
        parser.add_argument(
            "--story", action="store_true", help="with --article: what it shares with its story"
        )
        parser.add_argument(
            "--raw", action="store_true", help="with --article: print its newest page as captured"
        )
        parser.add_argument(
            "--doubtful",
            action="store_true",
            help="list stored articles whose fields are least sure, the most doubtful first",
        )
        parser.add_argument(
            "--limit",
            type=int,
            default=DOUBTFUL_SHOWN,
            metavar="N",
            help=f"with --doubtful: how many articles (default {DOUBTFUL_SHOWN})",
        )

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.article is not None:
            if opts.story:
                print_story(self.settings, opts.article, as_json=opts.json)
            else:
                print_provenance(self.settings, opts.article, as_json=opts.json, raw=opts.raw)
            return
        if opts.doubtful:
            if opts.limit < 1:
                raise CommandError("--limit takes a number above 0")
            portal = find_portal(self.spiders, opts.spider).name if opts.spider else None
            print_doubtful(self.settings, portal, opts.limit, as_json=opts.json)
            return
        if not args:
            raise CommandError("name a file or a URL")
        urls = [name for name in args if name.startswith(("http://", "https://"))]
        fetched = self._fetch(urls, opts.spider) if urls else {}
        for name in args:
            with self.reporting_errors():  # go on after a page that cannot be read
                self._inspect(name, fetched, opts)

    def _inspect(
        self, name: str, fetched: dict[str, list[Article]], opts: argparse.Namespace
    ) -> None:
        article = None
        for article in fetched[name] if name in fetched else self._read(name, opts):
            if opts.json:
                say_json(as_json(article))
            else:
                print_article(article)
        if article is None:
            raise CommandError(f"{name}: no article could be read", ExitCode.FAILED)

    def _read(self, name: str, opts: argparse.Namespace) -> Iterator[Article]:
        """The article of a saved page or of a capture in a file, or those of a text export."""
        from crawler.layouts import extract

        spiders = self.spiders
        spider = find_portal(spiders, opts.spider) if opts.spider else None
        for page_url, body, content_type in read_file(name, opts.url):
            home = spider or spider_of(spiders, page_url)
            yield extract(
                body,
                page_url,
                layout=home.layout if home else None,
                content_type=content_type,
                portal=home.name if home else None,
                home_url=home.home_url if home else None,
            )

    def _fetch(self, urls: list[str], name: str | None) -> dict[str, list[Article]]:
        """The articles at these URLs, each extracted as its portal's spider would."""
        spiders = self.spiders
        chosen = {
            url: find_portal(spiders, name)
            if name
            else spider_of(spiders, url) or spider_for_unknown(url)
            for url in urls
        }
        fetched = fetch(self.crawler_process, self.settings, chosen)
        return {url: [page.article for page in pages] for url, pages in fetched.items()}


def as_json(article: Article) -> dict[str, Any]:
    """The article's fields as JSON can hold them."""
    return asdict(article)


def _line(entry: Any) -> str:
    """One entry of a list on a line of its own."""
    if not is_dataclass(entry):
        return str(entry)
    values = (getattr(entry, field.name) for field in fields(entry))
    return " · ".join(str(value) for value in values if value is not None)


def _is_told(article: Article, name: str) -> bool:
    """Whether the table says a field by another one; ``--json`` has all of them."""
    value = getattr(article, name)
    return (
        name in ("provenance", "confidence", "is_normalised", "published_from")
        or name in _SHOWN_FOR.values()
        or (name.endswith(("url", "link")) and value == article.url)
        or (name == "page_language" and value == article.language)
        or (name == "published_edtf" and value == article.published_on)
    )


def _place(capture: Capture) -> str | None:
    """Where the record of a capture stands; None while it is in no WARC file."""
    if capture.warc_file is None:
        return None
    return f"{capture.warc_file}, offset {capture.warc_offset}"


def _shown(text: str, longest: int = _LONGEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[:longest]}… ({len(text)} characters)"


def _shown_list(values: list[Any]) -> str:
    lines = [_shown(_line(value), _ENTRY_LONGEST) for value in values[:_ENTRIES_SHOWN]]
    more = len(values) - _ENTRIES_SHOWN
    return "\n".join(lines + ([f"… and {more} more"] if more > 0 else []))


def print_article(article: Article) -> None:
    """A table of the fields that have a value, each with its origin."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from crawler.console import console
    from crawler.items import Capture
    from crawler.layouts.confidence import JUDGED

    table = Table("field", "value", "from", "sure", box=SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    table.columns[2].max_width = _FROM_WIDTH
    sure = {JUDGED[field]: share for field, share in article.confidence.items()}
    for field in fields(article):
        value = getattr(article, field.name)
        if isinstance(value, Capture):
            value = _place(value)
        if value not in (None, [], {}) and not _is_told(article, field.name):
            shown = _shown_list(value) if isinstance(value, list) else _shown(str(value))
            source = _SHOWN_FOR.get(field.name, field.name)
            share = f"{sure[source]:.2f}" if source in sure else ""
            table.add_row(field.name, shown, article.provenance.get(source, ""), share)
    say_folded(article.url)
    console().print(table)
