"""Cases: read, run, told apart, sealed, verified; and sealed ones that were changed."""

import base64
import csv
import hashlib
import io
import json
import zipfile

import pytest

import csbm
from csbm.case.case import Case
from csbm.case.difference import difference
from csbm.case.sameness import compared
from csbm.case.sealed import read_sealed
from csbm.case.snapshot import read_states, states_of
from csbm.common.errors import InputError
from csbm.exports.tables import json_text

from command import csbm as run
from command import refused

LIST = """id,name,country,kind,lat,lon,position_accuracy_m,valid_from,valid_to
a,Brest battalion,BLR,unit,52.10,23.75,500,,
b,Hrodna depot,BLR,depot,53.68,23.83,500,,
c,Białystok battalion,POL,unit,53.13,23.16,500,,
d,Far regiment,POL,unit,52.20,21.00,500,,
e,=cmd|' /C calc'!A0,POL,unit,52.00,23.10,500,,
"""
CASE = """
title = "A small case"
outputs = ["units.csv", "compare.json", "zone.geojson"]
[[lines]]
name = "east"
border = "BLR-POL"
depth = 80
[units]
lists = ["own.csv"]
surveyed = ["BLR", "POL"]
[compare]
depths = [50, 80]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("case")
    (made / "own.csv").write_text(LIST, encoding="utf-8")
    (made / "case.toml").write_text(CASE, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def sealed(folder):
    key = folder / "key.pem"
    assert run("case", "key", "-o", key).code == 0
    assert run("seal", folder / "case.toml", "--sign", key, "-o", folder / "signed.csbm").code == 0
    assert run("seal", folder / "case.toml", "-o", folder / "plain.csbm").code == 0
    return folder


# -- reading and running --------------------------------------------------------------------------
def test_the_bundled_case_holds_the_rim_and_the_line_from_norway_to_ukraine():
    case = Case.example()
    assert [line.border.name for line in case.lines] == [
        "BLR-LTU,LVA,POL,UKR",
        "BLR,RUS-EST,FIN,LTU,LVA,NOR,POL,UKR",
    ]
    found = case.line("rim").coverage()
    assert not found["id"].duplicated().any()


def test_a_new_case_is_the_bundled_one_and_can_be_read(tmp_path):
    assert run("case", "new", "-o", tmp_path / "my.toml").code == 0
    assert Case.read(tmp_path / "my.toml").file == Case.example().file


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('depth = 80"', "is no TOML"),
        ("deepth = 80", "lines.1.deepth: there is no such field"),
        ('tripoint = "square"', "tripoint"),
        ("depth = -5", "lines.1.depth"),
        ('name = "east"\n', "is no TOML"),
    ],
)
def test_a_wrong_case_is_refused_with_the_place(folder, tmp_path, change, words):
    text = CASE.replace("depth = 80", change)
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    ran = run("run", tmp_path / "case.toml")
    assert ran.code == 1
    assert words in ran.err
    assert ran.err.count("\n") == 1


def test_outputs_are_known_before_any_work_is_done(tmp_path):
    text = CASE.replace("units.csv", "secrets.csv")
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    assert "its name is one of map, units" in run("run", tmp_path / "case.toml").err


def test_a_command_that_fails_says_so_itself(tmp_path):
    (tmp_path / "own.csv").write_text(LIST, encoding="utf-8")
    for name, words in (("units.xyz", "no format for the ending"), ("map.html", "share no border")):
        text = CASE.replace("units.csv", name)
        if name == "map.html":
            text = text.replace("BLR-POL", "BLR-DEU")
        (tmp_path / "case.toml").write_text(text, encoding="utf-8")
        ran = run("run", tmp_path / "case.toml", "-o", tmp_path / "out")
        assert ran.code == 2
        assert words in ran.err
        assert ran.err.count("\n") == 1
        assert not list((tmp_path / "out").rglob("*.csv"))


def test_a_run_gives_what_the_commands_give_and_does_only_what_changed(folder, tmp_path):
    out = tmp_path / "out"
    ran = run("run", folder / "case.toml", "-o", out)
    assert "4 outputs written, 0 unchanged" in ran.out
    by_hand = run(
        "units", "BLR-POL", "--depth", 80, "--units", folder / "own.csv",
        "--surveyed", "BLR,POL", "--format", "csv",
    )  # fmt: skip
    assert (out / "east" / "units.csv").read_text("utf-8") == by_hand.out
    record = json.loads((out / "results.json").read_text("utf-8"))
    own = {row["output"]: row["sha256"] for row in record["outputs"]}
    for name, digest in own.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert record["inputs"] == {"own.csv": hashlib.sha256(LIST.encode()).hexdigest()}
    assert "0 outputs written, 4 unchanged" in run("run", folder / "case.toml", "-o", out).out
    (out / "east" / "units.csv").write_text("tampered")
    assert "1 outputs written, 3 unchanged" in run("run", folder / "case.toml", "-o", out).out


def test_python_and_the_command_give_the_same_counts(folder, tmp_path):
    case = Case.read(folder / "case.toml")
    run("run", folder / "case.toml", "-o", tmp_path / "out")
    told = json.loads((tmp_path / "out" / "east" / "compare.json").read_text("utf-8"))
    assert json.loads(json_text(case.line("east").comparison().as_json())) == told
    states = states_of(case)
    assert states == read_states(tmp_path / "out")
    counts = states["east"].counts
    at_80 = told["depths"][1]["sides"]
    assert {side: own.get("in", 0) for side, own in counts.items()} == {
        side: own["units_in"] for side, own in at_80.items()
    }


def test_a_run_never_writes_over_its_inputs(folder, tmp_path):
    (tmp_path / "east").mkdir()
    (tmp_path / "east" / "units.csv").write_text(LIST, encoding="utf-8")
    text = CASE.replace("own.csv", "east/units.csv")
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    said = refused("run", tmp_path / "case.toml", "-o", tmp_path)
    assert "is one of the inputs" in said
    assert (tmp_path / "east" / "units.csv").read_text("utf-8") == LIST


# -- what changed ---------------------------------------------------------------------------------
def changed(folder, tmp_path, *, text=None, rows=None):
    """Return the changes from the case to a copy with another text or list, by unit."""
    (tmp_path / "own.csv").write_text(rows or LIST, encoding="utf-8")
    (tmp_path / "case.toml").write_text(text or CASE, encoding="utf-8")
    (one,) = difference(read_states(folder / "case.toml"), read_states(tmp_path / "case.toml"))
    return one, {change.id: change for change in one.changes}


def test_nothing_changed_is_told_as_such(folder, tmp_path):
    one, changes = changed(folder, tmp_path)
    assert one.same
    assert not changes
    assert "nothing changed" in run("diff", folder / "case.toml", tmp_path / "case.toml").out


def test_units_that_come_go_and_move_are_told_with_why(folder, tmp_path):
    rows = LIST.replace(
        "b,Hrodna depot,BLR,depot,53.68,23.83", "b,Hrodna depot,BLR,depot,53.68,25.30"
    )
    rows = rows.replace("d,Far", "n,New")
    one, changes = changed(folder, tmp_path, rows=rows)
    assert {name: change.what for name, change in changes.items()} == {
        "n": "came",
        "d": "went",
        "b": "status",
    }
    assert (changes["b"].status_before, changes["b"].status_after) == ("in", "out")
    assert changes["b"].why == ("the unit",)
    assert 90 < changes["b"].moved_km < 100
    assert not one.facts


def test_another_depth_is_the_rule(folder, tmp_path):
    one, changes = changed(folder, tmp_path, text=CASE.replace("depth = 80", "depth = 20"))
    assert changes["c"].what == "status"
    assert {change.why for change in changes.values()} == {("the rule",)}
    assert [what for what, _, _ in one.facts] == ["depths"]
    assert all(before > after for _, before, after in one.areas)


def test_another_line_is_the_line(folder, tmp_path):
    text = CASE.replace('border = "BLR-POL"', 'border = "BLR-POL"\nborder_file = "natural-earth"')
    one, changes = changed(folder, tmp_path, text=text)
    assert {"release of the border", "course of the line"} <= {what for what, _, _ in one.facts}
    assert {change.why for change in changes.values()} == {("the line",)}
    assert set(changes) == set("abcde")


def test_another_day_is_the_day(folder, tmp_path):
    rows = LIST.replace(
        "a,Brest battalion,BLR,unit,52.10,23.75,500,,",
        "a,Brest battalion,BLR,unit,52.10,23.75,500,2020,2024",
    )
    (tmp_path / "own.csv").write_text(rows, encoding="utf-8")
    for name, day in (("old", "2022"), ("new", "2025")):
        text = CASE.replace('title = "A small case"', f'title = "x"\nday = "{day}"')
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    (one,) = difference(read_states(tmp_path / "old.toml"), read_states(tmp_path / "new.toml"))
    (change,) = one.changes
    assert (change.id, change.what, change.why) == ("a", "went", ("the day",))


def test_lists_results_and_pages_can_be_told_apart_and_no_text_runs(folder, tmp_path):
    rows = LIST.replace("a,Brest battalion", "a,<script>alert(1)</script>").replace(
        "52.10,23.75", "52.30,23.75"
    )
    (tmp_path / "own.csv").write_text(rows, encoding="utf-8")
    ran = run("diff", folder / "own.csv", tmp_path / "own.csv", "-o", tmp_path / "d.html")
    assert ran.code == 0
    page = (tmp_path / "d.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    told = json.loads(run("diff", folder / "own.csv", tmp_path / "own.csv", "--format", "json").out)
    assert [one["id"] for one in told[0]["units"]] == ["a"]
    table = run("diff", folder / "own.csv", tmp_path / "own.csv", "--format", "csv").out
    assert next(csv.DictReader(io.StringIO(table)))["why"] == "the unit"


# -- sealed and verified --------------------------------------------------------------------------
def test_a_sealed_case_verifies_and_says_who_signed(sealed):
    ran = run("verify", sealed / "signed.csbm")
    assert ran.code == 0, ran.out + ran.err
    assert ran.out.count("same bytes: ") == 7
    assert "signed by " in ran.out
    assert ran.out.rstrip().endswith("is the same")
    short = ran.out.split("signed by ")[1][:16]
    assert run("verify", sealed / "signed.csbm", "--signer", short).code == 0
    assert "signed by nobody" in run("verify", sealed / "plain.csbm").out


def test_a_case_seals_to_the_same_bytes(sealed, tmp_path):
    run("seal", sealed / "case.toml", "-o", tmp_path / "again.csbm")
    assert (tmp_path / "again.csbm").read_bytes() == (sealed / "plain.csbm").read_bytes()


def test_other_versions_are_named_and_figures_are_compared(sealed, tmp_path):
    def older(members):
        told = json.loads(members["manifest.json"])
        told["versions"]["shapely"] = "2.0.7"
        members["manifest.json"] = json.dumps(told).encode()

    ran = run("verify", tampered(sealed / "plain.csbm", tmp_path, older))
    assert ran.code == 0
    assert "with shapely" in ran.out
    assert "there with 2.0.7" in ran.out


def test_a_sealed_case_says_what_it_discloses_first(folder, tmp_path):
    ran = run("seal", folder / "case.toml", "-o", tmp_path / "x.csbm", "--list")
    assert "discloses inputs/1/own.csv" in ran.out
    assert not (tmp_path / "x.csbm").exists()


def test_a_withheld_list_is_in_no_part_of_the_file(folder, tmp_path):
    out = tmp_path / "x.csbm"
    words = ("--redact", "own.csv", "--columns", "name")
    assert run("seal", folder / "case.toml", "-o", out, *words).code == 0
    found = read_sealed(out)
    assert set(found.members) >= {"case.toml", "withheld/1/own.csv.json"}
    every = b"".join(found.members.values())
    for secret in (b"52.10,23.75", b"53.68,23.83", b"position_accuracy_m"):
        assert secret not in every
    held = json.loads(found.members["withheld/1/own.csv.json"])
    assert held["sha256"] == hashlib.sha256(LIST.encode()).hexdigest()
    assert next(unit["name"] for unit in held["units"]) == "Brest battalion"
    assert len({unit["row_sha256"] for unit in held["units"]}) == 5
    ran = run("verify", out)
    assert ran.code == 0
    assert "not seen: the list own.csv was withheld" in ran.out


def tampered(path, folder, change):
    """Write a copy of a sealed file with its members changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    copy = folder / "copy.csbm"
    with zipfile.ZipFile(copy, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return copy


def replaced(name, old, new, *, told=False, count=1):
    """Change a member; where ``told``, its hash in the manifest too, as a forger would."""

    def change(members):
        assert old in members[name]
        members[name] = members[name].replace(old, new, count)
        if told:
            manifest = json.loads(members["manifest.json"])
            manifest["members"][name] = hashlib.sha256(members[name]).hexdigest()
            members["manifest.json"] = json.dumps(manifest).encode()

    return change


def manifest_with(**values):
    def change(members):
        told = json.loads(members["manifest.json"]) | values
        members["manifest.json"] = json.dumps(told).encode()

    return change


def without(name):
    return lambda members: members.pop(name)


def added(name, data=b"x"):
    return lambda members: members.update({name: data})


def signed_by_another(members):
    from csbm.case.signing import new_key

    signed = json.loads(members["signature.json"])
    signed["public_key"] = new_key()[1]
    members["signature.json"] = json.dumps(signed).encode()


UNITS, INPUT, ZONE = "outputs/east/units.csv", "inputs/1/own.csv", "outputs/east/zone.geojson"
TAMPERED = {
    "a list was changed": (
        "signed",
        replaced(INPUT, b"52.10", b"52.20"),
        "inputs/1/own.csv: was changed",
    ),
    "a count was changed": (
        "signed",
        replaced("outputs/east/compare.json", b'"units_in": 2', b'"units_in": 3'),
        "was changed",
    ),
    "an output was taken out": ("signed", without(UNITS), "is in the manifest and not in the file"),
    "a list was taken out": ("signed", without(INPUT), "is in the manifest and not in the file"),
    "a file was put in": (
        "signed",
        added("outputs/east/more.csv"),
        "is in the file and not in the manifest",
    ),
    "the title was changed": (
        "signed",
        manifest_with(title="Another"),
        "the signature is not of this manifest",
    ),
    "the date was changed": (
        "signed",
        manifest_with(date="2020-01-01"),
        "the signature is not of this manifest",
    ),
    "changed and the manifest with it": (
        "signed",
        replaced(UNITS, b"Brest", b"Minsk", told=True),
        "the signature is not of this manifest",
    ),
    "another's key": ("signed", signed_by_another, "the signature is not of this manifest"),
    "the signature is no JSON": (
        "signed",
        added("signature.json", b"{"),
        "the signature is not of this manifest",
    ),
    "unsigned: an output and its hash": (
        "plain",
        replaced(UNITS, b"in,", b"out,", told=True),
        "row ",
    ),
    "unsigned: an area and its hash": (
        "plain",
        replaced(ZONE, b'"area_km2": 2', b'"area_km2": 3', told=True),
        "area_km2",
    ),
    "unsigned: the list and its hash": (
        "plain",
        replaced(INPUT, b"53.68,23.83", b"53.68,25.90", told=True),
        "east/units.csv: ",
    ),
    "unsigned: the depth and its hash": (
        "plain",
        replaced("case.toml", b"depth = 80", b"depth = 60", told=True),
        "east/",
    ),
    "unsigned: the date": ("plain", manifest_with(date="2020-01-01"), "other bytes"),
    "unsigned: no date": ("plain", manifest_with(date="soon"), "date"),
    "unsigned: fewer outputs": (
        "plain",
        manifest_with(outputs=["units.csv"]),
        "is not computed by the case",
    ),
    "unsigned: a file of the reader's": (
        "plain",
        replaced("case.toml", b'"own.csv"', b'"/etc/passwd"', told=True),
        "which is not in the file",
    ),
    "unsigned: the case is none": (
        "plain",
        replaced("case.toml", b"[units]", b"[unites]", told=True),
        "is no case",
    ),
    "unsigned: an output that leads out": (
        "plain",
        manifest_with(outputs=["../../units.csv"]),
        "is no output of the case",
    ),
    "a name that leads out": ("plain", added("inputs/../../x"), "a sealed case has none so"),
    "another format": ("plain", manifest_with(format_version=2), "is of format 2"),
    "no manifest": ("plain", without("manifest.json"), "is no sealed case"),
    "the manifest is no JSON": ("plain", added("manifest.json", b"[" * 99_999), "is no JSON"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_changed_is_found_with_the_reason(sealed, tmp_path, name):
    which, change, words = TAMPERED[name]
    ran = run("verify", tampered(sealed / f"{which}.csbm", tmp_path, change))
    assert ran.code == 1
    assert words in ran.out + ran.err
    assert "verified" not in ran.out


def test_no_sign_of_a_file_moves_the_terminal(sealed, tmp_path):
    hostile = "\x1b[2J\x1b]0;x\x07 title"
    change = manifest_with(title=hostile, versions={"numpy": hostile}, withheld=[hostile])
    ran = run("verify", tampered(sealed / "plain.csbm", tmp_path, change))
    assert "\x1b" not in ran.out + ran.err
    assert "\x07" not in ran.out + ran.err
    assert "title" in ran.out


def test_the_wrong_signer_and_none_are_refused_where_one_is_asked_for(sealed):
    ran = run("verify", sealed / "signed.csbm", "--signer", "0123456789abcdef")
    assert ran.code == 1
    assert "not by 0123456789abcdef" in ran.out
    assert run("verify", sealed / "plain.csbm", "--signer", "0123456789abcdef").code == 1


@pytest.mark.parametrize("cut", [10, 1000, -30])
def test_a_file_cut_short_or_none_is_refused_in_one_line(sealed, tmp_path, cut):
    data = (sealed / "plain.csbm").read_bytes()
    (tmp_path / "cut.csbm").write_bytes(data[:cut])
    ran = run("verify", tmp_path / "cut.csbm")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    middle = len(data) // 3
    (tmp_path / "flipped.csbm").write_bytes(
        data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    )
    assert run("verify", tmp_path / "flipped.csbm").code == 1


def test_two_members_of_one_name_are_refused(sealed, tmp_path):
    copy = tmp_path / "twice.csbm"
    copy.write_bytes((sealed / "plain.csbm").read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(copy, "a") as archive:
        archive.writestr("case.toml", "x")
    with pytest.raises(InputError, match="two members"):
        read_sealed(copy)


def test_a_key_file_is_its_owners_alone_and_never_replaced(tmp_path):
    key = tmp_path / "key.pem"
    said = run("case", "key", "-o", key).out
    assert key.stat().st_mode & 0o077 == 0
    public = said.split("its public key is ")[1].split()[0]
    assert len(base64.b64decode(public)) == 32
    assert "is there already" in refused("case", "key", "-o", key)


@pytest.mark.parametrize(
    ("name", "one", "other", "how"),
    [
        ("a.json", b'{"a": 1.0, "date": "x"}', b'{"a": 1.0000000001, "date": "y"}', "same figures"),
        ("a.json", b'{"a": [1, 2]}', b'{"a": [1]}', "differs"),
        ("a.json", b'{"a": true}', b'{"a": 1}', "differs"),
        ("a.csv", b"a\n1.0", b"a\n1.00", "same figures"),
        ("a.csv", b"a\n1", b"a\n1\n2", "differs"),
        ("a.md", b"one", b"two", "differs"),
        ("a.png", b"one", b"two", "not compared"),
        ("a.json", b"{", b"[", "differs"),
    ],
)
def test_outputs_are_compared_by_their_figures(name, one, other, how):
    assert compared(name, one, other).how == how


def test_the_api_reads_a_case(folder):
    assert csbm.Case.read(folder / "case.toml").line("east").zone.depth_km == 80
