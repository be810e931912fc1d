"""How weights are fitted to examples, and written into the tables the layouts read."""

from __future__ import annotations

from math import log
from pathlib import Path

import pytest

from bench.logistic import ALWAYS, Example, fit, probability, score, table, write_tables

RIGHT, WRONG = Example({"seen": 1.0}, right=True), Example({"seen": 1.0}, right=False)
BARE = [Example({}, right=True), Example({}, right=False)]


def test_without_a_ridge_weights_are_the_odds_among_the_examples() -> None:
    weights = fit([*BARE, *[RIGHT] * 3, WRONG], ridge=0.0)
    assert weights == pytest.approx({ALWAYS: 0.0, "seen": log(3)}, abs=1e-3)
    assert probability(score(weights, {"seen": 1.0})) == pytest.approx(0.75, abs=1e-3)
    assert score(weights, {"never met": 1.0}) == weights[ALWAYS]


def test_an_example_may_count_several_times() -> None:
    thrice = Example(RIGHT.features, right=True, counts=3.0)
    assert fit([*BARE, thrice, WRONG], 1.0) == pytest.approx(
        fit([*BARE, *[RIGHT] * 3, WRONG], 1.0), abs=1e-3
    )


def test_a_ridge_holds_weights_small_and_rare_features_have_none() -> None:
    examples = [*BARE, *[RIGHT] * 3, WRONG]
    assert 0 < fit(examples, ridge=5.0)["seen"] < fit(examples, ridge=1.0)["seen"] < log(3)
    assert set(fit(examples, ridge=1.0, rare=5)) == {ALWAYS}


def test_a_table_has_the_telling_ones_first_and_its_module_stays(tmp_path: Path) -> None:
    module = tmp_path / "weights.py"
    module.write_text(
        '"""Weights."""\n\nBIAS: Final = 1.00\nWEIGHTS: Final[dict] = {\n}\n"""Of."""\n'
    )
    weights = {"b: low": -1.0, "a: high": 2.0, "b: high": 3.0, "a: none": 0.01}
    write_tables(module, BIAS="0.50", WEIGHTS=table(weights, least=0.05, grouped=True))
    assert module.read_text() == (
        '"""Weights."""\n\nBIAS: Final = 0.50\nWEIGHTS: Final[dict] = {\n'
        '    "a: high": 2.00,\n    "b: high": 3.00,\n    "b: low": -1.00,\n}\n"""Of."""\n'
    )
    with pytest.raises(ValueError, match="no constant SLOPES"):
        write_tables(module, SLOPES="{}")
