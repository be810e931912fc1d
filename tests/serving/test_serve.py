"""`scrapy serve`, as it is typed."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from crawler.archive import Archive
from tests.conftest import ROOT, run_scrapy
from tests.serving.served import served


@pytest.mark.parametrize(
    ("arguments", "said", "exit_code"),
    [
        (("nonsense",), "takes options only", 2),
        (("--port", "70000"), "70000 is no port", 2),
        (("--base-url", "archiv"), "has to begin and end with /", 2),
        (("-s", "ARCHIVE_PATH=nowhere.db"), "nowhere.db", 1),
        (("-s", "ARCHIVE_PATH=README.md"), "README.md is no archive", 1),
    ],
)
def test_what_cannot_be_served_is_refused_in_a_sentence(arguments, said, exit_code):
    done = run_scrapy("serve", *arguments)
    assert said in done.stderr
    assert done.returncode == exit_code
    assert done.stdout == ""


def test_a_port_that_is_taken_is_said(archive_path):
    with Archive(archive_path):
        pass
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run_scrapy("serve", "--port", port, "-s", f"ARCHIVE_PATH={archive_path}")
    assert f"127.0.0.1:{port} cannot be listened on" in done.stderr
    assert done.returncode == 1


_AS_SOMEONE_ELSE = """
import os, sys
from pathlib import Path
from crawler.publishing.datasette.opening import UnreadableError, check_readable
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
try:
    check_readable(Path(sys.argv[1]))
except UnreadableError as error:
    print(error)
"""


def test_a_folder_without_write_permission_is_explained():
    """To read a WAL archive that nobody has open, SQLite makes a file beside it."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "archive.db"
        with Archive(path):
            pass
        path.parent.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", _AS_SOMEONE_ELSE, str(path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        path.parent.chmod(0o755)
    assert "needs write permission on the folder" in done.stdout, done.stderr
    assert "VACUUM INTO" in done.stdout


def test_pages_behind_a_proxy_lead_to_where_the_proxy_is(archive_path):
    with Archive(archive_path):
        pass
    with (
        served(archive_path, "--base-url", "/archiv/") as address,
        urllib.request.urlopen(f"{address}/archiv/") as answer,
    ):
        page = answer.read().decode()
    assert 'href="/archiv/archive/articles"' in page
    assert 'href="/archiv/clusterarchiv/pages.css"' in page
    assert 'href="/archive' not in page
