"""The file of a new spider: about fifteen lines, formatted as ruff would."""

from __future__ import annotations

import json
import keyword
import re
from typing import TYPE_CHECKING, Final

from crawler.commands.scaffold.look import FAMILIES

if TYPE_CHECKING:
    from crawler.commands.scaffold.look import NewPortal

_BASES: Final = {"gsb": "GsbSpider", "typo3": "Typo3Spider"}
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_NAME_MAX: Final = 40
_WIDTH: Final = 100


def why_no_name(name: str) -> str | None:
    """What is wrong with ``name`` for a spider and its module, or None."""
    if not _NAME.fullmatch(name) or len(name) > _NAME_MAX:
        return (
            f"{name!r} is no name for a spider: up to {_NAME_MAX} small letters, digits and "
            "underscores, a letter first, such as musterportal or amt_musterstadt"
        )
    if keyword.iskeyword(name):
        return f"{name!r} is a word of Python and cannot be a module"
    return None


def spider_source(portal: NewPortal) -> str:
    """The Python source of a portal's spider."""
    base = _BASES[portal.cms]
    attributes = [
        f"    name = {_text(portal.name)}",
        f"    title = {_text(portal.title)}",
        f"    home_url = {_text(portal.home_url)}",
        _urls("lists", portal.lists),
        _urls("feeds", portal.feeds),
        _pattern(portal.article_path),
    ]
    body = "\n".join(line for line in attributes if line)
    return f'''"""{_prose(portal.title)}: {FAMILIES[portal.cms]}."""

from spiders.{portal.cms} import {base}


class {_class_name(portal.name)}({base}):
    """Articles of {_prose(portal.title)}."""

{body}
'''


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _text(value: str) -> str:
    """A string literal with double quotes; every escape of JSON is one of Python."""
    return json.dumps(value, ensure_ascii=False)


def _prose(text: str) -> str:
    """``text`` as a docstring can hold it."""
    return text.replace("\\", "/").replace('"', "'")


def _urls(name: str, urls: tuple[str, ...]) -> str:
    if not urls:
        return ""
    line = f"    {name} = ({_text(urls[0])},)"
    if len(urls) == 1 and len(line) <= _WIDTH:
        return line
    entries = "".join(f"        {_text(url)},\n" for url in urls)
    return f"    {name} = (\n{entries}    )"


def _pattern(pattern: str) -> str:
    value = 'r"' + pattern.replace('"', r"\x22") + '"'
    line = f"    article_path = {value}"
    return line if len(line) <= _WIDTH else f"    article_path = (\n        {value}\n    )"
