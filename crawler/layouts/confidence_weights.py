"""What each feature of a value says for its being right (``confidence``).

    python -m bench.fit_confidence

fits these tables anew.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, dict[str, float]]] = {
    "body": {
        "always": 0.39,
        "from family": 0.66,
        "odds by weighing": 0.63,
        "opens as described": 0.45,
        "half of the prose": 0.45,
        "weighed": 0.33,
        "most of the prose": 0.18,
        "long": 0.16,
        "little of the prose": -0.30,
        "from generic": -0.34,
        "opens otherwise": -0.41,
        "one paragraph": -0.43,
        "ends in no sentence": -0.49,
    },
    "other": {
        "always": 3.06,
        "from generic": 0.98,
        "from family": 0.92,
        "as described": 0.33,
        "in URL": 0.21,
        "ends in no sentence": 0.12,
        "from text": -0.95,
    },
    "published": {
        "always": 1.56,
        "from text": 1.04,
        "odds by weighing": 0.65,
        "from family": 0.24,
        "weighed": -0.24,
        "from metadata": -0.48,
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
        "is title tag": 0.26,
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
    "body": (0.85, -0.15),
    "other": (1.00, 0.00),
    "published": (0.98, 0.45),
    "title": (1.16, 0.09),
}
"""Slope and offset by which a score is fitted to what is true of values held back."""
