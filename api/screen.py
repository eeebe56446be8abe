"""``csbm.screen``: a point file of any size against a zone."""

from collections.abc import Iterable
from os import PathLike, fspath
from typing import TYPE_CHECKING, Literal, TypedDict

from ..exports.delivery import zone_provenance
from ..screening.output import check_output, target_of
from ..screening.run import Progress, Screened, Wanted, screened
from ..screening.source import open_source

if TYPE_CHECKING:
    from ..geo.zones.zone import InspectionZone

Status = Literal["in", "indeterminate", "out", "not_bound", "all"]


class ScreenOptions(TypedDict, total=False):
    """Options that command and function share; their defaults stand in `screen`."""

    status: Status
    distance: Literal["near", "all"]
    lat: str | None
    lon: str | None
    crs: str | None
    accuracy_m: float
    strict: bool
    resume: bool
    workers: int | None
    scheduler: str | None
    no_clobber: bool


def screen(
    file: "str | PathLike[str]",
    zone: "InspectionZone",
    output: "str | PathLike[str]",
    *,
    status: Status = "in",
    distance: Literal["near", "all"] = "near",
    third_states: bool = False,
    lat: str | None = None,
    lon: str | None = None,
    crs: str | None = None,
    accuracy_m: float = 0.0,
    strict: bool = False,
    resume: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    no_clobber: bool = False,
    inputs: "Iterable[str | PathLike[str]]" = (),
    progress: Progress | None = None,
) -> Screened:
    r"""Screen a point file of any size against a zone, as ``csbm screen`` does.

    Parameters
    ----------
    file : str or path
        Parquet, GeoParquet, CSV (.gz, .zst), FlatGeobuf or GeoPackage: a file, a folder, a glob.
    zone : InspectionZone
    output : str or path
        ``inside.parquet``, ``inside.csv`` (.gz, .zst), or a folder of parts.
    status : {"in", "indeterminate", "out", "not_bound", "all"}
        Which rows are written.
    distance : {"near", "all"}
        Whether far rows get a distance too.
    third_states : bool
        Whether rows where nobody is bound are written too if they may lie within the depth.
    lat, lon : str, optional
        The columns of the positions, where they are not called as usual.
    crs : str, optional
        The reference system of positions that do not say theirs.
    accuracy_m : float
        95 % radius of positions that do not say theirs, metres.
    strict : bool
        Whether a row without a position ends the run.
    resume : bool
        Whether a run that was cut off goes on.
    workers : int, optional
        How many threads, or processes of a cluster; by default one for each core.
    scheduler : str, optional
        A Dask cluster's address; ``local`` starts one.
    no_clobber : bool
        Whether what is there already stays.
    inputs : iterable of str or path
        Other files that the zone was made from; the output may be none of them.
    progress : callable, optional
        Shows how far the run is: given how many rows there are and how many are done, a context in
        which more are told.

    Returns
    -------
    Screened
        Counts by side and status, rows read, written and put aside, and what is to be said.

    Raises
    ------
    InputError
        If a file cannot be read, or the output cannot be written.
    UsageError
        If the output is one of the inputs, or there already with ``no_clobber``.

    Examples
    --------
    >>> import csbm, pathlib, tempfile
    >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     points = pathlib.Path(folder, "points.csv")
    ...     written = points.write_text("lat,lon\n42.45,1.50\n40.00,1.50\n")
    ...     csbm.screen(points, zone, pathlib.Path(folder, "inside.csv")).kept
    1
    """
    target = target_of(fspath(output))
    source = open_source(
        fspath(file),
        lat=lat,
        lon=lon,
        crs=crs,
        apart_from=(target.path, target.rejects, target.work),
    )
    held = [*(one.path for one in source.files), *(fspath(one) for one in inputs)]
    check_output(target, held, no_clobber=no_clobber, resume=resume)
    return screened(
        source,
        zone,
        target,
        Wanted(
            status=status,
            every_distance=distance == "all",
            third_states=third_states,
            accuracy_m=accuracy_m,
            strict=strict,
        ),
        provenance=zone_provenance(zone, third_states=third_states),
        resume=resume,
        workers=workers,
        scheduler=scheduler,
        progress=progress,
    )
