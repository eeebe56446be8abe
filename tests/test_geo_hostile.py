"""What a review found wrong once: awkward lines, the far side of 180, doubt at tripoints."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import csbm
from csbm.common.errors import InputError, UsageError
from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.measure.grid import DepthGrid
from csbm.geo.zones.zone import Band, InspectionZone, line_index


@pytest.mark.parametrize(
    ("line", "depth_m", "tolerance_m"),
    [([[10, 60], [11, 60]], 50.0, 5.0), ([[30, -89], [200, -89.5]], 1000.0, 1.0)],
)
def test_edges_that_bow_by_many_depths_come_to_an_end(line, depth_m, tolerance_m):
    index = LineIndex([line])
    zone = geodesic_buffer(index, depth_m, tolerance_m=tolerance_m)
    edge = shapely.get_coordinates(zone)
    edge = edge[(np.abs(edge[:, 0]) < 180 - 1e-9) & (edge[:, 1] > -90 + 1e-9)]
    off = index.nearest(edge[:, 0], edge[:, 1]).distance_m - depth_m
    assert zone.is_valid
    assert np.abs(off).max() <= tolerance_m


def test_the_grid_keeps_what_lies_along_a_bowing_edge():
    index = LineIndex([[[0.0, 60.0], [90.0, 60.0]]])
    assert DepthGrid(index, 10_000.0).within([45.0], [67.8016])[0]
    assert DepthGrid(LineIndex([[[0, -70], [120, -70], [240, -70]]]), 80_000.0).within([0], [-70])[
        0
    ]


@pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 0.0), (0.0, 95.0)])
def test_the_sieve_refuses_what_is_no_position(lon, lat):
    with pytest.raises(InputError, match="no position on Earth"):
        DepthGrid(LineIndex([[[0.0, 0.0], [1.0, 0.0]]]), 1000.0).within([lon], [lat])


def test_a_line_with_heights_is_refused():
    with pytest.raises(InputError, match="longitude and latitude"):
        LineIndex([[[23.0, 52.0, 0.0], [24.0, 53.0, 0.0]]])


def test_repeated_vertices_change_nothing():
    line = [[23.0, 52.0], [23.0, 52.0], [24.0, 53.0], [24.0, 53.0]]
    assert len(LineIndex([line]).lines[0]) == 2


def test_a_star_whose_edge_runs_almost_along_a_ray_has_no_spike():
    # Without halving, twelve rays of Germany-Luxembourg ended at the tripoint itself.
    border = csbm.Border.between("DEU", "LUX")
    parts = csbm.inspection_zone(border, 80, tripoint="perpendicular").parts
    assert parts[0].area_km2 == pytest.approx(11_775.09, abs=0.3)


def test_the_perpendicular_reading_says_how_far_it_goes():
    border = csbm.Border.between("BLR", "POL")
    with pytest.raises(UsageError, match="up to 1400 km"):
        _ = csbm.inspection_zone(border, 1500, tripoint="perpendicular").parts


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ((Band("LTU", 20.0),), "no party"),
        ((Band("BLR", 20.0, min_km=30.0),), "inner bound"),
        ((Band("BLR", 20.0), Band("BLR", 60.0)), "two bands"),
    ],
)
def test_bands_that_cannot_be_are_refused(bands, words):
    border = csbm.Border.between("BLR", "POL")
    with pytest.raises(UsageError, match=words):
        InspectionZone(border, bands, "round", 1.0, line_index(border))


def test_a_party_without_a_band_has_no_zone():
    border = csbm.Border.between("BLR", "POL")
    zone = InspectionZone(border, (Band("BLR", 80.0),), "round", 1.0, line_index(border))
    found = csbm.coverage(zone, csbm.bundled_units())
    assert set(found.loc[found["side"] == "POL", "status"]) == {"not_bound"}


def units_at(lon, lat, accuracy_m):
    return gpd.GeoDataFrame(
        {
            "id": [f"u{n}" for n in range(len(lon))],
            "name": "unit",
            "lat": lat,
            "lon": lon,
            "position_accuracy_m": accuracy_m,
        },
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )


def test_a_longitude_beyond_180_is_the_same_place():
    border = csbm.Border.between("FIN", "RUS")
    zone = csbm.inspection_zone(border, 80)
    found = csbm.coverage(zone, units_at([-175.0, 185.0], [66.0, 66.0], 100.0))
    assert list(found["side"]) == ["RUS", "RUS"]
    assert found["distance_km"].iloc[0] == pytest.approx(found["distance_km"].iloc[1], abs=1e-9)


def test_a_position_of_unknown_accuracy_is_indeterminate():
    zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80)
    found = csbm.coverage(zone, units_at([24.5], [52.7], float("nan")))
    assert found["status"].iloc[0] == "indeterminate"


def test_doubt_about_a_tripoint_is_said_on_both_sides_of_the_star():
    border = csbm.Border.between("BLR", "POL")
    zone = csbm.inspection_zone(border, 80, tripoint="perpendicular")
    end = min(border.ends, key=lambda e: e.lat)
    ring = np.arange(0.0, 360.0, 0.25)
    count = len(ring)
    lon, lat, _ = GEOD.fwd(
        np.full(count, end.lon), np.full(count, end.lat), ring, np.full(count, 40_000.0)
    )
    found = csbm.coverage(zone, units_at(np.asarray(lon), np.asarray(lat), 250.0))
    near = zone.index.nearest(lon, lat)
    at_end = (
        np.asarray(
            GEOD.inv(near.lon, near.lat, *(np.full(count, x) for x in (end.lon, end.lat)))[2]
        )
        < 1e-3
    )
    change = np.flatnonzero(at_end != np.roll(at_end, 1))
    assert len(change) == 2
    told = [found.iloc[[place - 1, place]] for place in change]
    bound = [rows for rows in told if (rows["status"] != "not_bound").all()]  # the other is Ukraine
    assert bound
    for rows in bound:
        assert "indeterminate" in set(rows["status"])
        assert rows["reason"].str.contains("is a tripoint is not certain").any()


def test_the_perpendicular_reading_is_the_same_across_180():  # noqa: C901  # an atlas in it
    border = csbm.Border.between("BLR", "POL")
    shift = 180.0 - border.ends[0].lon

    class Moved:
        def __init__(self, atlas, by):
            self.atlas, self.by = atlas, by

        def _land(self, geometry):
            whole = shapely.transform(geometry, lambda xy: xy + [self.by, 0.0])
            east = shapely.clip_by_rect(whole, -180, -90, 180, 90)
            west = shapely.transform(
                shapely.clip_by_rect(whole, 180, -90, 540, 90), lambda xy: xy - [360.0, 0.0]
            )
            return shapely.union_all([east, west])

        def territory(self, party, _boxes):
            return self._land(self.atlas.territory(party, [(20, 50, 28, 57)]))

        def third_states(self, _parties, _boxes):
            return {}

        def disputed(self, _boxes):
            return []

        def land(self, _boxes):
            return self._land(self.atlas.land([(15, 45, 35, 60)]))

        def land_pieces(self, boxes):
            return self.land(boxes)

        def land_area_km2(self, party):
            return self.atlas.land_area_km2(party)

    def moved(by):
        line = shapely.transform(
            border.line, lambda xy: (xy + [by + 180, 0]) % [360, 1e9] - [180, 0]
        )
        true = {(e.lon, e.lat): e for e in border.ends}
        old = [shapely.get_coordinates(x) for x in border.line.geoms]
        new = [shapely.get_coordinates(x) for x in line.geoms]
        ends = [
            type(border.ends[0])(float(n[k][0]), float(n[k][1]), true[tuple(o[k])].kind)
            for o, n in zip(old, new, strict=True)
            for k in (0, -1)
            if tuple(o[k]) in true
        ]
        from dataclasses import replace

        return replace(border, line=line, ends=tuple(ends), atlas=Moved(border.atlas, by))

    plain = csbm.inspection_zone(border, 60, tripoint="perpendicular")
    turned = csbm.inspection_zone(moved(shift), 60, tripoint="perpendicular")
    for one, other in zip(plain.parts, turned.parts, strict=True):
        assert other.area_km2 == pytest.approx(one.area_km2, rel=1e-4)
