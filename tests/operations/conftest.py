"""Leaves the test on a fresh Debian, which needs the network, to ``make soak``."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("BOOK_SUITES") else ["test_on_debian.py"]
