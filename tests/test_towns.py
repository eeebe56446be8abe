"""A town's name in place of a position."""

import pytest

from csbm.common.words import folded
from csbm.maps.towns import TOWN_M, towns_called

from command import csbm, refused


@pytest.mark.parametrize("text", ["Brest", "brest", " BREST "])
def test_a_town_near_the_border_is_meant(text):
    ran = csbm("where", text, "--format", "json")
    assert ran.code == 0
    assert '"side": "BLR"' in ran.out
    assert f'"position_accuracy_m": {TOWN_M:g}' in ran.out
    assert "Brest at 52.109,23.717" in ran.err
    assert "48.390,-4.486" in ran.err  # the other one is named


def test_what_is_known_of_the_position_may_be_said():
    assert (
        '"position_accuracy_m": 800'
        in csbm("where", "Białystok", "--accuracy", "800", "--format", "json").out
    )


def test_several_towns_within_reach_are_not_chosen_from():
    said = refused("where", "Springfield", "CAN-USA", "--depth", "900")
    assert "several towns are called 'Springfield'" in said
    assert "37.215,-93.298" in said


def test_no_town_and_no_position_is_told_as_both():
    ran = csbm("where", "Nowheretown")
    assert ran.code == 1
    assert "nor is a town" in ran.err


@pytest.mark.parametrize("text", ["Brześć", "Брест", "Брэст", "BREST LITOVSK"])
def test_a_town_is_found_by_its_names_in_other_languages(text):
    ran = csbm("where", text, "--format", "json")
    assert ran.code == 0, ran.err
    assert "Brest at 52.109,23.717" in ran.err


def test_other_names_are_of_the_same_towns():
    for text, name in {"Wilno": "Vilnius", "Гродна": "Hrodna", "Lwów": "Lviv"}.items():
        assert name in [town.name for town in towns_called(text)]
    assert towns_called("Nowheretown") == ()


def test_names_are_found_without_their_marks():
    assert towns_called("bialystok")[0].name == "Białystok"
    assert towns_called("Chelm")[0].name == "Chełm"
    assert folded("Đà Nẵng") == "da nang"
