"""What Overpass answers about ``military=*`` in OpenStreetMap, as features."""

from typing import Any

from .findings import Findings

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
    return properties | {f"osm:{tag}": value for tag, value in tags.items()}


def _geometry(element: dict[str, Any], number: int, findings: Findings) -> Any:  # noqa: ANN401
    if "lat" in element and "lon" in element:
        return {"type": "Point", "coordinates": [element["lon"], element["lat"]]}
    line = element.get("geometry")
    if isinstance(line, list) and line and all(isinstance(one, dict) for one in line):
        points = [[one.get("lon"), one.get("lat")] for one in line]
        closed = len(points) >= 4 and points[0] == points[-1]
        kind = "Polygon" if closed else "LineString"
        return {"type": kind, "coordinates": [points] if closed else points}
    bounds = element.get("bounds")
    if isinstance(bounds, dict):
        west, south, east, north = (bounds.get(f"{side}") for side in _SIDES)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}
    centre = element.get("center")
    if isinstance(centre, dict):
        findings.doubt(
            number, "geometry", "is the centre of an area whose size the file does not say",
            "ask Overpass for 'out geom', or give position_accuracy_m",
        )  # fmt: skip
        return {"type": "Point", "coordinates": [centre.get("lon"), centre.get("lat")]}
    return None


_SIDES = ("minlon", "minlat", "maxlon", "maxlat")
