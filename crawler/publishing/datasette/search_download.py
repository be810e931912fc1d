"""The result of a search as a file: all of it, in the order of its pages, or it says what is not.

A file is made some hundred articles at a time, so that others are answered in between.
"""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

from datasette.utils.asgi import Response

from crawler.archive.database import now, utc_text
from crawler.publishing.datasette.site import DATABASE, site_of
from crawler.publishing.export import atom, spreadsheet
from crawler.publishing.export.selection import Record, records_of
from crawler.publishing.language import Language, marked
from crawler.publishing.search import results
from crawler.publishing.search.definition import PARAMETERS, Search
from crawler.publishing.search.names import filter_label, portal_titles

Bytes = AsyncIterator[bytes]
Receive = Callable[[], Awaitable[dict[str, Any]]]

_CHUNK = 200
"""Articles that are read at once."""
_BLOCK = 256 * 1024

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}
"""Formats and their media types."""
_SHOWN = ("json", "atom")
"""Formats that a browser or reader takes as they are; others it saves."""


async def download(datasette: Any, request: Any, search: Search, format_name: str) -> Any:
    """The response with the file."""
    archive = datasette.get_database(DATABASE)
    words = site_of(datasette).words
    headers = {"content-type": FORMATS[format_name]}
    if format_name not in _SHOWN:
        headers["content-disposition"] = f'attachment; filename="suche.{format_name}"'
    if format_name == "atom":
        url = datasette.absolute_url(request, request.full_path)
        page = datasette.absolute_url(request, request.full_path.replace(".atom", "", 1))
        made = await archive.execute_fn(lambda db: _feed(db, words, search, url, page))
        return Response(made, headers=headers, content_type=FORMATS["atom"])
    ids = await archive.execute_fn(lambda db: _ids(db, search))
    if format_name == "csv":
        return _File(headers, _csv(archive, words, ids), request.receive)
    if format_name == "json":
        return _File(headers, _json(archive, search, ids), request.receive)
    return _File(headers, _xlsx(archive, words, ids), request.receive)


def _ids(db: sqlite3.Connection, search: Search) -> list[int]:
    return results.ordered(db, search, results.matching(db, search))


def _feed(db: sqlite3.Connection, words: Language, search: Search, url: str, page: str) -> bytes:
    ids = results.latest(db, search, atom.ORDER, atom.ENTRIES)
    file = io.BytesIO()
    titles = portal_titles(db)
    named = (
        f"{words.gettext(PARAMETERS[name].label)}: {filter_label(words, name, value, titles)}"
        for name, value in search.filters
    )
    told = ", ".join(part for part in (search.words, *named) if part)
    everything = words.gettext("All articles")
    title = f"Clusterarchiv: {told or everything}"
    links = {"self": url, "alternate": page}
    identity = f"suche {search.query_string}"
    moment = utc_text(now())
    atom.write_atom(records_of(db, ids), file, title, moment, links, identity, words.code)
    return file.getvalue()


async def _records(archive: Any, ids: list[int]) -> AsyncIterator[list[Record]]:
    """The articles, some at a time; one that is deleted meanwhile is left out."""
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        yield await archive.execute_fn(partial(records_of, ids=some))


async def _csv(archive: Any, words: Language, ids: list[int]) -> Bytes:
    yield spreadsheet.csv_head(words).encode()
    async for records in _records(archive, ids):
        yield spreadsheet.csv_rows(records).encode()


async def _json(archive: Any, search: Search, ids: list[int]) -> Bytes:
    head = json.dumps({"search": search.pairs, "count": len(ids)}, ensure_ascii=False)
    yield f'{head[:-1]}, "articles": ['.encode()
    before = "\n"
    async for records in _records(archive, ids):
        for record in records:
            yield before.encode() + json.dumps(record, ensure_ascii=False).encode()
            before = ",\n"
    yield b"\n]}\n"


async def _xlsx(archive: Any, words: Language, ids: list[int]) -> Bytes:
    """All rows are written before the first byte is sent: a workbook is a ZIP file."""
    with tempfile.TemporaryFile() as file:
        book = await asyncio.to_thread(spreadsheet.Workbook, file, words)
        async for records in _records(archive, ids[: spreadsheet.ROWS_MAX]):
            await asyncio.to_thread(book.write, records)
        if len(ids) > spreadsheet.ROWS_MAX:
            said = marked("These are the first %(rows)s of %(count)s articles; CSV has all.")
            book.note(
                words.gettext(said)
                % {
                    "rows": words.number(spreadsheet.ROWS_MAX),
                    "count": words.number(len(ids)),
                }
            )
        await asyncio.to_thread(book.close)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


class _File:
    """A response that is sent while it is made, until nobody is there any more.

    Args:
        headers: of the response.
        body: its parts.
        receive: ASGI's, which tells that the client has gone.
    """

    def __init__(self, headers: dict[str, str], body: Bytes, receive: Receive) -> None:
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._body = body
        self._receive = receive

    async def asgi_send(self, send: Any) -> None:
        """Send it; as Datasette's own responses."""
        await send({"type": "http.response.start", "status": 200, "headers": self._headers})
        gone = asyncio.create_task(_left(self._receive))
        try:
            async for part in self._body:
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
