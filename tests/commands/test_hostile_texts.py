"""Texts, names of files and arguments that a terminal or Rich would obey, as printed."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive import Archive, Portal
from crawler.archive.database import now, utc_text
from crawler.items import Article, Capture
from crawler.publishing.search.definition import Search
from crawler.publishing.watches.checking import add_watch, check_watch
from tests import forked

MARKUP = "[bold]x[/] [/] [/red] [link=https://e.example]y[/link] :smile: [red"
ESCAPES = "\x1b[31mrot\x1b]0;evil\x07\x9b2J\r\b\u202e\u2066"
HOSTILE = f"{MARKUP} {ESCAPES}"
NAME = "[red]x\x1b[31m\u202e"
"""Of a file."""
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
BODY = " ".join(
    f"Der Verband {n} berichtet über Wasser im Tal und Fördermittel." for n in range(40)
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two portals tell one story; of all that is printed, each text is hostile."""
    path = tmp_path_factory.mktemp("hostile") / "archive.db"
    moment = now()
    with Archive(path) as opened:
        with opened.transaction():
            watch = add_watch(opened.db.conn, "wasser", Search(), (), utc_text(moment))
        for portal in ("demo_cluster", "demo_kooperation"):
            run = opened.begin_run(portal, HOSTILE, Portal(portal, HOSTILE, "https://e.example/"))
            url = f"https://{portal}.example/{MARKUP.replace(' ', '')}"
            capture = Capture(url, moment, moment, status=200, source="live", digest="sha1:A")
            article = Article(
                url, title=HOSTILE, body=BODY, kicker=HOSTILE, portal=portal, capture=capture,
                captured_at=moment, confidence={"title": 0.1}, kind="nachricht",
            )  # fmt: skip
            opened.store([article], run)
            opened.finish_run(run, HOSTILE, {})
        with opened.transaction():
            check_watch(opened.db.conn, watch, (), utc_text(moment))
    with closing(sqlite3.connect(path)) as db, db:  # as an archive from elsewhere may have it
        db.execute("UPDATE articles SET title = ?, kicker = ?", (HOSTILE, HOSTILE))
        db.execute("UPDATE portals SET title = ?", (HOSTILE,))
    return path


def run(*words: str, wide: bool = True) -> subprocess.CompletedProcess[str]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", "400" if wide else "40")
        return forked.run([*words])


@pytest.mark.parametrize(
    ("words", "shows"),
    [
        (("inspect", "--article", "1"), True),
        (("inspect", "--article", "1", "--story"), False),
        (("inspect", "--doubtful"), False),
        (("stories",), True),
        (("coverage",), False),
        (("health",), False),
        (("doctor",), False),
        (("watch", "list"), False),
        (("export", "--format", "citations"), False),
        (("reextract", "--dry-run"), False),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_no_command_obeys_a_title(archive, words, shows):
    done = run(*words, "-s", f"ARCHIVE_PATH={archive}", "-s", f"WARC_DIR={archive.parent}")
    assert "Traceback" not in done.stderr
    assert not UNSAFE.search(done.stdout), done.stdout
    assert not UNSAFE.search(done.stderr), done.stderr
    if shows:
        assert "[bold]x[/]" in done.stdout
        assert "\\x1b[31m" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("inspect", f"/{NAME}"),
        ("inspect", f"--{NAME}"),
        ("inspect", "--article", NAME),
        ("crawl", NAME),
        ("crawl", "demo_cluster", "-a", f"source=warc:/{NAME}"),
        ("crawl", "demo_cluster", "-a", f"{NAME}=1"),
        ("runspider", f"{NAME}.py"),
        ("export", "--format", NAME),
        ("export", "--format", "csv", "--output", f"/nowhere/{NAME}"),
        ("doctor", "-s", f"ARCHIVE_PATH=/{NAME}"),
        ("merge", f"/{NAME}", f"/{NAME}2"),
        ("serve", "--port", NAME),
        ("serve", "-s", f"ARCHIVE_PATH=/{NAME}"),
        ("watch", "add", NAME),
        ("backup", f"/nowhere/{NAME}"),
        ("forget", NAME),
        ("list", "-s", f"{NAME}=1"),
        ("list", "--pidfile", f"/nowhere/{NAME}"),
        ("update", NAME),
    ],
    ids=lambda words: words[0],
)
def test_no_command_obeys_what_was_typed_or_a_file_is_called(words):
    done = run(*words)
    assert done.returncode
    assert not UNSAFE.search(done.stdout + done.stderr), done.stdout + done.stderr


def test_files_whose_names_are_hostile_are_named_in_escapes(tmp_path):
    page = tmp_path / f"{NAME}.html"
    page.touch()
    done = run("inspect", str(page))
    assert done.returncode == 1
    assert "[red]x\\x1b[31m\\u202e.html" in done.stderr


def test_an_error_of_ours_is_printed_in_escapes(tmp_path, capsys):
    import sys

    from crawler.terminal import printing

    with printing():
        pass
    try:
        raise ValueError(HOSTILE)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "[bold]x[/]" in said
    assert not UNSAFE.search(said)
