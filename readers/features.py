"""Read any vector file as features on WGS84, once its content is what its name says."""

import hashlib
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from ..common.guards import check_wrapper_file, check_xml, check_zip
from ..geo.measure.antimeridian import rolled

_JSON: Final = {".geojson", ".json", ".topojson", ".geojsonl", ".geojsons", ".ndjson"}
_XML: Final = {".kml", ".gml"}
_PARQUET: Final = {".parquet", ".geoparquet"}
_ARCHIVES: Final = {".zip", ".kmz", ".shz"}
_MAGIC: Final = {
    ".gpkg": b"SQLite format 3\0",
    ".fgb": b"fgb",
    ".shp": b"\x00\x00\x27\x0a",
    ".parquet": b"PAR1",
    ".geoparquet": b"PAR1",
}
_SIDECARS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_FORMATS: Final = "GeoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, KML, KMZ or GeoParquet"
_MAX_FEATURES: Final = 500_000


@dataclass(frozen=True)
class Feature:
    """One feature of a file: its number (from 1), its columns as text, and its shape.

    The shape is flat, in degrees on WGS84 with longitudes in [-180, 180].
    """

    number: int
    fields: dict[str, str]
    shape: BaseGeometry


def read_features(path: Path, *, layer: str | None = None) -> list[Feature]:
    """Read the features of a vector file.

    Parameters
    ----------
    path : Path
        GeoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, KML, KMZ, GML or GeoParquet.
    layer : str, optional
        Which layer, where there are several.

    Returns
    -------
    list of Feature
        Those that have a shape.

    Raises
    ------
    InputError
        If the file is none of these, cannot be read, names no reference system, or holds
        coordinates that are no places on Earth.
    """
    kind = _checked(path)
    if kind in _ARCHIVES:
        with _unpacked(path) as inner:
            _checked(inner, shown=path)
            return _features(inner, path, layer)
    return _features(path, path, layer)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checked(path: Path, shown: Path | None = None) -> str:
    """Return a file's ending, if the file is there and its content is what the ending says.

    GDAL opens a file as whatever it is: a list of other files, or of addresses, among them.
    """
    said = shown or path
    kind = path.suffix.lower()
    try:
        if path.is_dir():
            raise InputError(f"{said}: is a folder; give the file in it")
        if not path.is_file():
            what = "is no ordinary file" if path.exists() else "is not there; check the name"
            raise InputError(f"{said}: {what}")
        if kind not in _JSON | _XML | _ARCHIVES | set(_MAGIC):
            raise InputError(f"{said}: a border is read from {_FORMATS}; save it as one of these")
        with path.open("rb") as stream:
            head = stream.read(64)
        if not head:
            raise InputError(f"{said}: is empty")
        check_wrapper_file(path, str(said))
        if kind in _XML:
            check_xml(path.read_bytes(), str(said))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{said}: cannot be read ({reason})") from error
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")
    fits = (
        start.startswith((b"{", b"["))
        if kind in _JSON
        else start.startswith(b"<")
        if kind in _XML
        else head.startswith(_MAGIC.get(kind, b""))
    )
    if not fits:
        raise InputError(f"{said}: is not what its ending ({kind}) says; check the file")
    return kind


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Unpack the one vector file in an archive, under a name and in a folder of our own."""
    names = check_zip(path, xml=True)
    mains = [
        name
        for name in names
        if PurePosixPath(name).suffix.lower() in {".shp", ".kml", ".gpkg", ".geojson", ".fgb"}
        and not PurePosixPath(name).name.startswith(".")
        and "__MACOSX" not in name
    ]
    if len(mains) != 1:
        what = f"{len(mains)} of them" if mains else "none"
        raise InputError(f"{path}: should hold one Shapefile, KML or GeoPackage, not {what}")
    main = PurePosixPath(mains[0])
    wanted = [mains[0]]
    if main.suffix.lower() == ".shp":
        stem = str(main.with_suffix("")).casefold()
        wanted = [
            name
            for name in names
            if PurePosixPath(name).suffix.lower() in _SIDECARS
            and str(PurePosixPath(name).with_suffix("")).casefold() == stem
        ]
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="csbm-") as folder:
        target = Path(folder) / f"opened{main.suffix.lower()}"
        for name in wanted:
            ending = PurePosixPath(name).suffix.lower()
            target.with_suffix(ending).write_bytes(archive.read(name))
        yield target


def _features(path: Path, said: Path, layer: str | None) -> list[Feature]:
    frames = _read(said, lambda: list(_frames(path, said, layer)))
    if sum(len(frame) for frame in frames) > _MAX_FEATURES:
        raise InputError(f"{said}: has more than {_MAX_FEATURES:,} features; keep those needed")
    found: list[Feature] = []
    number = 0
    for frame in frames:
        columns = [name for name in frame.columns if name != frame.geometry.name]
        cells = {str(name): frame[name].tolist() for name in columns}
        for row, shape in enumerate(frame.geometry.tolist()):
            number += 1
            if shape is None or shape.is_empty:
                continue
            fields = {name: text for name in cells if (text := _text(cells[name][row]))}
            found.append(Feature(number, fields, _placed(shape, number, said)))
    if not found:
        raise InputError(f"{said}: holds no shape; give the border as a line or two polygons")
    return found


def _read(said: Path, work: Callable[[], list[Any]]) -> list[Any]:
    """Do what a driver does, and say in one line what it found wrong."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return work()
    except InputError:
        raise
    except Exception as error:  # whatever the driver found wrong
        words = " ".join(str(error).split())[:200]
        raise InputError(f"{said}: is no vector file that can be read ({words})") from error


