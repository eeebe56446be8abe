"""Vector files: GeoJSON, GeoPackage, KML, by the ending; the same input gives the same bytes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from ..common.errors import UsageError
from ..common.files import written_whole
from .archives import zip_bytes
from .geometry import POLYGON_DECIMALS, geometry_json
from .geopackage import write_geopackage
from .kml import kml_text
from .sidecar import write_sidecar
from .values import plain_value, rows_of

Feature = tuple[BaseGeometry | None, Mapping[str, Any]]
FORMATS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GeoPackage",
    ".kml": "KML",
    ".kmz": "KMZ",
}


def features_of(features: Iterable[Feature] | gpd.GeoDataFrame) -> list[Feature]:
    """Return features as pairs of geometry and properties."""
    if isinstance(features, gpd.GeoDataFrame):
        _columns, rows = rows_of(features)
        return list(zip(features.geometry, rows, strict=True))
    return list(features)


def geojson_text(
    features: Iterable[Feature] | gpd.GeoDataFrame, *, decimals: int | None = POLYGON_DECIMALS
) -> str:
    """Return features as a GeoJSON FeatureCollection by RFC 7946, one feature to a line.

    Parameters
    ----------
    features : iterable of (geometry, properties), or GeoDataFrame
        Longitude and latitude on WGS84, already cut at the antimeridian.
    decimals : int or None, optional
        Decimals of a degree; ``None`` writes every coordinate in full. Points are always written
        in full.

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
    return '{"type": "FeatureCollection", "features": [\n' + body + "]}\n"


def write_features(
    features: Iterable[Feature] | gpd.GeoDataFrame,
    path: str | Path,
    *,
    layer: str,
    provenance: Mapping[str, object] | None = None,
    full_precision: bool = False,
    sides: Sequence[str] = (),
) -> list[Path]:
    """Write features as GeoJSON, GeoPackage, KML or KMZ, by the ending of the file.

    Parameters
    ----------
    features : iterable of (geometry, properties), or GeoDataFrame
        Longitude and latitude on WGS84, already cut at the antimeridian.
    path : str or Path
        ``.geojson`` (``.json``), ``.gpkg``, ``.kml`` or ``.kmz``.
    layer : str
        The layer's name (GeoPackage) or the document's (KML).
    provenance : mapping, optional
        From `provenance.provenance`; written to the sidecar beside the file.
    full_precision : bool, optional
        Write lines and polygons of a GeoJSON or KML in full, not to seven decimals.
    sides : sequence of str, optional
        The two parties, alphabetical: the first is drawn blue, the second orange (KML, and QGIS
        for a GeoPackage).

    Returns
    -------
    list of Path
        What was written: the file, and its sidecar if there is one.

    Raises
    ------
    UsageError
        If the ending is none of those.
    InputError
        If the file cannot be written.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in FORMATS:
        raise UsageError(
            f"{target.name}: {ending or 'no ending'!r} is no format of a vector file; there are"
            f" {', '.join(FORMATS)}"
        )
    pairs = features_of(features)
    decimals = None if full_precision else POLYGON_DECIMALS
    with written_whole(target) as temporary:
        if ending == ".gpkg":
            write_geopackage(pairs, temporary, layer=layer, sides=sides)
        elif ending in {".kml", ".kmz"}:
            text = kml_text(pairs, name=layer, decimals=decimals, sides=sides).encode("utf-8")
            temporary.write_bytes(zip_bytes({"doc.kml": text}) if ending == ".kmz" else text)
        else:
            temporary.write_bytes(geojson_text(pairs, decimals=decimals).encode("utf-8"))
    if provenance is None:
        return [target]
    return [target, write_sidecar(target, provenance)]
