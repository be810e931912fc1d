"""Nights of an unattended archive: what was done in each, and what is told of it afterwards."""

from __future__ import annotations

import datetime as dt
import json
import signal
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client.parser import text_string_to_metric_families

from crawler.demo import replica
from crawler.demo.exchange import Request, Response
from tests.alive.clock import run_at, start_at
from tests.alive.receiver import Receiver
from tests.crash.crawling import SPIDER, WatchedServer, crawl_arguments

BERLIN = ZoneInfo("Europe/Berlin")
AT = dt.time(2, 30)
"""When the run starts by the clock on the wall: there are nights that have two of it, or none."""
MOST = 40
"""Articles that the portal has in the end."""
LATEST = dt.timedelta(minutes=3)
"""Within which a run of this portal has ended."""

NEWS, IDLE, BLOCKED, KILLED, FULL = "news", "idle", "blocked", "killed", "full disk"
BACK, FORWARD, PARTIAL, MISSED = "clock a day back", "clock far ahead", "time was up", "no timer"
GOOD = frozenset({NEWS, IDLE, BACK, FORWARD, PARTIAL})
"""Nights that end as planned."""


class Portal(WatchedServer):
    """A portal that publishes now and then, and may shut the door."""

    def __init__(self) -> None:
        self.published = 6
        self.is_blocked = False
        super().__init__(MOST)

    def publish(self, number: int) -> None:
        self.published += number
        self.edition = 1

    def _content(self, portal: str) -> replica.Articles:
        return super()._content(portal)[: self.published]

    def _count(self, request: Request, response: Response) -> Response:
        if self.is_blocked:
            return Response(403, b"<h1>Zugriff verweigert</h1>")
        return super()._count(request, response)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told in the morning after a night."""

    exit_code: int | None
    pings: list[str]
    bodies: list[str]
    metrics: dict[tuple[str, ...], float]
    verdict: dict[str, object]
    health_exit_code: int | None
    printed: str


class World:
    """The machine, the portal, and the service that expects pings."""

    def __init__(self, folder: Path, first: dt.date) -> None:
        self.folder = folder
        self.portal, self.receiver = Portal(), Receiver()
        self._day = first
        self.told: Told | None = None

    def __enter__(self):
        self.portal.__enter__()
        self.receiver.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.receiver.__exit__()
        self.portal.__exit__(*error)

    @property
    def metrics_file(self) -> Path:
        return self.folder / "clusterarchiv.prom"

    @property
    def captures(self) -> set[str]:
        folder = self.folder / "captures"
        return {path.name for path in folder.iterdir()} if folder.exists() else set()

    def true_time(self) -> dt.datetime:
        """The moment at which tonight's run starts; Berlin's summer time ends and begins."""
        return dt.datetime.combine(self._day, AT, BERLIN).astimezone(dt.UTC)

    def clock(self, kind: str) -> dt.datetime:
        """What the machine takes it for."""
        wrong = {BACK: dt.timedelta(days=-1), FORWARD: dt.timedelta(days=400)}
        return self.true_time() + wrong.get(kind, dt.timedelta(0))

    def night(self, kind: str) -> Told:
        """One night, and what is told at its end by the clock there was."""
        moment = self.clock(kind)
        before = len(self.receiver.pings)
        printed, code = "", None
        if kind != MISSED:
            code, printed = self._update(kind, moment)
        verdict, health = self._health(moment + LATEST)
        pings = self.receiver.pings[before:]
        self.told = Told(
            code,
            [ping.path for ping in pings],
            [ping.body for ping in pings],
            self.metrics(),
            verdict,
            health,
            printed,
        )
        self._day += dt.timedelta(days=1)
        return self.told

    def _update(self, kind: str, moment: dt.datetime) -> tuple[int | None, str]:
        if kind in (NEWS, KILLED, FULL, BACK, FORWARD):
            self.portal.publish(2 if kind == KILLED else 1)
        self.portal.is_blocked = kind == BLOCKED
        words = ["update", *self._words(), "--quiet"]
        if kind == PARTIAL:
            words += ["--max-minutes", "0.00001"]
        log = self.folder.with_suffix(".log")
        # Rows still have room, articles have not.
        size = 60_000 if kind == FULL else None
        run = start_at(moment, words, log, file_size=size)
        if kind == KILLED:
            self.portal.signal(run, signal.SIGKILL, answers=4)
        run.join(60)
        return run.exitcode, log.read_text("utf-8")

    def _words(self) -> list[str]:
        """The portal, and the settings of a crawl of it."""
        _, _, *arguments = crawl_arguments(self.portal, self.folder)
        more = {"RETRY_TIMES": 0, "PORTALS": SPIDER, "CRAWL_WINDOW": "02:00-06:00"}
        more |= {"METRICS_FILE": self.metrics_file, "PING_URL": self.receiver.url}
        return [
            *arguments,
            *(word for pair in more.items() for word in ("-s", "=".join(map(str, pair)))),
        ]

    def _health(self, moment: dt.datetime) -> tuple[dict[str, object], int | None]:
        words = ["health", "--json", "--max-age", "1.5"]
        words += ["-s", f"ARCHIVE_PATH={self.folder / 'archive.db'}", "-s", f"PORTALS={SPIDER}"]
        code, printed = run_at(moment, words, self.folder)
        (line,) = (json.loads(line) for line in printed.splitlines() if '"verdict"' in line)
        return line["verdict"], code

    def metrics(self) -> dict[tuple[str, ...], float]:
        """Values by name and labels, without the portal's name, of which there is one."""
        families = text_string_to_metric_families(self.metrics_file.read_text("utf-8"))
        return {
            (
                sample.name.removeprefix("clusterarchiv_"),
                *(text for name, text in sample.labels.items() if name != "portal"),
            ): sample.value
            for family in families
            for sample in family.samples
        }


def seconds(moment: object) -> float:
    """A time of the archive as Prometheus has it."""
    return dt.datetime.fromisoformat(str(moment)).timestamp()
