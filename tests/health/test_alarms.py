"""Alarms by the history alone: what rings, and what healthy portals look like."""

from __future__ import annotations

import random

import pytest

from crawler.items import Article
from crawler.monitoring.health.alarms import baseline_of, judge
from crawler.monitoring.health.beta_binomial import chance_of
from crawler.monitoring.health.counters import HealthCounters
from crawler.monitoring.health.measures import Alarm, Key, Measure, PastRun

RANG = (Alarm("p", "robots", "muster.example", "aaa", "bbb", "robots.txt changed"),)
FEATURES = {"kicker": 0.9, "source_text": 0.97, "editor_text": 0.6, "lead": 0.99, "images": 0.4}


def share(bad, of):
    return Measure(bad / of, of, "http://muster.example/1")


def runs(number, **figures):
    """Quiet runs with these figures."""
    return [PastRun({Key(*k.split("__")): v for k, v in figures.items()})] * number


def test_a_few_articles_need_a_clear_past():
    assert chance_of(2, 2, 0, 400) > 6e-6 > chance_of(4, 4, 0, 400)
    assert chance_of(4, 4, 12, 400) > 6e-6


def test_nothing_rings_in_the_first_run():
    assert judge("p", {Key("lost", "title"): share(30, 30)}, []) == []


def test_a_field_that_vanished_rings_and_says_where():
    past = runs(3, absent__lead=share(0, 10))
    (alarm,) = judge("p", {Key("absent", "lead"): share(9, 10)}, past)
    assert (alarm.field, alarm.before, alarm.now) == ("lead", "0 %", "90 % of 10")
    assert "scrapy inspect http://muster.example/1" in str(alarm)


def test_a_field_that_is_read_with_more_doubt_than_before_rings():
    tally = HealthCounters()
    for number, sure in enumerate([0.3, 0.2, 0.4] * 12):
        url = f"http://muster.example/{number}"
        new = Article(url=url, title=f"Titel {number}", confidence={"title": sure})
        assert not [key for key in tally.see(new, None) if key.measure == "unsure"]
    key = Key("unsure", "title")
    now = {key: tally.measures()[key]}
    assert now[key].value == pytest.approx(0.7)
    assert now[key].example == "http://muster.example/1"
    assert judge("p", now, runs(3, unsure__title=Measure(0.65, 36))) == []
    (alarm,) = judge("p", now, runs(3, unsure__title=Measure(0.05, 36)))
    assert str(alarm).startswith("p: title is less certain than it was (mean doubt): 6 % → 69 %")


def test_single_articles_add_up_over_runs_and_a_mended_portal_is_quiet():
    healthy = runs(8, absent__lead=share(0, 10))
    broken = runs(4, absent__lead=share(1, 1))
    now = {Key("absent", "lead"): share(1, 1)}
    assert judge("p", now, healthy) == []
    assert judge("p", now, broken + healthy)
    assert judge("p", {Key("absent", "lead"): share(0, 1)}, broken + healthy) == []


def test_five_calls_without_a_source_are_no_alarm_and_three_such_days_are():
    healthy = runs(8, absent__source_text=share(0, 10))
    calls = runs(1, absent__source_text=share(5, 5))
    quiet_day = runs(1)
    now = {Key("absent", "source_text"): share(5, 5)}
    assert judge("p", now, healthy) == []
    assert judge("p", now, calls + quiet_day + healthy) == []
    assert judge("p", now, calls + quiet_day + calls + healthy)
    assert judge("p", {Key("absent", "source_text"): share(12, 12)}, healthy)
    assert judge(
        "p", {Key("absent", "title"): share(5, 5)}, healthy + runs(8, absent__title=share(0, 10))
    )


@pytest.mark.parametrize(
    ("field", "rings"), [("published_on", True), ("lead", True), ("source_text", False)]
)
def test_the_second_run_rings_for_what_every_article_has(field, rings):
    past = [PastRun({Key("absent", field): share(0, 8)})]
    assert bool(judge("p", {Key("absent", field): share(8, 8)}, past)) is rings


def test_a_publisher_that_begins_to_reserve_its_articles_rings():
    tally = HealthCounters()
    tally.see_reserved(10)
    (alarm,) = judge("p", tally.measures(), runs(3, reserved=share(0, 10)))
    assert "reserved: 0 % → 100 % of 10" in str(alarm)


