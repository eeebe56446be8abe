"""Which columns of a point file hold the positions, and the positions as plain arrays.

A geometry (WKB or GeoArrow), columns of latitude and longitude, or a box that is a point. Every
row gets a position or the reason why it has none.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..common.errors import InputError, UsageError
from ..geo.measure.ellipsoid import Floats
from ..readers.headers import plain
from ..units.columns import SPELLINGS
from .sides import Codes
from .wkb import wkb_points

Kind = Literal["wkb", "points", "lonlat", "bbox"]

REASONS: Final = (
    "",
    "no position",
    "the position is not a number",
    "the latitude is not between -90 and 90",
    "the longitude is not between -180 and 360",
    "the geometry is not a point",
    "the geometry cannot be read",
    "the position cannot be brought to WGS84",
)
GOOD: Final = 0
NO_POSITION: Final = 1
NO_NUMBER: Final = 2
BAD_LAT: Final = 3
BAD_LON: Final = 4
NO_POINT: Final = 5
UNREADABLE: Final = 6
NOT_WGS84: Final = 7
ACCURACY: Final = "position_accuracy_m"
_DECIMAL_COMMA: Final = r"^([-+]?\d+),(\d+)$"
_GEOMETRY_NAMES: Final = ("geometry", "geom", "wkb_geometry", "the_geom", "wkb", "shape")
_WORLDS: Final = {("OGC", "CRS84"), ("EPSG", "4326"), ("EPSG", "4979"), ("OGC", "CRS84h")}


class Positions(NamedTuple):
    """The positions of n rows: arrays of shape (n,)."""

    lon: Floats
    """Degrees; 0 where there is no position."""
    lat: Floats
    reason: Codes
    """Number of `REASONS`; 0 where there is a position."""
    accuracy_m: Floats | None
    """95 % radii, metres; None where the file does not tell them."""


@dataclass(frozen=True)
class PositionColumns:
    """Where the positions of a file stand.

    Parameters
    ----------
    kind : {"wkb", "points", "lonlat", "bbox"}
    names : tuple of str
        The column, or longitude and latitude.
    accuracy : str, optional
        The column of position accuracies, metres.
    crs : str, optional
        What positions are brought to WGS84 from; nothing where they are on it.
    """

    kind: Kind
    names: tuple[str, ...]
    accuracy: str | None = None
    crs: str | None = None

    @property
    def columns(self) -> list[str]:
        """Every column that is read for the positions."""
        return [*self.names, *([self.accuracy] if self.accuracy else [])]

    def read(self, table: pa.Table) -> Positions:
        """Return the positions of a table's rows."""
        reason = np.zeros(table.num_rows, np.uint8)
        lon, lat = self._raw(table, reason)
        if self.crs is not None:
            lon, lat = _on_wgs84(self.crs, lon, lat, reason)
        good = reason == GOOD
        for code, bad in (
            (NO_NUMBER, ~(np.isfinite(lon) & np.isfinite(lat))),
            (BAD_LAT, ~(np.abs(lat) <= 90)),
            (BAD_LON, ~((lon >= -180) & (lon <= 360))),
        ):
            reason[good & bad] = code
            good = reason == GOOD
        if not good.all():
            lon, lat = np.where(good, lon, 0.0), np.where(good, lat, 0.0)
        accuracy = None
        if self.accuracy is not None:
            accuracy = _numbers(table.column(self.accuracy))
            accuracy = np.where(accuracy < 0, np.nan, accuracy)  # no size, so not known
        return Positions(np.ascontiguousarray(lon), np.ascontiguousarray(lat), reason, accuracy)

    def _raw(self, table: pa.Table, reason: Codes) -> tuple[Floats, Floats]:
        column = table.column(self.names[0])
        missing = _nulls(column)
        if self.kind == "wkb":
            lon, lat = wkb_points(column, reason)
        elif self.kind == "points":
            lon, lat = arrow_points(column)
        elif self.kind == "bbox":
            west, south, east, north = (
                _numbers(_child(column, name)) for name in ("xmin", "ymin", "xmax", "ymax")
            )
            lon, lat = west, south
            reason[(west != east) | (south != north)] = NO_POINT
        else:
            other = table.column(self.names[1])
            missing = missing | _nulls(other)
            lon, lat = _numbers(column), _numbers(other)
        reason[missing] = NO_POSITION
        return lon, lat


