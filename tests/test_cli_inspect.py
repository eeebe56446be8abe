"""Drafts of requests on the command line."""

import json

import pytest

from command import csbm

HEAD = "DRAFT, NOT A NOTIFICATION"
AREA = {
    "name": "BLR 1",
    "side": "BLR",
    "area_km2": 17604.99,
    "corners": [{"dms": f"5{n}°03'07\"N 024°43'13\"E"} for n in range(4)],
}


def plan_file(folder, *areas):
    file = folder / "plan.json"
    file.write_text(json.dumps({"sides": [{"areas": list(areas)}]}), encoding="utf-8")
    return file


def test_an_area_of_a_plan_is_drafted_and_headed_as_no_notification(tmp_path):
    out = csbm("inspect", "area", plan_file(tmp_path, AREA), "--by", "Poland").out
    assert out.startswith(HEAD)
    assert out.count(HEAD) == 2
    for words in ("State that asks: Poland", "17,605 km²", "4. 53°03'07", "plan.json, SHA-256"):
        assert words in out
    assert "Reasons for the request: [to be given by the sender]" in out
    assert "four at most   (VD 2011, paragraph not seen; unverified)" in out
    assert "was not read in any edition" in out


def test_which_area_is_asked_where_there_are_several(tmp_path):
    file = plan_file(tmp_path, AREA, AREA | {"name": "BLR 2"})
    assert "--area says which: BLR 1, BLR 2" in csbm("inspect", "area", file).err
    assert csbm("inspect", "area", file, "--area", "BLR 2").code == 0
    assert "the plan has BLR 1" in csbm("inspect", "area", file, "--area", "POL 1").err


@pytest.mark.parametrize(
    "text", ["{}", "not json", '{"sides": []}', '{"sides": [{"areas": [{}]}]}']
)
def test_what_is_no_plan_is_refused_in_one_line(tmp_path, text):
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    run = csbm("inspect", "area", file)
    assert run.code == 1
    assert run.err.count("\n") == 1


def test_a_plan_that_csbm_wrote_is_drafted(tmp_path):
    file = tmp_path / "plan.json"
    told = csbm("plan", "IRQ-KWT", "--depth", "10", "--side", "KWT", "--format", "json", "-o", file)
    assert told.code == 0, told.err
    assert "State that is asked: KWT" in csbm("inspect", "area", file).out


def test_a_visit_is_drafted_with_what_is_public_and_cites_its_paragraphs():
    out = csbm("inspect", "visit", "blr-6-mech-bde").out
    assert out.startswith(HEAD)
    for words in (
        "6th Guards Mechanised Brigade",
        "from a public list",
        "Whether it counts: counts",
    ):
        assert words in out
    assert "VD before 1999, paragraph 108; read in its text" in out
    assert "no unit has the id" in csbm("inspect", "visit", "nobody").err
