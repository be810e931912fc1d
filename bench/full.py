"""Whether the long rows are wanted: ``FULL=1``."""

from __future__ import annotations

import os

FULL = bool(os.environ.get("FULL"))
