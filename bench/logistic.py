"""Logistic regression over named features, and the tables of weights that the layouts read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Final

ALWAYS: Final = "always"
"""The name of the bias: the weight of what every example has."""
_SWEEPS: Final = 2_000
_SETTLED: Final = 1e-5
"""Once no weight moves by more, the fit is done."""
_LONGEST_STEP: Final = 1.0
_TINY: Final = 1e-9
_FARTHEST: Final = 30.0
"""Logarithms of odds beyond it are as good as certain."""


@dataclass(frozen=True, slots=True)
class Example:
    """A case by its features with their strengths, whether it is right, and what it counts."""

    features: Mapping[str, float]
    right: bool
    counts: float = 1.0


def fit(examples: Sequence[Example], ridge: float, rare: int = 1) -> dict[str, float]:
    """The weights that make the examples likeliest, one after the other by Newton's method.

    Args:
        examples: what is known.
        ridge: the penalty on the square of each weight but the bias: what few examples have shall
            not be believed.
        rare: features that fewer examples have are left out.
    """
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, example in enumerate(examples):
        for name, strength in example.features.items():
            holders[name].append((place, strength))
    rows = {ALWAYS: [(place, 1.0) for place in range(len(examples))]}
    rows |= {name: held for name, held in sorted(holders.items()) if len(held) >= rare}
    weights = dict.fromkeys(rows, 0.0)
    odds = [0.0] * len(examples)
    for _ in range(_SWEEPS):
        longest = 0.0
        for name, held in rows.items():
            penalty = 0.0 if name == ALWAYS else ridge
            slope, curve = -penalty * weights[name], penalty + _TINY
            for place, strength in held:
                example = examples[place]
                likely = probability(odds[place])
                slope += example.counts * strength * (example.right - likely)
                curve += example.counts * strength * strength * likely * (1 - likely)
            step = max(-_LONGEST_STEP, min(_LONGEST_STEP, slope / curve))
            weights[name] += step
            for place, strength in held:
                odds[place] += step * strength
            longest = max(longest, abs(step))
        if longest < _SETTLED:
            break
    else:
        print(f"not settled after {_SWEEPS} sweeps: the last step was {longest:.5f}")
    return weights


def score(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The logarithm of the odds of a case; features without a weight say nothing."""
    return weights[ALWAYS] + sum(weights.get(name, 0.0) * at for name, at in features.items())


def probability(odds: float) -> float:
    """The probability that a logarithm of odds stands for."""
    return 1 / (1 + exp(-max(-_FARTHEST, min(_FARTHEST, odds))))


def table(
    weights: Mapping[str, float], *, least: float = 0.0, grouped: bool = False, indent: str = ""
) -> str:
    """Weights as a dict's source, what speaks most for a case first.

    Args:
        weights: the weights; of ``ALWAYS``, too, where it shall stand in the table: first.
        least: smaller ones decide nothing and are left out.
        grouped: whether features stand together whose names begin alike (``place: big``).
        indent: how far the table itself is indented.
    """
    told = sorted(
        (name.partition(":")[0] if grouped else "", -weight, name)
        for name, weight in weights.items()
        if name != ALWAYS and abs(weight) >= least
    )
    names = [ALWAYS] * (ALWAYS in weights) + [name for _, _, name in told]
    lines = (f'{indent}    "{name}": {weights[name]:.2f},\n' for name in names)
    return f"{{\n{''.join(lines)}{indent}}}"


def write_tables(module: Path, **tables: str) -> None:
    """Put new values of constants into a module, and leave all else in it as it is."""
    source = module.read_text("utf-8")
    for name, value in tables.items():
        constant = re.compile(
            rf"^({name}: Final[^\n=]* = )(?:\{{$.*?^\}}|[^{{\n]*)$", re.MULTILINE | re.DOTALL
        )
        kept = constant.search(source)
        if kept is None:
            raise ValueError(f"{module} has no constant {name}")
        source = f"{source[: kept.start()]}{kept[1]}{value}{source[kept.end() :]}"
    module.write_text(source, "utf-8")
