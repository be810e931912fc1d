"""Makes the outlines of the world's countries that the map of countries is drawn from.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m docs.world_map package

The outlines are Natural Earth's, which are in the public domain, as world-atlas packs them
(TopoJSON, ISC licence). They are projected here, once: Equal Earth (Šavrič, Patterson and Jenny
2018), on which equal areas stand for equal areas, as a map of figures needs it.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

from crawler.terminal import say

TARGET = Path(__file__).parents[1] / "crawler" / "publishing" / "charts" / "world.json"
WIDTH = 1000.0
SOUTH = -57.0
"""Latitude under which there is Antarctica only; it gets a dot."""
MIDDLE = 11.0
"""Longitude in the middle: the map is cut where no country is."""
SMALL = 9.0
"""A country with less area on the map, in square units, is drawn as a dot, or it would vanish."""

Point = tuple[float, float]
Ring = list[Point]

# What Natural Earth has without a code; who holds a place does not make it a country of its own.
_NAMED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
_CRIMEA = (32.0, 44.0, 36.8, 46.3)
"""West, south, east, north; Natural Earth has it in Russia."""
# Territories with a code of their own that Natural Earth has within another country, or not at all.
_PLACED = {
    "AC": (-14.4, -7.9), "AQ": (11.0, -56.0), "BQ": (-68.3, 12.2), "BV": (3.4, -54.4),
    "CC": (96.9, -12.2), "CP": (-109.2, 10.3), "CQ": (-2.4, 49.4), "CX": (105.7, -10.5),
    "DG": (72.4, -7.3), "EA": (-2.9, 35.3), "GF": (-53.1, 4.0), "GI": (-5.4, 36.1),
    "GP": (-61.6, 16.3), "IC": (-15.7, 28.3), "MQ": (-61.0, 14.6), "RE": (55.5, -21.1),
    "SJ": (16.0, 78.6), "TA": (-12.3, -37.1), "TK": (-171.8, -9.2), "TV": (179.2, -8.5),
    "UM": (-176.0, 0.2), "YT": (45.2, -12.8),
}  # fmt: skip


def equal_earth(turned: float, latitude: float) -> Point:
    """A point on the map, x to the right and y down, for a sphere of radius 1."""
    a1, a2, a3, a4, m = 1.340264, -0.081106, 0.000893, 0.003796, math.sqrt(3) / 2
    theta = math.asin(m * math.sin(math.radians(latitude)))
    square, sixth = theta**2, theta**6
    x = math.radians(turned) * math.cos(theta)
    x /= m * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square))
    return x, -theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


_EAST = equal_earth(180, 0)[0]
_NORTH = equal_earth(0, 84)[1]
_SCALE = WIDTH / (2 * _EAST)


def on_map(points: Ring) -> Ring:
    """Longitudes and latitudes in units of the picture; what lies on the cut stays in one piece."""
    turned = [((longitude - MIDDLE + 180) % 360 - 180, latitude) for longitude, latitude in points]
    if max(x for x, _ in turned) - min(x for x, _ in turned) > 180:
        turned = [(x % 360, y) for x, y in turned]
    flat = [equal_earth(x, y) for x, y in turned]
    return [((x + _EAST) * _SCALE, (y - _NORTH) * _SCALE) for x, y in flat]


def countries(atlas: dict[str, Any]) -> Iterator[tuple[str, list[Ring]]]:
    """Each country's code and rings, in degrees."""
    sx, sy = atlas["transform"]["scale"]
    tx, ty = atlas["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in atlas["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(indexes: list[int]) -> Ring:
        points: Ring = []
        for index in indexes:
            line = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += line[1:] if points else line
        return points

    codes = get_global("territory_aliases")
    for shape in atlas["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = _NAMED.get(name) or next(iter(codes.get(shape.get("id"), ())), None)
        if code is None:
            say(f"{name} has no code and is left out", error=True)
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        yield code, [ring(indexes) for polygon in polygons for indexes in polygon]


def area(points: Ring) -> float:
    """Of a ring on the map."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(points))) / 2


def middle(points: Ring) -> Point:
    """The middle of a ring's corners."""
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def path(rings: list[Ring]) -> str:
    """SVG path data in steps of a tenth."""
    said = []
    for points in rings:
        steps: list[tuple[int, int]] = []
        for x, y in points:
            step = round(x * 10), round(y * 10)
            if not steps or step != steps[-1]:
                steps.append(step)
        if len(steps) < 4:
            continue
        (x, y), *rest = steps
        text = f"M{x / 10:g},{y / 10:g}l"
        moves = []
        for nx, ny in rest[:-1]:
            moves.append(f"{(nx - x) / 10:g},{(ny - y) / 10:g}")
            x, y = nx, ny
        said.append(text + " ".join(moves) + "z")
    return "".join(said)


def make(folder: Path) -> dict[str, Any]:
    """Outlines and dots by ISO code."""
    coarse = json.loads((folder / "countries-110m.json").read_text("utf-8"))
    fine = json.loads((folder / "countries-50m.json").read_text("utf-8"))
    shapes: dict[str, list[Ring]] = {}
    for code, rings in countries(coarse):
        for points in rings:
            x, y = middle(points)
            west, south, east, north = _CRIMEA
            is_crimea = code == "RU" and west < x < east and south < y < north
            shapes.setdefault("UA" if is_crimea else code, []).append(points)
    shapes.pop("AQ")
    drawn = {code: [on_map(points) for points in rings] for code, rings in shapes.items()}
    dots = {code: on_map([place])[0] for code, place in _PLACED.items()}
    for code, rings in countries(fine):
        largest = max(map(on_map, rings), key=area)
        if code not in dots and sum(map(area, drawn.get(code, []))) < SMALL:
            dots[code] = middle(largest)
    height = on_map([(MIDDLE, SOUTH)])[0][1]
    return {
        "source": "Natural Earth (public domain), by world-atlas 2.0.2 (ISC); docs/world_map.py",
        "width": WIDTH,
        "height": math.ceil(height),
        "outlines": {code: path(rings) for code, rings in sorted(drawn.items())},
        "dots": {code: [round(x, 1), round(y, 1)] for code, (x, y) in sorted(dots.items())},
    }


if __name__ == "__main__":
    world = make(Path(sys.argv[1]))
    TARGET.write_text(json.dumps(world, ensure_ascii=False, indent=0) + "\n", "utf-8")
    say(f"{len(world['outlines'])} outlines, {len(world['dots'])} dots → {TARGET}")
