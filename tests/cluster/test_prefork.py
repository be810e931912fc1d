"""The process that a worker's crawls are forked from: one for all, and another when it has died."""

from __future__ import annotations

import threading

import pytest

from crawler.cluster import prefork


class Server:
    """Stands for the process."""

    alive = True


@pytest.fixture(autouse=True)
def _no_process(monkeypatch):
    monkeypatch.setattr(prefork, "PreforkServer", Server)
    monkeypatch.setattr(prefork, "_of_thread", threading.local())


def test_all_crawls_of_a_thread_are_forked_from_one_process():
    assert prefork.prefork_server() is prefork.prefork_server()


def test_another_takes_the_place_of_one_that_has_died():
    dead = prefork.prefork_server()
    dead.alive = False
    assert prefork.prefork_server() is not dead
