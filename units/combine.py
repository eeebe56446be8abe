"""Several unit files as one list."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from ..common.errors import InputError
from .doubts import likely_duplicates
from .findings import as_plain
from .schema import COLUMNS, FILE_COLUMN, ORIGIN_COLUMNS, ROW_COLUMN


def combine_units(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return several unit frames as one: rows in order, sources side by side, ids unique.

    Parameters
    ----------
    frames : sequence of geopandas.GeoDataFrame
        From `read_units` or `bundled_units`, at least one.

    Returns
    -------
    geopandas.GeoDataFrame
        ``attrs["sources"]`` lists every file's source in order; ``attrs["source"]`` is the first.
        Columns that one file has and another has not are empty there.

    Raises
    ------
    InputError
        If an id is in two files, or the same file is given twice; every clash is named.

    Examples
    --------
    >>> from csbm.units.bundled import bundled_units
    >>> len(combine_units([bundled_units()]).attrs["sources"])
    1
    """
    if len(frames) == 1:
        return frames[0]
    seen: dict[str, tuple[str, int]] = {}
    clashes = []
    for frame in frames:
        for key, file, row in zip(frame["id"], frame[FILE_COLUMN], frame[ROW_COLUMN], strict=True):
            if key in seen:
                clashes.append(f"  {file}, row {row}: {key!r} is in {seen[key][0]}, row "
                               f"{seen[key][1]}, too")  # fmt: skip
            else:
                seen[key] = (file, row)
    if clashes:
        shown = clashes[:100]
        more = [f"  and {len(clashes) - 100:,} more"] if len(clashes) > len(shown) else []
        first = f"{len(clashes):,} ids are in two unit files; give each unit its own id:"
        raise InputError("\n".join([first, *shown, *more]))
    others = list(
        dict.fromkeys(
            name
            for frame in frames
            for name in frame.columns
            if name not in COLUMNS and name not in ORIGIN_COLUMNS and name != "geometry"
        )
    )
    order = [*COLUMNS, *others, *ORIGIN_COLUMNS, "geometry"]
    bare = [frame.copy() for frame in frames]
    for frame in bare:
        frame.attrs = {}
    together = pd.concat(bare, ignore_index=True)[order]
    for name in others:
        if together[name].dtype == object or isinstance(together[name].dtype, pd.StringDtype):
            together[name] = together[name].fillna("")
    combined = gpd.GeoDataFrame(together, geometry="geometry", crs="EPSG:4326")
    sources = [source for frame in frames for source in frame.attrs.get("sources", [])]
    doubts = []
    for frame in frames:
        file = frame.attrs.get("source", {}).get("file", "")
        doubts += [doubt | {"file": file} for doubt in frame.attrs.get("doubts", [])]
    across = [doubt for doubt in likely_duplicates(combined) if not doubt.rows.startswith("row")]
    doubts += [doubt | {"file": ""} for doubt in as_plain(across)]
    combined.attrs = {"source": sources[0] if sources else {}, "sources": sources, "doubts": doubts}
    return combined
