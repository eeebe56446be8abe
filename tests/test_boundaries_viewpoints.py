"""Each border shows what the source does with its own land, and of no other's."""

import pytest

from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue
from csbm.boundaries.viewpoints import GENERAL, NOTES
from csbm.common.errors import UsageError

PLACES = {
    "Crimea": {"RUS-UKR"},
    "Abkhazia": {"GEO-RUS"},
    "South Ossetia": {"GEO-RUS"},
    "Golan": {"ISR-SYR"},
    "West Bank": {"ISR-PSE", "ISR-JOR", "JOR-PSE"},
    "Hala": {"EGY-SDN"},
    "Western Sahara": {"DZA-ESH", "ESH-MAR", "ESH-MRT"},
    "Kosovo": {"ALB-XKX", "MKD-XKX", "MNE-XKX", "SRB-XKX"},
    "French Guiana": {"BRA-GUF", "GUF-SUR"},
}


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: "-".join(entry.parties))
def test_a_border_shows_its_own_entries_and_no_others(entry):
    view = Border.between(*entry.parties).source.viewpoint
    assert view.startswith(GENERAL)
    for place, borders in PLACES.items():
        assert (place in view) == ("-".join(entry.parties) in borders)
    assert ("count with both edges" in view) == (entry.disputed_km >= 0.05)


def test_every_note_is_of_a_border_that_there_is():
    assert set(NOTES) <= {"-".join(entry.parties) for entry in catalogue()}


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [("FRA", "BRA", "BRA-GUF"), ("SUR", "FRA", "GUF-SUR"), ("TUR", "CYP", "--border FILE")],
)
def test_a_missing_pair_leads_somewhere(one, other, words):
    with pytest.raises(UsageError, match=words):
        Border.between(one, other)
