"""How well each kilometre is known: the bundled figures, and whether they hold against a source
that was kept out of their making."""

import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue
from csbm.boundaries.evidence import CLASSES, line_evidence
from csbm.geo.measure.geodesic import LineIndex
from csbm.geo.zones.line_uncertainty import line_interval

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT.parent / "shared" / "data" / "evidence"
EIGHT = ["BLR-POL", "POL-UKR", "FIN-RUS", "BLR-UKR", "KOR-PRK", "IRQ-KWT", "IND-PAK", "IRQ-SAU"]


def index_of(border):
    return LineIndex([shapely.get_coordinates(part) for part in border.line.geoms])


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: "-".join(entry.parties))
def test_every_border_is_judged_from_its_first_metre_to_its_last(entry):
    evidence = line_evidence(entry.parties)
    assert evidence.from_km[0] == 0
    assert np.allclose(evidence.to_km[:-1], evidence.from_km[1:], atol=1e-9)
    assert evidence.to_km[-1] == pytest.approx(entry.length_km, abs=0.01)
    assert set(evidence.grade) <= set(CLASSES)
    assert (evidence.bound_m >= 50).all()
    for run in evidence:
        assert run.reason
        assert "{" not in run.reason
        assert (run.radius_m is None) == (run.grade == "E")


def test_belarus_poland_is_poland_s_register_but_for_a_few_places():
    evidence = Border.between("BLR", "POL").evidence
    found = [run for run in evidence if run.from_km <= 269.9 <= run.to_km]
    assert found[0].grade == "D"
    assert "from Poland's State Register of Borders" in found[0].words
    assert found[0].words.startswith("hangs on km 269.5–270.0, where")
    assert evidence.km_by_class()["A"] > 410


def test_moves_that_nothing_confirms_are_no_50_m():
    korea = line_evidence(("KOR", "PRK"))
    at_192 = korea.run(int(korea.at(np.array([0]), np.array([192_500.0]))[0]))
    assert at_192.grade == "D"
    assert at_192.bound_m >= 1000
    ukraine = line_evidence(("BLR", "UKR"))
    assert ukraine.share_radius_m() >= 800
    assert line_evidence(("IRQ", "KWT")).km_by_class()["C"] > 20  # redrawn, and confirmed


def test_disputed_and_small_scale_lines_say_so():
    assert set(line_evidence(("ISR", "PSE")).grade) & {"E"}
    assert set(line_evidence(("SRB", "XKX")).grade) == {"F"}
    assert line_evidence(("DEU", "LUX")).km_by_class()["E"] > 200


def test_a_line_of_another_source_has_no_such_evidence():
    assert Border.between("BLR", "POL", source="natural-earth").evidence is None


# -- the interval ----------------------------------------------------------------------------
def brute(evidence, lon, lat):
    """Every run an index of its own: the definition, taken literally."""
    low, high = np.full(len(lon), np.inf), np.full(len(lon), np.inf)
    for number in range(len(evidence)):
        away = LineIndex([evidence.coordinates(number)]).nearest(lon, lat).distance_m
        low = np.minimum(low, away - evidence.bound_m[number])
        high = np.minimum(high, away + evidence.bound_m[number])
    return low, high


@pytest.mark.parametrize("pair", ["KOR-PRK", "BLR-POL", "IRQ-KWT"])
def test_the_interval_is_the_least_over_all_runs(pair):
    border = Border.between(*pair.split("-"))
    rng = np.random.default_rng(3)
    west, south, east, north = border.line.bounds
    lon, lat = rng.uniform(west - 1, east + 1, 40), rng.uniform(south - 1, north + 1, 40)
    found = line_interval(border, index_of(border), lon, lat)
    low, high = brute(border.evidence, lon, lat)
    assert np.allclose(found.low_m, low, atol=1e-4)
    assert np.allclose(found.high_m, high, atol=1e-4)
    for row in range(40):
        for bound, run, sign in (
            (found.low_m, found.low_run, -1),
            (found.high_m, found.high_run, 1),
        ):
            piece = LineIndex([border.evidence.coordinates(int(run[row]))])
            away = piece.nearest(lon[row : row + 1], lat[row : row + 1]).distance_m[0]
            told = away + sign * border.evidence.bound_m[run[row]]
            assert bound[row] == pytest.approx(told, abs=1e-4)


