"""A border one can reckon with: a segment of the meridian of 20° E, one party on either side."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from csbm.boundaries.border import Border, BorderEnd, BorderSource

GEOD = Geod(ellps="WGS84")
LON, SOUTH, NORTH = 20.0, 48.0, 54.0
WEST, EAST = "AAA", "BBB"


@dataclass(frozen=True)
class HalfPlanes:
    """All land west of the meridian is one party's, all east of it the other's."""

    west: str = WEST

    def territory(self, party, boxes):
        return shapely.box(0, 30, LON, 70) if party == self.west else shapely.box(LON, 30, 40, 70)

    def third_states(self, parties, boxes):
        return {}

    def disputed(self, boxes):
        return []

    def land(self, boxes):
        return shapely.box(0, 30, 40, 70)

    def land_pieces(self, boxes):
        return shapely.multipolygons([shapely.box(0, 30, 17, 70), shapely.box(17, 30, 40, 70)])

    def land_area_km2(self, party):
        return 1e6

    def name(self, party):
        return {"AAA": "Arcadia", "BBB": "Borduria"}.get(party, party)


def toy_border(*, accuracy_m: float = 0.0, west: str = WEST, lon: float = LON) -> Border:
    return Border(
        parties=(WEST, EAST),
        line=shapely.MultiLineString([[(lon, SOUTH), (lon, NORTH)]]),
        ends=(BorderEnd(lon, SOUTH, "tripoint"), BorderEnd(lon, NORTH, "tripoint")),
        source=BorderSource("a meridian", "1", "CC0", "nobody", "none", ""),
        accuracy_m=accuracy_m,
        accuracy_reason="drawn so",
        length_km=GEOD.line_length([lon, lon], [SOUTH, NORTH]) / 1000,
        atlas=HalfPlanes(west),
    )


def at_distances(west_km, east_km, *, accuracy_m=0.0, **columns) -> gpd.GeoDataFrame:
    """Place units at given distances: a geodesic that leaves a meridian squarely is the shortest.

    Their feet lie between 50 and 52° N, far from the ends.
    """
    away = np.array([*west_km, *east_km], float) * 1000
    azimuth = np.array([270.0] * len(west_km) + [90.0] * len(east_km))
    _, place = np.unique(away, return_inverse=True)
    foot = 50.0 + 2.0 * place / max(len(away), 1)  # like distances on like feet: equal to the bit
    lon, lat, _ = GEOD.fwd(np.full(len(away), LON), foot, azimuth, away)
    return units_at(lon, lat, accuracy_m=accuracy_m, **columns)


def units_at(lon, lat, *, accuracy_m=0.0, **columns) -> gpd.GeoDataFrame:
    lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    names = [f"u{number}" for number in range(len(lon))]
    frame = pd.DataFrame({"id": names, "name": [f"Unit {name}" for name in names]})
    for column in (
        *("name_local", "country", "branch", "echelon", "settlement"),
        *("source_title", "source_url", "source_date"),
    ):
        frame[column] = ""
    frame["kind"] = "unit"
    frame["lat"], frame["lon"], frame["position_accuracy_m"] = lat, lon, float(accuracy_m)
    for column in ("personnel", "tanks", "acv", "artillery"):
        frame[column] = pd.array([None] * len(frame), dtype="Int64")
    for column, values in columns.items():
        dtype = "Int64" if column in {"personnel", "tanks", "acv", "artillery"} else None
        frame[column] = pd.array(values, dtype=dtype) if dtype else values
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(lon, lat), crs=4326)
