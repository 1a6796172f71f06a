"""Make map63.json and map34.json from `vietnam.svg` of the npm package @svg-maps/vietnam 2.0.0.

    python portal1034/regions/data/build_map.py path/to/vietnam.svg

Not run by the portal: the two files are committed. The source draws every province on its own, so borders match only
roughly; here they are snapped together, simplified as one coverage, rounded to whole units of the 812 × 873 view, and,
for the 34, merged, so that no crack or inner border is left. Needs shapely (vietnamadminunits brings it).
"""

import csv
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import shapely
from shapely import Geometry, Polygon

HERE = Path(__file__).parent
ISLES = {"hoangsa": "Quần đảo Hoàng Sa", "truongsa": "Quần đảo Trường Sa"}
SNAP = 0.8  # units; neighbours' vertices nearer than this are the same vertex
TOLERANCE = 1.2  # units; triangles smaller than its square are cut off (Visvalingam–Whyatt)
SMALLEST = 1.5  # square units; smaller islands would not be seen
SMALLEST_ISLE = 5.0  # units across; smaller isles of the two archipelagos are drawn as dots

_PATH = re.compile(r'id="(\w+)"\s+aria-label="[^"]*"\s+d="([^"]*)"')
_TOKEN = re.compile(r"([a-zA-Z])|(-?\d*\.?\d+)")

Ring = list[tuple[float, float]]


def rings(path: str) -> list[Ring]:
    """Return the rings of an SVG path of m, l, c and z commands, curves taken as lines."""
    tokens = [match.group() for match in _TOKEN.finditer(re.sub(r"-?[\d.]+e-\d+", "0", path))]
    numbers, found, command, x, y = iter(tokens), [], "", 0.0, 0.0
    for token in numbers:
        if token.isalpha():
            command = token
            if command in "zZ":
                x, y = found[-1][0]
            continue
        values = [float(token), *(float(next(numbers)) for _ in range(5 if command == "c" else 1))]
        x, y = (x + values[-2], y + values[-1]) if command.islower() else (values[-2], values[-1])
        if command in "mM":
            found.append([])
            command = "l" if command == "m" else "L"
        found[-1].append((x, y))
    return found


def coverage(shapes: dict[str, list[Ring]]) -> list[Geometry]:
    """Return the provinces with common borders: snapped, without overlaps, cracks given to a neighbour."""
    parts = [
        shapely.union_all([shapely.make_valid(Polygon(r)) for r in ring if len(r) > 3]) for ring in shapes.values()
    ]
    tree = shapely.STRtree(parts)

    def cut_overlaps() -> None:
        for i, part in enumerate(parts):
            for j in tree.query(part.buffer(1)):
                if j < i:
                    parts[i] = shapely.difference(parts[i], parts[j])

    for i, part in enumerate(list(parts)):
        for j in tree.query(part):
            if j < i:
                parts[i] = shapely.snap(parts[i], parts[j], SNAP)
        parts[i] = shapely.make_valid(parts[i])
    cut_overlaps()
    country = shapely.union_all(parts)
    closed = country.buffer(0.6, join_style="mitre").buffer(-0.6, join_style="mitre")
    for crack in shapely.get_parts(shapely.difference(closed, country)):
        near = tree.query(crack.buffer(0.5))
        if crack.geom_type == "Polygon" and len(near):
            best = max(near, key=lambda j: shapely.intersection(parts[j].buffer(0.05), crack.boundary).length)
            parts[best] = shapely.union(parts[best], crack.buffer(0.02, join_style="mitre"))
    cut_overlaps()
    return [shapely.union_all([p for p in shapely.get_parts(part) if p.area > 0.3]) for part in parts]


def encode(shape: Geometry) -> str:
    """Return an SVG path of `shape` in whole units, moves absolute, lines relative, largest part first."""
    path = ""
    for part in sorted(shapely.get_parts(shape), key=lambda p: -p.area):
        if part.geom_type != "Polygon" or part.area < SMALLEST:
            continue
        points: list[tuple[int, int]] = []
        for x, y in part.exterior.coords[:-1]:
            if not points or points[-1] != (round(x), round(y)):
                points.append((round(x), round(y)))
        turns = zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
        bent = [b for a, b, c in turns if (b[0] - a[0]) * (c[1] - b[1]) != (b[1] - a[1]) * (c[0] - b[0])]
        if len(bent) < 3:
            continue
        path += f"M{bent[0][0]} {bent[0][1]}l"
        steps = [step for a, b in pairwise(bent) for step in (b[0] - a[0], b[1] - a[1])]
        path += re.sub(r" -", "-", " ".join(map(str, steps))) + "z"
    return path


def placed(shape: Geometry) -> list:
    """Return [path, x, y]: the shape and a point well inside it for a mark."""
    inside = shapely.maximum_inscribed_circle(max(shapely.get_parts(shape), key=lambda p: p.area), 1).coords[0]
    return [encode(shape), round(inside[0]), round(inside[1])]


def isles(found: list[Ring]) -> list[str]:
    """Return [path of the larger isles, path of dots for the others]."""
    large, dots = "", ""
    for ring in found:
        shape = shapely.make_valid(Polygon(ring)) if len(ring) > 3 else shapely.MultiPoint(ring)
        left, top, right, bottom = shape.bounds
        if max(right - left, bottom - top) >= SMALLEST_ISLE and shape.area >= SMALLEST:
            large += encode(shapely.simplify(shape, 0.7))
        else:
            dots += f"M{round((left + right) / 2)} {round((top + bottom) / 2)}h0"
    return [large, "".join(dict.fromkeys(re.findall(r"M[^M]+", dots)))]


def main(source: str) -> None:
    found = {name: rings(path) for name, path in _PATH.findall(Path(source).read_text(encoding="utf-8"))}
    archipelagos = {name: [label, *isles(found.pop(name))] for name, label in ISLES.items()}
    with (HERE / "provinces.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["map_id"]: row for row in csv.DictReader(handle)}
    simple = dict(zip(found, shapely.coverage_simplify(coverage(found), TOLERANCE), strict=True))
    merged: dict[str, list[Geometry]] = {}
    for map_id, shape in simple.items():
        merged.setdefault(rows[map_id]["merged_code"], []).append(shape)
    drawn_34 = {
        # Closing and opening by a quarter unit removes the slivers that neighbours' roundings leave between them.
        code: placed(shapely.union_all(shapes).buffer(0.3, join_style="mitre").buffer(-0.3, join_style="mitre"))
        for code, shapes in sorted(merged.items())
    }
    _write("map63.json", {"units": {k: placed(v) for k, v in sorted(simple.items())}, "isles": archipelagos})
    _write("map34.json", {"units": drawn_34, "isles": archipelagos})


def _write(name: str, value: dict) -> None:
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
