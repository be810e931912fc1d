"""Colours of charts: names of CSS custom properties that charts.css sets for light and dark.

The colours after the commas are for readers that know no style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from crawler.publishing.language import Language

INK = "var(--chart-ink, #333333)"
GRID = "var(--chart-grid, #dddddd)"
OTHERS = "var(--chart-others, #767676)"
SERIES = (
    "var(--chart-1, #0072b2)", "var(--chart-2, #c85200)", "var(--chart-3, #00835f)",
    "var(--chart-4, #b0488c)", "var(--chart-5, #8a6d00)", "var(--chart-6, #5b4bc4)",
    "var(--chart-7, #333333)",
)  # fmt: skip
"""Of portals, which colour-blind readers can tell apart; more are drawn as others."""
SHADES = (
    "var(--shade-1, #c6dbef)", "var(--shade-2, #8fbfe0)", "var(--shade-3, #4a98c9)",
    "var(--shade-4, #1f6fb0)", "var(--shade-5, #08407e)",
)  # fmt: skip
"""The more, the further from the page's own colour."""
ON_SHADES = (
    "var(--on-shade-1, #111111)", "var(--on-shade-2, #111111)", "var(--on-shade-3, #111111)",
    "var(--on-shade-4, #ffffff)", "var(--on-shade-5, #ffffff)",
)  # fmt: skip
"""Of letters on them."""
PALE = 0.4
"""Opacity of what is likely only."""


def steps(most: int) -> list[int]:
    """The least number of each shade up to ``most``: each about as many times the one before."""
    lowest = [1]
    for number in range(1, len(SHADES)):
        step = max(round(most ** (number / len(SHADES))), lowest[-1] + 1)
        if step <= most:
            lowest.append(step)
    return lowest


def shade_of(count: int, lowest: Sequence[int]) -> int:
    """The number of the shade, from 0 on, of a count above 0."""
    return sum(count >= step for step in lowest) - 1


Entry = tuple[str, float, str]
"""Of a legend: colour, opacity, words."""


def shades_legend(heading: str, most: int, words: Language, *more: Entry) -> Markup:
    """What the shades mean: ``1–3``, ``4–10``; and ``more`` before them."""
    lowest = steps(most)
    ends = [*(step - 1 for step in lowest[1:]), most]
    entries = [*more]
    for number, (low, high) in enumerate(zip(lowest, ends, strict=True)):
        span = words.number(low) if low == high else f"{words.number(low)}–{words.number(high)}"
        entries.append((SHADES[number], 1.0, span))
    return legend(heading, entries)


def legend(heading: str, entries: Iterable[Entry]) -> Markup:
    """Swatches with what they mean."""
    items = Markup().join(
        Markup(
            '<li><svg class="swatch" viewBox="0 0 14 14" aria-hidden="true">'
            '<rect width="14" height="14" fill="{}" fill-opacity="{}"/></svg> {}</li>'
        ).format(colour, opacity, words)
        for colour, opacity, words in entries
    )
    return Markup('<div class="legend"><p>{}</p><ul>{}</ul></div>').format(heading, items)
