"""Weights of the features that speak for a value's being right (``confidence``).

    python -m bench.fit_confidence

fits these tables anew.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, dict[str, float]]] = {
    "body": {
        "always": 0.48,
        "odds by weighing": 0.75,
        "from family": 0.60,
        "half of the prose": 0.52,
        "opens as described": 0.39,
        "weighed": 0.19,
        "most of the prose": 0.16,
        "long": -0.13,
        "opens otherwise": -0.32,
        "ends in no sentence": -0.34,
        "from generic": -0.40,
        "little of the prose": -0.48,
        "one paragraph": -0.64,
    },
    "other": {
        "always": 3.08,
        "from generic": 0.97,
        "from family": 0.91,
        "as described": 0.32,
        "in URL": 0.21,
        "ends in no sentence": 0.12,
        "from text": -0.97,
    },
    "published": {
        "always": 1.99,
        "from text": 0.84,
        "odds by weighing": 0.53,
        "from family": 0.31,
        "from generic": 0.14,
        "from metadata": -0.53,
    },
    "title": {
        "always": 1.27,
        "is og:title": 1.18,
        "from family": 0.92,
        "in title tag": 0.65,
        "in og:title": 0.51,
        "from metadata": 0.34,
        "not in title tag": 0.32,
        "like URL": 0.28,
        "is title tag": 0.25,
        "in twitter:title": 0.23,
        "is twitter:title": -0.35,
        "is json-ld headline": -0.55,
        "from text": -0.66,
        "few words": -0.95,
        "not in og:title": -1.00,
        "unlike URL": -1.33,
    },
}
CALIBRATION: Final[dict[str, tuple[float, float]]] = {
    "body": (0.82, -0.16),
    "other": (1.00, 0.00),
    "published": (1.31, -0.25),
    "title": (1.16, 0.09),
}
"""Slope and offset by which a score is fitted to what is true of values held back."""
