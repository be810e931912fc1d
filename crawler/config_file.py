"""``clusterarchiv.toml``: what else would be ``-s`` options, checked with the line of each mistake.

docs/settings.md describes the file. A setting in it is stronger than one of the project, weaker
than ``custom_settings`` of a spider and than ``-s``.
"""

from __future__ import annotations

import os
import re
import tomllib
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy.settings import SETTINGS_PRIORITIES, default_settings
from scrapy.utils.conf import closest_scrapy_cfg

from crawler import NAME
from crawler import settings as our_settings
from crawler.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrapy.settings import BaseSettings

FILE: Final = f"{NAME}.toml"
PRIORITY: Final = (SETTINGS_PRIORITIES["project"] + SETTINGS_PRIORITIES["spider"]) // 2
"""Scrapy's priority of what the file says."""
PATHS: Final = ("ARCHIVE_PATH", "WARC_DIR", "SPIDERS_DIR")
"""Ours that are relative to the file, or to the project's root, unless ``-s`` gives them."""

_KEYS: Final[dict[tuple[str, ...], str]] = {
    ("archive",): "ARCHIVE_PATH",
    ("captures",): "WARC_DIR",
    ("contact",): "CONTACT",
    ("portals",): "PORTALS",
    ("spiders",): "SPIDERS_DIR",
    ("notify", "command"): "HEALTH_COMMAND",
    ("notify", "webhook"): "HEALTH_WEBHOOK",
    ("notify", "mail_to"): "HEALTH_MAIL_TO",
    ("notify", "mail_from"): "MAIL_FROM",
    ("notify", "mail_host"): "MAIL_HOST",
    ("notify", "mail_port"): "MAIL_PORT",
    ("notify", "mail_user"): "MAIL_USER",
    ("notify", "mail_pass"): "MAIL_PASS",
    ("notify", "mail_tls"): "MAIL_TLS",
    ("notify", "mail_ssl"): "MAIL_SSL",
    ("watches", "command"): "WATCH_COMMAND",
    ("watches", "webhook"): "WATCH_WEBHOOK",
    ("watches", "mail_to"): "WATCH_MAIL_TO",
}
"""The file's own words for settings; all others stand in its table ``settings``, by their names."""
_OTHERS: Final = "settings"
_PLACE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)")


class ConfigError(Exception):
    """The file cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What the file says: values by the names of settings, and where each of them stands."""

    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each setting the keys that lead to it."""

    def place(self, name: str) -> str:
        """``clusterarchiv.toml, line 4: captures`` of a setting that the file has."""
        keys = self.keys[name]
        return f"{place_of(self.path, keys)}: {'.'.join(keys)}"


def find_config(given: str | None) -> Path | None:
    """The file that was named, or else the one in this folder or in the project's root."""
    if given is not None:
        return Path(given)
    root = project_root()
    folders = (Path(), *([root] if root else []))
    return next((folder / FILE for folder in folders if (folder / FILE).exists()), None)


def project_root() -> Path | None:
    """The folder with the ``scrapy.cfg``, here or above, of the project whose settings are used.

    None outside, and in a project of somebody else's.
    """
    cfg = closest_scrapy_cfg()
    if not cfg:
        return None
    parser = ConfigParser()
    parser.read(cfg)
    project = os.environ.get("SCRAPY_PROJECT", "default")
    module = parser.get("settings", project, fallback=None)
    return Path(cfg).parent if module == os.environ.get("SCRAPY_SETTINGS_MODULE") else None


def read_config(path: Path) -> ConfigFile:
    """Read the file. Raises ConfigError for what is no TOML, no key, or told twice."""
    try:
        text = path.read_text("utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not in UTF-8: {error.reason} at byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_no_toml(path, text, str(error))) from None
    found = ConfigFile(path)
    for keys, value in _leaves(tables):
        name = _KEYS.get(keys) or (keys[1] if keys[0] == _OTHERS and len(keys) == 2 else None)
        if name is None:
            raise ConfigError(f"{place_of(path, keys)}: {_unknown(keys)}")
        if name in found.keys:
            raise ConfigError(
                f"{place_of(path, keys)}: {'.'.join(keys)} is told already, by "
                f"{'.'.join(found.keys[name])}"
            )
        found.values[name], found.keys[name] = value, keys
        if wanted := _wanted_type(name, value):
            raise ConfigError(f"{found.place(name)} = {_shown(value)}: {wanted}")
    return found


def apply_config(config: ConfigFile, settings: BaseSettings) -> None:
    """Set what the file says; relative paths begin at its folder."""
    folder = config.path.parent
    for name, value in config.values.items():
        if name in PATHS and value and folder.resolve() != Path.cwd():
            value = str(folder / value)
        settings.set(name, value, priority=PRIORITY)


def is_configured(settings: BaseSettings, name: str) -> bool:
    """Whether the file gives a setting, and nothing stronger another value."""
    return settings.getpriority(name) == PRIORITY


def place_of(path: Path, keys: tuple[str, ...]) -> str:
    """``clusterarchiv.toml, line 4``: where in the file a key stands.

    TOML's statements end with a line, so the first lines that are TOML by themselves and have the
    key end with its statement, and it begins behind the longest that have not.
    """
    lines = path.read_text("utf-8").splitlines(keepends=True)
    begin = 0
    for end in range(1, len(lines) + 1):
        try:
            tables: Any = tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        if _has(tables, keys):
            break
        begin = end
    return f"{path}, line {begin + 1}"


def _has(tables: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(tables, dict) or key not in tables:
            return False
        tables = tables[key]
    return True


def _leaves(tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each key of the file, with those of its table before it, and its value."""
    tables_known = {keys[0] for keys in _KEYS if len(keys) > 1} | {_OTHERS}
    for key, value in tables.items():
        if key in tables_known and isinstance(value, dict):
            yield from (((key, below), its) for below, its in value.items())
        else:
            yield (key,), value


def _unknown(keys: tuple[str, ...]) -> str:
    """What is wrong with a key that the file cannot have."""
    *above, typed = keys
    known = [*{each[len(above)] for each in _KEYS if [*each[: len(above)]] == above}]
    if not above:
        known.append(_OTHERS)
    if typed in known:
        return f"{typed} is a table: write [{typed}] above its keys"
    if typed.isupper() and not above:
        return f"{typed} is a setting: write it below [{_OTHERS}]"
    where = f"of [{above[0]}]" if above else "of this file"
    meant = did_you_mean(typed, known) or f": there are {', '.join(sorted(known))}"
    return f"{typed} is no key {where}{meant}"


def _wanted_type(name: str, value: Any) -> str | None:
    """The sentence on a value whose type the setting cannot have; None if nothing is wrong."""
    default = getattr(our_settings, name, getattr(default_settings, name, None))
    if isinstance(default, list):
        listed = value if isinstance(value, list) else [value]
        fits = all(isinstance(each, str) for each in listed)
        return None if fits else 'write a list of texts, as ["one", "two"]'
    if isinstance(default, bool):
        return None if isinstance(value, bool) else "write true or false"
    if isinstance(default, int | float):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return None if is_number else "write a number"
    if isinstance(default, str) or name in _KEYS.values():
        return None if isinstance(value, str) else "write a text, in quotation marks"
    return None


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def _no_toml(path: Path, text: str, error: str) -> str:
    """A sentence on a file that is no TOML, by the message of Python's own reader."""
    place = _PLACE.search(error)
    told = _PLACE.sub("", error)
    if place and place[1]:
        return f"{path}, line {place[1]}: {told}"
    return f"{path}, line {max(1, len(text.splitlines()))}: {told} at the end of the file"
