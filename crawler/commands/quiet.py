"""What commands log that answer in a table or a line."""

from __future__ import annotations

from typing import Any

QUIET: dict[str, Any] = {"LOG_LEVEL": "WARNING"}
"""``default_settings`` of such a command: no list of versions before the answer."""
