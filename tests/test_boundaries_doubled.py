"""Lengths of borders that run along both edges of land: both numbers are said."""

import pytest

from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue
from csbm.boundaries.doubled import doubled_km
from csbm.exports.provenance import provenance


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: "-".join(entry.parties))
def test_no_more_is_doubled_than_is_disputed_and_both_lengths_are_told_then_only(entry):
    doubled = doubled_km(entry.parties)
    assert 0 <= doubled <= entry.disputed_km
    told = provenance(border=Border.between(*entry.parties))["border"]
    assert ("one_edge_km" in told) == (doubled > 0)
    if doubled:
        assert told["one_edge_km"] == pytest.approx(entry.length_km - doubled / 2, abs=1e-5)


def test_a_condominium_passed_once_is_about_as_long_as_published():
    # 128 km along Moselle, Sauer and Our are published, and 6.2 km run over land.
    assert Border.between("DEU", "LUX").one_edge_km == pytest.approx(128 + 6.2, rel=0.03)


@pytest.mark.parametrize("pair", ["CAF-SDN", "JOR-PSE", "HRV-HUN"])
def test_one_edge_of_land_that_others_dispute_is_not_halved(pair):
    border = Border.between(*pair.split("-"))
    assert border.one_edge_km == border.length_km


def test_groups_add_up():
    rim = Border.between(["DEU"], ["LUX", "POL"])
    halves = Border.between("DEU", "LUX"), Border.between("DEU", "POL")
    lacking = sum(one.length_km - one.one_edge_km for one in halves)
    assert rim.length_km - rim.one_edge_km == pytest.approx(lacking)


def test_another_source_has_one_length():
    border = Border.between("DEU", "LUX", source="natural-earth")
    assert border.one_edge_km == border.length_km
