"""Zones as features: one per side and band, with its area and role."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..geo.zones.area_uncertainty import area_doubt

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from ..boundaries.border import Border
    from ..boundaries.catalogue import CatalogueEntry
    from ..geo.zones.zone import InspectionZone, ZonePart

    Feature = tuple[BaseGeometry, dict[str, Any]]


def zone_features(zone: "InspectionZone", *, third_states: bool = False) -> "Iterator[Feature]":
    """Give the zone's parts as features: the parties', disputed land, third states if asked.

    Parameters
    ----------
    zone : InspectionZone
    third_states : bool, optional
        Whether third states are given too.

    Yields
    ------
    tuple of geometry and properties
        Properties: side, category, min_km, depth_km, area_km2, role; of the parties' parts also
        area_drawn_error_km2, and what the border's uncertainty does to the area:
        area_line_at_most_km2 and area_line_independent_km2.
    """
    for part in zone.parts:
        if not part.is_empty:
            doubt = area_doubt(zone, part)
            yield (
                part.geometry,
                part.facts()
                | {
                    "area_drawn_error_km2": round(zone.area_error_km2(part), 6),
                    "area_line_at_most_km2": round(doubt.at_most_km2, 6),
                    "area_line_independent_km2": round(doubt.independent_km2, 6),
                },
            )
    yield from _features(zone.disputed_parts)
    if third_states:
        yield from _features(zone.third_state_parts)


def _features(parts: "Iterable[ZonePart]") -> "Iterator[Feature]":
    for part in parts:
        if not part.is_empty:
            yield part.geometry, part.facts()


def unclipped_feature(zone: "InspectionZone") -> "Feature":
    """Return the plain geodesic buffer as one feature.

    Raises
    ------
    UsageError
        If the depths of the sides differ.
    """
    from ..geo.measure.area import area_m2

    geometry = zone.unclipped()
    return geometry, {
        "side": zone.border.name,
        "category": "all",
        "min_km": 0.0,
        "depth_km": zone.depth_km,
        "area_km2": area_m2(geometry) / 1e6,
        "role": "unclipped",
    }


def border_feature(border: "Border") -> "Feature":
    """Return the line that is measured from, with where it comes from.

    ``accuracy_m`` of a bundled line is how well its releases agree; ``known_m`` is what 95 % of its
    length lies within by lines of other makers (docs/borders.md).
    """
    evidence = border.evidence
    return border.line, {
        "parties": border.name,
        "length_km": border.length_km,
        "one_edge_km": border.one_edge_km,
        "source": border.source.title,
        "release": border.source.release,
        "accuracy_m": border.accuracy_m,
        "known_m": border.accuracy_m if evidence is None else evidence.share_radius_m(),
    }


def catalogue_rows(entries: "Iterable[CatalogueEntry]") -> list[dict[str, Any]]:
    """Return the catalogue of borders as rows: border, names, length_km, accuracy_m."""
    return [
        {
            "border": "-".join(entry.parties),
            "names": " – ".join(entry.names),
            "length_km": entry.length_km,
            "accuracy_m": entry.accuracy_m,
        }
        for entry in entries
    ]


_WHERE = (
    *("lat", "lon", "position_accuracy_m", "side", "holder", "possible_holders", "side_certain"),
    "distance_km",
    *("nearest_lat", "nearest_lon", "azimuth_deg"),
)
_STATUS = ("depth_km", "margin_km", "within", "status", "reason")


def position_facts(covered: "GeoDataFrame") -> dict[str, Any]:
    """Return what is told of one position: where it is, and its status, of several bands each one.

    Parameters
    ----------
    covered : GeoDataFrame
        The position set against a zone: one row per category.

    Returns
    -------
    dict
        With ``bands``, a list of dicts, where there is more than one.
    """
    first = covered.iloc[0]
    if len(covered) == 1:
        return {name: first[name] for name in (*_WHERE, *_STATUS)}
    # Bands with a line or a part of it for themselves have a distance of their own.
    bands = [
        {name: row[name] for name in ("category", "distance_km", *_STATUS)}
        for _, row in covered.iterrows()
    ]
    return {name: first[name] for name in _WHERE} | {"bands": bands}
