"""Canned queries of Datasette, shown as questions: files of SQL with parameters in ``queries/``.

A file begins with comment lines: the title, then the description. Parameters stand as ``:name``
in the SQL; left empty, they do not narrow.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("queries")
_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


@dataclass(frozen=True)
class Question:
    """One canned query."""

    name: str
    title: str
    description: str
    sql: str

    @property
    def parameters(self) -> list[str]:
        """In the order in which the form asks for them: the portal, which all share, at last."""
        names = dict.fromkeys(_PARAMETER.findall(self.sql))
        return sorted(names, key=lambda name: name == "portal")


@cache
def questions() -> tuple[Question, ...]:
    """All questions, ordered by file name."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.sql")))


def question_called(name: str | None) -> Question | None:
    """The question of this name."""
    return next((question for question in questions() if question.name == name), None)


def _read(path: Path) -> Question:
    lines = path.read_text("utf-8").splitlines()
    head = list(itertools.takewhile(lambda line: line.startswith("--"), lines))
    title, *description = (line.removeprefix("--").strip() for line in head)
    sql = "\n".join(lines[len(head) :]).strip()
    return Question(path.stem.partition("_")[2], title, " ".join(description), sql)
