"""An interval is what all evidence of an article leaves, whatever the order it comes in."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.dating.evidence import KINDS, Evidence
from crawler.archive.dating.interval import dated_by, in_words

CAPTURED = Evidence("captured", None, dt.date(2025, 1, 1), "2025-01-01T10:00:00Z")
CITED = Evidence("cited", dt.date(2016, 2, 11), None, "Beispielblatt")
ANNOUNCED = Evidence("announced", None, dt.date(2016, 2, 26), "Die Reise beginnt am 26.2.2016.")

_days = st.dates(dt.date(2010, 1, 1), dt.date(2020, 1, 1))
_evidence = st.one_of(
    st.builds(lambda day: Evidence("cited", day, None, "x"), _days),
    st.builds(lambda day: Evidence("announced", None, day, "x"), _days),
    st.builds(lambda day: Evidence("image", day, day + dt.timedelta(days=27), "x"), _days),
    st.builds(lambda day: Evidence("neighbours", day, None, "x"), _days),
    st.builds(lambda day: Evidence("on_list", None, day, "x"), _days),
)


def test_a_cited_report_and_an_announced_event_are_the_ends():
    dating = dated_by([CAPTURED, CITED, ANNOUNCED])
    assert (dating.earliest, dating.latest) == (dt.date(2016, 2, 11), dt.date(2016, 2, 26))
    assert in_words(dating) == (
        "between 2016-02-11 and 2016-02-26: announces what takes place on 2016-02-26; "
        "cites a report of 2016-02-11"
    )


def test_a_capture_alone_leaves_the_past_open():
    dating = dated_by([CAPTURED])
    assert (dating.earliest, dating.estimate, dating.probability) == (None, None, 1.0)
    assert in_words(dating) == "on 2025-01-01 or before: was captured on 2025-01-01"


def test_nothing_is_said_without_an_end():
    assert dated_by([]) is None
    assert dated_by([CITED._replace(text="y")]) is None


def test_contradictions_widen_the_interval_and_are_told():
    late = Evidence("reported", dt.date(2018, 5, 1), None, "fand am 1.5.2018 statt")
    dating = dated_by([CAPTURED, CITED, ANNOUNCED, late])
    assert dating.latest > dt.date(2018, 5, 1) or late in dating.contradicted
    assert "against what else is said" in in_words(dating)


def test_a_month_in_a_path_weighs_all_its_days_alike():
    month = Evidence("path", dt.date(2016, 2, 1), dt.date(2016, 2, 29), "2016/02")
    dating = dated_by([CAPTURED, month])
    assert dating.earliest <= dt.date(2016, 2, 1)
    assert dt.date(2016, 2, 29) <= dating.latest <= dt.date(2016, 3, 31)
    assert dt.date(2016, 2, 10) <= dating.estimate <= dt.date(2016, 2, 20)


@settings(deadline=None)
@given(st.lists(_evidence, max_size=7), st.randoms())
def test_any_order_gives_the_same_interval_within_the_bounds(evidence, rng):
    pieces = [CAPTURED, *evidence]
    dating = dated_by(pieces)
    rng.shuffle(pieces)
    assert dated_by(pieces) == dating
    assert 0 < dating.probability <= 1
    assert (dating.earliest or dt.date.min) <= (dating.estimate or dating.latest) <= dating.latest
    kept = [piece for piece in pieces if piece not in dating.contradicted]
    for piece in kept:
        if KINDS[piece.kind].sure in ("latest", "both") and piece.latest:
            assert dating.latest <= piece.latest
        if KINDS[piece.kind].sure in ("earliest", "both") and piece.earliest and dating.earliest:
            assert dating.earliest >= piece.earliest
