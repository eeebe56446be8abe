"""What is counted: levels and states, owners, second sources, airfields where nobody looked."""

import json
import math
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

import csbm
from csbm.common.errors import UsageError
from csbm.geo.zones.listing import headline
from csbm.units.events import bundled_events
from csbm.units.filters import on_day
from csbm.units.levels import COUNTS, counted, counts_as, level_of, mix, mix_words, usual_count
from csbm.units.readers import read_units
from csbm.units.survey import bundled_survey

from command import csbm as command

UNITS = csbm.bundled_units()


def test_only_active_records_count_and_every_one_counts_as_one_thing():
    units = on_day(UNITS)
    told = counts_as(units)
    assert len(told) == len(units)
    active = counted(units, "all")
    assert set(units.loc[~active, "unit_state"]) == {"forming", "planned"}
    assert set(units.loc[active, "unit_state"]) == {"active"}
    parts = [counted(units, one) for one in ("regular", "subunit", "site", "border_guard")]
    assert max(sum(part.astype(int) for part in parts)) == 1


def test_what_is_closed_counted_before_it_was():
    now, before = on_day(UNITS), on_day(UNITS, "2008")
    assert "blr-ross-airfield" not in set(now["id"])
    assert counted(before, "site")[before["id"] == "blr-ross-airfield"].all()


def test_a_subunit_with_its_parent_is_not_one_that_stands_elsewhere():
    own = dict(zip(UNITS["id"], counts_as(UNITS), strict=True))
    assert own["ltu-giedraitis-bn"] == "with_parent"  # at Rukla, as its brigade
    assert own["pol-2td-lublin"] == "with_parent"
    assert own["pol-2td-chelm"] == "subunit"
    parents = set(UNITS["parent"]) - {""}
    assert parents <= set(UNITS["id"])


