"""What looks wrong about units once they are set against a zone: said in notes, never mended."""

from itertools import permutations
from typing import TYPE_CHECKING, Final

import numpy as np

from ...common.words import listing
from .zone import InspectionZone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FAR_KM: Final = 500.0
"""Positions farther than this are tried with latitude and longitude changed over."""
NEAR_KM: Final = 150.0
"""… and doubted where they then lie nearer than this, and ten times nearer than before."""
NAMED: Final = 3
"""How many units a hint names."""


def plausibility_notes(zone: InspectionZone, covered: "GeoDataFrame") -> list[str]:
    """Return what looks wrong about units, one line each.

    Parameters
    ----------
    zone : InspectionZone
    covered : GeoDataFrame
        From `coverage.coverage`.

    Returns
    -------
    list of str
        Units listed under one party that stand on the other's land; positions that would be near
        the border with latitude and longitude changed over; no unit on either party's land.
    """
    units = covered[~covered.duplicated(["id", "lat", "lon"])]  # one row per unit, not per band
    found = _contradicted(units) + _wrong_land(zone, units) + _changed_over(zone, units)
    on_land = units["side"].isin(zone.border.parties)
    if len(units) and not on_land.any() and not found:
        nearest = float(units["distance_km"].min())
        parties = listing(zone.border.parties, word="or")
        found.append(
            f"no unit stands on the land of {parties} (the nearest is "
            f"{nearest:,.1f} km from the border); --units FILE takes a list of your own"
        )
    return found


def _contradicted(units: "GeoDataFrame") -> list[str]:
    """Tell of units whose source names one state's land, and whose circle lies on others'."""
    told = units["located_in"].fillna("").astype(str)
    undisputed = ~units["holder"].str.contains("/", regex=False)
    wrong = units[(told != "") & undisputed & (units["holder"] != told)]
    return [
        f"{_named(rows)}: located in {code} by the source, but the position is not; check both"
        for code, rows in wrong.groupby("located_in", sort=True)
    ]


def _wrong_land(zone: InspectionZone, units: "GeoDataFrame") -> list[str]:
    """Tell of units of one party that stand on the other's land, beyond doubt."""
    found = []
    for party, other in permutations(zone.border.parties, 2):
        wrong = units[
            (units["country"].astype(str).str.upper() == party)
            & (units["side"] == other)
            & units["side_certain"]
        ]
        if len(wrong):
            found.append(
                f"{_named(wrong)}: listed under {party}, but the position is on {other}'s land; "
                "check the position"
            )
    return found


def _changed_over(zone: InspectionZone, units: "GeoDataFrame") -> list[str]:
    """Tell of far positions that would be near with their two numbers changed over."""
    far = units[(units["distance_km"] > FAR_KM) & (units["lon"].abs() <= 90)]
    if not len(far):
        return []
    changed = zone.index.nearest(far["lat"].to_numpy(float), far["lon"].to_numpy(float))
    km = np.asarray(changed.distance_m) / 1000
    near = far[km < np.minimum(far["distance_km"].to_numpy(float) / 10, NEAR_KM)]
    if not len(near):
        return []
    least = f"{near['distance_km'].min():,.0f} km"
    words = "from the border, but near it with latitude and longitude changed over"
    return [f"{_named(near)}: {least} {words}; check which comes first"]


def _named(units: "GeoDataFrame") -> str:
    names = [" ".join(str(name).split())[:60] for name in units["name"][:NAMED]]
    rest = len(units) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")
