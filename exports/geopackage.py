"""GeoPackage by GDAL, so that the same input gives the same bytes."""

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import (
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)
from shapely.geometry.base import BaseGeometry

from ..common.clock import run_date
from .geometry import tidy_geometry
from .qgis import add_style
from .values import plain_value

_TYPES = {
    "Point": "MultiPoint",
    "LineString": "MultiLineString",
    "Polygon": "MultiPolygon",
    "MultiPoint": "MultiPoint",
    "MultiLineString": "MultiLineString",
    "MultiPolygon": "MultiPolygon",
}


def write_geopackage(
    pairs: Sequence[tuple[BaseGeometry | None, Mapping[str, Any]]],
    path: Path,
    *,
    layer: str,
    sides: Sequence[str] = (),
    licence: str = "",
) -> None:
    """Write features as one layer of a new GeoPackage, coordinates in full.

    ``licence`` becomes the layer's description. Where ``sides`` are given and the features have a
    ``side``, QGIS draws them by it.

    Times inside the file are the start of the day of the run (`common.clock.run_date`).
    """
    names = list(dict.fromkeys(name for _geometry, properties in pairs for name in properties))
    data = {name: _column([properties.get(name) for _g, properties in pairs]) for name in names}
    shapes = [None if one is None else tidy_geometry(one, None) for one, _properties in pairs]
    frame = gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"))
    path.unlink(missing_ok=True)  # GDAL makes the file itself
    with _fixed_time(), _refused(path):
        pyogrio.write_dataframe(
            frame, path, driver="GPKG", layer=layer, geometry_type=_common_type(shapes),
            promote_to_multi=False if _all_single(shapes) else None,
            layer_options={"DESCRIPTION": licence} if licence else None,
        )  # fmt: skip
    if sides and "side" in names:
        kinds = {one.geom_type.removeprefix("Multi") for one in shapes if one is not None}
        drawn = {"Polygon": "fill", "LineString": "line", "Point": "marker"}
        if len(kinds) == 1 and (kind := drawn.get(kinds.pop())):
            add_style(path, layer=layer, kind=kind, sides=sides)


def _column(values: Sequence[Any]) -> pd.Series:
    """Return values as the one type they have: text, whole number, number or truth."""
    plain = [plain_value(value) for value in values]
    given = [value for value in plain if value is not None]
    if given and all(isinstance(value, bool) for value in given):
        return pd.Series(plain, dtype="boolean")
    if given and all(isinstance(value, int) and not isinstance(value, bool) for value in given):
        return pd.Series(plain, dtype="Int64")
    if given and all(
        isinstance(value, (int, float)) and not isinstance(value, bool) for value in given
    ):
        return pd.Series([value if value is not None else float("nan") for value in plain])
    return pd.Series([None if value is None else str(value) for value in plain], dtype=object)


def _all_single(shapes: Sequence[BaseGeometry | None]) -> bool:
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    return len(kinds) == 1 and not next(iter(kinds)).startswith("Multi")


def _common_type(shapes: Sequence[BaseGeometry | None]) -> str:
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    if len(kinds) == 1:
        return str(next(iter(kinds)))
    multiple = {_TYPES.get(kind, "Unknown") for kind in kinds}
    return multiple.pop() if len(multiple) == 1 else "Unknown"


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Say what stops GDAL from writing (a full disk) as the system would."""
    try:
        yield
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError) as error:
        words = " ".join(str(error).split())[:200]
        raise OSError(errno.EIO, f"GDAL cannot write it: {words}", str(path)) from error


@contextmanager
def _fixed_time() -> Iterator[None]:
    """Let GDAL write the date of the run, not the moment, and put its settings back after."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{run_date().isoformat()}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
