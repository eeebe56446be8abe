"""Exercises against a zone: where each was held, how far from the border, inside or not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from ...regimes.thresholds import rests_on, verdict
from ..zones.coverage import coverage
from ..zones.status import STATUSES
from ..zones.zone import InspectionZone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ...units.exercises import Estimate, Exercise

PLACE_COLUMNS: Final = (
    *("id", "name", "name_local", "host_countries", "start", "end"),
    *("declared_troops", "declared_note", "by_declared", "other_estimates", "by_estimates"),
    *("verdict_rests_on", "systems", "kept_apart"),
    *("notified_under_vienna_document", "place", "lat", "lon", "position_accuracy_m", "side"),
    *("distance_km", "category", "depth_km", "status", "reason", "source_title", "source_url"),
    *("unplaced", "notes"),
)
"""The columns of exercises set against a zone, one row per place and band."""

NO_PLACE: Final = "no place is named"


def placed(zone: InspectionZone, exercises: "Sequence[Exercise]") -> "GeoDataFrame":
    """Set exercises against a zone.

    Parameters
    ----------
    zone : InspectionZone
    exercises : sequence of Exercise

    Returns
    -------
    GeoDataFrame
        One row per place and band, in the order of the exercises; those of no known place have one
        row without a position. ``by_declared`` and ``by_estimates`` say what the figures come to
        against the thresholds of the Vienna Document: observable, notifiable, neither, unknown;
        ``verdict_rests_on`` says what those thresholds rest on.
    """
    import pandas as pd
    from geopandas import GeoDataFrame

    about = [_about(one) for one in exercises]
    rows = [(number, place) for number, one in enumerate(exercises) for place in one.places]
    points = GeoDataFrame(
        {
            "id": [str(at) for at in range(len(rows))],
            "name": [place.name for _, place in rows],
            "lat": np.array([place.lat for _, place in rows], np.float64),
            "lon": np.array([place.lon for _, place in rows], np.float64),
            "position_accuracy_m": np.array([place.accuracy_m for _, place in rows], np.float64),
        },
        geometry=[shapely.Point(place.lon, place.lat) for _, place in rows],
        crs=4326,
    )
    found = []
    covered = coverage(zone, points) if rows else points
    for row in covered.to_dict("records"):
        number, place = rows[int(row["id"])]
        found.append((number, {**row, **about[number], "place": place.name}))
    without = set(range(len(about))) - {number for number, _ in found}
    found += [(number, dict(about[number])) for number in without]
    found.sort(key=lambda pair: pair[0])
    frame = pd.DataFrame([row for _, row in found], columns=[*PLACE_COLUMNS, "geometry"])
    texts = [name for name in PLACE_COLUMNS if name in {"place", "side", "category", "status"}]
    frame[[*texts, "reason"]] = frame[[*texts, "reason"]].fillna("")
    return GeoDataFrame(frame, geometry="geometry", crs=4326)


def _about(exercise: "Exercise") -> dict[str, Any]:
    """Return what is known of an exercise wherever it was held."""
    told = [one.text for one in exercise.estimates] or [exercise.other_estimates]
    return {
        "id": exercise.id,
        "name": exercise.name,
        "name_local": exercise.name_local,
        "host_countries": ";".join(exercise.host_countries),
        "start": exercise.start,
        "end": exercise.end,
        "declared_troops": exercise.declared_troops,
        "declared_note": exercise.declared_note,
        "by_declared": verdict(exercise.declared),
        "other_estimates": "; ".join(filter(None, told)),
        "by_estimates": "; ".join(by_estimate(one) for one in exercise.estimates),
        "verdict_rests_on": "; ".join(_bases(exercise)),
        "systems": exercise.systems,
        "kept_apart": exercise.kept_apart,
        "notified_under_vienna_document": exercise.notified_under_vienna_document,
        "source_title": exercise.source_title,
        "source_url": exercise.source_url,
        "unplaced": exercise.unplaced or ("" if exercise.places else NO_PLACE),
        "notes": exercise.notes,
    }


def _bases(exercise: "Exercise") -> list[str]:
    """Return what the verdicts on an exercise rest on, each once."""
    figures = [exercise.declared]
    figures += [{"troops": one.troops} for one in exercise.estimates if one.bound != "<"]
    return list(dict.fromkeys(filter(None, map(rests_on, figures))))


def by_estimate(estimate: "Estimate") -> str:
    """Return what an estimate of troops comes to; a bound tells only what it bounds.

    Examples
    --------
    >>> from csbm.units.exercises import Estimate
    >>> by_estimate(Estimate(13_000, "", ">")), by_estimate(Estimate(100_000, "", "<"))
    ('observable', 'unknown')
    """
    return "unknown" if estimate.bound == "<" else verdict({"troops": estimate.troops})


def one_row_per_place(rows: "GeoDataFrame") -> "GeoDataFrame":
    """Return the places of exercises, each once: under the band in which it counts most.

    Parameters
    ----------
    rows : GeoDataFrame
        From `placed`.
    """
    rank = rows["status"].map({name: -code for code, name in enumerate(STATUSES)})
    best = rows.assign(_rank=rank)[rows["distance_km"].notna()].sort_values("_rank", kind="stable")
    kept = best.drop_duplicates(["id", "place", "lat", "lon"]).sort_index()
    return kept.drop(columns="_rank").reset_index(drop=True)
