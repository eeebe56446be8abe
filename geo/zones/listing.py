"""Which rows of a coverage a list shows, which are certain, and their counts in one line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ...common.words import listing
from ...units.levels import count_of, counted, inferred, mix
from ...units.survey import uncounted
from ...words.counts import count_word, mix_words
from ...words.language import ENGLISH, Words
from ...words.named import survey_word
from .coverage import covered as covered_by
from .places import places_of
from .sides import DISPUTED
from .status import STATUSES
from .zone import InspectionZone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


_ORDER: Final = STATUSES[::-1]


def listed(
    covered: "GeoDataFrame",
    *,
    parties: tuple[str, ...],
    side: str | None = None,
    status: str | None = None,
    near_km: float | None = None,
    third_states: bool = False,
) -> "GeoDataFrame":
    """Return the rows of a coverage that a list shows, nearest first.

    Parameters
    ----------
    covered : GeoDataFrame
        From `coverage`.
    parties : tuple of str
        Alpha-3 codes.
    side : str, optional
        Only this party's side.
    status : {"in", "out", "indeterminate", "not_bound", "all"}, optional
        By default what is in and what is indeterminate.
    near_km : float, optional
        Adds units up to this many kilometres outside.
    third_states : bool, optional
        Whether units on neither party's land are listed too: by default those that lie, or may lie,
        within the depth. They stay ``not_bound``.

    Where a count was asked for by name (``attrs["count"]``), only what it counts is listed.
    """
    held = covered["status"].isin(["in", "indeterminate"])
    shown = covered["side"].isin([*parties, DISPUTED]) | held
    if third_states or status == "not_bound":
        shown[:] = True
    if side is not None:
        shown &= covered["side"] == side
    if status is None:
        wanted = held.copy()
        if third_states:
            wanted |= (covered["status"] == "not_bound") & (covered["within"] != "no")
    elif status == "all":
        wanted = shown.copy()
    else:
        wanted = covered["status"] == status
    if near_km is not None:
        outside = -covered["margin_km"]
        wanted |= (outside > 0) & (outside <= near_km)
    if covered.attrs.get("count"):  # asked for by name
        wanted &= counted(covered)
    rows = covered[shown & wanted].sort_values(["distance_km", "id"], kind="stable")
    rows = rows.reset_index(drop=True)
    rows.attrs = dict(covered.attrs)
    return rows


def certain(covered: "GeoDataFrame") -> "GeoDataFrame":
    """Return the rows of a coverage of which both status and side are certain."""
    sure = covered[(covered["status"] != "indeterminate") & covered["side_certain"]]
    return sure.reset_index(drop=True)


def certain_units(zone: InspectionZone, units: "GeoDataFrame") -> "GeoDataFrame":
    """Return the units of which status and side are certain in every band of a zone."""
    covered = covered_by(places_of(zone, units), units)
    doubted = covered[(covered["status"] == "indeterminate") | ~covered["side_certain"]]
    sure = units[~units["id"].isin(doubted["id"])].reset_index(drop=True)
    sure.attrs = dict(units.attrs)
    return sure


def headline(covered: "GeoDataFrame", parties: tuple[str, ...] = ()) -> str:
    """Return the counts of a coverage in lines: what is counted by status, then what stands inside.

    Parameters
    ----------
    covered : GeoDataFrame
        From `coverage`, or of it.
    parties : tuple of str
        As for `summary_line`.
    """
    rows = covered[counted(covered)]
    rows.attrs = dict(covered.attrs)
    return "\n".join([summary_line(rows, parties), *counted_lines(covered, parties)])


def counted_lines(
    covered: "GeoDataFrame", parties: tuple[str, ...], words: Words = ENGLISH
) -> list[str]:
    """Return what is counted, and what stands inside, each for itself; nothing for a plain list."""
    lines: list[str] = []
    count = count_of(covered)
    if count != "all" or covered.attrs.get("count"):
        lines.append(
            words.say("Counted: {what} (--count takes others).", what=count_word(words, count))
        )
        if not covered.attrs.get("count"):  # else only what is counted is listed
            lines += inside_lines(covered, parties, words)
    return lines


def inside_lines(
    covered: "GeoDataFrame", parties: tuple[str, ...], words: Words = ENGLISH
) -> Iterator[str]:
    """Give a line per party of what stands inside, each kind for itself, and what is inferred."""
    once = covered.drop_duplicates("id")
    for party in parties:
        own = ((once["side"] == party) & (once["status"] == "in")).to_numpy(bool)
        if word := uncounted(covered.attrs, party, int((covered["side"] == party).sum())):
            if fields := int((own & (once["counts_as"] == "site").to_numpy(bool)).sum()):
                yield words.say(
                    "Inside, {side}: {number} sites that are known ({why})",
                    side=words.state(party),
                    number=words.number(fields),
                    why=survey_word(words, word),
                )
            continue
        doubted = int((own & inferred(once)).sum())
        told = mix_words(words, mix(once, own))
        if doubted:
            told = words.say(
                "{inside}; {number} of all these inferred",
                inside=told,
                number=words.number(doubted),
            )
        yield words.say("Inside, {side}: {units}", side=words.state(party), units=told)


def summary_line(covered: "GeoDataFrame", parties: tuple[str, ...] = ()) -> str:
    """Return the counts of a coverage: in, indeterminate and out, by side; a line per category.

    Parameters
    ----------
    covered : GeoDataFrame
        From `coverage`, or of it.
    parties : tuple of str
        Of these it is said, too, that nobody surveyed them or that there is no record.
    """
    categories = list(dict.fromkeys(covered["category"]))
    if len(categories) > 1:
        return "\n".join(
            f"{category}: {summary_line(covered[covered['category'] == category], parties)}"
            for category in categories
        )
    told: dict[str, str] = {}
    for side, rows in covered.groupby("side", sort=True):
        counts = rows["status"].value_counts()
        each = [f"{counts[s]} {s.replace('_', ' ')}" for s in _ORDER if s in counts]
        told[str(side)] = ", ".join(each)
    for party in parties:
        if word := uncounted(covered.attrs, party, int(party in told)):
            told[party] = word
    line = "; ".join(f"{side or 'elsewhere'}: {told[side]}" for side in sorted(told)) or "no unit"
    return "; ".join([line, *_together(covered, parties)]) if len(parties) > 2 else line


def counts_by_side(
    covered: "GeoDataFrame", parties: tuple[str, ...] = ()
) -> tuple[dict[str, dict[str, int] | str], dict[str, int] | None, tuple[str, ...]]:
    """Return the counts of a coverage of one category, for others to put into words.

    Parameters
    ----------
    covered : GeoDataFrame
        From `coverage`, or of it.
    parties : tuple of str
        Of these it is said, too, that nobody surveyed them or that there is no record.

    Returns
    -------
    dict of str to (dict of str to int, or str)
        By side, the number of units of each status, or what stands in place of it.
    dict of str to int, or None
        The numbers of all sides that are counted, where there are more than two and any is.
    tuple of str
        The sides that are not counted there.
    """
    told: dict[str, dict[str, int] | str] = {}
    for side, rows in covered.groupby("side", sort=True):
        told[str(side)] = _counts(rows)
    for party in parties:
        if word := uncounted(covered.attrs, party, int(party in told)):
            told[party] = word
    unknown = tuple(party for party in parties if isinstance(told.get(party), str))
    together = None
    if len(parties) > 2 and len(unknown) < len(parties):
        known = [party for party in parties if party not in unknown]
        together = _counts(covered[covered["side"].isin(known)])
    return {side: told[side] for side in sorted(told)}, together, unknown


def _counts(rows: "GeoDataFrame") -> dict[str, int]:
    counts = rows["status"].value_counts()
    return {status: int(counts[status]) for status in _ORDER if status in counts}


def _together(covered: "GeoDataFrame", parties: tuple[str, ...]) -> Iterator[str]:
    """Give the counts of all parties that were surveyed, and name those that were not."""
    there = {party: int((covered["side"] == party).sum()) for party in parties}
    unknown = [party for party in parties if uncounted(covered.attrs, party, there[party])]
    own = covered[covered["side"].isin([party for party in parties if party not in unknown])]
    counts = own["status"].value_counts()
    told = [f"{counts[s]} {s.replace('_', ' ')}" for s in _ORDER if s in counts]
    if len(unknown) == len(parties):
        return
    without = f" without {listing(unknown)}" if unknown else ""
    yield f"together{without}: {', '.join(told) or 'no unit'}"
