"""What the newest release moved, places that others have elsewhere, the picture, the rebuild."""

import csv
from pathlib import Path

import numpy as np
import pytest

from csbm.boundaries.catalogue import catalogue
from csbm.boundaries.changes import VERDICTS, rows_of
from csbm.boundaries.evidence import line_evidence

from command import csbm

ROOT = Path(__file__).resolve().parent.parent
FINDINGS = ROOT.parent / "shared" / "data" / "evidence" / "findings.csv"


@pytest.mark.parametrize("name", ["changes", "places"])
def test_every_row_is_of_a_border_and_has_a_verdict(name):
    rows = rows_of(name)
    assert {row["border"] for row in rows} <= {"-".join(entry.parties) for entry in catalogue()}
    assert {row["verdict"] for row in rows} <= set(VERDICTS)


def test_a_stretch_spoken_against_is_known_no_better_than_it_moved():
    for row in rows_of("changes"):
        if row["verdict"] != "against" or row["moved_m"] < 100:
            continue
        one, other = row["border"].split("-")
        evidence = line_evidence((one, other))
        inside = (evidence.to_km > row["from_km"]) & (evidence.from_km < row["to_km"])
        assert inside.any(), row
        worst = evidence.bound_m[inside].max()
        assert worst >= min(row["moved_m"], 1_000) * 0.99 or "E" in evidence.grade[inside], row


def test_korea_s_move_is_spoken_against_and_belarus_ukraine_s_other_is_confirmed():
    korea = {row["verdict"] for row in rows_of("changes", ("KOR-PRK",)) if row["moved_m"] > 500}
    assert korea == {"against"}
    rows = [row for row in rows_of("changes", ("BLR-UKR",)) if 685 < row["from_km"] < 690]
    assert [row["verdict"] for row in rows] == ["confirmed"]


def test_each_place_that_is_known_of_has_a_verdict():
    if not FINDINGS.exists():
        pytest.skip(f"{FINDINGS} is not here: places found against lines that are not bundled")
    with FINDINGS.open(encoding="utf-8") as file:
        found = [
            (row["border"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)
        ]
    rows = rows_of("places")
    assert [(row["border"], row["lat"], row["lon"]) for row in rows] == found
    flagged = [row for row in rows if row["verdict"] == "flagged"]
    assert all(row["radius_m"] >= row["least_m"] - 1 for row in flagged)
    assert len(flagged) >= 350
    assert np.median([row["radius_m"] for row in flagged]) > 200


def test_the_commands_say_what_the_verdicts_mean():
    ran = csbm("borders", "BLR-POL", "--changes")
    assert "against" in ran.out
    assert "the newest is taken all the same" in ran.out
    ran = csbm("borders", "LVA-RUS", "--places")
    assert "open (3)" in ran.out


def test_the_line_as_a_picture_is_the_same_each_time(tmp_path):
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    for name in ("a.svg", "b.svg"):
        csbm("borders", "BLR-POL", "--evidence", "--picture", str(tmp_path / name))
    drawn = (tmp_path / "a.svg").read_bytes()
    assert drawn == (tmp_path / "b.svg").read_bytes()
    assert drawn.count(b"<path") > 20
    ran = csbm("borders", "BLR-POL", "--evidence", "--picture", str(tmp_path / "a.doc"))
    assert "name it .svg, .png or .pdf" in ran.err
