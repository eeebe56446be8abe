"""Parties are found by code or name, however they are written."""

import pytest

from csbm.boundaries.countries import countries, find_country, parse_pair
from csbm.common.errors import UsageError


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("BLR-POL", ("BLR", "POL")),
        ("pl-by", ("BLR", "POL")),
        ("Belarus-Poland", ("BLR", "POL")),
        ("poland–BELARUS", ("BLR", "POL")),
        ("Pol-Belarus", ("BLR", "POL")),
        ("Guinea-Bissau-Senegal", ("GNB", "SEN")),
        ("Senegal-Guinea-Bissau", ("GNB", "SEN")),
        ("Guinea-Guinea-Bissau", ("GIN", "GNB")),
        ("gn-gw", ("GIN", "GNB")),
        ("Congo-Kinshasa-Congo-Brazzaville", ("COD", "COG")),
        ("United States-Canada", ("CAN", "USA")),
        ("The United Kingdom - Ireland", ("GBR", "IRL")),
        ("Bosnia & Herzegovina-Croatia", ("BIH", "HRV")),
        ("North Korea-South Korea", ("KOR", "PRK")),
        ("Cote d'Ivoire-Liberia", ("CIV", "LBR")),
        ("Timor-Leste-Indonesia", ("IDN", "TLS")),
        ("Turkey-Syria", ("SYR", "TUR")),
        ("Türkiye/Greece", ("GRC", "TUR")),
        ("Kosovo-Serbia", ("SRB", "XKX")),
    ],
)
def test_a_pair_is_read_as_people_write_it(text, parties):
    assert parse_pair(text) == parties


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("BLR", "give two parties with a hyphen"),
        ("", "give two parties with a hyphen"),
        ("-", "give two parties with a hyphen"),
        ("BLR-", "give two parties with a hyphen"),
        ("BLR-blr", "BLR was given twice"),
        ("BLR-Polnd", r"unknown party 'Polnd'; did you mean Poland \(POL\)"),
        ("Belarsu-POL", r"unknown party 'Belarsu'; did you mean Belarus \(BLR\)"),
        ("BLR-PLO", r"unknown party 'PLO'; did you mean .*\(POL\)"),
        ("Ginea-Bissau-Senegal", r"did you mean Guinea-Bissau \(GNB\)"),
        ("Atlantis-Lemuria", "unknown party"),
    ],
)
def test_a_pair_that_cannot_be_read_says_why_in_one_line(text, message):
    with pytest.raises(UsageError, match=message) as caught:
        parse_pair(text)
    assert "\n" not in str(caught.value)


def test_every_code_and_name_finds_its_own_state():
    for state in countries():
        for text in (state.alpha3, state.alpha2.lower(), state.name, *state.aliases):
            assert find_country(text) == state


def test_no_name_stands_for_two_states():
    names = [name.casefold() for state in countries() for name in (state.name, *state.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("code", "area_km2", "share"),
    [
        # Surface areas, UN Demographic Yearbook 2021, table 3: land and inland waters.
        ("POL", 312_679, 0.01),
        ("BLR", 207_600, 0.01),
        ("CHE", 41_291, 0.01),
        ("MNG", 1_564_116, 0.01),
        ("TCD", 1_284_000, 0.01),
        ("PRY", 406_752, 0.02),
        ("ISL", 103_000, 0.02),
        ("BRA", 8_515_767, 0.01),
    ],
)
def test_land_areas_are_those_of_the_yearbook(code, area_km2, share):
    assert find_country(code).land_area_km2 == pytest.approx(area_km2, rel=share)
