"""The bundled list is what it says: valid rows, each with its source."""

from collections import Counter
from datetime import date
from pathlib import Path

from csbm.readers.dates import find_period
from csbm.units.bundled import bundled_units
from csbm.units.filters import valid_on
from csbm.units.schema import EVIDENCE, KINDS

UNITS = bundled_units()


def test_it_has_the_units_of_each_state() -> None:
    counts = Counter(UNITS["located_in"])
    assert counts == {
        "POL": 177,
        "BLR": 107,
        "UKR": 52,
        "RUS": 45,
        "LTU": 42,
        "LVA": 32,
        "FIN": 20,
        "EST": 15,
        "KOR": 9,
        "NOR": 6,
    }


def test_ids_are_unique_and_begin_with_their_host() -> None:
    assert UNITS["id"].is_unique
    for key, country in zip(UNITS["id"], UNITS["located_in"], strict=True):
        assert key.startswith(f"{country.lower()}-")


def test_every_row_has_a_source_with_an_address_and_a_date_or_says_that_it_has_none() -> None:
    assert (UNITS["source_title"].str.len() > 10).all()
    assert UNITS["source_url"].str.match(r"https?://[^\s]+\.[^\s]+$").all()
    for text in UNITS["source_date"]:
        assert find_period(text) or "undated" in text


def test_reading_it_leaves_no_doubt() -> None:
    assert UNITS.attrs["doubts"] == []


def test_every_accuracy_is_given_and_a_town_is_never_known_to_less_than_500_m() -> None:
    assert UNITS["position_accuracy_m"].between(500, 140_000).all()
    flat = (UNITS["position_accuracy_m"] == 3000) & ~UNITS["kind"].isin(["airfield"])
    assert not (flat & UNITS["settlement"].isin(["Brest", "Hrodna", "Lublin"])).any()
    assert set(UNITS["kind"]) <= set(KINDS)
    assert set(UNITS["evidence"]) == set(EVIDENCE)


def test_what_its_own_notes_call_unconfirmed_is_inferred() -> None:
    evidence = dict(zip(UNITS["id"], UNITS["evidence"], strict=True))
    for key in ("blr-woc-hq", "blr-74-signal-rgt", "pol-18zmot-radzyn", "pol-lomza-garrison"):
        assert evidence[key] == "inferred"
    marked = UNITS["notes"].str.contains("Marked inferred")
    assert (UNITS.loc[marked, "evidence"] == "inferred").all()
    assert marked.sum() == 8


def test_closed_and_renamed_ones_are_not_valid_today() -> None:
    gone = set(UNITS.loc[~valid_on(UNITS, date(2026, 11, 30)), "id"])
    assert gone == {
        "blr-pruzhany-airfield",
        "blr-ross-airfield",
        "pol-11-art-rgt",
        "ukr-100-td-bde",
    }


def test_it_names_its_licence_and_where_the_positions_are_from() -> None:
    source = UNITS.attrs["source"]
    assert source["licence"] == "CC BY 4.0"
    assert "GeoNames" in source["attribution"]
    notice = Path(__file__).parents[1] / "units" / "data" / "NOTICE.md"
    assert "GeoNames" in notice.read_text(encoding="utf-8")
