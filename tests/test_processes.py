"""Work in other processes: results, errors, and deaths at any moment, which keep nobody waiting."""

import os
import threading
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from crawler.processes import in_order, processes

PRELOADED = "crawler.processes"


def doubled(number):
    return 2 * number


def failed(why):
    raise LookupError(why)


def not_to_be_sent():
    return lambda: None


def died():
    os._exit(1)


class Dying:
    def __reduce__(self):
        threading.Timer(0.005, os._exit, [1]).start()
        return (Dying, ())


def died_while_sending():
    """As when memory runs out over a big result: half of it is on its way."""
    return [bytes(2**27), Dying()]


def slept():
    time.sleep(300)


def died_when_begun():
    raise RuntimeError("no process begins here")


def test_results_come_in_the_order_of_the_work():
    with processes(2, PRELOADED) as pool:
        found = list(in_order(range(20), lambda number: pool.submit(doubled, number), 2))
    assert found == [(number, 2 * number) for number in range(20)]


def test_an_error_is_raised_here_with_what_led_to_it_and_the_process_goes_on():
    with processes(1, PRELOADED) as pool:
        with pytest.raises(LookupError, match="verlegt") as raised:
            pool.submit(failed, "verlegt").result()
        assert "in failed" in raised.value.__notes__[0]
        with pytest.raises((AttributeError, TypeError), match="pickle"):
            pool.submit(not_to_be_sent).result()
        with pytest.raises((AttributeError, TypeError), match="pickle"):
            pool.submit(doubled, lambda: None).result()
        assert pool.submit(doubled, 4).result() == 8


@pytest.mark.parametrize("death", [died, died_while_sending])
def test_a_death_is_told_of_all_work_and_nothing_waits_for_it(death):
    begun = time.monotonic()
    with processes(2, PRELOADED) as pool:
        works = [pool.submit(work) for work in (slept, death, slept, died, slept)]
        for work in works:
            with pytest.raises(BrokenProcessPool):
                work.result(timeout=30)
        with pytest.raises(BrokenProcessPool):
            pool.submit(doubled, 4).result(timeout=30)
    assert time.monotonic() - begun < 30


def test_a_process_that_cannot_begin_is_told():
    with (
        processes(2, PRELOADED, died_when_begun) as pool,
        pytest.raises(BrokenProcessPool, match="a process died"),
    ):
        pool.submit(doubled, 4).result(timeout=30)


def test_work_that_nobody_waits_for_is_cancelled_at_the_end():
    with processes(1, PRELOADED) as pool:
        works = [pool.submit(time.sleep, 0.05) for _ in range(50)]
        works[0].result()
    assert works[-1].cancelled()