def position_columns(
    schema: pa.Schema,
    *,
    lat: str | None = None,
    lon: str | None = None,
    crs: str | None = None,
    geometry: str | None = None,
    where: str = "the file",
) -> PositionColumns:
    """Find where the positions of a file stand.

    Parameters
    ----------
    schema : pyarrow.Schema
        With its GeoParquet metadata, where it has any.
    lat, lon : str, optional
        The columns, as the user named them.
    crs : str, optional
        The reference system of the positions, as the user named it, where the file does not say.
    geometry : str, optional
        The geometry's column, where the format says so.
    where : str
        The file's name, for errors.

    Raises
    ------
    UsageError
        If only one of ``lat`` and ``lon`` is given.
    InputError
        If there is none, it is ambiguous, or its reference system is not known.
    """
    if (lat is None) != (lon is None):
        raise UsageError("give both --lat and --lon, or neither")
    accuracy = ACCURACY if ACCURACY in schema.names else None
    own = None if crs is None else needed_crs(crs, where)
    if lat is not None and lon is not None:
        for name in (lat, lon):
            if name not in schema.names:
                raise InputError(
                    f"{where}: no column {name!r}; the columns are {', '.join(schema.names)}"
                )
        return PositionColumns("lonlat", (lon, lat), accuracy, own)
    found = _geometry(schema, geometry)
    if found is not None:
        kind, name, told = found
        return PositionColumns(
            kind, (name,), accuracy, _crs_of(told, where) if crs is None else own
        )
    east, north = (_spelled(schema.names, axis, where) for axis in ("lon", "lat"))
    if east is not None and north is not None:
        return PositionColumns("lonlat", (east, north), accuracy, own)
    if "bbox" in schema.names and pa.types.is_struct(schema.field("bbox").type):
        return PositionColumns("bbox", ("bbox",), accuracy, own)
    raise InputError(
        f"{where}: no geometry and no columns of latitude and longitude among"
        f" {', '.join(schema.names)}; name them with --lat COLUMN --lon COLUMN"
    )


def geo_metadata(schema: pa.Schema) -> dict[str, Any]:
    """Return the GeoParquet metadata of a schema; empty where it has none that can be read."""
    text = (schema.metadata or {}).get(b"geo")
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("columns"), dict) else {}


def _geometry(schema: pa.Schema, told: str | None) -> tuple[Kind, str, object] | None:
    """Return the geometry column's kind, its name and what is said of its reference system."""
    geo = geo_metadata(schema)
    primary = told or geo.get("primary_column")
    named = {name.lower(): name for name in reversed(schema.names)}
    usual = (named[name] for name in _GEOMETRY_NAMES if name in named)
    for name in [primary] if primary in schema.names else usual:
        field = schema.field(name)
        kind = _kind(field.type)
        if kind is None:
            continue
        extension = (field.metadata or {}).get(b"ARROW:extension:metadata")
        crs: object = "absent"
        if geo:
            crs = geo["columns"].get(name, {}).get("crs", "absent")
        elif extension:
            try:
                crs = json.loads(extension).get("crs", "absent")
            except (ValueError, AttributeError):
                crs = "absent"
        return kind, str(name), crs
    return None


def _kind(kind: pa.DataType) -> Kind | None:
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return "wkb"
    if pa.types.is_struct(kind) and {"x", "y"} <= {field.name for field in kind}:
        return "points"
    if pa.types.is_fixed_size_list(kind) and pa.types.is_floating(kind.value_type):
        return "points"
    return None


