"""Every unit has a sign: APP-6 with the neutral frame, or a plain mark where APP-6 has none."""

import re
from xml.etree import ElementTree as ET

import pytest
from milsymbol import Symbol

from csbm.maps.symbols import BRANCHES, ECHELONS, arm, identification_code, plain_mark, sign
from csbm.units.bundled import bundled_units


@pytest.mark.parametrize("echelon", ["", *ECHELONS])
@pytest.mark.parametrize("branch", BRANCHES)
def test_every_branch_and_echelon_has_a_valid_neutral_symbol(branch, echelon) -> None:
    for kind in ("unit", "headquarters"):
        code = identification_code(kind, arm(branch, ""), echelon)
        assert Symbol(code).is_valid()
        assert code[3] == "4"


@pytest.mark.parametrize("kind", ["airfield", "base", "depot", "radar"])
def test_installations_have_valid_symbols(kind) -> None:
    assert Symbol(identification_code(kind, "", "")).is_valid()


@pytest.mark.parametrize("kind", ["training_area", "missile_defence", "other", "no such kind"])
def test_what_app_6_does_not_know_gets_a_plain_mark(kind) -> None:
    assert sign(kind, arm("land", ""), "brigade") == plain_mark(kind)


def test_an_unknown_branch_gets_a_plain_mark() -> None:
    assert sign("unit", arm("cavalry of the moon", ""), "") == plain_mark("unit")


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("111th Guards Artillery Brigade", "1303"),
        ("11th Guards Mechanised Brigade", "121102"),
        ("1st Warsaw Armoured Brigade", "1205"),
        ("Tankers' Choir", "0000"),
        ("6th Brigade", "0000"),
    ],
)
def test_an_arm_of_land_forces_is_told_by_a_whole_word_of_the_name(name, entity) -> None:
    assert arm("land", name).startswith(entity)


def test_every_bundled_unit_has_a_sign_that_is_plain_svg() -> None:
    units = bundled_units().fillna({"kind": "", "branch": "", "echelon": ""})
    rows = zip(units["kind"], units["branch"], units["name"], units["echelon"], strict=True)
    for one in {sign(kind, arm(branch, name), echelon) for kind, branch, name, echelon in rows}:
        tree = ET.fromstring(one.svg)
        assert tree.tag.endswith("svg")
        assert not re.search(r"script|href|url\(|on\w+=", one.svg)
        assert 0 < one.anchor_x < one.width < 60
        assert 0 < one.anchor_y <= one.height < 64


def test_no_text_of_a_file_enters_a_sign() -> None:
    hostile = "<script>"
    for made in (sign(hostile, "", ""), sign("unit", arm("land", hostile), hostile)):
        assert hostile not in made.svg
