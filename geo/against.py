"""A second border line to compare with: another source, or a file of lines."""

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from ..boundaries.border import Border, BorderEnd, BorderSource
from ..boundaries.densify import densified_lines
from ..common.errors import InputError, UsageError
from .ellipsoid import GEOD

SOURCES: Final = ("natural-earth",)
_LINES: Final = {"LineString", "MultiLineString", "LinearRing"}


def second_border(border: Border, text: str) -> tuple[Border, str]:
    """Return another line of the same border, and how it was read.

    Parameters
    ----------
    border : Border
        The first.
    text : str
        ``natural-earth``, or the path of a vector file of lines.

    Returns
    -------
    Border
        A file's line has the first border's parties, land and accuracy.
    str
        What the reader should know of that.

    Raises
    ------
    UsageError
        If the named source is not there.
    InputError
        If the file cannot be read, or holds no line or no coordinate system.
    """
    if text in SOURCES:
        between: Callable[..., Border] = Border.between
        if "source" not in inspect.signature(between).parameters:
            raise UsageError(
                f"--against {text}: this version carries no such line; give a file of lines"
            )
        return between(*border.parties, source=text), ""
    path = Path(text)
    if not path.exists():
        raise InputError(
            f"--against {text}: there is no such file; give a file of lines or {SOURCES[0]}"
        )
    line = densified_lines(_lines(path))
    lengths = [abs(GEOD.geometry_length(part)) for part in line.geoms]
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    other = replace(
        border,
        line=line,
        ends=_ends(border, line),
        source=BorderSource(
            title=f"line of {path.name}",
            release=f"SHA-256 {digest[:16]}",
            licence="as the file's owner says",
            attribution=path.name,
            viewpoint=f"the line is the file's; whose land is whose: {border.source.viewpoint}",
            url="",
        ),
        accuracy_reason=f"not stated by the file; taken as that of {border.source.title}",
        length_km=sum(lengths) / 1000,
    )
    note = (
        "Whose land is whose, and how well the line is known, are the first border's: "
        "the file says neither."
    )
    return other, note


def _lines(path: Path) -> shapely.MultiLineString:
    """Read the lines of a vector file, merged where they meet."""
    import geopandas as gpd

    try:
        frame = gpd.read_file(path)
    except Exception as error:  # whatever the driver found wrong
        words = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: is no vector file that can be read ({words})") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(f"{path}: is a table without geometry; give a file of lines, as GeoJSON")
    if frame.crs is None:
        raise InputError(f"{path}: has no coordinate system; save it with one, best as GeoJSON")
    shapes = [shape for shape in frame.to_crs(4326).geometry if shape is not None]
    others = sorted({shape.geom_type for shape in shapes} - _LINES)
    if others:
        raise InputError(f"{path}: holds {', '.join(others)}; save the border as lines")
    parts = [part for shape in shapes for part in shapely.get_parts(shape) if part.length > 0]
    if not parts:
        raise InputError(f"{path}: holds no line")
    flat = shapely.force_2d(np.array(parts, dtype=object))
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(flat)))
    return shapely.multilinestrings(merged)


def _ends(border: Border, line: shapely.MultiLineString) -> tuple[BorderEnd, ...]:
    """Return a line's ends: what the first border's nearest ends are, each once, else a cut."""
    points: list[tuple[float, float]] = []
    for part in line.geoms:
        xy = shapely.get_coordinates(part)
        if (xy[0] != xy[-1]).any():
            points += [(float(lon), float(lat)) for lon, lat in (xy[0], xy[-1])]
    kinds: dict[int, Any] = {}
    for end in border.ends:
        away = [GEOD.inv(end.lon, end.lat, *point)[2] for point in points]
        if away:
            kinds.setdefault(int(np.argmin(away)), end.kind)
    return tuple(
        BorderEnd(lon, lat, kinds.get(number, "cut")) for number, (lon, lat) in enumerate(points)
    )