def _crs_of(crs: object, where: str) -> str | None:
    """Return what a file's positions are brought from; nothing where they are on WGS84."""
    if crs == "absent":
        return None  # GeoParquet: longitude and latitude on WGS84
    if crs is None:
        raise InputError(
            f"{where}: says that its reference system is not known; name it with --crs EPSG:CODE"
        )
    if isinstance(crs, Mapping):
        known = crs.get("id", {})
        if (known.get("authority"), str(known.get("code"))) in _WORLDS:
            return None
        return needed_crs(json.dumps(crs), where)
    return needed_crs(str(crs), where)


def needed_crs(text: str, where: str) -> str | None:
    """Return a reference system, or nothing where it is WGS84 itself."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        raise InputError(f"{where}: its reference system is not known: {text[:80]!r}") from None
    for authority, code in sorted(_WORLDS):
        if crs.equals(CRS.from_authority(authority, code), ignore_axis_order=True):
            return None
    return text


def _on_wgs84(crs: str, x: Floats, y: Floats, reason: Codes) -> tuple[Floats, Floats]:
    """Bring coordinates to WGS84; a row that cannot be brought gets its reason."""
    from pyproj import Transformer

    given = (reason == GOOD) & np.isfinite(x) & np.isfinite(y)
    lon, lat = np.array(x), np.array(y)
    change = Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)
    moved = change.transform(x[given], y[given], errcheck=False)
    lon[given], lat[given] = moved[0], moved[1]
    reason[given & ~(np.isfinite(lon) & np.isfinite(lat))] = NOT_WGS84
    return lon, lat


def _spelled(names: list[str], axis: str, where: str) -> str | None:
    """Return the column whose header is a usual one of latitude or longitude, the best if many."""
    words = [axis, *(word.strip() for word in SPELLINGS[axis].split(","))]
    ranks = {plain(word): rank for rank, word in reversed(list(enumerate(words)))}
    found = sorted((ranks[plain(name)], name) for name in names if plain(name) in ranks)
    if len(found) > 1 and found[0][0] == found[1][0]:
        both = " and ".join(repr(name) for _, name in found[:2])
        option = "--lat" if axis == "lat" else "--lon"
        raise InputError(f"{where}: {both} may both be it; say which with {option} COLUMN")
    return found[0][1] if found else None


def _nulls(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column)
    if column.null_count == 0:
        return np.zeros(len(column), np.bool_)
    return np.asarray(column.is_null().to_numpy(), np.bool_)


def _child(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    return pc.struct_field(column, name)


def arrow_points(column: pa.ChunkedArray) -> tuple[Floats, Floats]:
    """Return the coordinates of GeoArrow points, separated or interleaved."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        kind = kind.storage_type
    if pa.types.is_struct(kind):
        return _numbers(_child(column, "x")), _numbers(_child(column, "y"))
    return tuple(_numbers(pc.list_element(column, axis)) for axis in (0, 1))  # type: ignore[return-value]


def _numbers(column: pa.ChunkedArray) -> Floats:
    """Return a column as float64, NaN where there is no number."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        column = _parsed(column)
    elif not pa.types.is_float64(kind):
        column = column.cast(pa.float64(), safe=False)
    return np.asarray(column.to_numpy(), np.float64)


def _parsed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Read text as numbers; what is none becomes NaN."""
    text = pc.utf8_trim_whitespace(column)
    text = pc.if_else(pc.equal(text, ""), None, text)
    with suppress(pa.ArrowInvalid):
        return text.cast(pa.float64())
    text = pc.replace_substring_regex(text, _DECIMAL_COMMA, r"\1.\2")
    with suppress(pa.ArrowInvalid):
        return text.cast(pa.float64())
    return pa.chunked_array([pa.array([_number(one) for one in text.to_pylist()], pa.float64())])


def _number(text: str | None) -> float:
    try:
        return float(text) if text and "_" not in text else float("nan")
    except ValueError:
        return float("nan")
