"""KML that opens in Google Earth: a folder per side, styled, every text escaped."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from .geometry import tidy_geometry
from .values import number_text, plain_value

# KML writes alpha, blue, green, red. Blue and orange are told apart without seeing red or green.
_STYLES = {
    "first": ("ffb2721a", "59b2721a"),
    "second": ("ff005ed5", "59005ed5"),
    "other": ("ff6b6b6b", "406b6b6b"),
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TITLE_COLUMNS = ("name", "title", "id")


def kml_text(
    pairs: Sequence[tuple[BaseGeometry | None, Mapping[str, Any]]],
    *,
    name: str,
    decimals: int | None,
    sides: Sequence[str] = (),
    licence: str = "",
) -> str:
    """Return features as a KML document.

    Parameters
    ----------
    pairs : sequence of (geometry, properties)
        Longitude and latitude on WGS84; a feature without a geometry keeps its properties.
    name : str
        The document's name.
    decimals : int or None
        Decimals of a degree for lines and polygons.
    sides : sequence of str, optional
        The two parties; their features are blue and orange, all others grey.
    licence : str, optional
        Becomes the document's description.
    """
    folders: dict[str, list[str]] = {}
    for geometry, properties in pairs:
        side = str(properties.get("side") or "")
        placemark = _placemark(geometry, properties, decimals, _style(side, sides))
        folders.setdefault(side, []).append(placemark)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2">',
        "<Document>",
        f"<name>{_text(name)}</name>",
        *([f"<description>{_text(licence)}</description>"] if licence else []),
    ]
    for key, (line, fill) in _STYLES.items():
        lines.append(
            f'<Style id="{key}"><LineStyle><color>{line}</color><width>2</width></LineStyle>'
            f"<PolyStyle><color>{fill}</color></PolyStyle>"
            f"<IconStyle><color>{line}</color></IconStyle></Style>"
        )
    for side, placemarks in folders.items():
        if len(folders) > 1 or side:
            lines.append(f"<Folder><name>{_text(side or 'no side')}</name>")
            lines += [*placemarks, "</Folder>"]
        else:
            lines += placemarks
    return "\n".join([*lines, "</Document>", "</kml>", ""])


def _style(side: str, sides: Sequence[str]) -> str:
    if side in sides[:2]:
        return ("first", "second")[list(sides).index(side)]
    return "other"


def _text(value: object) -> str:
    """Return a value as text that XML can hold, escaped."""
    return escape(_NOT_XML.sub("\ufffd", str(plain_value(value))))


def _title(properties: Mapping[str, Any]) -> str:
    """Return what a feature is called: its name, or its side and band.

    Examples
    --------
    >>> _title({"side": "KOR", "category": "balloon", "min_km": 0.0, "depth_km": 25.0})
    'KOR: balloon, 25 km'
    """
    for key in _TITLE_COLUMNS:
        if properties.get(key):
            return str(properties[key])
    side, category = properties.get("side"), properties.get("category")
    if not side or category in {None, "", "all"}:
        return str(side or "")
    low = f"{properties['min_km']:g} to " if properties.get("min_km") else ""
    return f"{side}: {category}, {low}{properties.get('depth_km', 0):g} km"


def _placemark(
    geometry: BaseGeometry | None, properties: Mapping[str, Any], decimals: int | None, style: str
) -> str:
    title = _title(properties)
    data = "".join(
        f"<Data name={quoteattr(_NOT_XML.sub(chr(0xFFFD), str(key)))}>"
        f"<value>{_value(value, key)}</value></Data>"
        for key, value in properties.items()
    )
    shape = ""
    if geometry is not None and not geometry.is_empty:
        places = None if geometry.geom_type == "Point" else decimals
        shape = _shape(mapping(tidy_geometry(geometry, places)))
    return (
        f"<Placemark><name>{_text(title)}</name><styleUrl>#{style}</styleUrl>"
        f"<ExtendedData>{data}</ExtendedData>{shape}</Placemark>"
    )


def _value(value: Any, column: str) -> str:  # noqa: ANN401
    plain = plain_value(value, column)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return number_text(plain, column) if isinstance(plain, (int, float)) else _text(plain)


def _shape(member: Mapping[str, Any]) -> str:
    kind, coordinates = member["type"], member.get("coordinates", ())
    if kind == "Point":
        return f"<Point><coordinates>{_points([coordinates])}</coordinates></Point>"
    if kind == "LineString":
        return (
            "<LineString><tessellate>1</tessellate>"
            f"<coordinates>{_points(coordinates)}</coordinates></LineString>"
        )
    if kind == "Polygon":
        outer, *inner = (
            f"<LinearRing><coordinates>{_points(ring)}</coordinates></LinearRing>"
            for ring in coordinates
        )
        holes = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in inner)
        return (
            "<Polygon><tessellate>1</tessellate>"
            f"<outerBoundaryIs>{outer}</outerBoundaryIs>{holes}</Polygon>"
        )
    members = (
        member["geometries"]
        if kind == "GeometryCollection"
        else [{"type": kind.removeprefix("Multi"), "coordinates": part} for part in coordinates]
    )
    return f"<MultiGeometry>{''.join(_shape(one) for one in members)}</MultiGeometry>"


def _points(coordinates: Sequence[Sequence[float]]) -> str:
    return " ".join(f"{number_text(lon)},{number_text(lat)}" for lon, lat in coordinates)
