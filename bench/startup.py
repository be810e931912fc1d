"""CPU a command takes before it does anything: what a person waits for, and cron pays for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.process import run

ROUNDS = 3
_COMMANDS = Path(__file__).parent.parent / "crawler" / "commands"


def rows() -> Iterator[tuple[str, float, str]]:
    """``--help`` of every command of ours, the best of a few rounds, and of Scrapy's shortest."""
    ours = sorted(
        path.stem for path in _COMMANDS.glob("*.py") if "class Command" in path.read_text("utf-8")
    )
    for name in ("version", *ours):
        yield f"scrapy {name} --help", min(_cpu(name) for _ in range(ROUNDS)), "s"


def _cpu(command: str) -> float:
    return run([sys.executable, "-m", "scrapy", command, "--help"], cwd=".").cpu
