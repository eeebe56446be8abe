"""What Overpass answers about ``military=*`` in OpenStreetMap, as features."""

import math
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from .findings import Findings
from .fineness import ROUND_EARTH_M_PER_DEGREE

_KINDS = {
    "airfield": "airfield",
    "base": "base",
    "barracks": "base",
    "naval_base": "base",
    "training_area": "training_area",
    "range": "training_area",
    "danger_area": "training_area",
    "office": "headquarters",
    "ammunition": "depot",
    "depot": "depot",
}


def overpass_features(
    content: dict[str, Any], findings: Findings
) -> tuple[list[Any], dict[str, str]]:
    """Return the elements of an Overpass answer as features, and what is known of the file.

    Nodes are points; ways are areas or lines where the query asked for their geometry
    (``out geom``), else points at their centre (``out center``), which is told. An element without
    a name is called by its tag and number, which is told too.
    """
    features = []
    for number, element in enumerate(content["elements"], start=1):
        if not isinstance(element, dict):
            features.append(element)
            continue
        found = element.get("tags")
        tags: dict[str, Any] = found if isinstance(found, dict) else {}
        features.append(
            {
                "type": "Feature",
                "properties": _properties(element, tags, number, findings),
                "geometry": _geometry(element, number, findings),
            }
        )
    facts = {
        "format": "Overpass",
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap contributors (https://www.openstreetmap.org/copyright)",
    }
    return features, facts


def _properties(
    element: dict[str, Any], tags: dict[str, Any], number: int, findings: Findings
) -> dict[str, Any]:
    key = f"{element.get('type', 'element')}/{element.get('id', number)}"
    military = str(tags.get("military", tags.get("landuse", "")))
    name = tags.get("name:en") or tags.get("int_name") or tags.get("name")
    if not name:
        findings.doubt(number, "name", "is not in OpenStreetMap; called by its tag and number")
        name = f"{military or 'element'} {key}"
    if military not in _KINDS:
        findings.doubt(number, "kind", "is none csbm knows in military=*; taken as 'other'")
    properties: dict[str, Any] = {
        "id": key,
        "name": name,
        "name_local": tags.get("name", ""),
        "kind": _KINDS.get(military, "other"),
        "settlement": tags.get("addr:city", ""),
        "source_title": "OpenStreetMap",
        "source_url": f"https://www.openstreetmap.org/{key}",
        "source_date": str(element.get("timestamp", ""))[:10],
        "notes": tags.get("description", ""),
    }
    box = _box(element)
    if box is not None:
        west, south, east, north = box
        half = math.hypot(east - west, north - south) / 2  # an upper bound: see schema.py
        properties["position_accuracy_m"] = half * ROUND_EARTH_M_PER_DEGREE
    return properties | {f"osm:{tag}": value for tag, value in tags.items()}


def _box(element: dict[str, Any]) -> tuple[float, float, float, float] | None:
    """Return the box around an element of which nothing else is given."""
    bounds = element.get("bounds")
    if (
        "lat" in element
        or isinstance(element.get("geometry"), list)
        or not isinstance(bounds, dict)
    ):
        return None
    try:
        west, south, east, north = (float(bounds[side]) for side in _SIDES)
    except (KeyError, TypeError, ValueError):
        return None
    return west, south, east, north


def _geometry(element: dict[str, Any], number: int, findings: Findings) -> Any:  # noqa: ANN401
    if "lat" in element and "lon" in element:
        return {"type": "Point", "coordinates": [element["lon"], element["lat"]]}
    line = element.get("geometry")
    if isinstance(line, list) and line and all(isinstance(one, dict) for one in line):
        points = [[one.get("lon"), one.get("lat")] for one in line]
        closed = len(points) >= 4 and points[0] == points[-1]
        kind = "Polygon" if closed else "LineString"
        return {"type": kind, "coordinates": [points] if closed else points}
    area = _assembled(element, number, findings)
    if area is not None:
        return area
    box = _box(element)
    if box is not None:
        west, south, east, north = box
        findings.doubt(
            number, "geometry", "is given by the box around it: its middle stands for it, and"
            " position_accuracy_m reaches the box's corners",
            "ask Overpass for 'out geom'",
        )  # fmt: skip
        return {"type": "Point", "coordinates": [(west + east) / 2, (south + north) / 2]}
    centre = element.get("center")
    if isinstance(centre, dict):
        findings.doubt(
            number, "geometry", "is the centre of an area whose size the file does not say",
            "ask Overpass for 'out geom', or give position_accuracy_m",
        )  # fmt: skip
        return {"type": "Point", "coordinates": [centre.get("lon"), centre.get("lat")]}
    return None


def _assembled(element: dict[str, Any], number: int, findings: Findings) -> Any:  # noqa: ANN401
    """Return the area that the ways of a relation enclose, where the file has them whole."""
    members = element.get("members")
    if not isinstance(members, list):
        return None
    lines: dict[bool, list[shapely.LineString]] = {False: [], True: []}
    for member in members:
        points = _points(member) if isinstance(member, dict) else None
        if points is not None:
            lines[str(member.get("role")) == "inner"].append(shapely.LineString(points))
    if not lines[False]:
        return None
    outer, loose = _enclosed(lines[False])
    inner, loose_inner = _enclosed(lines[True])
    if loose or loose_inner or outer.is_empty:
        findings.doubt(
            number, "geometry", "is a relation whose ways do not close; it is not read as an area",
            "ask Overpass for 'out geom' of the whole relation",
        )  # fmt: skip
        return None
    return shapely.geometry.mapping(shapely.difference(outer, inner))


def _points(member: dict[str, Any]) -> list[tuple[float, float]] | None:
    """Return the vertices of a member of a relation, or nothing where they are not all given."""
    line = member.get("geometry")
    if member.get("type") != "way" or not isinstance(line, list):
        return None
    try:
        points = [(float(one["lon"]), float(one["lat"])) for one in line]
    except (KeyError, TypeError, ValueError):
        return None
    whole = len(points) >= 2 and all(math.isfinite(x) and math.isfinite(y) for x, y in points)
    return points if whole else None


def _enclosed(lines: list[shapely.LineString]) -> tuple[BaseGeometry, bool]:
    """Return what lines enclose together, and whether some of them enclose nothing."""
    if not lines:
        return shapely.Polygon(), False
    polygons, cuts, dangles, invalid = shapely.polygonize_full(lines)
    loose = not (cuts.is_empty and dangles.is_empty and invalid.is_empty)
    return shapely.union_all(shapely.get_parts(polygons)), loose


_SIDES = ("minlon", "minlat", "maxlon", "maxlat")
