"""Published ranges against depths."""

import json

import pytest

from csbm.common.errors import InputError
from csbm.units.systems import bundled_systems, read_systems

from command import csbm


def test_the_bundled_ranges_say_what_they_are():
    rows = {one.id: one for one in bundled_systems().rows}
    assert len(rows) == 14
    assert rows["su-35s"].is_combat_radius
    assert not rows["iskander-m"].is_combat_radius
    assert [one.id for one in rows.values() if not one.is_verified] == ["s-400-48n6"]


def test_range_minus_depth_is_what_reaches_beyond_the_border():
    told = json.loads(csbm("reach", "--depths", "80,200", "--format", "json").out)
    rows = {row["id"]: row for row in told}
    assert rows["polonez"]["beyond_border_from_80_km"] == 120
    assert rows["polonez"]["beyond_border_from_200_km"] == 0
    assert rows["polonez"]["held_back_at_km"] == 200
    assert rows["bm-27-uragan"]["beyond_border_from_80_km"] == -45


def test_a_unit_that_holds_a_system_is_measured_where_it_is():
    units = json.loads(csbm("units", "--status", "all", "--format", "json").out)
    brigade = next(row for row in units if row["id"] == "blr-465-missile-bde")
    told = json.loads(csbm("reach", "--format", "json").out)
    iskander = next(row for row in told if row["id"] == "iskander-m")
    assert iskander["unit_distance_km"] == brigade["distance_km"]
    assert iskander["unit_beyond_border_km"] == pytest.approx(
        500 - brigade["distance_km"], abs=1e-6
    )
    assert iskander["unit_reaches_border"] is True


def test_doubt_about_a_position_is_doubt_about_its_reach(tmp_path):
    units = tmp_path / "units.csv"
    units.write_text("id,name,lat,lon,position_accuracy_m\nu1,One,52.0,26.0,20000\n")
    rows = json.loads(csbm("units", "--units", units, "--status", "all", "--format", "json").out)
    far = rows[0]["distance_km"]
    systems = tmp_path / "systems.csv"
    systems.write_text(f"id,system,max_range_km,held_by\na,A,{far + 5},u1\nb,B,{far + 50},u1\n")
    told = csbm("reach", "--systems", systems, "--units", units, "--format", "json")
    assert [row["unit_reaches_border"] for row in json.loads(told.out)] == [None, True]
    assert "unverified" in told.err


def test_the_table_marks_radius_and_unverified_ranges():
    out = csbm("reach").out
    assert (
        next(line for line in out.splitlines() if line.startswith("Su-25")).split().count("radius")
    )
    assert "A combat radius is an aircraft's, not a weapon's range." in out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("system,range\nA,5\n", "max_range_km: there is no such column"),
        ("system,max_range_km\nA,far\n", "row 2, max_range_km: 'far' is not a number"),
        ("system,max_range_km\nA,-5\n", "-5 km is no range"),
        ("system,max_range_km\n,5\n", "row 2, system: is empty"),
    ],
)
def test_a_list_with_a_fault_is_refused(tmp_path, text, told):
    file = tmp_path / "own.csv"
    file.write_text(text)
    with pytest.raises(InputError, match=told):
        read_systems(file)
