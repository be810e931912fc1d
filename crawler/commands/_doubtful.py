"""``scrapy inspect --doubtful``: stored articles whose fields are least sure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from crawler.commands._preflight import require_archive
from crawler.program import command
from crawler.terminal import say, say_json

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.archive.doubtful import Doubtful

DOUBTFUL_SHOWN = 20
_SHOWN_FIELDS = 2


def print_doubtful(
    settings: BaseSettings, portal: str | None, limit: int, *, as_json: bool
) -> None:
    """Print the most doubtful articles of an archive, of one portal or of all."""
    from crawler.archive import Archive
    from crawler.archive.doubtful import doubtful_articles, unjudged

    path = settings["ARCHIVE_PATH"]
    require_archive(path)
    with Archive(path) as archive:
        found = doubtful_articles(archive.db.conn, portal, limit)
        unknown = unjudged(archive.db.conn, portal)
    if as_json:
        for article in found:
            say_json(asdict(article))
        return
    if found:
        _print_table(found)
    if unknown:
        say(
            f"{unknown} articles were read before confidence was kept: "
            f"{command('reextract')} judges them"
        )
    elif not found:
        say("no articles")


def _print_table(found: list[Doubtful]) -> None:
    """A line an article; ``scrapy inspect --article NUMBER`` shows all of one."""
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.console import console

    table = Table("article", "least sure", box=SIMPLE, pad_edge=False, expand=True)
    table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=1)
    for article in found:
        fields = sorted(article.confidence.items(), key=lambda item: item[1])[:_SHOWN_FIELDS]
        table.add_row(
            str(article.article_id),
            ", ".join(f"{field} {sure:.2f}" for field, sure in fields),
            article.title or article.url,
        )
    console().print(table)
