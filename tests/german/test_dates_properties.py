"""Properties of the date grammar: it reads back what is written, never fails, and is quick."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from edtf import parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.german.dates import atoms, day, find_dates, parse_date, periods, relative
from crawler.german.dates.grammar import EXPRESSIONS, whole
from crawler.german.dates.model import Context
from crawler.german.dates.nodes import PartialDate
from crawler.german.dates.parse import fast_path
from crawler.german.dates.tokens import Cursor, tokenise
from crawler.german.dates.words import VOCABULARY

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
WEEKDAYS = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]

SPELLINGS = [
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d.day}. {d.month}. {d.year}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d.day}. {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day}. {MONTHS[d.month - 1][:3]}. {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()]}, den {d.day}. {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()][:2]}, {d:%d.%m.%Y}",
    lambda d: f"am {d.day}. {MONTHS[d.month - 1].upper()} {d.year}",
    lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
]
SHORT_YEAR = [
    lambda d: f"{d:%d.%m.%y}",
    lambda d: f"{d.day}. {MONTHS[d.month - 1]} {d:%y}",
]
TIMES = [
    lambda t: f" {t.hour}:{t.minute:02} Uhr",
    lambda t: f", {t:%H:%M} Uhr",
    lambda t: f" um {t.hour}.{t.minute:02} Uhr",
    lambda t: f" {t:%H:%M}",
]
days = st.dates(dt.date(1100, 1, 1), dt.date(2900, 12, 31))
recent_days = st.dates(dt.date(1970, 1, 1), dt.date(2060, 12, 31))
spellings = st.sampled_from(SPELLINGS)


@given(days, spellings)
def test_every_spelling_reads_back(day, spelling):
    found = parse_date(spelling(day))
    assert (found.start, found.end, found.edtf) == (day, day, day.isoformat())


@given(recent_days, st.sampled_from(SHORT_YEAR))
def test_two_figures_of_a_year(day, spelling):
    assert parse_date(spelling(day)).start == day


@given(days, spellings, st.times(), st.sampled_from(TIMES))
def test_clock_times_read_back(day, spelling, time_of_day, written):
    time_of_day = time_of_day.replace(second=0, microsecond=0)
    found = parse_date(spelling(day) + written(time_of_day))
    assert found.start == dt.datetime.combine(day, time_of_day)


@given(recent_days, st.integers(1, 400), spellings, st.sampled_from([" bis ", " – ", "–"]))
def test_ranges_read_back(first, length, spelling, to):
    last = first + dt.timedelta(days=length)
    found = parse_date(f"{spelling(first)}{to}{spelling(last)}")
    assert (found.start, found.end) == (first, last)
    assert found.edtf == f"{first}/{last}"


@given(recent_days, spellings)
def test_found_in_a_sentence(day, spelling):
    written = spelling(day).removeprefix("am ")
    text = f"Der Verbund Nordlicht traf sich am {written} in Musterstadt."
    (found,) = find_dates(text)
    assert found.start == day
    assert text[slice(*found.span)] == found.text


usual_texts = st.one_of(
    st.builds(lambda day, spelling: spelling(day), days, spellings),
    st.builds(lambda d, s, t, w: s(d) + w(t), days, spellings, st.times(), st.sampled_from(TIMES)),
    st.from_regex(r"\A\d{1,2}\. ?(\d{1,2}\.|Mai|Sept\.) ?(\d{4}|\d\d)( \d?\d[:.]\d\d)?\Z"),
    st.from_regex(r"\A\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|\+0[0-9]:00)?)?\Z"),
)


@given(usual_texts)
def test_the_quick_way_agrees_with_the_grammar(text):
    quick = fast_path(text)
    if quick is not None:
        context = Context(None, "past")
        node = whole(Cursor(tokenise(text), context))
        extent = node.resolve(context)
        assert (quick.start, quick.end, quick.precision) == extent[:3]


PIECES = [
    "1",
    "3.",
    "31.",
    "12",
    "2019",
    "99",
    "0",
    "1430",
    "12345678",
    ".",
    ",",
    "-",
    "–",
    "/",
    ":",
    "(",
    ")",
    "'",
    "und",
    "bis",
    "zum",
    "zum",
    "vom",
    "den",
    "am",
    "im",
    "in",
    "vor",
    "nach",
    "auf",
    "zwischen",
    "Uhr",
    "h",
    "halb",
    "viertel",
    "Mai",
    "März",
    "Sept.",
    "Mo",
    "Montag",
    "So",
    "heute",
    "morgen",
    "gestern",
    "letzten",
    "nächste",
    "dieser",
    "Woche",
    "Tage",
    "Monat",
    "Jahres",
    "Jahr",
    "Quartal",
    "Q",
    "KW",
    "Sommer",
    "Wintersemester",
    "Anfang",
    "Ende",
    "erster",
    "dritte",
    "drei",
    "paar",
    "einem",
    "90er",
    "Jahrhundert",
    "MESZ",
    "+0200",
    "T",
    "Z",
    "2",
    "Nächte",
    "Stichtag:",
    "Weihnachten",
    "Advent",
    "IV.",
    "W15",
    "d. J.",
    "v. M.",
    "&",
    "+",
    "|",
    "Hälfte",
    "Maihälfte",
    "Aprilwoche",
    "Freitagabend",
    "Woche vom",
    "Jahresende",
    "Viertelstunde",
    "kurz",
    "Beginn:",
    "pm",
]
jumbles = st.lists(st.sampled_from(PIECES), max_size=12).flatmap(
    lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)])
)
references = st.one_of(st.none(), st.datetimes(), st.dates())
preferences = st.sampled_from(["past", "future", "nearest"])


@settings(max_examples=400, deadline=None)
@given(st.one_of(jumbles, st.text(max_size=60)), references, preferences)
@example("²³ ٣.٤.٢٠١٩ ½", None, "past")
@example("vor 99999 Jahren", None, "past")
@example("in 9999999999 Stunden", dt.datetime(9998, 1, 1), "past")
@example("1.1.", dt.date(1, 1, 1), "past")
@example("morgen", dt.date(9999, 12, 31), "past")
def test_no_input_raises_and_every_result_is_edtf(text, reference, prefer):
    one = parse_date(text, reference, prefer)
    for found in [*([one] if one else []), *find_dates(text, reference, prefer)]:
        assert found.text == text[slice(*found.span)]
        assert type(found.start) is type(found.end)
        assert found.start <= found.end
        parse_edtf(found.edtf)


FIRST = [*VOCABULARY, *".,:;-/()'&+", "3", "03", "2019", "20190409", "III", "zwanziger", "saison"]
FIRST += ["ostermontag", "jahresende", "vorjahr", "anderthalb", "unter", "späten"]
THEN = ["3. Mai 2019", "12 2019", "Jahr zuvor", "Oktober", "März und 18 Uhr", ". Quartal"]


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        (EXPRESSIONS, ()),
        (atoms.RULES, ()),
        (relative.RULES, ()),
        (periods.RULES, ()),
        (day.RULES, (PartialDate(),)),
    ],
    ids=["expressions", "atoms", "relative", "periods", "day"],
)
def test_no_rule_reads_where_it_is_not_asked(rules, more):
    context = Context(dt.datetime(2019, 4, 9), "past")
    for text in (f"{first} {then}" for first in FIRST for then in THEN):
        cursor = Cursor(tokenise(text), context)
        asked = rules.at(cursor.peek())
        for rule in rules.all:
            if rule not in asked:
                assert not cursor.attempt(rule, *more), (rule, text)


@pytest.mark.parametrize(
    "piece",
    [
        "1.",
        "1. ",
        "1.-",
        "Mai ",
        "am ",
        "vor ",
        "1.1.2019 ",
        "zwischen 1. ",
        "(",
        "2014-",
        " ",
        "a",
        "letzten ",
        "Ende der ",
        "9:",
        "3. und ",
        "1,",
        "1., ",
        "3. Mai, ",
        "Woche vom ",
        "1. Advent, ",
        "wurde 1962 ",
        "KW 1-",
    ],
)
def test_time_grows_no_faster_than_the_text(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        start = time.process_time()
        parse_date(text)
        find_dates(text)
        return time.process_time() - start

    short = min(seconds(4_000) for _ in range(3))
    assert seconds(40_000) < 30 * short + 0.05
