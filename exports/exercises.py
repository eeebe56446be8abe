"""Exercises as a table for people, and thresholds as an answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from .delivery import fitted_table

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import Series


def exercise_table(rows: "GeoDataFrame") -> str:
    """Return one line per exercise: dates, figures, what they come to, its nearest place.

    A verdict that rests on a threshold has a ``*``: no threshold was seen in the edition.

    Parameters
    ----------
    rows : GeoDataFrame
        From `geo.analysis.exercises.placed`.
    """
    lines = []
    for _, places in rows.groupby("id", sort=False):
        one = places.iloc[0]
        known = places[places["distance_km"].notna()].drop_duplicates(["place", "lat", "lon"])
        inside = places[places["status"] == "in"].drop_duplicates(["place", "lat", "lon"])
        doubt = places[places["status"] == "indeterminate"]
        nearest = known.sort_values("distance_km").iloc[0] if len(known) else None
        lines.append(
            {
                "exercise": one["name"],
                "from": one["start"],
                "to": one["end"],
                "declared": one["declared_troops"],
                "by declared": _marked(one["by_declared"]),
                "estimates": one["other_estimates"],
                "by estimates": _marked(one["by_estimates"]),
                "nearest place": nearest["place"] if nearest is not None else "",
                "km": nearest["distance_km"] if nearest is not None else None,
                "places in": f"{len(inside)} of {len(known)}" if len(known) else "no place known",
                "indet.": len(doubt.drop_duplicates(["place", "lat", "lon"])),
            }
        )
    words = "\n\n".join(_words(places.iloc[0]) for _, places in rows.groupby("id", sort=False))
    return f"{fitted_table(lines, decimals={'declared': 0, 'km': 1})}\n\n{words}"


_TOLD: Final = (
    ("Declared", "declared_note"),
    ("Estimates", "other_estimates"),
    ("Systems", "systems"),
    ("Kept apart", "kept_apart"),
    ("Not on the map", "unplaced"),
    ("Notes", "notes"),
    ("Source", "source_title"),
    ("", "source_url"),
)


def _words(one: "Series[Any]") -> str:
    """Return all that is said of an exercise, with who says it."""
    told = [
        f"{label}: {one[name]}" if label else str(one[name]) for label, name in _TOLD if one[name]
    ]
    return "\n".join([str(one["name"]), *(f"  {line}" for line in told)])


def _marked(verdicts: str) -> str:
    """Return verdicts, those that rest on a threshold with a mark; the foot says on what."""
    told = (one + "*" if one not in {"", "unknown"} else one for one in verdicts.split("; "))
    return "; ".join(told)


def threshold_answer(figures: Mapping[str, int | None]) -> dict[str, Any]:
    """Return what figures come to, each threshold with what it rests on.

    Parameters
    ----------
    figures : mapping of str to int or None
        By `regimes.thresholds.FIGURES`.

    Returns
    -------
    dict
        ``notifiable`` and ``observable`` (true, false, or null where it cannot be told), why, the
        thresholds, and how many days before its start an exercise is to be notified.
    """
    from ..regimes.thresholds import answer, in_words, thresholds, vienna_document
    from ..regimes.vienna_document import paragraph

    document = vienna_document()
    told: dict[str, Any] = {
        "notifiable": answer("notification", figures).reached,
        "observable": answer("observation", figures).reached,
        "why": in_words(figures),
        "figures": {name: number for name, number in figures.items() if number is not None},
        "document": document["title"],
        "notice_days": document["notice_days"],
        "notice_basis": document["notice_basis"],
        "notice_source": document["notice_source"]["url"],
        "notice_cites": paragraph(document["notice_cites"]).cite,
    }
    for step in ("notification", "observation"):
        told[f"{step}_thresholds"] = [
            {
                "figure": one.figure,
                "number": one.number,
                "given": figures.get(one.figure),
                "reached": _reached(figures.get(one.figure), one.number),
                "basis": one.basis,
                "source_title": one.source_title,
                "source_url": one.source_url,
                "cites": one.cites,
            }
            for one in thresholds(step)
        ]
    return told


def _reached(number: int | None, threshold: int) -> bool | None:
    return None if number is None else number >= threshold


def answer_text(told: Mapping[str, Any]) -> str:
    """Return a threshold answer as lines and a table."""
    words = {True: "yes", False: "no", None: "cannot be told"}
    rows = [
        {
            "step": step,
            "figure": row["figure"],
            "threshold": row["number"],
            "given": row["given"],
            "reached": words[row["reached"]] if row["given"] is not None else "",
            "basis": row["basis"],
            "source": row["source_title"],
            "cites": row["cites"],
        }
        for step in ("notification", "observation")
        for row in told[f"{step}_thresholds"]
    ]
    notice = f"{told['notice_days']} days ({told['notice_basis']}: {told['notice_source']})"
    return "\n".join(
        [
            f"notifiable  {words[told['notifiable']]}",
            f"observable  {words[told['observable']]}",
            f"why         {told['why'] or 'no figure was given'}",
            f"notice      {notice}",
            f"cites       {told['notice_cites']}",
            "",
            fitted_table(rows, decimals={"threshold": 0, "given": 0}),
        ]
    )
