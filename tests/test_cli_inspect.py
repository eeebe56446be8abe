"""Drafts of requests on the command line."""

import json

import docx
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


def test_a_draft_is_written_as_docx_and_reads_back(tmp_path):
    out = tmp_path / "draft.docx"
    told = csbm("inspect", "area", plan_file(tmp_path, AREA), "--by", "Poland", "-o", out)
    assert told.code == 0, told.err
    held = docx.Document(str(out))
    title, *more = [one.text for one in held.paragraphs if one.style.name != "Normal"]
    assert title == "Draft, not a notification"
    assert more == ["Request for an inspection of a specified area"]
    assert held.sections[0].header.paragraphs[0].text == title
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in held.tables[0].rows}
    text, cites = rows["Specified area"]
    assert text.splitlines() == [
        "17,605 km², corners:",
        *(f"   {n + 1}. {one['dms']}" for n, one in enumerate(AREA["corners"])),
    ]
    assert "VD" in cites
    assert rows["Reasons for the request"][0] == "[to be given by the sender]"
    assert rows["State that asks"] == ["Poland", ""]
    body = [one.text for one in held.paragraphs]
    assert any("was not read in any edition" in one for one in body)
    assert any("plan.json, SHA-256" in one for one in body)
    assert any("csbm" in one for one in body)


def test_a_visit_as_docx_cites_what_its_text_cites(tmp_path):
    out = tmp_path / "visit.docx"
    csbm("inspect", "visit", "blr-6-mech-bde", "-o", out)
    text = csbm("inspect", "visit", "blr-6-mech-bde").out
    for row in docx.Document(str(out)).tables[0].rows[1:]:
        name, told, cites = (cell.text for cell in row.cells)
        assert f"{name}: {told}" in text
        assert cites in text
    again = csbm("inspect", "visit", "blr-6-mech-bde", "-o", out, "--no-clobber")
    assert again.code == 2
