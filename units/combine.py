"""Several unit files as one list."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from ..common.errors import InputError
from ..readers.findings import as_plain
from ..readers.headers import FILE_COLUMN, ORIGIN_COLUMNS, ROW_COLUMN
from .doubts import likely_duplicates
from .schema import COLUMNS


def combine_units(
    frames: Sequence[gpd.GeoDataFrame], *, same_ids: bool = False
) -> gpd.GeoDataFrame:
    """Return several unit frames as one: rows in order, sources side by side, ids unique.

    Parameters
    ----------
    frames : sequence of geopandas.GeoDataFrame
        From `read_units` or `bundled_units`, at least one.
    same_ids : bool, optional
        Whether an id may be in two files, as where they are to be merged: the later one then has
        its file's name after it (see `own_id`).

    Returns
    -------
    geopandas.GeoDataFrame
        ``attrs["sources"]`` lists every file's source in order; ``attrs["source"]`` is the first.
        Columns that one file has and another has not are empty there.

    Raises
    ------
    InputError
        If an id is in two files and may not be, or the same file is given twice; every clash is
        named.

    Examples
    --------
    >>> from csbm.units.bundled import bundled_units
    >>> len(combine_units([bundled_units()]).attrs["sources"])
    1
    """
    if len(frames) == 1:
        return frames[0]
    clashes = _clashes(frames)
    if clashes and same_ids:
        frames = [_with_own_ids(frame, number) for number, frame in enumerate(frames)]
    elif clashes:
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


def _clashes(frames: Sequence[gpd.GeoDataFrame]) -> list[str]:
    """Name every id that is in two files."""
    seen: dict[str, tuple[str, int]] = {}
    clashes = []
    for frame in frames:
        for key, file, row in zip(frame["id"], frame[FILE_COLUMN], frame[ROW_COLUMN], strict=True):
            if key in seen:
                first, at = seen[key]
                clashes.append(f"  {file}, row {row}: {key!r} is in {first}, row {at}, too")
            else:
                seen[key] = (file, row)
    return clashes


_MARK = "\N{SYMBOL FOR UNIT SEPARATOR}"


def own_id(key: str) -> str:
    """Return an id as its file has it, without what `combine_units` put after it."""
    return key.partition(_MARK)[0]


def _with_own_ids(frame: gpd.GeoDataFrame, number: int) -> gpd.GeoDataFrame:
    """Return a file's rows with its number after their ids; those of the first stay bare."""
    if not number:
        return frame
    named = frame.copy()
    named["id"] = named["id"] + f"{_MARK}{number}"
    return named


def with_their_ids(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return units whose ids are again those of their files.

    Raises
    ------
    InputError
        If two units that were not merged have one id.
    """
    result = units.copy()
    result["id"] = [own_id(key) for key in units["id"]]
    twice = result[result["id"].duplicated(keep=False)].sort_values("id", kind="stable")
    if len(twice):
        places = ", ".join(
            f"{file}, row {row}"
            for file, row in zip(twice[FILE_COLUMN].head(4), twice[ROW_COLUMN].head(4), strict=True)
        )
        raise InputError(
            f"{len(twice):,} units share an id and are not alike enough to be merged (first"
            f" {twice['id'].iloc[0]!r}: {places}); give each unit its own id"
        )
    return result