@pytest.mark.parametrize(("before", "rings"), [(10, True), (5, True), (2, False), (0, False)])
def test_a_list_that_brings_nothing(before, rings):
    past = runs(3, list_links__L=Measure(before))
    assert bool(judge("p", {Key("list_links", "L"): Measure(0)}, past)) is rings


def test_robots_txt_that_changed_rings_once():
    old, new = (Measure(None, text=text) for text in ("aaa", "bbb"))
    now = {Key("robots", "muster.example"): new}
    past = runs(3, **{"robots__muster.example": old})
    assert judge("p", now, past)
    assert not judge("p", now, [PastRun(now, RANG), *past])


NO_TITLES = {Key("absent", "title"): share(9, 9)}
WELL = {Key("absent", "title"): share(0, 2)}


def later(measures, past):
    """The sentences of one more run, and the history with it."""
    alarms = judge("p", measures, past)
    return [*map(str, alarms)], [PastRun(measures, alarms, run_id=len(past) + 1), *past]


def test_an_alarm_is_said_again_until_as_many_articles_are_as_they_should_be():
    first, past = later(NO_TITLES, runs(5, absent__title=share(0, 10)))
    assert len(first) == 1
    for measures in ({}, {}, WELL, {}, WELL):
        (said,), past = later(measures, past)
        assert "title is missing on new articles: 0 % → 100 % of 9" in said
        assert "so in run 6, and not seen to be well since" in said
    assert later(WELL, past)[0] == []


def test_a_broken_portal_rings_on_after_a_person_has_looked_away_for_long():
    said, past = later(NO_TITLES, runs(5, absent__title=share(0, 10)))
    for measures in [NO_TITLES, {}] * 20:
        said, past = later(measures, past)
        assert len(said) == 1


def test_an_accepted_alarm_is_settled():
    _, past = later(NO_TITLES, runs(5, absent__title=share(0, 10)))
    past[0] = PastRun(past[0].measures, past[0].alarms, accepted=True)
    assert later({}, past)[0] == []


def test_a_list_that_brings_links_again_is_settled():
    key, full = Key("list_links", "L"), Measure(10)
    said, past = later({key: Measure(0)}, [PastRun({key: full})] * 3)
    assert len(said) == 1
    said, past = later({}, past)
    assert "the list brings nothing: 10 links → none" in said[0]
    assert later({key: full}, past)[0] == []


def test_a_section_that_was_archived_is_no_alarm_and_one_that_is_not_there_is():
    for on_purpose in (True, False):
        tally = HealthCounters()
        for number in range(20):
            tally.see_missing(f"http://muster.example/{number}", on_purpose=on_purpose)
        for _ in range(20):
            tally.see_unmodified()
        assert bool(judge("p", tally.measures(), runs(3, missing=share(0, 40)))) is not on_purpose


def article(chance, number, day):
    values = {name: "x" for name, p in FEATURES.items() if chance.random() < p}
    if "images" in values:
        values["images"] = ["x"]
    return Article(
        f"http://muster.example/{number}", title=f"Titel {number}", language="de",
        body="Wort " * chance.randint(60, 600) + str(number), published_on=f"day {day}",
        breadcrumb="x", **values,
    )  # fmt: skip


@pytest.mark.parametrize("seed", [*range(4), 104, 105, 115, 123])
def test_two_hundred_healthy_runs_ring_never(seed):
    """Quiet weekends, holidays, bursts, calls that come in batches without source, edits."""
    chance = random.Random(seed)
    past: list[PastRun] = []
    stored: list[Article] = []
    for day in range(200):
        holiday = 100 <= day < 115
        number = 0 if holiday else chance.choice((0, 1, 1, 2, 3, 5)) if day % 7 < 5 else 0
        if day == 0:
            number = 80
        if day % 41 == 40:
            number = 9
        tally = HealthCounters({"musterportal"}, baseline_of(past))
        for before in stored[-8:]:
            after = before
            if chance.random() < 0.05:
                after = Article(**{name: getattr(before, name) for name in (
                    "url", "title", "language", "published_on", "breadcrumb", "lead"
                )}, body=before.body + " Nachtrag")  # fmt: skip
            tally.see(after, before)
        for _ in range(number):
            new = article(chance, len(stored), day if day else len(stored) // 2)
            if day % 29 == 28:
                new.source_text = new.kicker = None
            stored.append(new)
            tally.see(new, None)
        tally.see_list("L", 10, ())
        measures = tally.measures()
        assert judge("p", measures, past) == [], day
        past = [PastRun(measures), *past][:30]
