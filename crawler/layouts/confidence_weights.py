"""What each feature of a value says for its being right (``confidence``).

    python -m bench.fit_confidence

fits these tables anew.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, dict[str, float]]] = {
    "body": {
        "always": 0.12,
        "from family": 1.20,
        "half of the prose": 1.00,
        "most of the prose": 0.89,
        "long": 0.78,
        "from generic": 0.54,
        "little of the prose": 0.26,
        "one paragraph": -0.11,
        "of usual length": -0.13,
        "ends in no sentence": -0.24,
        "short": -0.56,
        "more than the prose": -0.88,
        "from text": -2.08,
    },
    "other": {
        "always": 3.92,
        "from family": 0.49,
        "from generic": 0.49,
        "as described": 0.24,
    },
    "published": {
        "always": 2.54,
        "from generic": 0.78,
        "from family": 0.74,
        "from metadata": -0.60,
    },
    "title": {
        "always": 1.69,
        "is og:title": 1.21,
        "from family": 0.80,
        "not in title tag": 0.42,
        "in title tag": 0.40,
        "unlike URL": 0.40,
        "in og:title": 0.21,
        "from generic": 0.12,
        "is title tag": -0.13,
        "like URL": -0.17,
        "not in twitter:title": -0.17,
        "from metadata": -0.23,
        "is twitter:title": -0.25,
        "is json-ld headline": -0.29,
        "in twitter:title": -0.33,
        "not in og:title": -0.94,
    },
}
CALIBRATION: Final[dict[str, tuple[float, float]]] = {
    "body": (1.07, -0.25),
    "other": (1.00, 0.00),
    "published": (0.51, 1.80),
    "title": (0.95, -0.16),
}
"""Slope and offset by which a score is fitted to what is true of values held back."""
