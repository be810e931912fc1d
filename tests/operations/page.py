"""The commands of docs/operations.md, in their order, and the lines it has for cron."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "operations.md"
CHAPTERS = ("By the book", "Backup and restore")
"""What is run from the first block to the last, as one session of root's."""
PORTALS = 'portals = ["clusterplattform", "bmftr"]'
DEMOS = 'portals = ["demo_cluster", "demo_kooperation"]'
"""The one thing that is typed otherwise: no test asks a portal that lives."""
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


@dataclass(frozen=True)
class CronLine:
    """A line of /etc/cron.d, as it is written and as cron's shell gets it."""

    when: tuple[str, ...]
    user: str
    written: str

    @property
    def command(self) -> str:
        return self.written.replace(r"\%", "%")


def _fenced(language: str) -> list[Block]:
    found: list[Block] = []
    chapter = section = note = ""
    lines = iter(PAGE.read_text("utf-8").splitlines())
    for line in lines:
        if line.startswith("```"):
            commands: list[str] = []
            while (inside := next(lines)) != "```":
                commands.append(inside)
            if line == f"```{language}":
                found.append(Block(chapter, section, "\n".join(commands) + "\n", note))
        elif heading := _HEADING.match(line):
            chapter = heading[2] if len(heading[1]) == 2 else chapter
            section = heading[2]
        comment = _COMMENT.match(line)
        note = comment[1] if comment else ""
    return found


def blocks() -> list[Block]:
    """All blocks marked ``sh``. A comment on the line above says why one is not run."""
    return _fenced("sh")


def cron_lines() -> list[CronLine]:
    """Those of the page, behind that of contrib/."""
    nightly = (ROOT / "contrib" / "clusterarchiv.cron").read_text("utf-8")
    lines = [nightly.splitlines()[-1]]
    lines += [line for block in _fenced("cron") for line in block.commands.splitlines()]
    found = []
    for line in lines:
        *when, user, command = line.split(maxsplit=6)
        found.append(CronLine(tuple(when), user, command))
    return found


def typed() -> str:
    """The session: all that is run, each block under a line that says where it stands."""
    parts = ["set -e -o pipefail"]
    for number, block in enumerate(blocks()):
        if block.is_run:
            assert block.chapter in CHAPTERS, f"{block.section}: run it, or say why not"
            parts.append(f"echo '### {block.section} [{number}]'\n{block.commands}")
    parts.append("echo '### The night after [0]'\ntail -n 1 /var/log/clusterarchiv/update.log")
    parts.append(
        "echo '### Cron [0]'\nrm -r /mnt/backup/20*  # on another day there is none of its date"
    )
    for line in cron_lines():
        # As cron does: a bare environment, sh, and Debian's short PATH.
        shell = f"env -i PATH=/usr/bin:/bin setpriv --reuid={line.user} --regid={line.user}"
        quoted = shlex.quote(line.command)
        parts.append(f"{shell} --clear-groups sh -c {quoted}\necho done: {quoted}")
    text = "\n".join(parts)
    assert text.count(PORTALS) == 1
    return text.replace(PORTALS, DEMOS)
