"""Features, and GeoJSON of them; the same input gives the same bytes."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from .geometry import POLYGON_DECIMALS, geometry_json
from .values import plain_value, rows_of

Feature = tuple[BaseGeometry | None, Mapping[str, Any]]


def features_of(features: Iterable[Feature] | gpd.GeoDataFrame) -> list[Feature]:
    """Return features as pairs of geometry and properties."""
    if isinstance(features, gpd.GeoDataFrame):
        _columns, rows = rows_of(features)
        return list(zip(features.geometry, rows, strict=True))
    return list(features)


def geojson_text(
    features: Iterable[Feature] | gpd.GeoDataFrame,
    *,
    decimals: int | None = POLYGON_DECIMALS,
    licence: str = "",
) -> str:
    """Return features as a GeoJSON FeatureCollection by RFC 7946, one feature to a line.

    Parameters
    ----------
    features : iterable of (geometry, properties), or GeoDataFrame
        Longitude and latitude on WGS84, already cut at the antimeridian.
    decimals : int or None, optional
        Decimals of a degree; ``None`` writes every coordinate in full. Points are always written
        in full.
    licence : str, optional
        Becomes the collection's member "licence".

    Examples
    --------
    >>> from shapely.geometry import Point
    >>> print(geojson_text([(Point(23.69, 52.09), {"name": "Brest"})]), end="")
    {"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "Brest"}, "geometry": {"type":"Point",\
"coordinates":[23.69,52.09]}}
    ]}
    """
    lines = []
    for geometry, properties in features_of(features):
        words = json.dumps(
            {name: plain_value(value, name) for name, value in properties.items()},
            ensure_ascii=False,
            allow_nan=False,
        )
        places = None if geometry is not None and geometry.geom_type == "Point" else decimals
        lines.append(
            f'{{"type": "Feature", "properties": {words}, '
            f'"geometry": {geometry_json(geometry, places)}}}'
        )
    body = ",\n".join(lines) + ("\n" if lines else "")
    told = f'"licence": {json.dumps(licence, ensure_ascii=False)}, ' if licence else ""
    return f'{{"type": "FeatureCollection", {told}"features": [\n' + body + "]}\n"
