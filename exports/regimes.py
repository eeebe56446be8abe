"""Regimes as rows and as facts."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..units.levels import count_of, counted
from ..units.survey import uncounted

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.zones.zone import InspectionZone
    from ..regimes.schema import Band, Quotation, Regime


def regime_rows(regimes: "Iterable[Regime]") -> list[dict[str, Any]]:
    """Return one row per regime: what it is, its depths, what of it was verified."""
    return [
        {
            "id": one.id,
            "parties": ", ".join(one.parties),
            "kind": one.kind,
            "year": one.year,
            "depth_km": depths(one),
            "existence": "verified" if one.known["existence"] else "not verified",
            "depth": "verified" if one.known["depth"] else "not verified",
            "drawn_along": drawn_along(one),
            "name": one.name,
        }
        for one in regimes
    ]


def depths(regime: "Regime") -> str:
    """Return the depths of a regime in few words.

    Examples
    --------
    >>> from csbm.regimes.catalogue import find_regime
    >>> depths(find_regime("irq-kwt-1991")), depths(find_regime("blr-ukr-2001"))
    ('IRQ 10, KWT 5', 'not found')
    """
    known = [band.max_km for band in regime.stated_bands()]
    if not known:
        return "not found" if regime.basis == "depth" else f"none: speaks of {regime.basis}"
    wide = " both sides together" if regime.reading == "total width" else ""
    if len({band.category for band in regime.bands}) > 1:
        low, high = min(filter(None, known)), max(filter(None, known))
        return f"{low:g} to {high:g} by category{wide}"
    if len(set(known)) == 1 and len(known) > 1:
        return f"{known[0]:g}{wide}"
    return ", ".join(f"{band.side} {band.max_km:g}" for band in regime.stated_bands())


def drawn_along(regime: "Regime") -> str:
    """Return what a regime is drawn along: borders, the user's lines, or nothing."""
    if regime.basis != "depth":
        return "nothing"
    if regime.line.drawn_from != "border":
        return "a line from a file" if regime.line.drawn_from == "one" else "two lines from a file"
    return ", ".join(regime.line.borders)


def band_rows(bands: "Iterable[Band]") -> list[dict[str, Any]]:
    """Return a depth table as rows."""
    return [
        {
            "side": band.side,
            "category": band.category,
            "min_km": band.min_km,
            "max_km": band.max_km,
            "part_of_the_line": band.segment or "",
        }
        for band in bands
    ]


def regime_text(regime: "Regime", table: str) -> str:
    """Return all that is known of a regime, as text.

    Parameters
    ----------
    regime : Regime
    table : str
        Its depth table, finished.
    """
    words = {True: "verified", False: "not verified"}
    facts = {
        "id": regime.id,
        "name": regime.name,
        "kind": regime.kind,
        "parties": ", ".join(regime.parties),
        "year": regime.year,
        "status": regime.status,
        "measures": ", ".join(regime.measures),
        "line": regime.line.text,
        "": regime.line.note,
        "drawn along": drawn_along(regime),
        "existence": words[regime.known["existence"]],
        "depth": f"{words[regime.known['depth']]}; as written: {regime.depth_text}",
        "unverified": "" if regime.known["depth"] else regime.unverified_because,
        "from a file": f"{regime.file}, SHA-256 {regime.sha256}" if regime.sha256 else "",
        "article": regime.article,
        "binds": regime.binds,
        "reading": regime.reading,
        "tripoint": regime.tripoint,
        "note": regime.note,
    }
    lines = [f"{name:<12} {value}" for name, value in facts.items() if value]
    lines += [
        f"{'left out':<12} {one.name}: {_extent(one)}. {one.note}".rstrip()
        for one in regime.exclusions
    ]
    lines += [
        f"{'quoted':<12} “{one.text}” ({', '.join(filter(None, (one.article, one.language)))}; "
        f"{one.title} {one.url}, read {one.read}, {_second(one)})"
        for one in regime.quotation
    ]
    lines += [f"{'source':<12} {one.title} {one.url}".rstrip() for one in regime.sources]
    return "\n".join([*lines, "", table or "No depth table."])


def _second(one: "Quotation") -> str:
    return f"again {one.second_reader}" if one.second_reader else "by one reader only"


def side_by_side(found: "Sequence[Regime]") -> list[dict[str, Any]]:
    """Return one row per thing that regimes state, one column per regime."""
    words = {True: "verified", False: "not verified"}
    told: dict[str, list[str]] = {
        "name": [one.name for one in found],
        "kind": [one.kind for one in found],
        "year": [one.year for one in found],
        "parties": [", ".join(one.parties) for one in found],
        "line": [one.line.text for one in found],
        "depth": [depths(one) for one in found],
        "verified": [words[one.known["depth"]] for one in found],
        "from a file": [f"SHA-256 {one.sha256[:16]}" if one.sha256 else "" for one in found],
        "article": [one.article for one in found],
        "binds": [one.binds for one in found],
    }
    for row in dict.fromkeys((b.side, b.category) for one in found for b in one.bands):
        told[", ".join(row)] = [_extents(one, row) for one in found]
    return [
        {"what": what, **{one.id: text for one, text in zip(found, texts, strict=True)}}
        for what, texts in told.items()
        if any(texts)
    ]


def _extents(regime: "Regime", row: tuple[str, str]) -> str:
    """Return from where to where a regime's band reaches, kilometres from its line."""
    wide = " both sides together" if regime.reading == "total width" else ""
    return "; ".join(
        f"{band.min_km:g}-{band.max_km:g} km{wide}" if band.max_km else "depth not found"
        for band in regime.bands
        if (band.side, band.category) == row
    )


def regime_dump(regime: "Regime") -> dict[str, Any]:
    """Return all of a regime as data; of a user's file, with its hash and nothing verified."""
    held = regime.model_dump()
    held["verified"] |= regime.known
    if regime.sha256:
        held |= {"file": regime.file, "sha256": regime.sha256}
    return held


def _extent(one: Any) -> str:  # noqa: ANN401  # an Exclusion; its class loads pydantic
    if one.polygon:
        return f"a polygon of {len(one.polygon)} corners"
    return f"{one.radius_km:g} km around {one.lat:g}, {one.lon:g}"


def zone_sheet(zone: "InspectionZone", covered: "GeoDataFrame") -> list[dict[str, Any]]:
    """Return one row per band of a zone: its area and the units in it.

    Parameters
    ----------
    zone : InspectionZone
    covered : GeoDataFrame
        The units set against it.
    """
    rows = []
    count = count_of(covered)
    for part in zone.parts:
        mine = covered[(covered["side"] == part.side) & (covered["category"] == part.category)]
        mine = mine[counted(mine, count)]
        counts = mine["status"].value_counts()
        there = int((covered["side"] == part.side).sum())
        word = uncounted(covered.attrs, part.side, there)
        rows.append(
            {
                "regime": zone.regime.id if zone.regime else "",
                "border": zone.border.name,
                "side": part.side,
                "category": part.category,
                "min_km": part.min_km,
                "depth_km": part.depth_km,
                "tripoint": zone.tripoint,
                "area_km2": part.area_km2,
                "area_error_km2": zone.area_error_km2(part),
                "counted": count,
                "units_in": None if word else int(counts.get("in", 0)),
                "units_indeterminate": None if word else int(counts.get("indeterminate", 0)),
                "units_not_counted": word,
            }
        )
    return rows


def empty_sheet(regime: "Regime") -> list[dict[str, Any]]:
    """Return the row of a regime of which nothing can be drawn."""
    return [{"regime": regime.id, "border": drawn_along(regime), "category": "depth not verified"}]
