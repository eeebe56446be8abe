"""The list of units inside, and a place, as tables for people."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from ..words.language import ENGLISH, Words, spoken
from ..words.named import AGES, holder_word, kind_word, status_word, survey_word
from .delivery import fitted_table, side_words, with_foot, write_answer, zone_provenance
from .tables import json_text
from .zones import position_facts

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from .values import Row

BANDED: Final = {"category", "depth_km"}
"""Columns that only a zone of several bands a side needs."""
_SPARE: Final = (
    "counts_as",
    "whole",
    "source_state",
    "kind",
    "nearest_border",
    "to_edge",
    "settlement",
)
"""Columns that a narrow terminal does without, the least needed first."""


def _heads(words: Words) -> dict[str, str]:
    say = words.say
    return {
        "side": say("Side"),
        "distance": say("Distance"),
        "category": say("band"),
        "depth_km": say("to km"),
        "to_edge": say("To edge"),
        "status": say("Status"),
        "zone_share": say("share inside"),
        "whole": say("whole"),
        "country": say("Whose"),
        "name": say("Unit"),
        "settlement": say("Place"),
        "kind": say("Kind"),
        "counts_as": say("Counts as"),
        "nearest_border": say("Border"),
        "source_state": say("Source"),
    }


def unit_table(
    zone: "InspectionZone", rows: "GeoDataFrame", *, stale_years: int | None = None
) -> str:
    """Return the units of a list as a table, with their counts and the age of their sources.

    Parameters
    ----------
    zone : InspectionZone
    rows : GeoDataFrame
        From `geo.zones.listing.listed`.
    stale_years : int, optional
        Age from which a source is told as old, years.
    """
    from ..geo.zones.listing import counted_lines
    from ..units.levels import counted

    words = spoken()
    heads = _heads(words)
    banded = len({band.category for band in zone.bands}) > 1
    there = {*rows.columns, "distance", "to_edge"}
    shown = [name for name in heads if name in there and (banded or name not in BANDED)]
    if (rows["country"] == "").all() or (rows["country"] == rows["side"]).all():
        shown.remove("country")
    table = fitted_table(
        [_told(zone, row, words) for row in rows.to_dict("records")],
        columns=shown,
        headers=heads,
        right=("distance", "to_edge"),
        spare=_SPARE,
    )
    ours = rows[counted(rows)]
    ours.attrs = dict(rows.attrs)
    parties = zone.border.parties
    counts = "\n".join([*_summary(ours, parties, words), *counted_lines(rows, parties, words)])
    once = rows.drop_duplicates(["id", "lat", "lon"])
    ages = _ages(once["source_state"].tolist(), stale_years, words)
    return "\n".join(part for part in (f"{table}\n", counts, ages) if part)


def _told(zone: "InspectionZone", row: "Row", words: Words) -> dict[str, Any]:
    """Return a row for people: states by name, figures with as many digits as they are known to."""
    doubt_km = (float(row["position_accuracy_m"]) + zone.border.accuracy_m) / 1000
    side = str(row["side"])
    name = side_words(side) if side else f"({holder_word(words, str(row['holder']))})"
    return {
        **row,
        "name": words.short_unit(str(row["name"]), str(row.get("name_local") or "")),
        "side": name if row["side_certain"] else f"{name} ?",
        "distance": words.kilometres(float(row["distance_km"]), doubt_km),
        "to_edge": edge_text(float(row["margin_km"]), doubt_km, words),
        "country": words.state(str(row["country"])) if row["country"] else "",
        "status": status_word(words, str(row["status"])),
        "kind": kind_word(words, str(row["kind"])) if words.language != "en" else row["kind"],
        "source_state": words.say(AGES[str(row["source_state"])]),
    }


def edge_text(margin_km: float, doubt_km: float, words: Words) -> str:
    """Return how far inside (+) or outside (−) the edge of the zone a place lies.

    Examples
    --------
    >>> edge_text(74.129, 3.05, Words("en")), edge_text(-1.874, 3.05, Words("en"))
    ('+74.1 km', '−1.9 km')
    """
    if math.isnan(margin_km):  # no edge at all
        return ""
    known = min(doubt_km, 1e6)
    return words.km(f"{'+' if margin_km >= 0 else '−'}{words.within(abs(margin_km), known)}")


def _summary(rows: "GeoDataFrame", parties: tuple[str, ...], words: Words) -> Iterator[str]:
    """Give the counts by side; a line per category, and one for all sides where they are many."""
    from ..geo.zones.listing import counts_by_side

    categories = list(dict.fromkeys(rows["category"]))
    for category in categories or [""]:
        some = rows[rows["category"] == category] if categories else rows
        sides, together, without = counts_by_side(some, parties)
        told = [f"{_side(side, words)}: {_counted(found, words)}" for side, found in sides.items()]
        if together is not None:
            alone = words.say("without {states}", states=words.states(without))
            both = words.say("together") + (f" ({alone})" if without else "")
            told.append(f"{both}: {_counted(together, words)}")
        head = f"{category}: " if len(categories) > 1 else ""
        yield head + ("; ".join(told) or words.say("no unit"))


def _side(side: str, words: Words) -> str:
    return side_words(side) if side else words.say("elsewhere")


def _counted(found: "dict[str, int] | str", words: Words) -> str:
    if isinstance(found, str):
        return survey_word(words, found)
    each = [f"{words.number(number)} {status_word(words, one)}" for one, number in found.items()]
    return ", ".join(each) or words.say("no unit")


def _ages(states: list[str], stale_years: int | None, words: Words) -> str:
    from ..units.filters import STALE_YEARS

    years = STALE_YEARS if stale_years is None else stale_years
    told = [
        words.say("older than {years} years: {number}", years=str(years), number=str(number))
        for number in [states.count("stale")]
        if number
    ]
    told += [
        words.say("undated: {number}", number=str(number))
        for number in [states.count("undated")]
        if number
    ]
    return words.say("Sources {told}", told="; ".join(told)) if told else ""


def write_place(
    zone: "InspectionZone", covered: "GeoDataFrame", path: Path | None, fmt: str
) -> None:
    """Write what is told of one place: as JSON, or in words.

    Parameters
    ----------
    zone, covered
        As for `place_text`.
    path : Path or None
        ``None`` is the screen.
    fmt : {"table", "json"}
    """
    carried = zone_provenance(zone)
    if fmt == "json":
        write_answer(json_text(position_facts(covered)), path, carried)
    else:
        write_answer(with_foot(place_text(zone, covered), carried, path), path)


def _in_words(zone: "InspectionZone", covered: "GeoDataFrame", words: Words) -> "GeoDataFrame":
    """Return what is told of one place, its reasons in the language of the table."""
    from ..geo.zones.coverage import covered as covered_by
    from ..geo.zones.places import places_of

    if words == ENGLISH:
        return covered
    place = covered.iloc[:1]
    return covered_by(places_of(zone, place), place, words)


def place_text(zone: "InspectionZone", covered: "GeoDataFrame") -> str:
    """Return one place for people: where it is, whose land, how far away, its status and why.

    Parameters
    ----------
    zone : InspectionZone
    covered : GeoDataFrame
        The place set against the zone: one row per category.
    """
    words = spoken()
    say = words.say
    first = covered.iloc[0]
    accuracy_m = float(first["position_accuracy_m"])
    doubt_km = (accuracy_m + zone.border.accuracy_m) / 1000
    place = f"{words.number(float(first['lat']), 5)}, {words.number(float(first['lon']), 5)}"
    if accuracy_m < float("inf"):
        metres = say("{number} m", number=words.number(accuracy_m, 0 if accuracy_m >= 10 else 2))
        place += f" ± {metres}"
    holders = [one.strip() for one in str(first["possible_holders"] or "").split(";")]
    told = [(say("Position"), place), (say("Side"), _side(str(first["side"]), words))]
    if len(holders) > 1:
        named = ", ".join(holder_word(words, one) for one in holders)
        told.append((say("May stand on the land of"), named))
    nearest = (words.number(float(first[f"nearest_{name}"]), 5) for name in ("lat", "lon"))
    told.append((say("Nearest point of the border"), ", ".join(nearest)))
    for row in _in_words(zone, covered, words).to_dict("records"):
        band = f" ({row['category']})" if len(covered) > 1 else ""
        told.append((say("Distance") + band, words.kilometres(float(row["distance_km"]), doubt_km)))
        if pd.notna(row["depth_km"]):
            told.append((say("Depth on this side") + band, words.km(f"{row['depth_km']:g}")))
        told.append((say("Status") + band, status_word(words, str(row["status"]))))
        told.append((say("Why") + band, str(row["reason"])))
    wide = max(len(head) for head, _ in told)
    return "\n".join(f"{head.ljust(wide)}  {text}".rstrip() for head, text in told)
