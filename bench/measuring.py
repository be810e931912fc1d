"""One measurement, as the processes run it that are started for each."""

from __future__ import annotations

import importlib


def measure(name: str) -> list[tuple[str, float, str]]:
    """The rows of the module of that name: figure, value and unit."""
    return list(importlib.import_module(f"bench.{name}").rows())
