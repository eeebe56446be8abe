"""``csbm.write``: a result to a file, with what it rests on."""

from os import PathLike
from pathlib import Path

import geopandas as gpd

from ..common.errors import UsageError
from ..exports import delivery
from ..exports.comparison import comparison_provenance, write_comparison
from ..exports.formats import offered
from ..exports.provenance import provenance
from ..exports.zones import zone_features
from ..geo.analysis.comparison import Comparison
from ..geo.zones.coverage import COLUMNS
from ..geo.zones.zone import InspectionZone
from ..maps.map_page import MapPage

COMPARISON_FORMATS = (*offered("rows"), "svg", "png", "pdf")


def write(
    result: InspectionZone | Comparison | MapPage | gpd.GeoDataFrame,
    path: "str | PathLike[str]",
    *,
    zone: InspectionZone | None = None,
    third_states: bool = False,
) -> Path:
    """Write a result to a file, the format by its ending, as the commands do with ``-o``.

    Parameters
    ----------
    result : InspectionZone, Comparison, MapPage or GeoDataFrame
        A zone: GeoJSON, GPKG, KML, KMZ. A comparison: CSV, JSON, XLSX,
        Markdown, SVG, PNG, PDF. A page: HTML,
        PNG, PDF. A list of units or their coverage: CSV, JSON, XLSX, Markdown, GeoParquet and the
        formats of a zone.
    path : str or path
        An older file is replaced.
    zone : InspectionZone, optional
        The zone that a coverage is of, so that the file carries border, depths and rules.
    third_states : bool
        Whether a zone's part in third states is written too.

    Returns
    -------
    Path
        The file. Where its format has no room for it, a sidecar beside it carries the provenance.

    Raises
    ------
    UsageError
        If there is no such format for such a result.
    InputError
        If the file cannot be written.

    Examples
    --------
    >>> import csbm, pathlib, tempfile
    >>> zone = csbm.inspection_zone(csbm.Border.between("AND", "ESP"), 5, tolerance_m=50)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     csbm.write(zone, pathlib.Path(folder, "zone.geojson")).name
    'zone.geojson'
    """
    target = Path(path)
    delivery.check_target(target, (), no_clobber=False)
    if isinstance(result, MapPage):
        return result.save(target)
    if isinstance(result, InspectionZone):
        delivery.write_features(
            zone_features(result, third_states=third_states),
            target,
            delivery.choose_format(target, None, offered("shapes")),
            layer=f"csbm-{delivery.zone_name(result)}",
            provenance=delivery.zone_provenance(result, third_states=third_states),
            sides=result.border.parties,
        )
    elif isinstance(result, Comparison):
        write_comparison(
            result,
            target,
            delivery.choose_format(target, None, COMPARISON_FORMATS),
            comparison_provenance(result, ()),
        )
    elif isinstance(result, gpd.GeoDataFrame):
        _write_rows(result, target, zone)
    else:
        raise UsageError(f"a {type(result).__name__} is nothing that is written to a file")
    return target


def _write_rows(rows: gpd.GeoDataFrame, target: Path, zone: InspectionZone | None) -> None:
    fmt = delivery.choose_format(target, None, offered("rows", "places", "shapes"))
    covered = "status" in rows and "distance_km" in rows
    delivery.write_rows(
        rows,
        target,
        fmt,
        provenance=provenance(units_sources=rows.attrs.get("sources", ()))
        if zone is None
        else delivery.zone_provenance(zone, rows),
        columns=delivery.unit_columns(rows, marked=False)
        if covered and set(COLUMNS) <= set(rows)
        else None,
        sides=zone.border.parties if zone is not None else (),
    )
