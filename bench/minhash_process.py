"""Near copies by datasketch's MinHashLSH; runs in the peers' environment, without ours.

Reads ``[[address, text], …]`` as JSON, writes ``[[threshold, pairs, seconds a text], …]``.
"""

from __future__ import annotations

import json
import sys
import time

from datasketch import MinHash, MinHashLSH

THRESHOLDS = (0.3, 0.5, 0.7)
PERMUTATIONS = 128
_RUN = 3


def near_copies(
    texts: list[tuple[str, str]], threshold: float
) -> tuple[float, list[list[str]], float]:
    """All pairs found by runs of three words, as they come in."""
    started = time.process_time()
    lsh = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    pairs = []
    for address, text in texts:
        words = text.lower().split()
        sketch = MinHash(num_perm=PERMUTATIONS)
        runs = range(max(1, len(words) - _RUN + 1))
        sketch.update_batch([" ".join(words[i : i + _RUN]).encode() for i in runs])
        pairs += [sorted((address, other)) for other in lsh.query(sketch)]
        lsh.insert(address, sketch)
    return threshold, pairs, (time.process_time() - started) / len(texts)


if __name__ == "__main__":
    told = json.load(sys.stdin)
    print(json.dumps([near_copies(told, threshold) for threshold in THRESHOLDS]))
