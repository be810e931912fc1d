"""``scrapy inspect --article ID --story``: the article beside those it shares passages with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from crawler.command_base import CommandError
from crawler.commands._preflight import require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.terminal import say, say_folded, say_json, say_sentence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings

    from crawler.archive.stories.text.diff import Passage

_PAIRS_SHOWN = 2
_PASSAGES_SHOWN = 4
_LONGEST = 60
_STYLES = {"shared": "green", "changed": "yellow", "boilerplate": "dim", "only": None}


@dataclass(frozen=True, slots=True)
class _Pair:
    """The article, another one it was compared with, and the result."""

    article_id: int
    url: str
    other_article_id: int
    other_url: str
    relation: str | None
    """The other article's relation in the story; None if it is not in it."""
    verdict: str
    reason: str
    shared: float
    other_shared: float
    passages: list[Passage]


def print_story(settings: BaseSettings, article_id: int, *, as_json: bool) -> None:
    """Print an article beside every other one that shares passages with it.

    Raises CommandError when there is no such article, and ArchiveError.
    """
    from crawler.archive import Archive

    path = settings["ARCHIVE_PATH"]
    require_archive(path)
    with Archive(path) as archive:
        if archive.article(article_id) is None:
            raise CommandError(f"{path} has no article {article_id}", ExitCode.FAILED)
        pairs = list(_pairs(archive.db.conn, article_id))
    if as_json:
        for pair in pairs:
            say_json(asdict(pair))
    elif pairs:
        _print_tables(pairs)
    else:
        say(f"article {article_id} has no passage in common with another one")


def _pairs(db: sqlite3.Connection, article_id: int) -> Iterator[_Pair]:
    from crawler.archive.stories.documents import documents
    from crawler.archive.stories.placing import compared_with
    from crawler.archive.stories.text.diff import diff

    document = documents(db, [article_id])[article_id]
    relations = dict(
        db.execute(
            "SELECT m.article_id, m.relation FROM story_members AS s "
            "JOIN story_members AS m ON m.story_id = s.story_id WHERE s.article_id = ?",
            (article_id,),
        ).fetchall()
    )
    for other, comparison, boilerplate in compared_with(db, article_id):
        told_there = documents(db, [other])[other]
        yield _Pair(
            article_id,
            document.url,
            other,
            told_there.url,
            relations.get(other),
            comparison.verdict,
            comparison.reason,
            comparison.shared,
            comparison.other_shared,
            list(diff(document, told_there, boilerplate)),
        )


def _print_tables(pairs: list[_Pair]) -> None:
    """The first pairs, with the first of their passages: a screen of them."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from crawler.console import console

    terminal = console()
    for pair in pairs[:_PAIRS_SHOWN]:
        place = pair.relation or "not in its story"
        say(f"article {pair.other_article_id}: {place}")
        say_folded(f"  {pair.other_url}")
        say_sentence(
            f"{pair.verdict}: {pair.reason} "
            f"({pair.shared:.0%} of this one, {pair.other_shared:.0%} of the other)"
        )
        table = Table("passage", box=SIMPLE_HEAD, pad_edge=False, expand=True)
        table.columns[0].no_wrap = True
        table.add_column(f"article {pair.article_id}", ratio=1)
        table.add_column(f"article {pair.other_article_id}", ratio=1)
        for passage in pair.passages[:_PASSAGES_SHOWN]:
            texts = (Text(_shown(text)) for text in (passage.text, passage.other_text))
            table.add_row(passage.kind, *texts, style=_STYLES[passage.kind])
        terminal.print(table)
    passages = sum(len(pair.passages[_PASSAGES_SHOWN:]) for pair in pairs[:_PAIRS_SHOWN])
    if passages or len(pairs) > _PAIRS_SHOWN:
        more = len(pairs[_PAIRS_SHOWN:])
        say(f"and {passages} more passages, {more} more articles: --json has them whole")


def _shown(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
