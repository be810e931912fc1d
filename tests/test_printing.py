"""Printing on terminals of other encodings, into pipes nobody reads, and on full disks."""

from __future__ import annotations

import io
import json
import os
from contextlib import contextmanager, redirect_stdout

import pytest

from crawler.console import console
from crawler.terminal import OutputError, encodable, printing, say, say_json


class Terminal(io.TextIOWrapper):
    """Standard output of some encoding, whose bytes can be looked at."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding, write_through=True)

    @property
    def bytes(self) -> bytes:
        return self.buffer.getvalue()


@pytest.fixture(params=["ascii", "latin-1", "cp1252", "iso-8859-15", "utf-8"])
def terminal(request):
    return Terminal(request.param)


@contextmanager
def printing_to(stream):
    """Not a fixture's: pytest puts its own standard output in place before a test begins."""
    with redirect_stdout(stream), printing():
        yield


TEXT = "Grüße → „Förderung“ für 3 € …"


def test_what_an_encoding_lacks_is_said_in_ascii(terminal):
    with printing_to(terminal):
        say(TEXT)
    line = terminal.bytes.decode(terminal.encoding)
    assert line == f"{encodable(TEXT, terminal.encoding)}\n"
    assert line.startswith("Gr\\xfc\\xdfe" if terminal.encoding == "ascii" else "Grüße")


def test_signs_have_words_and_letters_are_escaped():
    assert encodable("a → b … ▁█ › é \U0001f600", "ascii") == r"a -> b ... 18 > \xe9 \U0001f600"


def test_json_is_utf_8_or_ascii_and_means_the_same(terminal):
    with printing_to(terminal):
        say_json({"title": TEXT + "\U0001f600\udce4"})
    assert json.loads(terminal.bytes)["title"] == TEXT + "\U0001f600\udce4"
    assert terminal.encoding == "utf-8" or terminal.bytes.isascii()


def test_tables_keep_their_columns(terminal):
    from rich.table import Table

    table = Table("portal", "curve")
    table.add_row("Müller → Söhne", "▁▂█")
    with printing_to(terminal):
        console(width=60).print(table)
    lines = terminal.bytes.decode(terminal.encoding).splitlines()
    assert len({len(line) for line in lines}) == 1


@contextmanager
def opened(descriptor):
    stream = os.fdopen(descriptor, "w", buffering=1)
    try:
        yield stream
    finally:
        stream.close()


def test_a_reader_that_has_gone_ends_nothing():
    reading, writing = os.pipe()
    os.close(reading)
    done = []
    with opened(writing) as stream, printing_to(stream):
        say("to nobody")
        console().print("nor this")
        done.append("what comes behind")
    assert done


def test_output_lost_on_a_full_disk_is_told_when_the_work_is_done():
    done = []

    def work():
        with opened(os.open("/dev/full", os.O_WRONLY)) as stream, printing_to(stream):
            say("lost")
            console().print("this, too")
            done.append("what comes behind")

    with pytest.raises(OutputError, match="No space left on device"):
        work()
    assert done


def test_a_closed_stdout_is_no_matter():
    with printing_to(None):
        say("to nobody")
        console().print("nor this")
