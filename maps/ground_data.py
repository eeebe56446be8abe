"""The bundled data of the ground, read for one box: lines, lakes, rasters, places, names."""

import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Box = tuple[float, float, float, float]
Shapes = NDArray[np.object_]

MILLI = 1000
"""Lines and lakes are kept in thousandths of a degree."""


def table(name: str, **asked: object) -> "pa.Table":
    """Return a bundled table; ``columns`` and ``filters`` as pyarrow takes them."""
    import pyarrow.parquet as pq

    with as_file(files(__package__ or "csbm.maps") / "assets" / f"{name}.parquet") as path:
        return pq.read_table(path, **asked)


@cache
def _vertices(name: str) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """Return a layer's vertices in thousandths, where each line begins, and each line's rank."""
    read = table(name)
    xy = np.column_stack([read["x"].to_numpy(), read["y"].to_numpy()])
    line = read["line"].to_numpy()
    first = np.flatnonzero(np.diff(line, prepend=-1))
    rank = read["rank"].to_numpy()[first] if "rank" in read.column_names else None
    return xy, first, np.zeros(len(first), np.int32) if rank is None else rank


def lines_in(name: str, box: Box) -> tuple[Shapes, NDArray[np.int32]]:
    """Return a layer's lines that reach into a box, cut to it, and the rank of each.

    Parameters
    ----------
    name : str
        ``rivers``, ``rails``, ``roads``; or ``lakes``, whose lines are rings.
    box : tuple of float
        West, south, east, north, degrees.
    """
    xy, first, rank = _vertices(name)
    low = np.minimum.reduceat(xy, first)
    high = np.maximum.reduceat(xy, first)
    west, south, east, north = (edge * MILLI for edge in box)
    near = (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
    whole = (low[:, 0] >= west) & (high[:, 0] <= east)
    whole &= (low[:, 1] >= south) & (high[:, 1] <= north)
    counts = np.diff(first, append=len(xy))
    wanted = np.repeat(near, counts)
    own = np.repeat(np.arange(int(near.sum())), counts[near])
    make = shapely.linearrings if name == "lakes" else shapely.linestrings
    shapes = np.array(make(xy[wanted] / MILLI, indices=own), dtype=object)
    if name == "lakes":
        shapes = shapely.polygons(shapes)
    cut = ~whole[near]
    shapes[cut] = shapely.clip_by_rect(shapes[cut], *box)
    return shapes, rank[near]


# -- rasters -------------------------------------------------------------------------------------
CELLS_MAX = 500_000
"""Of a raster in a page: one of more is thinned."""


@dataclass(frozen=True)
class Raster:
    """Cells of one digit each, in rows from the north.

    Parameters
    ----------
    west, north : float
        Of its corner, degrees.
    step : float
        Of a cell, degrees.
    cells : array of int, shape (rows, columns)
    """

    west: float
    north: float
    step: float
    cells: NDArray[np.uint8]


def raster_in(name: str, box: Box) -> Raster:
    """Return a bundled raster's cells in a box.

    Parameters
    ----------
    name : str
        ``cover``: 0 open, 1 sparse wood, 2 wood, 3 built up. ``relief``: from 0, in the shade, to
        8, in the light; 4 is flat.
    box : tuple of float
        West, south, east, north, degrees.
    """
    west, south, east, north = box
    read = table(
        "rasters", filters=[("layer", "=", name), ("south", "<", north), ("north", ">", south)]
    )
    bands = [
        np.frombuffer(zlib.decompress(row["cells"]), np.uint8).reshape(row["rows"], -1)
        for row in read.sort_by([("north", "descending")]).to_pylist()
    ]
    whole = np.vstack(bands)
    top = max(read["north"].to_pylist())
    step = 360 / whole.shape[1]
    columns = slice(max(0, int((west + 180) / step)), int(np.ceil((east + 180) / step)))
    rows = slice(max(0, int((top - north) / step)), int(np.ceil((top - south) / step)))
    cells = whole[rows, columns]
    thin = int(np.ceil(np.sqrt(cells.size / CELLS_MAX)))
    return Raster(
        columns.start * step - 180, top - rows.start * step, step * thin, cells[::thin, ::thin]
    )


# -- places --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Places:
    """Places of a box, the largest first.

    Parameters
    ----------
    at : array of int, shape (places,)
        Their rows in the bundled table, by which their other names are found.
    name : array of str, shape (places,)
    lon, lat : array of float, shape (places,)
        Degrees.
    people : array of int, shape (places,)
    """

    at: NDArray[np.int64]
    name: NDArray[np.object_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    people: NDArray[np.int64]


def places_in(box: Box) -> Places:
    """Return the bundled places of 500 people and more in a box of degrees."""
    read = table("places")
    lon, lat = (np.round(read[key].to_numpy().astype("float64"), 3) for key in ("lon", "lat"))
    west, south, east, north = box
    at = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    kept = read.select(["name", "population"]).take(at)
    return Places(
        at,
        kept["name"].to_numpy(zero_copy_only=False),
        lon[at],
        lat[at],
        kept["population"].to_numpy(),
    )


def names_of(at: NDArray[np.int64], languages: tuple[str, ...]) -> dict[int, dict[str, str]]:
    """Return other names of places: by row of the bundled table, then by language."""
    read = table("place_names", filters=[("language", "in", list(languages))])
    place = read["place"].to_numpy()
    rows = np.flatnonzero(np.isin(place, at))
    found: dict[int, dict[str, str]] = {}
    for row in read.take(rows).to_pylist():
        found.setdefault(row["place"], {})[row["language"]] = row["name"]
    return found
