"""URLs out of the names of files, as ``wget --mirror``, HTTrack and copies of sites have them.

A folder named like a host holds the files of that host, under names made of path and query.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from crawler.urls import ascii_host, bare_host
from crawler.webarchives.rewriting import replay_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".do")

_HOST = re.compile(r"(?:[\w-]+\.)+(?:[a-z]{2,}|xn--[\w-]+)(?:[:+]\d{1,5})?|localhost(?:[:+]\d+)?")
_NUMBERED = re.compile(r"(?P<name>.+)\.\d{1,3}")
"""As wget names a file that it had already: ``page.html.1``."""
_WINDOWS_QUERY = re.compile(r"(?P<path>[^@]*)@(?P<query>[\w\[\]%.~;-]+=.*)", re.DOTALL)
_ADDED = (".html", ".htm")
_INDEXES = ("index.html", "index.htm")
_PROTOCOLS = ("http", "https")
_SAFE = "!$&'()*+,;=:@/~%[]"


class MirrorUrls:
    """The URLs of the files below a folder.

    Args:
        root: the folder.
        files: all files in it.
        home_url: the portal's home, whose scheme its own host has.
        base: the URL of ``root``, if a person knows it.
        wants: whether a URL is an article of the portal.
        known: URLs of pages that the portal has.
    """

    def __init__(
        self,
        root: Path,
        files: Collection[Path],
        *,
        home_url: str,
        base: str | None = None,
        wants: Callable[[str], bool] = lambda _: False,
        known: Collection[str] = (),
    ) -> None:
        self._root = root
        self._files = frozenset(files)
        self._home = urlsplit(home_url)
        self._base = base if base is None or base.endswith("/") else f"{base}/"
        self._wants = wants
        self._known = known

    def has(self, file: Path) -> bool:
        """Whether the folder has this file."""
        return file in self._files

    def first_copy(self, file: Path) -> Path:
        """The file of which one is a further copy: ``page.html.1`` of ``page.html``."""
        found = _NUMBERED.fullmatch(file.name)
        first = file.with_name(found["name"]) if found else file
        return first if first in self._files else file

    def url_of(self, file: Path) -> str | None:
        """The URL that place and name of a file tell; None if they tell nothing."""
        place = self._place(self.first_copy(file))
        if place is None:
            return None
        begin, parts = place
        path, query = _path_and_query(parts[-1])
        folder = "/".join(parts[:-1])
        names = [*self._names(path, has_query=query is not None)]
        urls = [_joined(begin, folder, name, query) for name in names]
        return next((url for url in urls if self._wants(url)), urls[0])

    def _names(self, name: str, *, has_query: bool) -> Iterator[str]:
        """What a page may have been called whose file has this name; the likeliest first."""
        if name.lower() in _INDEXES:
            yield ""
        elif name.lower().endswith(_ADDED) and self._adds_suffix:
            yield name[: name.rindex(".")]
        yield name

    def _place(self, file: Path) -> tuple[str, list[str]] | None:
        """The URL of the folder to which the names that follow belong, and these names."""
        below = [*PurePosixPath(file.relative_to(self._root)).parts]
        if self._base is not None:
            return self._base, below
        above = [*self._root.absolute().parts]
        if self._root == file:  # a single file that was named
            above, below = above[:-1], [file.name]
        hosts = [
            (above[-1:] + below if number < 0 else below, max(number, 0))
            for number in range(-1, len(below) - 1)
            if _HOST.fullmatch((above[-1] if number < 0 else below[number]).lower())
        ]
        found = None
        for parts, at in hosts:
            begin = self._origin(parts[at], parts[at - 1] if at else "")
            rest = parts[at + 1 :]
            if replay_at(begin + "/".join(rest)):
                return begin, rest
            is_ours = bare_host(begin) == bare_host(self._home.geturl())
            if found is None or (is_ours and not found[2]):
                found = begin, rest, is_ours
        if found is not None:
            return found[:2]
        for at in range(len(above) - 2, 0, -1):  # a folder inside the host's
            name = above[at].lower()
            if _HOST.fullmatch(name) and bare_host(f"//{name}") == bare_host(self._home.geturl()):
                return self._origin(above[at], ""), [*above[at + 1 :], *below]
        return None

    def _origin(self, name: str, above: str) -> str:
        host = ascii_host(name.replace("+", ":").rpartition(":")[0] or name)
        port = name.replace("+", ":").rpartition(":")[2] if re.search(r"[:+]\d+$", name) else ""
        scheme = above if above in _PROTOCOLS else self._home.scheme or "https"
        return f"{scheme}://{host}{':' + port if port else ''}/"

    @cached_property
    def _adds_suffix(self) -> bool:
        """Whether ``.html`` was added to names, as ``wget -E`` does to pages without it.

        So it is if a page with a query was called without it (``page?id=7.html``), or one that the
        portal is known to have. A page that is there without ``.html`` says that it was not.
        """
        names = {file.name for file in self._files}
        bare = 0
        for name in names:
            path, query = _path_and_query(name)
            if query is not None and name.lower().endswith(_ADDED):
                bare += 1 if not path.lower().endswith(_ADDED) else -1
        if bare > 0:
            return True
        paths = {PurePosixPath(file).as_posix() for file in self._files}
        for url in self._known:
            path = urlsplit(url).path.rstrip("/")
            if path and not path.lower().endswith(_ADDED):
                if any(each.endswith(path) for each in paths):
                    return False
                if any(each.endswith(path + ".html") for each in paths):
                    return True
        return False

    # -- links between files -----------------------------------------------------------------------

    def target(self, file: Path, reference: str) -> Path | None:
        """The file that a relative reference in a page leads to; None if it leads to none."""
        reference = reference.partition("#")[0]
        if not reference or reference.startswith(("/", "?")) or ":" in reference.split("/")[0]:
            return None
        for name in dict.fromkeys((unquote(reference), reference)):
            found = Path(_normal(f"{file.parent.as_posix()}/{name}"))
            for each in (found, found / "index.html"):
                if each in self._files:
                    return each
        return None


def _normal(path: str) -> str:
    """A path without ``.`` and ``..``; no link of the file system is followed."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept and kept[-1] not in ("", ".."):
            kept.pop()
        elif part not in (".",) and (part or not kept):
            kept.append(part)
    return "/".join(kept)


def _path_and_query(name: str) -> tuple[str, str | None]:
    """The two halves of a file's name; wget writes ``@`` for ``?`` where Windows may read it.

    What ``-E`` added behind the query is taken away.
    """
    path, mark, query = name.partition("?")
    if not mark:
        found = _WINDOWS_QUERY.fullmatch(name)
        if found is None:
            return name, None
        path, query = found["path"], found["query"]
    for suffix in _ADDED:
        query = query.removesuffix(suffix)
    return path, query


def _joined(begin: str, folder: str, name: str, query: str | None) -> str:
    path = quote(f"{folder}/{name}" if folder else name, safe=_SAFE)
    # "https:/www…" in the path is a URL whose slashes the file system has joined.
    url = urljoin(begin, "./" + path) if ":" in path else begin + path
    return f"{url}?{quote(query, safe=_SAFE + '?')}" if query is not None else url
