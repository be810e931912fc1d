"""Dating against the truth: ``python -m bench.dating [--seeds N] [--from N] [--dated SHARE]``.

Over many portals whose articles do not show when they appeared (``dated_portals``), or half of
them do: how many intervals hold the day, how wide they are, and whether the probability claimed is
the share that is right; for all articles and by what their pages have.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.dated_portals import DatedPortal
from crawler.archive import Archive

ARTICLES = 150
SEEDS = 20
BINS = 10


class Dated(NamedTuple):
    """An article's dating in the archive, and the truth."""

    url: str
    day: dt.date
    earliest: dt.date | None
    latest: dt.date
    estimate: dt.date
    probability: float
    basis: str
    kinds: frozenset[str]

    @property
    def holds(self) -> bool:
        """True if the interval holds the day."""
        return (self.earliest or dt.date.min) <= self.day <= self.latest

    @property
    def width(self) -> int:
        """Days in the interval; all that is known of the portal's beginning counts as none."""
        return (self.latest - (self.earliest or dt.date(1990, 1, 1))).days + 1

    @property
    def error(self) -> int:
        """Days between the estimate and the truth."""
        return abs((self.estimate - self.day).days)


def rows() -> Iterator[tuple[str, float, str]]:
    """The figures of few portals, as a bench row each."""
    for share in (0.0, 0.5):
        told = [article for seed in range(SEEDS) for article in dated(seed, share)]
        informed = [article for article in told if article.kinds - {"captured"}]
        name = "no page dated" if not share else "half of the pages dated"
        yield f"{name}: interval holds the day", _holding(told), "%"
        yield f"{name}: median width", median(a.width for a in informed), "days"
        yield f"{name}: worst of ten bins", max(_gaps(told)), "points"
        yield f"{name}: median error of the day", median(a.error for a in informed), "days"


def dated(seed: int, share: float, articles: int = ARTICLES) -> list[Dated]:
    """The undated articles of a portal as the archive dates them."""
    portal = DatedPortal(seed, articles, share)
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder, "archive.db")) as archive:
        portal.store(archive)
        found = archive.db.execute(
            "SELECT url, published_earliest, published_latest, published_estimate, "
            "published_probability, published_basis, published_on, "
            "(SELECT group_concat(kind) FROM dating_evidence WHERE article_id = articles.id) "
            "FROM articles"
        ).fetchall()
    truth, day, told = portal.truth, dt.date.fromisoformat, []
    for url, earliest, latest, estimate, probability, basis, stated, kinds in found:
        if url not in truth:
            print(f"bench dating: no truth of {url}", file=sys.stderr)
        elif stated is not None and url in portal.showing and stated == str(truth[url]):
            continue  # as it should be
        else:
            if stated is not None:
                print(f"bench dating: {url} is of {truth[url]}, read as {stated}", file=sys.stderr)
            told.append(
                Dated(
                    url, truth[url], day(earliest) if earliest else None, day(latest),
                    day(estimate or latest), probability or 1.0, basis or "",
                    frozenset((kinds or "").split(",")),
                )
            )  # fmt: skip
    return told


def _holding(told: Iterable[Dated]) -> float:
    held = [article.holds for article in told]
    return 100 * sum(held) / len(held)


def _bins(told: Iterable[Dated]) -> list[list[Dated]]:
    """Ten bins of equally many, by the probability claimed."""
    ranked = sorted(told, key=lambda article: article.probability)
    return [ranked[len(ranked) * i // BINS : len(ranked) * (i + 1) // BINS] for i in range(BINS)]


def _gaps(told: Iterable[Dated]) -> Iterator[float]:
    for group in _bins(told):
        claimed = 100 * sum(article.probability for article in group) / len(group)
        yield abs(claimed - _holding(group))


def _line(name: str, group: list[Dated]) -> str:
    widths, errors = [a.width for a in group], [a.error for a in group]
    return (
        f"{name:<28} {len(group):6}  holds {_holding(group):6.2f} %  width {median(widths):6.0f}"
        f"  error {median(errors):5.0f}"
    )


def report(told: list[Dated]) -> Iterator[str]:
    """Lines of figures: all, by kind of evidence, and the calibration."""
    yield _line("all", told)
    informed = [article for article in told if article.kinds - {"captured"}]
    yield _line("with evidence", informed)
    by_kind = defaultdict(list)
    for article in told:
        for kind in article.kinds:
            by_kind[kind].append(article)
    for kind in sorted(by_kind):
        yield _line(f"  {kind}", by_kind[kind])
    claims = defaultdict(list)
    for article in told:
        claims[min(int(article.probability * BINS), BINS - 1)].append(article)
    for tenth, group in sorted(claims.items()):
        claimed = 100 * sum(article.probability for article in group) / len(group)
        true = f"{_holding(group):6.2f} % of {len(group)}"
        yield f"claimed {tenth / BINS:.1f}..: {claimed:6.2f} %, true {true}"
    for group in _bins(told):
        claimed = 100 * sum(article.probability for article in group) / len(group)
        yield f"decile: claimed {claimed:6.2f} %, true {_holding(group):6.2f} %"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.dating", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many portals")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first of them")
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--dated", type=float, default=None, help="share of dated articles")
    parser.add_argument("--wrong", type=int, default=0, help="print that many intervals that fail")
    asked = parser.parse_args()
    for share in (0.0, 0.5) if asked.dated is None else (asked.dated,):
        began = time.process_time()
        last = asked.first + asked.seeds * asked.step
        told = [a for seed in range(asked.first, last, asked.step) for a in dated(seed, share)]
        print(f"dated {share:.0%} of the pages, {asked.seeds} portals")
        print("\n".join(report(told)))
        for article in [a for a in told if not a.holds][: asked.wrong]:
            print(f"  {article.url} {article.day}: {article.basis} ({article.probability:.2f})")
        print(f"CPU {time.process_time() - began:.1f} s\n")


if __name__ == "__main__":
    main()
