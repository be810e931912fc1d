"""What a person at a terminal sees of all workers."""

from __future__ import annotations

import io

from rich.console import Console
from rich.progress import Progress, TextColumn

from crawler.cluster.display import ClusterLines
from crawler.monitoring.summary import Summary


def summary(portal: str, *, new: int = 0, errors: int = 0) -> Summary:
    return Summary(portal, "live", new, 0, 0, 0, 0, 0, errors, 1.0, "finished")


def test_a_line_for_all_and_one_a_portal_at_work():
    progress = Progress(
        TextColumn("{task.description}: {task.fields[said]}"),
        console=Console(file=io.StringIO(), width=100),
    )
    lines = ClusterLines(progress, ["eins", "zwei", "drei"])

    def shown() -> list[str]:
        with progress.console.capture() as capture:
            progress.console.print(progress.make_tasks_table(progress.tasks))
        return [" ".join(line.split()) for line in capture.get().splitlines()]

    lines.at_work("eins", "tcp://10.0.0.1:4711", 12, 3)
    lines.at_work("zwei", "tcp://10.0.0.2:4711", 40, 30)
    assert shown() == [
        "portals: 0 of 3 done, 0 new articles, 0 errors",
        "eins on 10.0.0.1:4711: 12 pages 3 articles",
        "zwei on 10.0.0.2:4711: 40 pages 30 articles",
    ]
    lines.done(summary("eins", new=5))
    lines.at_work("eins", "tcp://10.0.0.1:4711", 14, 5)  # comes late
    lines.done(summary("drei", errors=1))  # was over before a word of it came
    lines.done(summary("vier", errors=1))  # left by an earlier update, and not crawled now
    assert shown() == [
        "portals: 2 of 3 done, 5 new articles, 2 errors",
        "zwei on 10.0.0.2:4711: 40 pages 30 articles",
    ]
