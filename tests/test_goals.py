"""Goals of measurements name figures that these yield."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bench.goals import GOALS

BENCH = Path(__file__).parent.parent / "bench"


def names_in(measurement: str) -> list[str]:
    """Patterns of all texts in a measurement's source; what is put into them may be anything."""
    tree = ast.parse((BENCH / f"{measurement}.py").read_text("utf-8"))
    patterns = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            patterns.append(re.escape(node.value))
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                for part in node.values
            ]
            if any(part != ".+" for part in parts):
                patterns.append("".join(parts))
    return patterns


@pytest.mark.parametrize("measurement", sorted({measurement for measurement, _ in GOALS}))
def test_each_goal_is_one_of_a_figure_that_is_measured(measurement):
    patterns = names_in(measurement)
    for of, figure in GOALS:
        if of == measurement:
            assert any(re.fullmatch(pattern, figure) for pattern in patterns), figure