def _frames(path: Path, said: Path, layer: str | None) -> Iterator[Any]:
    """Read the layers of a file as frames of geopandas, on WGS84."""
    import geopandas as gpd

    if path.suffix.lower() in _PARQUET:
        yield _on_wgs84(gpd.read_parquet(path), said)
        return
    import pyogrio

    layers = [str(name) for name, shapes in pyogrio.list_layers(path) if shapes is not None]
    if layer is not None and layer not in layers:
        raise InputError(f"{said}: has no layer {layer!r}; there are {', '.join(layers)}")
    chosen = [layer] if layer is not None else layers
    if len(chosen) > 1 and path.suffix.lower() != ".kml":  # folders are layers in a KML
        raise InputError(f"{said}: has the layers {', '.join(layers)}; say which one is meant")
    if not chosen:
        raise InputError(f"{said}: is a table without geometry; give the border as shapes")
    for name in chosen:
        yield _on_wgs84(gpd.read_file(path, layer=name, engine="pyogrio"), said)


def _on_wgs84(frame: Any, said: Path) -> Any:  # noqa: ANN401  # geopandas is untyped
    if frame.crs is None:
        raise InputError(f"{said}: names no reference system; save it with one, best as GeoJSON")
    return frame.to_crs(4326)


def _text(value: object) -> str:
    """Return a cell as text; what is not there is empty."""
    text = "" if value is None else str(value).strip()
    return "" if text in {"nan", "None", "NaT", "<NA>"} else re.sub(r"\s+", " ", text)


def _placed(shape: BaseGeometry, number: int, said: Path) -> BaseGeometry:
    """Return a shape flat and in [-180, 180], if its coordinates are places on Earth."""
    flat = shapely.force_2d(shape)
    xy = shapely.get_coordinates(flat)
    if not np.isfinite(xy).all():
        raise InputError(f"{said}: feature {number} has a coordinate that is no number")
    if (np.abs(xy[:, 1]) > 90).any() or (np.abs(xy[:, 0]) > 360).any():
        lon, lat = xy[(np.abs(xy[:, 1]) > 90) | (np.abs(xy[:, 0]) > 360)][0]
        raise InputError(
            f"{said}: feature {number} has a point at longitude {lon:g}, latitude {lat:g}; "
            "the file's reference system is not the one it names"
        )
    try:
        placed = rolled(flat)
    except shapely.errors.GEOSException as error:
        raise InputError(
            f"{said}: feature {number} is no shape ({' '.join(str(error).split())}); mend it"
        ) from error
    if "Polygon" in placed.geom_type and not placed.is_valid:
        placed = shapely.make_valid(placed)
    return placed
