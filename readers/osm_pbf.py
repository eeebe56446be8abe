"""Airfields, barracks and ranges of an extract of OpenStreetMap (.osm.pbf), by osmium."""

from pathlib import Path
from typing import Any, Final

from ..common.errors import InputError
from .findings import Findings
from .geojson import table_from_features
from .overpass import overpass_features
from .raw import MAX_ROWS, RawTable
from .reference import transform_to_wgs84

READ: Final = frozenset(
    {"airfield", "barracks", "base", "naval_base", "office", "range", "training_area"}
)
"""What is read of ``military=*``: no bunkers, no depots, no launch pads."""


def read_pbf(path: Path, data: bytes, findings: Findings) -> RawTable:
    """Return what an extract of OpenStreetMap holds of `READ`: points and areas.

    Parameters
    ----------
    path : Path
        For messages only.
    data : bytes
    findings : Findings
        Takes how many other objects of ``military=*`` were left out.

    Raises
    ------
    InputError
        If osmium is not installed, or the file is no such extract.
    """
    try:
        import osmium
    except ImportError:
        raise InputError(
            f"{path}: .osm.pbf is read by osmium, which is not installed; pip install 'csbm[osm]'"
        ) from None
    elements: list[dict[str, Any]] = []
    left_out = 0
    try:
        content = osmium.io.FileBuffer(data, "osm.pbf")
        military = osmium.filter.KeyFilter("military")
        found = osmium.FileProcessor(content).with_areas(military)
        for one in found:
            kind = one.tags.get("military") if one.tags else None
            if kind is None or not (one.is_node() or one.is_area()):
                continue
            if kind not in READ:
                left_out += 1
                continue
            elements.append(_element(one))
            if len(elements) > MAX_ROWS:
                raise InputError(f"{path}: has more than {MAX_ROWS:,} such objects; cut it smaller")
    except (RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: is no readable .osm.pbf ({reason}); get it again") from error
    if left_out:
        kinds = ", ".join(sorted(READ))
        findings.doubt(None, "kind", f"{left_out:,} other objects left out; read are {kinds}")
    if not elements:
        findings.fault(None, "", "holds no such place", "take an extract that does")
    features, facts = overpass_features({"elements": elements}, findings)
    return table_from_features(
        features,
        findings,
        transform=transform_to_wgs84("OGC:CRS84"),
        facts=facts | {"format": "OpenStreetMap extract"},
    )


def _element(one: Any) -> dict[str, Any]:  # noqa: ANN401  # osmium's own objects, an optional extra
    """Return an object as Overpass answers it."""
    told: dict[str, Any] = {
        "tags": {tag.k: tag.v for tag in one.tags},
        "timestamp": one.timestamp.isoformat() if one.timestamp.year > 1970 else "",  # none
    }
    if one.is_node():
        return told | {"type": "node", "id": one.id, "lat": one.lat, "lon": one.lon}
    members = [
        {"type": "way", "role": role, "geometry": [{"lat": n.lat, "lon": n.lon} for n in ring]}
        for outer in one.outer_rings()
        for role, rings in (("outer", [outer]), ("inner", list(one.inner_rings(outer))))
        for ring in rings
    ]
    kind = "way" if one.from_way() else "relation"
    return told | {"type": kind, "id": one.orig_id(), "members": members}
