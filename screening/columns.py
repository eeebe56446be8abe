"""The columns that screening adds, and the tables it writes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..common.errors import InputError
from ..geo.measure.ellipsoid import Floats
from ..geo.zones.status import STATUSES
from .kernel import Answer
from .positions import arrow_points, geo_metadata
from .space import hilbert
from .wkb import point_wkb, wkb_points

if TYPE_CHECKING:
    from ..geo.zones.zone import InspectionZone
    from .source import Source

OWN: Final = ("side", "distance_km", "status", "band", "geometry", "bbox")
_BOX: Final = pa.struct([(name, pa.float64()) for name in ("xmin", "ymin", "xmax", "ymax")])
_KEY: Final = "csbm_order"


@dataclass(frozen=True)
class OutputColumns:
    """What is written: the input's columns as they are, then ours.

    Parameters
    ----------
    schema : pyarrow.Schema
        Of what is written, with its metadata.
    rejects : pyarrow.Schema
        Of the rows that are put aside.
    names : tuple of str
        What ours are called: side, distance, status, and the band where there are several
        categories (else empty), geometry and box (empty where the input has them).
    sides : tuple of str
        By code of `sides`.
    categories : tuple of str
    geometry : str
        Which column is the geometry.
    """

    schema: pa.Schema
    rejects: pa.Schema
    names: tuple[str, str, str, str, str, str]
    sides: tuple[str, ...]
    categories: tuple[str, ...]
    geometry: str

    def table(
        self,
        rows: pa.Table,
        lon: Floats,
        lat: Floats,
        answer: Answer,
    ) -> pa.Table:
        """Return rows with what was found of them, in the order of the schema."""
        side, distance_km, status, categories, _reached = answer
        own = dict(zip(OWN, self.names, strict=True))
        made = {
            own["side"]: pa.array(self.sides, pa.string()).take(pa.array(side)),
            own["distance_km"]: pa.array(distance_km, mask=np.isnan(distance_km)),
            own["status"]: pa.array(STATUSES, pa.string()).take(pa.array(status)),
        }
        if own["band"]:
            made[own["band"]] = self._bands(categories)
        if own["geometry"]:
            made[own["geometry"]] = point_wkb(lon, lat)
        if own["bbox"]:
            x, y = lon, lat
            if not own["geometry"]:
                x, y = self._drawn(rows)
            made[own["bbox"]] = pa.StructArray.from_arrays(
                [pa.array(x), pa.array(y), pa.array(x), pa.array(y)], fields=list(_BOX)
            )
        arrays = [made[name] if name in made else rows.column(name) for name in self.schema.names]
        return pa.Table.from_arrays(arrays, schema=self.schema)

    def _drawn(self, rows: pa.Table) -> tuple[Floats, Floats]:
        """Return the coordinates as the geometry has them, in its own reference system."""
        column = rows.column(self.geometry)
        if isinstance(column.type, pa.BaseExtensionType):
            column = pa.chunked_array([c.storage for c in column.chunks], column.type.storage_type)
        if pa.types.is_struct(column.type) or pa.types.is_fixed_size_list(column.type):
            return arrow_points(column)
        return wkb_points(column, np.zeros(rows.num_rows, np.uint8))

    def _bands(self, categories: NDArray[np.uint32]) -> pa.Array:
        """Return the categories' names of each row, joined."""
        sets, which = np.unique(categories, return_inverse=True)
        words = [
            ";".join(name for bit, name in enumerate(self.categories) if int(one) >> bit & 1)
            for one in sets
        ]
        return pa.array(words, pa.string()).take(pa.array(which))

    def by_space(self, table: pa.Table) -> pa.Table:
        """Return a table's rows along a Hilbert curve; rows of one place keep their order."""
        table = table.combine_chunks()
        box = table.column(self.names[5] or "bbox")
        x, y = (
            np.asarray(box.combine_chunks().field(name).to_numpy(), np.float64)
            for name in ("xmin", "ymin")
        )
        on_earth = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 360) & (np.abs(y) <= 90)
        key = hilbert(np.where(on_earth, x, 0.0), np.where(on_earth, y, 0.0))
        return table.take(pa.array(np.argsort(key, kind="stable")))

    def rejected(
        self, rows: pa.Table, path: str, numbers: NDArray[np.int64], reasons: Sequence[str]
    ) -> pa.Table:
        """Return rows that are put aside, with where they stood and why."""
        count = rows.num_rows
        file = pa.repeat(pa.scalar(Path(path).name), count)
        line = pa.nulls(count, pa.string())
        arrays = [*rows.columns, pa.array(reasons, pa.string()), file, pa.array(numbers), line]
        return pa.Table.from_arrays(arrays, schema=self.rejects)

    def rejected_lines(self, path: str, lines: Sequence[tuple[int | None, str, str]]) -> pa.Table:
        """Return lines of a CSV that are put aside."""
        count = len(lines)
        empty = [pa.nulls(count, one.type) for one in self.rejects][: len(self.rejects) - 4]
        own = [
            pa.array([wrong for _, wrong, _ in lines], pa.string()),
            pa.repeat(pa.scalar(Path(path).name), count),
            pa.array([number for number, _, _ in lines], pa.int64()),
            pa.array([text for _, _, text in lines], pa.string()),
        ]
        return pa.Table.from_arrays([*empty, *own], schema=self.rejects)


