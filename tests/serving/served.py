"""`scrapy serve` on loopback, for tests that look at its pages."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import forked


@contextmanager
def served(path: Path, *options: str) -> Iterator[str]:
    """`scrapy serve` over the archive at ``path``, and its address (without the base URL)."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        server = forked.start(
            ["serve", "--port", "0", *options, "-s", f"ARCHIVE_PATH={path}"], output
        )
        try:
            said = ""
            while not (found := re.match(r"(http://[^/]+)/\S* serves", said)):
                assert server.is_alive(), said
                time.sleep(0.02)
                said = output.read_text("utf-8") if output.exists() else ""
            yield found[1]
        finally:
            server.terminate()
            server.join(20)
