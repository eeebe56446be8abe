"""Draw docs/pictures/regimes-kinds.png: one regime of each kind that docs/regimes.md names.

    python scripts/regime_pictures.py

Each panel is the zone that ``csbm.regime_zone`` gives. Where a regime is measured from a line that
csbm does not carry, the line drawn is made up, and the panel says so.
"""

import json
import tempfile
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

if TYPE_CHECKING:
    from csbm.boundaries.border import Border

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "regimes-kinds.png"
SHOWN = (
    ("one depth for both", "blr-pol-2025", "BLR-POL", None, None),
    ("by side", "irq-kwt-1991", "IRQ-KWT", None, None),
    ("by category", "ind-pak-1991-ex", "IND-PAK", None, None),
    ("one side only", "tur-syr-2019", "SYR-TUR", None, None),
    ("part of the line", "kor-cma-2018", "KOR-PRK", (38.3, 127.2), "fixed-wing"),
    ("on the perpendicular", "chn-cis-1997", "CHN-KGZ", None, None),
    ("a place left out", "lausanne-thrace-1923", "BGR-TUR", None, None),
    ("an inner bound", "", "BLR-POL", None, None),
    ("each side from its own line", "isr-syr-1974", "", None, None),
    ("both sides together", "minsk2-2015", "", None, "MLRS"),
)
LINES = {
    "isr-syr-1974": (
        ("ISR", [[35.79, 33.28], [35.82, 33.10], [35.80, 32.90], [35.76, 32.75]]),
        ("SYR", [[35.87, 33.30], [35.90, 33.10], [35.86, 32.90], [35.82, 32.75]]),
    ),
    "minsk2-2015": (
        ("UKR", [[38.0, 47.1], [37.7, 47.6], [37.6, 48.1], [38.0, 48.5], [38.9, 48.7]]),
        ("formations", [[38.1, 47.1], [37.8, 47.6], [37.7, 48.0], [38.1, 48.4], [38.9, 48.6]]),
    ),
}
"""Made up: csbm carries no such line."""
RING = {
    "id": "ring",
    "name": "a ring of 12 to 24 km, made up",
    "kind": "proposal",
    "parties": ["BLR", "POL"],
    "line": {"text": "the shared border", "borders": ["BLR-POL"]},
    "verified": {"existence": True, "depth": True},
    "bands": [{"side": side, "min_km": 12, "max_km": 24} for side in ("BLR", "POL")],
    "sources": [{"title": "made up for this picture"}],
}
COLOURS = ("#1c5a9c", "#c2571a", "#4b7f3a", "#7a4b8f")


def border_of(name: str, pair: str) -> "Border":
    """Return a border that csbm carries, or made-up lines as a file of one's own."""
    from csbm.boundaries.border import Border

    if pair:
        return Border.between(*pair.split("-"))
    features = [
        {
            "type": "Feature",
            "properties": {"party": party},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for party, line in LINES[name]
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return Border.from_file(file)


def draw(target: Path = TARGET) -> None:
    """Draw all panels."""
    import csbm
    from csbm.regimes.schema import Regime

    mpl.rcParams.update({"font.size": 7})
    figure = Figure(figsize=(10, 4.6), dpi=100, layout="constrained")
    for axes, (kind, name, pair, split, only) in zip(
        figure.subplots(2, 5).flat, SHOWN, strict=True
    ):
        regime = csbm.find_regime(name) if name else Regime.model_validate(RING)
        border = border_of(name, pair)
        zone = csbm.regime_zone(regime, border, split_at=split, tolerance_m=100).zone
        sides = sorted({part.side for part in zone.parts})
        for part in sorted(zone.parts, key=lambda one: -one.depth_km):
            if only and only not in part.category:
                continue
            for piece in shapely.get_parts(part.geometry.simplify(0.004)):
                colour = COLOURS[sides.index(part.side) % len(COLOURS)]
                holes = [piece.exterior, *piece.interiors]
                path = Outline.make_compound_path(
                    *(Outline(shapely.get_coordinates(ring)) for ring in holes)
                )
                axes.add_patch(PathPatch(path, facecolor=colour, alpha=0.3, linewidth=0))
        for line in shapely.get_parts(border.line):
            axes.plot(*shapely.get_coordinates(line).T, color="#222222", linewidth=0.6)
        axes.autoscale_view()
        low, high = axes.get_ylim()
        axes.set_aspect(1 / cos(radians((low + high) / 2)), adjustable="datalim")
        axes.set_xticks([])
        axes.set_yticks([])
        made_up = "" if pair else " (lines made up)"
        axes.set_title(f"{kind}\n{name or RING['name']}{made_up}", fontsize=7)
    figure.supxlabel(
        "Borders: OpenStreetMap, ODbL 1.0. Lines are no statement on any legal claim.", fontsize=6
    )
    figure.savefig(target)


if __name__ == "__main__":
    draw()
