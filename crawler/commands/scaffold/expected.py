"""What is expected of a stored page: the fields of its article in a JSON file beside it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crawler.layouts import read_page

if TYPE_CHECKING:
    from crawler.items import Article

CHECKED: Final = "checked"
"""In a new file this is false until a person has read it and takes the line out."""

_NOT_EXPECTED = {"provenance", "fetched_url", "capture", "captured_at", "aliases", "dates"}


def fields(article: Article) -> dict[str, Any]:
    """The fields of an article that have a value, as JSON has them."""
    return {
        name: value
        for name, value in asdict(article).items()
        if name not in _NOT_EXPECTED and value not in (None, [], {})
    }


def write_expected(page: Path, url: str) -> Path:
    """Write what the layouts read of a stored page now, and return the file.

    A new file says that nobody has checked it; one that is written again keeps what it says.
    """
    path = page.with_suffix(".json")
    unchecked = not path.exists() or json.loads(path.read_text("utf-8")).get(CHECKED) is False
    found = ({CHECKED: False} if unchecked else {}) | fields(read_page(page.read_bytes(), url))
    path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
