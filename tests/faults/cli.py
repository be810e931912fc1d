"""What stands in spiders/ and on the command line, and what pages write on terminals."""

from __future__ import annotations

from pathlib import Path

from crawler.archive import Archive
from crawler.demo import DemoServer
from tests.crash.crawling import run_command
from tests.faults.table import Fault, Result


def _update_beside_strangers(folder: Path) -> Result:
    """``scrapy update`` where spiders/ holds a portal, plain spiders, and a broken file."""
    with DemoServer(articles=3) as server:
        code, said = run_command(
            folder, "update", "-s", "SPIDER_MODULES=tests.commands.strangers", "-s",
            f"CONNECT_TO={server.connect_to}", "-s", "DOWNLOAD_DELAY=0", "-s", "LOG_LEVEL=WARNING",
            "-s", "AUTOTHROTTLE_ENABLED=0",
        )  # fmt: skip
    assert "Traceback" not in said
    for file in ("plain.py: plainspider", "plain.py: crawling", "unfinished.py: base"):
        assert f"strangers/{file} is passed over" in said
    with Archive(folder / "archive.db") as archive:
        return Result(code, said, archive.db.table("articles").count)


ROWS = [
    Fault(
        "plain spiders and a file that does not import beside a portal",
        _update_beside_strangers,
        stored=3,
        said="broken: tests/commands/strangers/broken.py cannot be imported: line 3: ModuleNotFo",
        code=1,
    ),
]
