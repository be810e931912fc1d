"""Pings: what is asked for, what is tried again, and what is said of one that reached nobody."""

from __future__ import annotations

import pytest

from crawler.monitoring import ping as pinging
from crawler.monitoring.ping import Signal, ping
from tests.alive.receiver import Receiver


@pytest.fixture
def receiver(monkeypatch):
    monkeypatch.setattr(pinging, "_PAUSES", (0, 0))
    with Receiver() as receiver:
        yield receiver


@pytest.mark.parametrize(
    ("signal", "path"),
    [
        (Signal.START, "/start"), (Signal.SUCCESS, ""),
        (Signal.FAILURE, "/fail"), (Signal.LOG, "/log"),
    ],
)  # fmt: skip
def test_the_end_of_the_path_says_what_happened_and_the_body_what_it_was(receiver, signal, path):
    assert ping(receiver.url, signal, ["exit code 1: Förderung", "zweite Zeile"]) is None
    (got,) = receiver.pings
    assert (got.path, got.body) == (path, "exit code 1: Förderung\nzweite Zeile")
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("given", "path"),
    [("/", "/fail"), ("?create=1", "/fail?create=1"), ("/slug/", "/slug/fail"), ("#x", "/fail")],
)
def test_whatever_the_address_ends_with_the_signal_stands_behind_its_path(receiver, given, path):
    assert ping(receiver.url + given, Signal.FAILURE, []) is None
    assert receiver.paths == [path]


@pytest.mark.parametrize("passing", [[500], [503, 502], [429], [None], [None, 500]])
def test_what_passes_by_itself_is_tried_again(receiver, passing):
    receiver.answers = [*passing]
    assert ping(receiver.url, Signal.SUCCESS, []) is None
    assert len(receiver.pings) == len(passing) + 1


@pytest.mark.parametrize(
    ("answers", "tries", "why"),
    [
        ([404], 1, "status 404"),
        ([403, 200], 1, "status 403"),
        ([500, 500, 500], 3, "status 500"),
        ([None, None, None], 3, "RemoteDisconnected"),
    ],
)
def test_what_does_not_is_a_sentence_without_the_address(receiver, answers, tries, why):
    receiver.answers = answers
    assert ping(receiver.url, Signal.START, []) == f"PING_URL could not be told: {why}"
    assert len(receiver.pings) == tries


@pytest.mark.parametrize("said", [b"OK (not found)", b"OK (rate limited)"])
def test_an_answer_that_it_reached_nobody_is_told_though_its_status_is_200(receiver, said):
    receiver.says = said
    trouble = ping(receiver.url, Signal.SUCCESS, [])
    assert trouble == f"PING_URL could not be told: it answered '{said.decode()}'"
    assert len(receiver.pings) == 1


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/geheim", "Connection refused"),
        ("file:///etc/geheim", "it is no http or https URL"),
        ("hc-ping.example/geheim", "it is no http or https URL"),
        ("https://", "it is no http or https URL"),
        ("http://[geheim", "it is no http or https URL"),
        ("http://127.0.0.1:geheim/", "InvalidURL"),
        ("http://127.0.0.1:9/ge heim", "InvalidURL"),
    ],
)
def test_an_address_that_is_none_is_a_sentence(monkeypatch, url, why):
    monkeypatch.setattr(pinging, "_PAUSES", ())
    assert ping(url, Signal.SUCCESS, []) == f"PING_URL could not be told: {why}"


def test_a_long_body_is_cut_between_letters_and_says_so(receiver):
    lines = [f"portal_{number}: größer als es sein sollte" for number in range(1000)]
    assert ping(receiver.url, Signal.FAILURE, lines) is None
    body = receiver.pings[0].body
    assert len(body.encode()) <= 10_000
    assert body.endswith("\n… 1000 lines in all; the log has them")
    assert body.startswith("\n".join(lines[:100]))


def test_what_a_terminal_would_obey_is_escaped(receiver):
    assert ping(receiver.url, Signal.FAILURE, ["a\x1b[31mb"]) is None
    assert receiver.pings[0].body == "a\\x1b[31mb"
