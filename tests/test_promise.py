"""What ``in`` and ``out`` promise: a chance of at least 0.95, and of at most 0.05.

The chances are found by displacing places and border at random, in a flat chart around each place,
with shapely alone: nothing of csbm's measure, sides or rule is used.
"""

import numpy as np
import pyproj
import pytest
import shapely
from toy_border import units_at

import csbm
from csbm.geo.zones.bands import Band
from csbm.geo.zones.zone import InspectionZone, line_index

RADIUS_95 = float(np.sqrt(-2 * np.log(0.05)))
CASES = [
    ("BLR-POL", {"BLR": 80.0, "POL": 80.0}, "round"),
    ("POL-RUS", {"POL": 30.0, "RUS": 60.0}, "perpendicular"),
]
MORE = [
    ("BLR-POL", {"BLR": 20.0, "POL": 90.0}, "perpendicular"),
    ("KOR-PRK", {"KOR": 25.0, "PRK": 40.0}, "round"),
    ("GEO-RUS", {"GEO": 50.0, "RUS": 50.0}, "round"),
    ("LUX-DEU", {"DEU": 10.0, "LUX": 10.0}, "perpendicular"),
    ("CHL-ARG", {"ARG": 40.0, "CHL": 15.0}, "round"),
]


class Flat:
    """The land and line around a place, in metres east and north of it."""

    def __init__(self, border, lon, lat, reach_m):
        turn = pyproj.Transformer.from_crs(
            4326, f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84", always_xy=True
        )
        wide = reach_m / 111_000 / max(np.cos(np.radians(lat)), 0.1) * 1.2
        box = (lon - wide, lat - wide, lon + wide, lat + wide)
        self.parties = border.parties

        def flat(geometry):
            cut = shapely.clip_by_rect(shapely.make_valid(geometry), *box)
            found = shapely.transform(cut, lambda xy: np.stack(turn.transform(*xy.T), -1))
            shapely.prepare(found)
            return found

        self.line = flat(border.line)
        ends = [(end.lon, end.lat) for end in border.ends if end.kind == "tripoint"]
        self.ends = [shapely.Point(turn.transform(*end)) for end in ends]
        self.land = {party: flat(border.atlas.territory(party, [box])) for party in self.parties}
        others = border.atlas.third_states(border.parties, [box]).values()
        self.others = [flat(land) for land in others]
        self.claimed = [
            (set(area.claimants), flat(area.geometry)) for area in border.atlas.disputed([box])
        ]

    def chance(self, bands, rule, radius_m, border_m, rng, draws):
        """Return the least and greatest chance of being in, by who holds claimed land."""
        sigma = np.hypot(radius_m, border_m) / RADIUS_95
        xy = rng.normal(size=(draws, 2)) * sigma
        points = shapely.points(xy)
        away = shapely.distance(self.line, points)
        at_end = np.zeros(draws, bool)
        for end in self.ends if rule == "perpendicular" else ():
            at_end |= shapely.distance(end, points) <= away + 0.05
        inside = np.zeros(draws, bool)
        for side, (low, high) in bands.items():
            near = (away >= low) & (away <= high) & ~at_end
            inside |= near & shapely.intersects_xy(self.land[side], *xy.T)
        least, most = inside.copy(), inside.copy()
        for claimants, area in self.claimed:
            on = shapely.intersects_xy(area, *xy.T)
            own = {
                side: (away >= low) & (away <= high) & ~at_end
                for side, (low, high) in bands.items()
                if side in claimants
            }
            answers = [*own.values(), *([np.zeros(draws, bool)] if claimants - set(own) else [])]
            if answers:
                least = np.where(on, np.logical_and.reduce(answers), least)
                most = np.where(on, np.logical_or.reduce(answers), most)
        # A unit stands on land: what is drawn in no state's land or waters is drawn in vain.
        every = [*self.land.values(), *self.others, *(area for _, area in self.claimed)]
        real = np.logical_or.reduce([shapely.intersects_xy(land, *xy.T) for land in every])
        if real.mean() <= 0.05:  # the circle itself holds no land
            return 0.0, 0.0
        return least[real].mean(), most[real].mean()


def places(border, depths_km, rng, count):
    """Return places where it is hard to tell: at the line, its ends, the depths, other land."""
    line = np.vstack([shapely.get_coordinates(part) for part in border.line.geoms])
    ends = np.array([(end.lon, end.lat) for end in border.ends] or line[:1])
    starts = np.where(
        (rng.random(count) < 0.5)[:, None], line[rng.integers(len(line), size=count)],
        ends[rng.integers(len(ends), size=count)],
    )  # fmt: skip
    depths = np.array([*depths_km.values(), 0.5, 5.0])
    away = rng.choice(depths, count) * 1000 * rng.normal(1, 0.04, count)
    away = np.where(rng.random(count) < 0.3, rng.uniform(0, 1.2 * max(depths) * 1000, count), away)
    geod = pyproj.Geod(ellps="WGS84")
    lon, lat, _ = geod.fwd(*starts.T, rng.uniform(0, 360, count), np.abs(away))
    return np.array(lon), np.array(lat), rng.choice([0.0, 300.0, 3_000.0, 12_000.0], count)


def held_to_its_promise(pair, depths_km, rule, *, count, draws, inner_km=0.0):
    border = csbm.Border.between(*pair.split("-"))
    bands = tuple(Band(side, km, min_km=inner_km) for side, km in depths_km.items())
    zone = InspectionZone(border, bands, rule, 1.0, line_index(border))
    rng = np.random.default_rng(20250220)
    lon, lat, radius = places(border, depths_km, rng, count)
    units = units_at(lon, lat).assign(position_accuracy_m=radius)
    covered = csbm.coverage(zone, units)
    slack = 4 * np.sqrt(0.05 * 0.95 / draws)
    reach = max(depths_km.values()) * 1500 + 60_000
    metres = {side: (inner_km * 1000, km * 1000) for side, km in depths_km.items()}
    seen = set()
    for row in covered.itertuples():
        if row.status == "indeterminate":
            continue
        flat = Flat(border, row.lon, row.lat, reach)
        least, most = flat.chance(
            metres, rule, row.position_accuracy_m, border.accuracy_m, rng, draws
        )
        where = f"{row.lat:.5f},{row.lon:.5f} ± {row.position_accuracy_m:g} m: {row.reason}"
        if row.status == "in":
            assert least >= 0.95 - slack, f"in with a chance of {least:.3f}: {where}"
        else:
            assert most <= 0.05 + slack, f"{row.status} with a chance of {most:.3f}: {where}"
        seen.add(row.status)
    assert {"in", "out"} <= seen


@pytest.mark.parametrize(("pair", "depths_km", "rule"), CASES)
def test_in_and_out_hold_what_they_promise(pair, depths_km, rule):
    held_to_its_promise(pair, depths_km, rule, count=120, draws=400)


@pytest.mark.slow
@pytest.mark.parametrize(("pair", "depths_km", "rule"), [*CASES, *MORE])
@pytest.mark.parametrize("inner_km", [0.0, 5.0])
def test_in_and_out_hold_what_they_promise_everywhere(pair, depths_km, rule, inner_km):
    held_to_its_promise(pair, depths_km, rule, count=250, draws=1_000, inner_km=inner_km)
