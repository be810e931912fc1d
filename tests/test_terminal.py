"""Whatever the world writes into a title, a terminal shows it and obeys nothing of it."""

from __future__ import annotations

import io
import json

import pytest
from rich.table import Table
from rich.text import Text

from crawler.console import PlainConsole
from crawler.terminal import as_json, plain, say, say_bytes

HOSTILE = {
    "colour": "\x1b[31mrot\x1b[0m",
    "title of the window": "\x1b]0;evil\x07",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\hier\x1b]8;;\x1b\\",
    "clear the screen": "\x1b[2J\x1b[H",
    "one-byte CSI": "\x9b31m",
    "carriage return": "gut\rböse",
    "backspace": "böse\b\b\b\bgut",
    "bell and null": "\a\0",
    "right to left": "\u202etxt.exe\u202c",
    "isolates": "\u2066a\u2069",
    "line separators": "a\u2028b\u2029c\x85d",
    "tags": "a\U000e0041\U000e007f",
    "no characters": "a\ud800b",
    "byte order mark": "\ufeffa",
}
UNSAFE = set("".join(HOSTILE.values())) - set(filter(str.isprintable, "".join(HOSTILE.values())))
MARKUP = ["[bold]x[/]", "[/]", "[link=https://e.example]x[/link]", "[red", ":smile:", "[@click=q]x"]


def safe(text: str) -> bool:
    return not UNSAFE & set(text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_a_terminal_obeys_is_shown_as_an_escape(text, capsys):
    say(text)
    said = capsys.readouterr().out
    assert safe(said)
    assert said.strip() == plain(text).encode("unicode_escape").decode("ascii").replace(
        "\\\\", "\\"
    ).replace("\\xf6", "ö")


@pytest.mark.parametrize("text", ["Zeile eins\nZeile\tzwei", "schön – „so“ €", "a\u00a0b", "C:\\n"])
def test_what_people_read_stays_as_it_is(text):
    assert plain(text) == text


@pytest.mark.parametrize("text", [*HOSTILE.values(), "schön\u00a0\\"], ids=[*HOSTILE, "german"])
def test_json_says_the_same_without_them(text):
    line = as_json({"title": text})
    assert safe(line)
    assert "\n" not in line
    assert json.loads(line) == {"title": text}


@pytest.mark.parametrize("text", [*HOSTILE.values(), *MARKUP])
@pytest.mark.parametrize("width", [40, 200])
def test_a_table_shows_text_as_text(text, width):
    console = PlainConsole(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    table = Table(text, title=text, caption=text)
    table.add_row(text)
    table.add_row(Text(text), style="green")
    console.print(table)
    console.print(text)
    console.print(Text(text))
    shown = console.file.getvalue()
    assert safe(shown)
    if text in MARKUP and width == 200:
        assert shown.count(text) == 7


def test_the_frame_of_a_table_holds_whatever_stands_in_it():
    console = PlainConsole(file=io.StringIO(), width=60)
    table = Table("a", "b")
    for text in HOSTILE.values():
        table.add_row(text.replace("\u2028", ""), "x")
    console.print(table)
    lines = console.file.getvalue().splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}


def test_bytes_go_to_a_pipe_as_they_are_and_not_to_a_terminal(capsysbinary, monkeypatch):
    say_bytes(b"\x1b[31m\xff\r\n")
    assert capsysbinary.readouterr().out == b"\x1b[31m\xff\r\n"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    say_bytes("\x1b[31mö\r\n".encode() + b"\xff")
    assert capsysbinary.readouterr().out == "\\x1b[31mö\\x0d\n\\xff\n".encode()