def output_columns(
    source: "Source", zone: "InspectionZone", provenance: Mapping[str, object]
) -> OutputColumns:
    """Say what is written of a source.

    Parameters
    ----------
    source : Source
    zone : InspectionZone
    provenance : mapping
        What every output carries; it goes into the Parquet files' metadata.

    Raises
    ------
    InputError
        If the names of our columns are taken, with and without ``csbm_`` before them.
    """
    taken = set(source.schema.names)
    categories = tuple(dict.fromkeys(band.category for band in zone.bands))
    drawn = source.positions.names[0] if source.positions.kind in {"wkb", "points"} else ""
    boxed = _covered(source, drawn)
    wanted = {
        "side": True,
        "distance_km": True,
        "status": True,
        "band": len(categories) > 1,
        "geometry": not drawn,
        "bbox": not boxed,
    }
    names = {name: _free(name, taken) if needed else "" for name, needed in wanted.items()}
    types = {
        "side": pa.string(),
        "distance_km": pa.float64(),
        "status": pa.string(),
        "band": pa.string(),
        "geometry": pa.binary(),
        "bbox": _BOX,
    }
    fields = [*source.schema, *(pa.field(names[n], types[n]) for n in OWN if names[n])]
    geometry = drawn or names["geometry"]
    carried = {
        b"geo": _geo(source, geometry, names["bbox"]),
        b"csbm": json.dumps(provenance, ensure_ascii=False).encode(),
    }
    aside = [("reason", pa.string()), ("file", pa.string()), ("row", pa.int64())]
    rejects = [
        *source.schema.remove_metadata(),
        *(pa.field(_free(name, taken), kind) for name, kind in [*aside, ("line", pa.string())]),
    ]
    return OutputColumns(
        schema=pa.schema(fields, carried),
        rejects=pa.schema(rejects),
        names=tuple(names[name] for name in OWN),  # type: ignore[arg-type]
        sides=("", *zone.border.parties, "disputed"),
        categories=categories,
        geometry=geometry,
    )


def _free(name: str, taken: set[str]) -> str:
    """Return a column's name, with ``csbm_`` before it where the input has one of that name."""
    for free in (name, f"csbm_{name}"):
        if free not in taken:
            return free
    raise InputError(f"the input has columns {name!r} and 'csbm_{name}'; rename one")


def _covered(source: "Source", geometry: str) -> bool:
    """Tell whether the input says which of its columns is the geometry's box."""
    column = geo_metadata(source.schema).get("columns", {}).get(geometry, {})
    return bool(column.get("covering")) and "bbox" in source.schema.names


def _geo(source: "Source", geometry: str, box: str) -> bytes:
    """Return the GeoParquet metadata of what is written."""
    given = geo_metadata(source.schema)
    encoding = "WKB" if source.positions.kind != "points" else "point"
    own = dict(given.get("columns", {}).get(geometry, {"encoding": encoding}))
    own["geometry_types"] = own.get("geometry_types") or ["Point"]
    own.pop("bbox", None)  # of all the input, not of what is kept
    if source.positions.crs is not None and "crs" not in own:
        from pyproj import CRS

        own["crs"] = CRS.from_user_input(source.positions.crs).to_json_dict()
    if box:
        own["covering"] = {"bbox": {name: [box, name] for name in ("xmin", "ymin", "xmax", "ymax")}}
    columns = {name: one for name, one in given.get("columns", {}).items() if name != geometry}
    told = {"version": "1.1.0", "primary_column": geometry, "columns": {geometry: own, **columns}}
    return json.dumps(told).encode()
