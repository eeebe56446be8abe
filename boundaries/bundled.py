"""The data that csbm carries: where they lie, how they are read, what they say of themselves."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from ..common.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry import MultiLineString

DATA = Path(__file__).parent / "data"

Box = tuple[float, float, float, float]
Boxes = Sequence[Box]


EndKind = Literal["tripoint", "coast", "cut"]


@dataclass(frozen=True)
class BorderEnd:
    """One end of a border line.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS84; equal to the line's own end vertex, bit for bit.
    kind : {"tripoint", "coast", "cut"}
        A third state meets there; a coast cut the line; anything else cut it.
    """

    lon: float
    lat: float
    kind: EndKind


@dataclass(frozen=True)
class BorderSource:
    """Who drew a border line, when, under which licence, and whose view of the world it shows."""

    title: str
    release: str
    licence: str
    attribution: str
    viewpoint: str
    url: str


@cache
def catalogue_file() -> dict[str, Any]:
    """Read ``catalogue.json``: the sources, the borders, what each file's row groups hold."""
    return cast("dict[str, Any]", _json("catalogue.json"))


@cache
def countries_file() -> tuple[dict[str, Any], ...]:
    """Read ``countries.json``: codes, names and land area of every state and territory."""
    return tuple(_json("countries.json"))


def _json(name: str) -> Any:  # noqa: ANN401  # whatever the file holds
    path = DATA / name
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> InputError:
    """Return what to say of a file of csbm's own that cannot be read."""
    reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:120]
    return InputError(f"{path}: csbm's own data are damaged ({reason}); install csbm again")


def bundled_source() -> BorderSource:
    """Say where the bundled lines and territories come from."""
    return BorderSource(**catalogue_file()["source"])


def bundled_line(parties: tuple[str, str]) -> "MultiLineString":
    """Read the bundled line of two parties (alpha-3, alphabetical), densified."""
    from ..geo.measure.densify import densified_lines

    file = GeometryFile("borders")
    row = file.keys.index("-".join(parties))
    return densified_lines(file.geometries([row])[0])


class GeometryFile:
    """One of the bundled GeoParquet files, read by row group.

    Every row has a box and a key; rows of one key stand together. Only the row groups that are
    asked for are read.

    Parameters
    ----------
    name : str
        File name without ending: ``borders``, ``territories``, ``disputed`` or ``land``.
    """

    def __init__(self, name: str) -> None:
        import pyarrow.parquet as pq

        self._path = DATA / f"{name}.parquet"
        try:
            self._file = pq.ParquetFile(self._path, memory_map=True)
        except (OSError, ValueError) as error:  # pyarrow's own errors are of these kinds
            raise damaged(self._path, error) from error
        index = catalogue_file()["index"][name]
        self.keys: list[str] = index["keys"]
        self._groups: list[int] = index["groups"]
        self._boxes: list[Box] = index["boxes"]

    def rows_near(self, boxes: Boxes) -> list[int]:
        """Give the numbers of the rows whose box meets one of the boxes."""
        return [
            row
            for row, own in enumerate(self._boxes)
            if any(
                own[0] <= east and own[2] >= west and own[1] <= north and own[3] >= south
                for west, south, east, north in boxes
            )
        ]

    def geometries(self, rows: Sequence[int]) -> "NDArray[np.object_]":
        """Read the geometries of these rows, in this order."""
        import numpy as np
        import shapely

        groups = sorted({self._groups[row] for row in rows})
        if not groups:
            return np.array([], dtype=object)
        first: dict[int, int] = {}
        for row, group in enumerate(self._groups):
            first.setdefault(group, row)
        try:
            column = self._file.read_row_groups(groups, columns=["geometry"]).column("geometry")
        except (OSError, ValueError) as error:
            raise damaged(self._path, error) from error
        # As a list: pyarrow's way to an array would load pandas, which costs half a second.
        blobs = column.to_pylist()
        place: dict[int, int] = {}
        offset = 0
        for group in groups:
            count = self._file.metadata.row_group(group).num_rows
            place.update({first[group] + i: offset + i for i in range(count)})
            offset += count
        try:
            shapes = shapely.from_wkb([blobs[place[row]] for row in rows])
        except shapely.errors.ShapelyError as error:
            raise damaged(self._path, error) from error
        return cast("NDArray[np.object_]", shapes)
