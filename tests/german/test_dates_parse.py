"""What ``parse_date`` understands, by example. The reference is Tuesday, 9 April 2019, 10:30."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.german.dates import find_dates, parse_date

NOW = dt.datetime(2019, 4, 9, 10, 30)


def edtf(text: str, prefer="past") -> str | None:
    date = parse_date(text, NOW, prefer)
    return date.edtf if date else None


@pytest.mark.parametrize(
    "text",
    [
        "3.7.2018",
        "03.07.18",
        "3. 7. 2018",
        "2018-07-03",
        "03/07/2018",
        "3-7-2018",
        "2018.7.3",
        "20180703",
        "3. Juli 2018",
        "3.Juli 2018",
        "3 jul 18",
        "3. JULI '18",
        "dritter Juli 2018",
        "3ter Juli 2018",
        "Juli 3, 2018",
        "3-Jul-2018",
        "am 3. Juli 2018",
        "den 3.7.2018",
        "vom 3.7.2018",
        "Di., 3.7.2018",
        "Dienstag, den 3. Juli 2018",
        "Stichtag: 3. Juli 2018",
        "bis zum 3. Juli 2018",
        "spätestens 3.7.2018",
        "3. Juli des Vorjahres",
        "3. Juli letzten Jahres",
    ],
)
def test_one_day_in_many_spellings(text):
    assert edtf(text) == "2018-07-03"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("5. Jänner 2018", 1),
        ("5. Jän. 2018", 1),
        ("5. Feber 2018", 2),
        ("5. Mrz. 2018", 3),
        ("5. Maerz 2018", 3),
        ("5. Marz 2018", 3),
        ("5. Sept. 2018", 9),
        ("5. Dez 2018", 12),
    ],
)
def test_months_of_austria_and_of_keyboards_without_umlauts(text, month):
    assert edtf(text) == f"2018-{month:02}-05"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.5.2017, 14 Uhr", "2017-05-12T14:00:00"),
        ("12.5.2017, 14.30 Uhr", "2017-05-12T14:30:00"),
        ("12. Mai 2017 um 9 Uhr", "2017-05-12T09:00:00"),
        ("12. Mai 2017, 14:30 Uhr (MESZ)", "2017-05-12T14:30:00+02:00"),
        ("um 13 Uhr am Freitag, 12.05.2017", "2017-05-12T13:00:00"),
        ("12.5.2017 nachmittags ca. 5 Uhr", "2017-05-12T17:00:00"),
        ("gestern um halb neun", "2019-04-08T08:30:00"),
        ("heute, viertel nach 3", "2019-04-09T03:15:00"),
        ("2. Mai 1430 Uhr", "2018-05-02T14:30:00"),
        ("2017-05-12T14:30:00Z", "2017-05-12T14:30:00Z"),
        ("Fri, 12 May 2017 14:30:00 +0200", "2017-05-12T14:30:00+02:00"),
        ("Fri May 12 14:30:00 CEST 2017", "2017-05-12T14:30:00+02:00"),
        ("24:00 Uhr am 31.12.2018", "2018-12-31"),
        ("heute Nachmittag", "2019-04-09"),
    ],
)
def test_clock_times(text, expected):
    assert edtf(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15. bis 19. Mai 2017", "2017-05-15/2017-05-19"),
        ("26.-28.10.2015", "2015-10-26/2015-10-28"),
        ("4-6.6.2018", "2018-06-04/2018-06-06"),
        ("28. Dezember 2016 bis 3. Januar 2017", "2016-12-28/2017-01-03"),
        ("28. Dezember bis 3. Januar 2017", "2016-12-28/2017-01-03"),
        ("28. bis 3. Mai 2018", "2018-04-28/2018-05-03"),
        ("vom 3. auf den 4. Mai", "2018-05-03/2018-05-04"),
        ("zwischen dem 3. und dem 12. September 2018", "2018-09-03/2018-09-12"),
        ("1./2. Juni 2018", "2018-06-01/2018-06-02"),
        ("von Montag bis Freitag", "2019-04-08/2019-04-12"),
        ("letzten Monat vom 4. bis zum 23.", "2019-03-04/2019-03-23"),
        ("Mai/Juni 2018", "2018-05/2018-06"),
        ("2014–2020", "2014/2020"),
        ("2014/15", "2014/2015"),
        ("Anfang März bis Mitte Mai 2018", "2018-03-01/2018-05-20"),
        ("3. und 12. September 2018", "{2018-09-03,2018-09-12}"),
    ],
)
def test_ranges_include_their_ends(text, expected):
    assert edtf(text) == expected


def test_a_range_of_clock_times():
    date = parse_date("12.5.2017, 22 bis 1:30 Uhr")
    assert date.start == dt.datetime(2017, 5, 12, 22)
    assert date.end == dt.datetime(2017, 5, 13, 1, 30)
    assert date.precision == "minute"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Juni 2017", "2017-06"),
        ("06/2017", "2017-06"),
        ("2017", "2017"),
        ("um 1900", "1900~"),
        ("3. Quartal 2019", "2019-35"),
        ("Q3/2019", "2019-35"),
        ("drittes Quartal", "2018-35"),
        ("erstes Halbjahr 2018", "2018-40"),
        ("zweite Jahreshälfte 2018", "2018-41"),
        ("Frühjahr 2017", "2017-21"),
        ("Winter 2018/19", "2018-24"),
        ("Sommersemester 2018", "2018-04/2018-09"),
        ("Wintersemester 2018/19", "2018-10/2019-03"),
        ("KW 12/2017", "2017-03-20/2017-03-26"),
        ("12. Kalenderwoche 2017", "2017-03-20/2017-03-26"),
        ("Anfang Juni 2017", "2017-06-01/2017-06-10"),
        ("Mitte Juni 2017", "2017-06-11/2017-06-20"),
        ("Ende Februar 2016", "2016-02-21/2016-02-29"),
        ("Ende 2020", "2020-09/2020-12"),
        ("die 1990er", "199X"),
        ("neunziger Jahre", "199X"),
        ("20. Jahrhundert", "1901/2000"),
        ("erste Woche im Oktober 2014", "2014-10-06/2014-10-12"),
        ("letzter Sonntag im März 2014", "2014-03-30"),
        ("Ostermontag 2018", "2018-04-02"),
        ("Muttertag 2019", "2019-05-12"),
    ],
)
def test_periods(text, expected):
    assert edtf(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heute", "2019-04-09"),
        ("vorgestern", "2019-04-07"),
        ("ubermorgen", "2019-04-11"),
        ("vor drei Tagen", "2019-04-06"),
        ("vor 2 Wochen", "2019-03-26~"),
        ("in zwei Monaten", "2019-06~"),
        ("vor 20 Jahren", "1999~"),
        ("am vergangenen Montag", "2019-04-08"),
        ("nächsten Montag", "2019-04-15"),
        ("Freitag der letzten Woche", "2019-04-05"),
        ("Mittwoch in 2 Wochen", "2019-04-24"),
        ("kommende Woche", "2019-04-15/2019-04-21"),
        ("übernächste Woche", "2019-04-22/2019-04-28"),
        ("Ende nächster Woche", "2019-04-19/2019-04-21"),
        ("letztes Quartal", "2019-33"),
        ("im selben Jahr", "2019"),
        ("heuer", "2019"),
        ("letzten 2 Wochen", "2019-03-25/2019-04-07"),
        ("nächsten drei Tage", "2019-04-10/2019-04-12"),
        ("vergangenen Sommer", "2018-22"),
        ("Ende des Jahres", "2019-12-31"),
    ],
)
def test_relative_dates(text, expected):
    assert edtf(text) == expected


@pytest.mark.parametrize(
    ("text", "past", "future", "nearest"),
    [
        ("1. Mai", "2018-05-01", "2019-05-01", "2019-05-01"),
        ("9. April", "2019-04-09", "2019-04-09", "2019-04-09"),
        ("Freitag", "2019-04-05", "2019-04-12", "2019-04-12"),
        ("29. Februar", "2016-02-29", "2020-02-29", "2020-02-29"),
        ("Dezember", "2018-12", "2019-12", "2018-12"),
        ("Sonntag, 12.5.", "2019-05-12", "2019-05-12", "2019-05-12"),
    ],
)
def test_prefer_completes_what_is_not_said(text, past, future, nearest):
    assert edtf(text, "past") == past
    assert edtf(text, "future") == future
    assert edtf(text, "nearest") == nearest


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "32. Oktober 2015",
        "31.2.2018",
        "guten Morgen",
        "nicheute",
        "Mayer",
        "KW 54/2017",
        "Halle 7 Messe 2019",
        "Version 1.2.3",
        "§ 3.2",
        "12",
        "0228/38212345",
        "5.5.2018 bis 3.5.2018",
    ],
)
def test_no_dates(text):
    assert parse_date(text, NOW) is None


def test_dateparser_helps_with_other_languages():
    assert edtf("12 janvier 2018") == "2018-01-12"


def test_the_reference_may_be_a_day_or_know_its_zone():
    late = dt.datetime(2019, 4, 8, 23, 30, tzinfo=dt.UTC)  # the 9th in Berlin
    assert parse_date("heute", late).start == dt.date(2019, 4, 9)
    assert parse_date("gestern", dt.date(2019, 4, 9)).start == dt.date(2019, 4, 8)


def test_text_and_span_are_the_expression():
    date = parse_date(" 3. Mai 2018\n")
    assert (date.text, date.span, date.precision) == ("3. Mai 2018", (1, 12), "day")


@pytest.mark.parametrize(
    ("text", "is_relative"),
    [
        ("3. Mai 2019", False),
        ("2019-05-03", False),
        ("Freitag, 3. Mai 2019, 14 bis 16 Uhr", False),
        ("3. Mai bis 5. Juni 2019", False),
        ("3., 5. und 7. Mai 2019", False),
        ("Ostern 2019", False),
        ("KW 12/2019", False),
        ("Anfang 2019", False),
        ("letzter Sonntag im März 2019", False),
        ("die 1990er Jahre", False),
        ("3. Mai", True),
        ("3. und 5. Mai", True),
        ("3. Mai bis 5. Juni", True),
        ("Freitag", True),
        ("gestern", True),
        ("vor drei Tagen", True),
        ("Ostern", True),
        ("KW 12", True),
        ("nächsten März", True),
        ("letzter Sonntag im März", True),
        ("16-05-31", True),  # 31 May 2016 or 16 May 2031
    ],
)
def test_a_date_says_whether_it_hangs_on_the_reference(text, is_relative):
    assert parse_date(text, dt.date(2019, 3, 1)).is_relative is is_relative


@pytest.mark.parametrize("text", ["am 3. Mai", "3.5.2020", "gestern", "kein Datum", ""])
@pytest.mark.parametrize("prefer", ["context", "foo", "", "Past"])
def test_a_side_that_is_none_is_refused(text, prefer):
    with pytest.raises(ValueError, match="prefer has to be one of past, future, nearest, not "):
        parse_date(text, prefer=prefer)


@pytest.mark.parametrize("prefer", ["foo", "", "contexts"])
def test_a_side_that_is_none_is_refused_of_running_text(prefer):
    with pytest.raises(ValueError, match="past, future, nearest, context, not "):
        find_dates("kein Datum", prefer=prefer)
    assert find_dates("am 3. Mai", prefer="context")
