"""What is marked in running text, against annotated news that are not ours (../shared/dates)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from crawler.german.dates import find_dates
from crawler.german.dates.model import day_of

CORPUS = Path(__file__).parents[3] / "shared" / "dates" / "krauts"
TEXTS = "KRAUTS_Dolomiten-100"


@pytest.fixture(scope="module")
def figures():
    if not (CORPUS / "score.py").exists():
        pytest.skip("needs ../shared/dates/krauts")
    spec = importlib.util.spec_from_file_location("krauts_score", CORPUS / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    tally = dict.fromkeys(("gold", "got", "strict", "relaxed", "value", "unscored"), 0)
    for path in sorted((CORPUS / TEXTS).glob("*.tml")):
        text, written_on, annotated = score.read(path)
        reference = score.dt.datetime.fromisoformat(written_on)
        marked = [
            (*date.span, (day_of(date.start), day_of(date.end), date.edtf))
            for date in find_dates(text, reference, "nearest", tag=True)
        ]
        score.tally(tally, [one for one in annotated if score.days(one[3])], marked)
    return score.figures(tally)


@pytest.mark.parametrize(
    ("measure", "at_least"), [("strict", 0.84), ("relaxed", 0.90), ("value", 0.82)]
)
def test_marks_what_annotators_mark(figures, measure, at_least):
    assert figures[measure] >= at_least
