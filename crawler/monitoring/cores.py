"""How many cores there are for us."""

from __future__ import annotations

import os


def cores() -> int:
    """The cores this process may use, which may be fewer than the machine has."""
    has_affinity = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
