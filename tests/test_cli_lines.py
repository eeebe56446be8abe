"""csbm lines: what it names is there, and a file of such a line is taken as it says."""

import json

import pytest
from click.testing import CliRunner

from csbm.boundaries.catalogue import catalogue
from csbm.boundaries.namedlines import named_lines
from csbm.cli import main
from csbm.regimes.catalogue import regimes


def test_every_regime_and_every_stand_in_that_a_line_names_is_there():
    ids = {one.id for one in regimes()}
    borders = {"-".join(entry.parties) for entry in catalogue()}
    for line in named_lines():
        assert set(line.regimes) <= ids
        assert line.stand_in in {"", *borders}


def test_it_lists_all_and_says_that_none_is_bundled():
    done = CliRunner().invoke(main, ["lines", "--format", "json"])
    assert done.exit_code == 0
    told = json.loads(done.output)
    text = json.dumps(told)
    assert text.count('"bundled": "no"') == len(named_lines())
    table = CliRunner().invoke(main, ["lines"]).output
    assert all(one.name in table and one.published in table for one in named_lines())


@pytest.mark.parametrize("name", ["Blue Line", "UNDOF lines A and B of 1974"])
def test_a_file_of_one_is_taken_as_it_says(name, tmp_path):
    (line,) = [one for one in named_lines() if one.name == name]
    file = tmp_path / "line.geojson"
    # A line of our own making, not the named one: only that the words of `how` work.
    shape = {"type": "LineString", "coordinates": [[35.5, 33.1], [35.6, 33.3]]}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    words = [str(file) if word == "FILE" else word for word in line.how.split()]
    done = CliRunner().invoke(main, ["borders", *words])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("pair", ["CYP-TUR", "CYP-GBR"])
def test_a_pair_without_a_line_leads_to_the_list(pair):
    done = CliRunner().invoke(main, ["borders", pair])
    assert done.exit_code == 2
    assert "--border FILE" in done.output
    assert "csbm lines" in done.output


def test_a_party_that_is_no_state_leads_to_the_list():
    done = CliRunner().invoke(main, ["borders", "Northern Cyprus-Cyprus"])
    assert done.exit_code == 2
    assert "--border FILE" in done.output
    assert "csbm lines" in done.output
