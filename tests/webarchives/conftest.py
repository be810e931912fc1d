"""A real pywb over a collection of the demo portal."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT

PYWB = ROOT / ".venv-pywb" / "bin"


class Replay:
    """A pywb at work: its collection's address and its log of requests."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/muster/"
        self.log: list[str] = []


def wait_for(port: int) -> None:
    """Return when something listens."""
    for _ in range(200):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


@contextmanager
def pywb(home: Path, warc: Path) -> Iterator[Replay]:
    """Serve a WARC file."""
    if not (PYWB / "wayback").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("pywb is missing: make test installs it")
        pytest.skip("pywb is not installed: make test installs it")
    home.mkdir()
    for command in (["init", "muster"], ["add", "muster", str(warc)]):
        subprocess.run([PYWB / "wb-manager", *command], cwd=home, check=True, capture_output=True)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [PYWB / "wayback", "--bind", "127.0.0.1", "--port", str(port)],
        cwd=home, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with server:
        try:
            assert any("Starting Gevent Server" in line for line in server.stderr)
            replay = Replay(port)
            reading = threading.Thread(target=lambda: replay.log.extend(server.stderr), daemon=True)
            reading.start()
            wait_for(port)  # what it prints, it prints before it listens
            yield replay
        finally:
            server.terminate()
