"""Every setting of ours is described."""

import re
import tomllib
from pathlib import Path

from scrapy.settings import default_settings

from crawler import settings

ROOT = Path(__file__).parents[1]


def test_every_setting_of_ours_is_described_and_nothing_else():
    named = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M)
    described = {name for name in named if not hasattr(default_settings, name)}
    ours = {
        name for name in vars(settings) if name.isupper() and not hasattr(default_settings, name)
    }
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["scrapy-lint"]
    known = {n for n in linted["known-settings"] if not hasattr(default_settings, n)}
    assert ours <= described
    assert described == known
