"""Draw docs/pictures/plan-blr-pol.png: what ``csbm plan BLR-POL`` plans, as it writes it.

python scripts/plan_picture.py
"""

import json
import subprocess
import sys
from math import cos, radians
from pathlib import Path

import matplotlib as mpl
import shapely
from matplotlib.figure import Figure

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "plan-blr-pol.png"
SIDES = {"BLR": "#1c5a9c", "POL": "#c2571a"}
COMMAND = [sys.executable, "-c", "from csbm.cli import main; main()"]


def features(*words: str) -> list[dict]:
    """Return the features that a command writes."""
    ran = subprocess.run(
        [*COMMAND, *words, "--format", "geojson"], check=True, capture_output=True, text=True
    )
    return json.loads(ran.stdout)["features"]


def draw() -> None:
    """Draw the zone, and for each side the areas with their corners: of 8 corners, and of 16."""
    mpl.rcParams.update({"font.size": 8})
    figure = Figure(figsize=(9, 7.2), dpi=110, layout="constrained")
    zone = features("zone", "BLR-POL")
    for axes, corners in zip(figure.subplots(1, 2), ("8", "16"), strict=True):
        for one in zone:
            shape = shapely.geometry.shape(one["geometry"])
            for part in shapely.get_parts(shape):
                axes.fill(*part.exterior.xy, color=SIDES[one["properties"]["side"]], alpha=0.2)
        planned = features("plan", "BLR-POL", "--corners", corners)
        for one in planned:
            facts, shape = one["properties"], shapely.geometry.shape(one["geometry"])
            colour = SIDES[facts["side"]]
            axes.plot(*shape.exterior.xy, color=colour, linewidth=1.1)
            places = [text.split() for text in facts["corners_decimal"].split("; ")]
            axes.plot(
                [float(lon) for _, lon in places], [float(lat) for lat, _ in places],
                "o", color=colour, markersize=2.5,
            )  # fmt: skip
            middle = shapely.point_on_surface(shape)
            words = f"{facts['name']}\n{facts['area_km2']:,.0f} km²"
            axes.text(middle.x, middle.y, words, ha="center", va="center", color="#222222")
        count = {side: sum(one["properties"]["side"] == side for one in planned) for side in SIDES}
        told = ", ".join(f"{side} {number}" for side, number in count.items())
        axes.set_title(f"areas of 18,000 km², {corners} corners at most: {told}", fontsize=9)
        axes.set_aspect(1 / cos(radians(52.5)))
        axes.set_xlabel("longitude, degrees")
        axes.set_ylabel("latitude, degrees")
    figure.text(
        0.01, -0.02, "Border: OpenStreetMap, ODbL 1.0. Lines are no statement on any legal claim."
    )
    figure.savefig(TARGET, metadata={"Software": None}, bbox_inches="tight")


if __name__ == "__main__":
    draw()
