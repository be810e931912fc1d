"""A real pywb on loopback, in an environment of its own beside the project's."""

from __future__ import annotations

import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT

_BIN = ROOT / ".venv-pywb" / "bin"
_COLLECTION = "muster"
_PAYLOAD = re.compile(r'"GET (\S+id_/\S+) ')


class Replay:
    """A pywb at work: its collection's address and folder, and its log of requests."""

    def __init__(self, port: int, home: Path) -> None:
        self.url = f"http://127.0.0.1:{port}/{_COLLECTION}/"
        self.folder = home / "collections" / _COLLECTION
        self.log: list[str] = []

    def payloads(self, since: int = 0) -> list[str]:
        """The paths of captures it was asked to give as they were, from a line of the log on."""
        return [match[1] for line in self.log[since:] if (match := _PAYLOAD.search(line))]


@contextmanager
def pywb(home: Path, added: Path, *options: str) -> Iterator[Replay]:
    """Serve a WARC file, or what else ``wb-manager add`` takes, as a collection."""
    if not (_BIN / "wayback").exists():
        pytest.skip("pywb is missing: make test installs it")
    home.mkdir()
    for command in (["init", _COLLECTION], ["add", _COLLECTION, str(added), *options]):
        subprocess.run([_BIN / "wb-manager", *command], cwd=home, check=True, capture_output=True)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:  # pywb tells not which it took
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [_BIN / "wayback", "--bind", "127.0.0.1", "--port", str(port)],
        cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with server:
        try:
            assert any("Starting Gevent Server" in line for line in server.stderr)
            replay = Replay(port, home)
            reading = threading.Thread(target=lambda: replay.log.extend(server.stderr), daemon=True)
            reading.start()
            _wait_for(port)  # what it prints, it prints before it listens
            yield replay
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")