def test_a_list_that_says_nothing_of_levels_is_counted_whole(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,lat,lon,level\nA,52.1,23.7,battalion\nB,52.2,23.6,\n", "utf-8")
    units = read_units(path)
    assert units["echelon"].tolist() == ["battalion", ""]
    assert units["level"].tolist() == ["", ""]
    assert usual_count(units) == "all"
    assert counted(units).all()
    assert [level_of("", "unit", text) for text in ("brigade", "company", "")] == [
        *("unit", "subunit", "unit"),
    ]


def test_a_count_that_is_none_is_refused():
    with pytest.raises(UsageError, match="choose one of units, regular"):
        counted(UNITS, "everything")
    assert command("units", "--count", "everything").code == 2


def test_the_headline_has_two_totals_and_never_one_sum():
    zone = csbm.inspection_zone(csbm.Border.between("BLR", "POL"), 80)
    covered = csbm.coverage(zone, UNITS)
    text = headline(covered, zone.border.parties)
    inside = (covered["status"] == "in").to_numpy() & (covered["side"] == "POL").to_numpy()
    own = mix(covered, inside)
    whole = sum(own.get(name, 0) for name in COUNTS["units"])
    regular = sum(own.get(name, 0) for name in COUNTS["regular"])
    assert f"{whole} formations and units ({regular} without territorial forces)" in text
    assert "not counted" in text
    assert mix_words({"unit": 1}) == "1 formation or unit"


def test_each_count_is_what_its_own_list_holds():
    for count in ("regular", "site", "all"):
        rows = command("units", "--count", count, "--status", "in", "--format", "json").out
        told = command("compare", "--depths", "80", "--count", count, "--format", "json").out
        plain = json.loads(told)
        assert plain["count"] == count
        for side, own in plain["depths"][0]["sides"].items():
            listed = [row for row in json.loads(rows) if row["side"] == side]
            assert own["units_in"] == len(listed), (count, side)


def test_the_host_of_a_unit_is_not_its_owner():
    units = UNITS.set_index("id")
    assert units.loc["blr-rus-vileyka-vlf", ["country", "located_in"]].tolist() == ["RUS", "BLR"]
    assert units.loc["ltu-45-panzer-bde", ["country", "located_in"]].tolist() == ["DEU", "LTU"]
    assert units.loc["ltu-mn-battlegroup", "parent"] == "ltu-45-panzer-bde"


def test_nothing_rests_on_a_tracker_of_the_war():
    text = pd.concat([UNITS[name] for name in ("source_title", "source_url", "notes")]).str.lower()
    assert not text.str.contains("uawardata").any()
    assert not text.str.contains("deployment point").any()
    russian = UNITS[UNITS["located_in"] == "RUS"]
    assert russian["notes"].str.contains("not a statement of presence today").all()
    for when, notes in zip(russian["source_date"], russian["notes"], strict=True):
        year = re.search(r"\d{4}", when)
        before = (year and int(year[0]) < 2022) or when.endswith("before 2022")
        assert before or notes.startswith("Published by its own authorities")


def test_no_missile_or_radar_site_is_finer_than_its_district():
    fine = UNITS["kind"].isin(["radar", "missile_defence"]) | (UNITS["branch"] == "missile")
    assert (UNITS.loc[fine, "position_accuracy_m"] >= 15_000).all()


def test_the_radii_are_those_that_the_script_says():
    text = files("csbm.units").joinpath("data", "settlement_radii.toml").read_text("utf-8")
    told = tomllib.loads(text)
    assert len(told["test"]) == told["tested_on"] >= 60
    assert told["fitted_on"] >= 60
    held = sum(metres <= told["airfield_m"] for _people, metres in told["test"])
    assert held / told["tested_on"] == pytest.approx(told["held"], abs=1e-4)
    assert told["held"] >= 0.95
    for half in ("fit", "test"):
        assert len(told[f"barracks_{half}"]) >= 60
        assert all(isinstance(one, int) for pair in told[f"barracks_{half}"] for one in pair)

    def held_by(half, margin_m):
        return sum(
            metres <= margin_m + 1000 * math.sqrt(max(people, 500) / (math.pi * told["per_km2"]))
            for people, metres in told[f"barracks_{half}"]
        ) / len(told[f"barracks_{half}"])

    assert held_by("test", told["margin_m"]) == pytest.approx(told["barracks_held"], abs=0.02)
    assert held_by("test", told["margin_m"]) >= 0.95
    assert held_by("fit", told["barracks_margin_m"] + 2) >= 0.95
    assert held_by("fit", told["barracks_margin_m"] - 100) < 0.95
    assert told["margin_m"] >= told["barracks_margin_m"]
    # The southern camp of Brest, where the 38th brigade lies, is about 5 km from the point used.
    brest = UNITS.set_index("id").loc["blr-38-air-assault-bde"]
    assert brest["position_accuracy_m"] > 5000 + 1000


def test_recall_is_told_of_rows_that_are_there():
    for state in bundled_survey().states:
        named = {key for ids in state.known.values() for key in ids.split()}
        assert named <= set(UNITS["id"]), state.state
    rows = json.loads(command("survey", "FIN-RUS", "--format", "json").out)
    known = {one.state: one for one in bundled_survey().states}
    for row in rows:
        own = known[row["state"]]
        assert set(own.not_found) == {name for name, ids in own.known.items() if not ids}
        assert row["recall"] == (f"{own.found} of {len(own.known)}" if own.known else "")
        assert all(name in row["not_found"] for name in own.not_found)


def test_where_nobody_looked_there_are_airfields_and_no_count():
    ran = command("units", "IND-PAK", "--depth", "80")
    assert "airfields only" in ran.err
    assert "India: not surveyed; Pakistan: not surveyed" in ran.out
    plain = json.loads(command("compare", "IND-PAK", "--depths", "80", "--format", "json").out)
    assert all(own["units_in"] is None for own in plain["depths"][0]["sides"].values())
    own = command("units", "FIN-RUS", "--status", "all", "--format", "csv").out
    assert "airfield-" not in own  # Finland is surveyed in part, Russia is named in the survey


def test_events_name_their_source_and_what_contradicts_them():
    events = {one.id: one for one in bundled_events()}
    assert events["blr-serbia-38-bde-2024"].evidence == "inferred"
    assert "None but" not in events["blr-lithuania-inspectors-2022"].notes
    assert all(one.source_title for one in events.values())
    rows = json.loads(command("events", "--unit", "blr-38-air-assault-bde", "--format", "json").out)
    assert [row["date_from"] for row in rows] == ["2024-06", "2015-05-18"]
    assert {row["unit"] for row in rows} <= set(UNITS["id"])


def test_exercises_without_a_place_say_so():
    out = command("exercises").out
    bilateral = next(line for line in out.splitlines() if line.startswith("Bilateral"))
    assert "no place known" in bilateral


def test_an_extract_of_openstreetmap_is_a_list(tmp_path):
    osmium = pytest.importorskip("osmium")
    path = tmp_path / "a.osm.pbf"
    mutable = osmium.osm.mutable
    with osmium.SimpleWriter(str(path)) as out:
        corners = [(23.70, 52.10), (23.71, 52.10), (23.71, 52.11), (23.70, 52.10)]
        for number, at in enumerate(corners[:3], start=1):
            out.add_node(mutable.Node(id=number, location=at))
        named = {"military": "airfield", "name": "A"}
        out.add_node(mutable.Node(id=8, location=(24.0, 52.5), tags=named))
        out.add_node(mutable.Node(id=9, location=(24.0, 52.6), tags={"military": "bunker"}))
        lviv = {"military": "barracks", "name": "L"}
        out.add_node(mutable.Node(id=10, location=(24.0, 49.84), tags=lviv))
        out.add_way(
            mutable.Way(id=5, nodes=[1, 2, 3, 1], tags={"military": "barracks", "name": "B"})
        )
    units = read_units(path)
    assert sorted(zip(units["name"], units["kind"], strict=True)) == [
        *(("A", "airfield"), ("B", "base"), ("L", "base")),
    ]
    area = units.set_index("name").loc["B", "geometry"]
    assert area.geom_type in {"Polygon", "MultiPolygon"}
    ran = command("units", "--units", path, "--status", "all", "--format", "csv", "--third-states")
    assert "1 other objects left out" in ran.err
    assert "in Ukraine are left out" in ran.err
    assert ",L," not in ran.out


def test_the_page_says_what_is_counted(tmp_path):
    page = tmp_path / "page.html"
    assert command("map", "--depth", "30", "-o", page).code == 0
    text = Path(page).read_text("utf-8")
    assert '"opened":"units"' in text
    assert 'id="count-row"' in text
