"""``FULL=1``, by which one asks for the long rows."""

from __future__ import annotations

import os

FULL = bool(os.environ.get("FULL"))
