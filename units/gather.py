"""From what was asked for on the command line to one list of units, with what is said of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd

from ..common.words import listing
from ..readers.findings import plain_lines
from .bundled import bundled_units
from .columns import parse_column_map
from .combine import combine_units, with_their_ids
from .doubts import merged
from .filters import STALE_YEARS, own_day, select_units, source_state, valid_in
from .levels import check_count, with_counts_as
from .readers import understood_units
from .rejects import Reject
from .survey import bundled_survey, surveyed
from .where import where

if TYPE_CHECKING:
    from .sources import UnitSources

STATE_COLUMN = "source_state"
"""Whether a unit's source is current, stale or undated; csbm's own, after all other columns."""
SHOWN_DOUBTS = 20
MANY = 250_000
"""Rows from which another command is the better one."""

CountryCode = Callable[[str], str | None]
"""From a country as somebody wrote it to its alpha-3 code; ``None`` where it is not known."""


@dataclass(frozen=True)
class Gathered:
    """The units asked for, and lines about them for the user."""

    units: gpd.GeoDataFrame
    notes: tuple[str, ...]
    rejects: tuple[tuple[str, Reject], ...] = ()
    """Rows left out for their faults, each with its file."""


def gathered_units(
    sources: "UnitSources",
    *,
    country_code: CountryCode | None = None,
    any_day: bool = False,
    parties: tuple[str, ...] = (),
) -> Gathered:
    """Return the units asked for: read, valid on the day, merged if asked, filtered, marked.

    Parameters
    ----------
    sources : UnitSources
        Files (the bundled list where there is none), how to read them, and which units.
    country_code : callable, optional
        From a country as written to its alpha-3 code.
    any_day : bool, optional
        Keep units that are not valid on the day, as a page does that can be asked of other days.
    parties : tuple of str, optional
        Of those whom the bundled list was not made for it has the military airfields, nothing else.

    Raises
    ------
    InputError
        If a file cannot be read.
    UsageError
        If the day is none, or a filter names what occurs nowhere.
    """
    check_count(sources.count)
    units, notes, rejects = _read(sources, country_code, parties)
    day = own_day(units, sources.as_of)
    valid = valid_in(units, day)
    if left_out := int((~valid).sum()):
        whose = "" if sources.as_of else " (the list's own day)" if "as_of" in units.attrs else ""
        notes.append(
            f"{left_out:,} of {len(units):,} units are not valid on {day.text}{whose} and are left"
            " out; --as-of DATE takes another day"
        )
    attrs = {**units.attrs, "as_of": day.text}
    if rejects:
        attrs["left_out"] = len(rejects)
    if sources.surveyed:
        named = [one.strip() for one in sources.surveyed.split(",")]
        attrs["survey"] = surveyed([(country_code and country_code(n)) or n for n in named])
    if not any_day:
        units = units[valid].reset_index(drop=True)
    units.attrs = attrs
    if len(units) > MANY:
        notes.append(f"{len(units):,} units; csbm screen is made for so many points")
    if sources.merge:
        units, told = merged(units)
        notes += [str(one) for one in told]
        units = with_their_ids(units)
    attrs = dict(units.attrs)
    units = with_counts_as(units)
    units.attrs = attrs | ({"count": sources.count} if sources.count else {})
    units = select_units(
        units,
        countries=[(country_code and country_code(one)) or one for one in sources.countries],
        kinds=sources.kinds,
        branches=sources.branches,
    )
    years = STALE_YEARS if sources.stale_years is None else sources.stale_years
    units[STATE_COLUMN] = source_state(units, day.last, stale_years=years)
    before = len(units)
    units = where(units, sources.conditions)
    if before and not len(units):
        notes.append(f"no unit of {before:,} meets {' and '.join(sources.conditions)}")
    if sources.stale_years is not None:
        notes.append(
            source_line(units[STATE_COLUMN].tolist(), stale_years=years) or "sources: all current"
        )
    return Gathered(units, tuple(notes), rejects)


def _read(
    sources: "UnitSources", country_code: CountryCode | None, parties: tuple[str, ...]
) -> tuple[gpd.GeoDataFrame, list[str], tuple[tuple[str, Reject], ...]]:
    if not sources.files:
        units = bundled_units(airfields_of=parties)
        bare = sorted(set(units["located_in"]) & set(parties) - set(bundled_survey().words))
        told = [f"{listing(bare)}: airfields only, nothing else was looked for"] if bare else []
        return units, told, ()
    columns = parse_column_map(sources.columns) if sources.columns else None
    read = [
        understood_units(
            file,
            crs=sources.crs,
            column_map=columns,
            sheet=sources.sheet,
            country_code=country_code,
            skip_faults=sources.skip_faults,
        )
        for file in sources.files
    ]
    units = combine_units([frame for frame, _ in read], same_ids=sources.merge)
    rejects = tuple(
        (file, one) for file, (_, left) in zip(sources.files, read, strict=True) for one in left
    )
    lines = plain_lines(units.attrs.get("doubts", ()))
    rest = len(lines) - SHOWN_DOUBTS
    if rest > 1:
        lines = [*lines[:SHOWN_DOUBTS], f"{rest:,} doubts more; csbm check FILE names them all"]
    return units, lines, rejects


def source_line(states: Sequence[str], *, stale_years: int | None) -> str:
    """Return in one line how old the sources of listed units are; empty where all are current.

    Examples
    --------
    >>> source_line(["stale", "current", "stale", "undated"], stale_years=None)
    'sources: 2 stale (older than 5 years), 1 undated'
    """
    years = STALE_YEARS if stale_years is None else stale_years
    words = []
    if stale := sum(state == "stale" for state in states):
        words.append(f"{stale} stale (older than {years} year{'s' if years != 1 else ''})")
    if undated := sum(state == "undated" for state in states):
        words.append(f"{undated} undated")
    return f"sources: {', '.join(words)}" if words else ""