def test_a_worse_known_stretch_farther_away_decides():
    """At Korea's km 192 the radius is over 1 km; beside it, it is a few hundred metres."""
    border = Border.between("KOR", "PRK")
    index = index_of(border)
    lon, lat = index.places()
    evidence = border.evidence
    found = line_interval(border, index, lon + 0.02, lat)
    near = index.nearest(lon + 0.02, lat)
    at_nearest = evidence.bound_m[evidence.at(near.line, near.along_m)]
    naive = near.distance_m - at_nearest
    assert (found.low_m <= naive + 1e-6).all()
    assert (found.low_m < naive - 100).any()
    assert (found.high_m <= near.distance_m + at_nearest + 1e-6).all()


def test_a_part_of_the_line_has_the_radii_of_that_part():
    from dataclasses import replace

    border = Border.between("BLR", "POL")
    whole = border.line.geoms[0]
    xy = shapely.get_coordinates(whole)
    half = shapely.MultiLineString([xy[: len(xy) // 2]])
    part = replace(border, line=half)
    index = index_of(part)
    place = index.lines[0][10:20]
    found = line_interval(part, index, place[:, 0], place[:, 1])
    full = line_interval(border, index_of(border), place[:, 0], place[:, 1])
    assert (found.low_m >= full.low_m - 1e-4).all()
    assert np.allclose(found.high_m, 50.0, atol=1.0)
    assert (found.low_run < len(border.evidence)).all()


def test_a_border_without_evidence_has_one_radius():
    border = Border.between("BLR", "POL", source="natural-earth")
    index = index_of(border)
    found = line_interval(border, index, np.array([24.5]), np.array([53.0]))
    away = index.nearest([24.5], [53.0]).distance_m[0]
    assert found.high_m[0] == pytest.approx(away + border.accuracy_m)
    assert found.low_m[0] == pytest.approx(away - border.accuracy_m)
    assert found.low_run[0] == found.high_run[0] == -1


# -- held against what was kept out ----------------------------------------------------------
@pytest.fixture(scope="module")
def judging():
    """The scripts' judge, and the lines of other makers."""
    if not (EVIDENCE / "lines.parquet").exists():
        pytest.skip(f"{EVIDENCE} is not here: lines of other makers, which are not bundled")
    sys.path.insert(0, str(ROOT / "scripts"))
    import boundaries_judge as judge
    import boundaries_measure as measure
    import boundaries_releases as releases

    return judge, measure, releases.fine_lines(EVIDENCE)


#: The finest line there is of each border, by the table that set the test; who is behind it, which
#: state's outline. No other copy of that line is used either.
KEPT_OUT = {
    "BLR-POL": ("pl-gugik", "POL"),
    "POL-UKR": ("pl-gugik", "POL"),
    "FIN-RUS": ("whosonfirst", "FIN"),
    "BLR-UKR": ("quattroshapes", "BLR"),
    "KOR-PRK": ("lsib", "KOR"),
    "IRQ-KWT": ("whosonfirst", "IRQ"),
    "IND-PAK": ("whosonfirst", "PAK"),
    "IRQ-SAU": ("whosonfirst", "IRQ"),
}


@pytest.mark.parametrize("name", EIGHT)
def test_radii_hold_against_a_source_kept_out_of_their_making(judging, name):
    judge, measure, every = judging
    pair = tuple(name.split("-"))
    with np.load(ROOT / "tests" / "support" / "eight_borders.npz") as kept:
        moves = {year: kept[f"{name} {year}"].astype(float) for year in judge.YEARS}
        disputed, density = kept[f"{name} disputed"], kept[f"{name} density"].astype(float)
        comparable = kept["comparable"]
    samples = measure.Samples.of(index_of(Border.between(*pair)))
    others = [
        judge.Other(
            line.lineage,
            line.detail,
            line.country,
            samples.worst(measure.to_fine(samples, line)),
        )
        for line in every
        if line.country in pair
    ]
    out = next(one for one in others if (one.lineage, one.country) == KEPT_OUT[name])
    rest = [one for one in others if not judge._same(one, out)]
    verdicts = judge.judge(judge.Facts(moves, rest, disputed, density), comparable)
    use = ~disputed & (out.distance_m < judge.NO_LINE_M)
    if name == "IND-PAK":
        # From the end of the Line of Control (NJ9842) northward no line is agreed at all.
        use &= np.arange(len(use)) < 5_800
    held = (out.distance_m <= verdicts.radius_m)[use]
    assert held.mean() >= 0.95
