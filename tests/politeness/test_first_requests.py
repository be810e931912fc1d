"""Ten first requests at once: none may overtake robots.txt. Scrapy's own lets several through."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.downloader.robots import KEPT_SECONDS, RobotsMiddleware
from tests import looping

HOST = "http://www.amt.example"


class Engine:
    """Answers after all requests have come in; counts what it was asked for."""

    def __init__(self, *answers: Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.downloader = SimpleNamespace(
            get_slot_key=lambda request: request.url, per_slot_settings={}, slots={}
        )

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        await asyncio.sleep(0.01)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def middleware(engine: Engine) -> tuple[RobotsMiddleware, dict]:
    stats: dict = {}
    crawler = SimpleNamespace(
        settings=Settings({"ROBOTSTXT_OBEY": True, "BOT_NAME": "clusterarchiv"}),
        engine=engine,
        stats=SimpleNamespace(set_value=stats.__setitem__, inc_value=lambda key: None),
        signals=SimpleNamespace(send_catch_log=lambda *args, **kwargs: None),
    )
    return RobotsMiddleware(crawler), stats


async def pass_ten(robots: RobotsMiddleware) -> int:
    """How many of ten requests at once are let through."""
    requests = [robots.process_request(Request(f"{HOST}/{number}")) for number in range(10)]
    outcomes = await asyncio.gather(*requests, return_exceptions=True)
    assert all(outcome is None or isinstance(outcome, IgnoreRequest) for outcome in outcomes)
    return outcomes.count(None)


def answer(status: int, body: bytes = b"") -> Response:
    return Response(f"{HOST}/robots.txt", status=status, body=body)


CLOSED = answer(200, b"User-agent: *\nDisallow: /")


@pytest.mark.parametrize(
    ("given", "through"),
    [
        (CLOSED, 0), (answer(503), 0), (answer(429), 0), (ConnectionResetError(), 0),
        (TimeoutError(), 0), (answer(304), 0), (answer(403), 10), (answer(404), 10),
        (answer(200, b""), 10),
    ],
    ids=["disallow", "503", "429", "reset", "timeout", "304", "403", "404", "empty"],
)  # fmt: skip
def test_ten_at_once_await_one_answer(given, through):
    engine = Engine(given)
    robots, _ = middleware(engine)
    assert looping.run(pass_ten(robots)) == through
    assert engine.asked == [f"{HOST}/robots.txt"]


def test_stats_say_what_was_read():
    robots, stats = middleware(Engine(CLOSED))
    looping.run(pass_ten(robots))
    assert len(stats["politeness/robots_digest/www.amt.example"]) == 64
    robots, stats = middleware(Engine(answer(503)))
    looping.run(pass_ten(robots))
    assert stats["politeness/robots_unreadable/www.amt.example"] == "answered 503"


def test_an_answer_is_kept_for_a_day_and_longer_only_if_there_is_no_other(monkeypatch):
    clock = SimpleNamespace(monotonic=lambda: days[0])
    monkeypatch.setattr("crawler.downloader.robots.time", clock)

    days = [0, KEPT_SECONDS - 1, KEPT_SECONDS + 1, 2 * KEPT_SECONDS + 2]

    async def through() -> list[int]:
        let_through = []
        while days:
            let_through.append(await pass_ten(robots))
            days.pop(0)
        return let_through

    robots, _ = middleware(engine := Engine(answer(200), answer(503), CLOSED))
    assert looping.run(through()) == [10, 10, 10, 0]
    assert len(engine.asked) == 3
