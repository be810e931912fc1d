"""One edit is an edit; the same field of many articles changing at once is held and told."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from crawler.archive.recent_edits import RecentEdit
from crawler.items import Article, Image, Link, Place
from crawler.monitoring.health.alarms import baseline_of, judge
from crawler.monitoring.health.counters import HealthCounters
from crawler.monitoring.health.field_changes import edits_of
from crawler.monitoring.health.measures import Alarm, PastRun

WORDS = ("Netz", "Labor", "Beirat", "Muster", "Plan", "Preis", "Karte", "Werk", "Amt", "Betrieb")


def make(number: int) -> Article:
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count)) + f" {number}"

    return Article(
        f"http://muster.example/aktuelles/{number}", title=words(6), kicker="Meldung",
        lead=words(25), body="\n\n".join(words(60) + "." for _ in range(4)), language="de",
        published_on=f"2019-{number % 12 + 1:02}-{number % 9 + 13}", source_text=words(2),
        breadcrumb="Start › Aktuelles", topics=[chance.choice(WORDS)],
        places=[Place("Polen", "country")], images=[Image(f"http://muster.example/{number}.jpg")],
    )  # fmt: skip


def run(articles, changes, unmodified=0, new=0):
    """The measures of a run that sees ``articles`` again; ``changes`` by number."""
    tally = HealthCounters((), baseline_of(()))
    for number, before in enumerate(articles):
        tally.see(changes.get(number, lambda a: a)(before), before)
    for _ in range(unmodified):
        tally.see_unmodified()
    for number in range(new):
        tally.see(make(10_000 + number), None)
    return tally.measures()


def fired_fields(now, past):
    return {alarm.field for alarm in judge("muster", now, past)}


def healthy(articles, number=3):
    return [PastRun(run(articles, {})) for _ in range(number)]


def with_(**values):
    return lambda article: replace(article, **values)


def number_of(article):
    return int(article.url.rsplit("/", 1)[1]) * 7919


def retitled(article):
    return replace(article, title=f"Ganz andere Worte zu {number_of(article)}")


def swapped(day):
    return f"{day[:4]}-{day[8:]}-{day[5:7]}"


def longer(article):
    return replace(article, body=f"{article.body} Nachtrag: {number_of(article)} Plätze.")


TWELVE, FORTY = [make(n) for n in range(12)], [make(n) for n in range(40)]


@pytest.mark.parametrize("articles", [TWELVE, FORTY], ids=len)
def test_single_edits_are_edits(articles):
    changes = {0: retitled, 1: longer, 2: with_(lead="Neu geschrieben"), 3: with_(images=[])}
    assert fired_fields(run(articles, changes), healthy(articles)) == set()


@pytest.mark.parametrize("number", [3, 6, 12])
def test_a_fifth_is_a_suspect_whatever_the_values(number):
    changes = dict.fromkeys(range(number), retitled)
    assert fired_fields(run(TWELVE, changes), healthy(TWELVE, 1)) == {"title"}


def test_the_alarm_names_the_field_and_an_example_before_and_after():
    now = run(TWELVE, dict.fromkeys(range(3), with_(title="Meldungen")))
    (alarm,) = judge("muster", now, healthy(TWELVE))
    assert f"{TWELVE[0].title} → Meldungen (look: scrapy inspect {TWELVE[0].url})" in str(alarm)
    assert "title would be overwritten in many articles at once: 0 % → 3 of 12" in str(alarm)


def test_where_all_others_are_not_modified_the_share_is_of_those_that_were_sent():
    broken = dict.fromkeys(range(5), retitled)
    assert fired_fields(run(TWELVE[:5], broken, unmodified=40), healthy(FORTY)) == {"title"}
    edited = {0: retitled, 1: longer, 2: longer, 3: longer, 4: longer}
    assert fired_fields(run(TWELVE[:5], edited, unmodified=40), healthy(FORTY)) == set()


def test_a_field_few_articles_have_is_judged_by_those():
    calls = [replace(article, deadline_on="2020-01-31") for article in FORTY[:10]]
    changes = {n: with_(deadline_on=f"2020-0{n + 2}-03") for n in range(3)}
    assert fired_fields(run([*calls, *FORTY[10:]], changes), healthy(FORTY)) == {"deadline_on"}


def test_one_section_may_be_all_that_breaks():
    old = [replace(a, url=f"{a.url.replace('aktuelles', 'archiv')}") for a in FORTY[:5]]
    changes = dict.fromkeys(range(4), retitled)
    assert fired_fields(run([*old, *FORTY[5:]], changes), healthy(FORTY)) == {"title"}
    assert fired_fields(run(FORTY, changes), healthy(FORTY)) == set()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("published_on", lambda a: with_(published_on=swapped(a.published_on))(a)),
        ("source_text", lambda a: with_(source_text=a.editor_text)(a)),
        ("title", lambda a: with_(title=a.lead)(a)),
        ("body", lambda a: with_(body=f"{a.body}\n\n{a.body}")(a)),
        ("lead", lambda a: with_(lead=a.body.split("\n\n")[0])(a)),
        ("title", with_(title="Aktuelles")),
    ],
)  # fmt: skip
def test_what_no_editor_does_twice_rings_among_many(field, change):
    articles = [
        replace(
            a, published_on=f"2019-{n % 12 + 1:02}-{(n + 3) % 12 + 1:02}", editor_text=f"Desk {n}"
        )
        for n, a in enumerate(FORTY)
    ]
    assert field in fired_fields(run(articles, {3: change, 30: change}), healthy(FORTY))
    assert fired_fields(run(articles, {3: change}), healthy(FORTY)) == set()


def nights(articles, changes, past):
    """The fields that ring in each of several nights, which change one after the other."""
    fired, edits = [], []
    for night, changed in enumerate(changes, start=1):
        now = [edit.after for edit in edits]
        now = [*now, *articles[len(now) :]]
        tally = HealthCounters((), baseline_of(()), edits)
        seen = {**dict.fromkeys(range(len(articles)), lambda a: a), **changed}
        for number, change in seen.items():
            tally.see(change(now[number]), now[number])
        runs = [*range(night - 1, 0, -1)]
        together = [tally.together(runs[:n], 0, 0) for n in range(1, len(runs) + 1)]
        fired.append({alarm.field for alarm in judge("muster", tally.measures(), past, together)})
        edits += [
            RecentEdit(night, now[n].url, now[n], change(now[n])) for n, change in changed.items()
        ]
        past = [PastRun(tally.measures()), *past]
    return fired


def test_three_nights_of_the_same_kind_are_looked_at_together():
    changes = [{night * 2 + n: retitled for n in range(2)} for night in range(3)]
    assert nights(FORTY, changes, healthy(FORTY, 5)) == [set(), set(), {"title"}]


def test_three_nights_in_which_one_title_each_becomes_a_section_ring_at_the_second():
    changes = [{night: with_(title="Aktuelles")} for night in range(2)]
    assert nights(FORTY, changes, healthy(FORTY, 5)) == [set(), {"title"}]


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("source_text", "Ministerium A", "Haus B"), ("title", "Ministerium A tagt", "Haus B tagt"),
        ("topics", ["Netz A"], ["Netz B"]), ("editor_text", "A. Muster", "B. Beispiel"),
    ],
)  # fmt: skip
def test_one_name_corrected_in_three_articles_is_an_edit(field, old, new):
    named = [replace(article, **{field: old}) for article in FORTY]
    changes = dict.fromkeys((3, 9, 30), with_(**{field: new}))
    assert fired_fields(run(named, changes), healthy(named)) == set()
    changes = dict.fromkeys(range(10), with_(**{field: new}))
    assert fired_fields(run(named, changes), healthy(named)) == {field}


def test_many_values_that_become_one_are_no_correction():
    changes = dict.fromkeys((3, 9), with_(title="Haus B"))
    assert fired_fields(run(FORTY, changes), healthy(FORTY)) == {"title"}
    changes = dict.fromkeys((3, 9, 17, 30), with_(source_text="Haus B"))
    assert fired_fields(run(FORTY, changes), healthy(FORTY)) == {"source_text"}


RANG = (Alarm("muster", "edited", "title", "0 %", "4 of 12", "…", change="a → b"),)


def test_a_field_that_rang_is_held_in_single_articles_until_decided_or_mended():
    fired = PastRun(run(TWELVE, dict.fromkeys(range(4), retitled)), RANG)
    now = run(FORTY[12:], {0: retitled})
    assert fired_fields(now, [fired, *healthy(TWELVE)]) == {"title"}
    assert fired_fields(now, [replace(fired, accepted=True), *healthy(TWELVE)]) == set()
    assert fired_fields(now, [PastRun(run(TWELVE, {})), fired, *healthy(TWELVE)]) == set()


def test_links_that_turn_round_in_every_run_are_learnt_when_accepted():
    def turn(article):
        return replace(article, links=[Link(f"http://muster.example/{random.random()}", "mehr")])

    articles = [turn(article) for article in TWELVE]
    now = run(articles, dict.fromkeys(range(12), turn))
    assert fired_fields(now, healthy(articles)) == {"links"}
    accepted = PastRun(now, [replace(RANG[0], field="links")], accepted=True)
    assert fired_fields(now, [accepted] * 3 + healthy(articles)) == set()


def test_what_portals_change_by_themselves_is_no_edit():
    before = replace(
        TWELVE[0], links=[Link("http://a.example/x?cHash=1", "x"), Link("http://a.example/y", "y")]
    )
    after = replace(
        before, links=[Link("http://a.example/y", "y"), Link("http://a.example/x?cHash=2", "x")]
    )
    assert edits_of(after, before) == []
    assert edits_of(replace(before, breadcrumb="Start"), before, {"breadcrumb"}) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [12, 48])
def test_fifty_nights_of_a_healthy_portal_ring_never(seed, size):
    """Texts are edited, titles mended, labels corrected, days put right; some nights are 304."""
    chance = random.Random(seed)
    articles = [make(n) for n in range(size)]
    past = [PastRun(run([], {}, new=size))]
    kinds = (
        longer, longer, longer, lambda a: replace(a, title=f"{a.title} aktualisiert"),
        lambda a: replace(a, lead=f"{a.lead} Ergänzt {number_of(a)}."), with_(images=[]),
        lambda a: replace(a, topics=[*a.topics, f"Thema {number_of(a) % 7}"]), retitled,
        lambda a: replace(a, published_on=f"2020-05-{number_of(a) % 28 + 1:02}"),
        lambda a: replace(a, updated_on="2021-01-01", body=f"{a.body} Stand {number_of(a)}."),
    )  # fmt: skip
    for night in range(50):
        share = 0.1 if night % 10 == 9 else 0.03
        edited = [n for n in range(size) if chance.random() < share]
        changes = {n: chance.choice(kinds) for n in edited}
        if night % 3 == 2:
            now = run([articles[n] for n in edited], dict(enumerate(changes.values())), size)
        else:
            now = run(articles, changes, new=40 if night == 20 else chance.choice((0, 0, 1, 3, 8)))
        assert judge("muster", now, past) == [], night
        articles = [changes.get(n, lambda a: a)(a) for n, a in enumerate(articles)]
        past = [PastRun(now), *past][:30]


@pytest.mark.parametrize("number", [1, 8, 20, 40])
def test_many_articles_of_one_day_are_no_alarm(number):
    tally = HealthCounters()
    for article in range(number):
        tally.see(replace(make(article), published_on="2024-05-17"), None)
    for past in (healthy(FORTY), [PastRun(run([], {}, new=12))]):
        assert fired_fields(tally.measures(), past) == set()
