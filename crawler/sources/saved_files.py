"""Files of a folder of saved pages: pages, what stands beside them, and what is not read here."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.left_out import Reason
from crawler.sources.mirror import PAGE_SUFFIXES
from crawler.webarchives.saved_page import looks_like_page

if TYPE_CHECKING:
    from crawler.sources.mirror import MirrorUrls

FILE_MAX = 512 * 1024 * 1024
"""Maximum size of a file in bytes; HAR files of long sessions have 100 MB."""
SNIFFED = 64 * 1024
"""Bytes at the beginning of a file that tell what it is."""
ORIGINAL = ".orig"
"""Ending of what wget was sent, beside the page whose links it converted."""
HEADERS = (".headers", ".header", ".hdr")
"""Endings of files with a response's header fields."""
_BESIDE = (
    ".css", ".js", ".mjs", ".map", ".json", ".jsonld", ".xml", ".rss", ".atom", ".txt", ".csv",
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff",
    ".woff", ".woff2", ".ttf", ".otf", ".eot", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt",
    ".pptx", ".odt", ".ods", ".mp3", ".mp4", ".m4a", ".webm", ".ogg", ".avi", ".mov", ".swf",
    ".ics", ".vcf", ".manifest", ".webmanifest", ".log", ".md", ".sqlite3", *HEADERS,
)  # fmt: skip
_REFUSED = {
    ".maff": "MAFF, which no program writes any more: unzip it, and read the folder",
    ".zip": "a ZIP file: unpack it, and read the folder",
    ".tar": "a tar file: unpack it, and read the folder",
    ".tgz": "a tar file: unpack it, and read the folder",
    ".tar.gz": "a tar file: unpack it, and read the folder",
    ".7z": "a 7-Zip file: unpack it, and read the folder",
    ".rar": "a RAR file: unpack it, and read the folder",
    ".zim": "a ZIM file, which is not read",
    ".chm": "a CHM file, which is not read",
    ".warc": "a WARC file: -a source=warc:PATH reads it",
    ".warc.gz": "a WARC file: -a source=warc:PATH reads it",
    ".warc.zst": "a WARC file: -a source=warc:PATH reads it",
    ".wacz": "a WACZ package: -a source=warc:PATH reads it",
    ".arc": "an ARC file: -a source=warc:PATH reads it",
    ".arc.gz": "an ARC file: -a source=warc:PATH reads it",
}
"""Endings of what looks like a kept portal and is read otherwise or not at all, and the reason."""
_HTTRACK = re.compile(
    r"(?:^|/)(?:hts-cache/.*|hts-log\.txt|hts-stop\.lock|backblue\.gif|fade\.gif|cookies\.txt)$"
)
BESIDE_FOLDER = re.compile(r"(.+?)(?:_files|-files|_fichiers|[-_]Dateien|-filer|_archivos)")
"""Where browsers put a page's images, in the languages of our readers: ``Seite-Dateien/``."""


def refusal(file: Path) -> str | None:
    """What a file is that is not read here, and what to do with it; None for all others."""
    name = file.name.lower()
    return next((why for suffix, why in _REFUSED.items() if name.endswith(suffix)), None)


def why_no_page(file: Path, urls: MirrorUrls) -> Reason:
    """The reason why a file that is no page is left out."""
    if refusal(file):
        return Reason.UNKNOWN_FILE
    if _stands_beside_pages(file):
        return Reason.BESIDE_FILE
    beside = urls.url_of(file)
    if beside and urlsplit(beside).path.lower().endswith(_BESIDE):  # style.css?v=3
        return Reason.BESIDE_FILE
    if path_suffix(file.name.lower()) in PAGE_SUFFIXES:
        return Reason.UNREADABLE_FILE
    return Reason.UNKNOWN_FILE


def is_page(file: Path) -> bool:
    """True if a file begins like a page, or is named like one and may be one."""
    if _stands_beside_pages(file):
        return False
    if refusal(file):
        return False
    with file.open("rb") as opened:
        begin = opened.read(SNIFFED)
    if begin[:2] == b"\x1f\x8b":
        begin = unpacked(file)[:SNIFFED]
    if looks_like_page(begin):
        return True
    name = file.name.lower()
    is_named = path_suffix(name) in PAGE_SUFFIXES or name.endswith(ORIGINAL)
    return is_named and b"\0" not in begin[:1000] and b"<" in begin


def can_be_page(file: Path) -> bool:
    """As ``is_page``; what cannot be read is told when its turn comes."""
    try:
        return is_page(file)
    except (OSError, EOFError, zlib.error):
        return False


def is_beside(file: Path, urls: MirrorUrls) -> bool:
    """True if a browser saved the file as a part of another page: a frame."""
    for folder in file.parents:
        found = BESIDE_FOLDER.fullmatch(folder.name)
        if found and any(urls.has(folder.with_name(found[1] + suffix)) for suffix in PAGE_SUFFIXES):
            return True
    return False


def _stands_beside_pages(file: Path) -> bool:
    name = file.name.lower()
    return (
        name.endswith(_BESIDE)
        or name.startswith(".")
        or _HTTRACK.search(file.as_posix()) is not None
    )


def path_suffix(name: str) -> str:
    """The suffix of a name, before its query if it has one."""
    return Path(name.partition("?")[0].removesuffix(ORIGINAL)).suffix


def unpacked(file: Path) -> bytes:
    """What is in a file, unpacked if it is gzipped."""
    with file.open("rb") as opened:
        packed = opened.read(2) == b"\x1f\x8b"
    if not packed:
        return file.read_bytes()
    with gzip.open(file) as opened:
        return opened.read(FILE_MAX)
