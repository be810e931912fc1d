"""CPU a command takes before it does anything: what a person waits for, and cron pays for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.process import run

_ROOT = Path(__file__).parent.parent
_COMMANDS = _ROOT / "crawler" / "commands"
_PAGE = "tests/layouts/pages/clusterplattform/all_in_h1.html"


def rows() -> Iterator[tuple[str, float, str]]:
    """``--help`` of every command of ours and of Scrapy's shortest; and one that does something."""
    ours = sorted(
        path.stem for path in _COMMANDS.glob("*.py") if "class Command" in path.read_text("utf-8")
    )
    slowest = 0.0
    for name in ("version", *ours):
        spent = _cpu(name, "--help")
        yield f"scrapy {name} --help", spent, "s"
        slowest = max(slowest, spent)
    yield "the slowest --help", slowest, "s"
    yield "scrapy inspect FILE", _cpu("inspect", _PAGE), "s"


def _cpu(*arguments: str) -> float:
    return run([sys.executable, "-m", "scrapy", *arguments], cwd=str(_ROOT)).cpu
