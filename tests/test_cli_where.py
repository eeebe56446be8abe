"""csbm where: one point, however it is written."""

import json

import pytest

from command import csbm, refused


def told(*words):
    ran = csbm("where", *words, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize(
    "written",
    ["52.09,23.69", "52.09 23.69", "52,09 23,69", "52°05'24\"N 23°41'24\"E", "N52 05.4 E023 41.4"],
)
def test_brest_is_in_belarus_three_kilometres_from_the_border(written):
    fact = told(written)
    assert (fact["side"], fact["status"], fact["side_certain"]) == ("BLR", "in", True)
    assert fact["distance_km"] == pytest.approx(3.104, abs=1e-3)
    assert fact["margin_km"] == pytest.approx(80 - fact["distance_km"], abs=2e-6)


def test_mgrs_is_read():
    assert told("34UFC8394077070")["side"] in {"POL", "BLR"}


def test_a_point_of_a_southern_latitude_is_a_position_not_an_option():
    assert told("-33.5,-70.0", "ARG-CHL")["distance_km"] < 50


def test_a_position_in_two_words_is_told_how_to_be_written():
    assert "csbm where 52.09,23.69" in refused("where", "52.09", "23.69")


def test_numbers_the_wrong_way_round_are_hinted_at():
    ran = csbm("where", "23.69,52.09")
    assert ran.code == 0
    assert "latitude and longitude changed over" in ran.err
    assert "changed over" not in csbm("where", "52.09,23.69").err


@pytest.mark.parametrize(
    "written", ["95,23", "52.09", "nan,nan", "", "Nowheretown", "52.09,190.5.3"]
)
def test_what_is_no_position_is_refused(written):
    ran = csbm("where", written)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1


def test_the_accuracy_decides_what_is_indeterminate():
    at_edge = told("52.09,23.69", "--depth", "3.1", "--accuracy", "1")
    assert at_edge["status"] == "indeterminate"
    assert told("52.09,23.69", "--depth", "3", "--accuracy", "1")["status"] == "out"
    assert "give a number of metres, 0 or more" in refused(
        "where", "52.09,23.69", "--accuracy", "-4"
    )


def test_on_the_border_the_side_is_not_certain():
    near = told("52.09,23.69")
    fact = told(f"{near['nearest_lat']},{near['nearest_lon']}")
    assert fact["distance_km"] < 0.001
    assert fact["side_certain"] is False
