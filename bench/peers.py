"""``extract`` next to readers that are no dependencies of ours, each on the same pages.

They live in ``.venv-peers``, which ``make bench`` sets up; without it nothing is compared.
"""

from __future__ import annotations

import json
import math
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.layouts import rate, stored_pages
from crawler.layouts import extract

PYTHON = Path(__file__).parent.parent / ".venv-peers" / "bin" / "python"


def rows() -> Iterator[tuple[str, float, str]]:
    """All by CPU time, in turns of three rounds."""
    if not PYTHON.exists():
        yield "extract to other readers", math.nan, ".venv-peers is not there"
        return
    pages = [(html.decode("utf-8", "replace"), url) for html, url in stored_pages()]
    ours = rate([(html.encode(), url) for html, url in pages], lambda html, url: extract(html, url))
    yield "extract", ours, "pages/s"
    for peer, theirs in _measured(pages).items():
        if isinstance(theirs, str):
            yield f"extract to {peer}", math.nan, theirs
            continue
        yield peer, theirs, "pages/s"
        yield f"extract to {peer}", ours / theirs, "times"


def _measured(pages: list[tuple[str, str]]) -> dict[str, float | str]:
    script = Path(__file__).with_name("peer_process.py")
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for number, (html, url) in enumerate(pages):
            Path(folder, f"{number}.html").write_text(html, "utf-8")
            lines.append(json.dumps({"file": f"{number}.html", "url": url}))
        Path(folder, "pages.jsonl").write_text("\n".join(lines), "utf-8")
        done = subprocess.run(
            [str(PYTHON), "-P", str(script), folder], capture_output=True, text=True, check=True
        )
    measured: dict[str, float | str] = json.loads(done.stdout.splitlines()[-1])
    return measured
