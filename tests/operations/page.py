"""The shell blocks of docs/operations.md, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "operations.md"
BOOK = "By the book"
"""The chapter that is run from its first block to its last, as one session of root's."""
_HEADING = re.compile(r"^(#{2,3}) (.+)$")
_COMMENT = re.compile(r"^<!-- (.+) -->$")


@dataclass(frozen=True)
class Block:
    """Commands of one block, the headings above it, and what the page's source says of it."""

    chapter: str
    section: str
    commands: str
    note: str

    @property
    def is_run(self) -> bool:
        return not self.note.startswith("not run: ")


def blocks() -> list[Block]:
    """All blocks marked ``sh``. A comment on the line above says if and why one is not run."""
    found: list[Block] = []
    chapter = section = note = ""
    lines = iter(PAGE.read_text("utf-8").splitlines())
    for line in lines:
        if line == "```sh":
            commands: list[str] = []
            while (inside := next(lines)) != "```":
                commands.append(inside)
            found.append(Block(chapter, section, "\n".join(commands) + "\n", note))
        elif line.startswith("```"):
            while next(lines) != "```":
                pass
        elif heading := _HEADING.match(line):
            chapter = heading[2] if len(heading[1]) == 2 else chapter
            section = heading[2]
        comment = _COMMENT.match(line)
        note = comment[1] if comment else ""
    return found


def book() -> list[Block]:
    """What is run of the chapter *By the book*."""
    return [block for block in blocks() if block.chapter == BOOK and block.is_run]
