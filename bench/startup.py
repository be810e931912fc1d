"""CPU a command takes before it does anything: what a person waits for, and cron pays for."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.process import run

ROUNDS = 3
_ROOT = Path(__file__).parent.parent
_COMMANDS = _ROOT / "crawler" / "commands"


def rows() -> Iterator[tuple[str, float, str]]:
    """Scrapy outside of a project, ``--help`` of every command, and a page read from a file.

    Each is the best of a few rounds.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield "scrapy version --help, of no project", _best(["version", "--help"], folder), "s"
    ours = sorted(
        path.stem for path in _COMMANDS.glob("*.py") if "class Command" in path.read_text("utf-8")
    )
    helped = {name: _best([name, "--help"]) for name in ("version", *ours)}
    for name, seconds in helped.items():
        yield f"scrapy {name} --help", seconds, "s"
    yield "slowest --help of a command", max(helped.values()), "s"
    page = min((_ROOT / "tests" / "layouts" / "pages").rglob("*.html"))
    yield "scrapy inspect FILE", _best(["inspect", str(page)]), "s"


def _best(words: list[str], folder: str = str(_ROOT)) -> float:
    command = [sys.executable, "-m", "scrapy", *words]
    return min(run(command, cwd=folder).cpu for _ in range(ROUNDS))
