"""The one table of formats: its endings, what it holds, who writes it.

A new format is one row here and one writer; every command that has such content offers it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO

from ..common.errors import UsageError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from .values import Row
    from .vectors import Feature

Holds = Literal["rows", "places", "shapes"]
"""Rows of any table; rows that each have a place; features with any shape."""


@dataclass(frozen=True)
class Content:
    """What is to be written.

    Parameters
    ----------
    table : iterable of mapping, of features, or GeoDataFrame
        Longitude and latitude on WGS84, already cut at the antimeridian.
    layer : str
        The name of the layer, sheet or document.
    columns : sequence of str, optional
        Which columns, in this order; all but csbm's own where absent.
    provenance : mapping, optional
        From `provenance.provenance`.
    sides : sequence of str
        The two parties, for colours: the first is drawn blue, the second orange.
    full_precision : bool
        Write lines and polygons of a text format in full, not to seven decimals.
    """

    table: "Iterable[Row] | Iterable[Feature] | GeoDataFrame"
    layer: str
    columns: Sequence[str] | None = None
    provenance: Mapping[str, object] | None = None
    sides: Sequence[str] = ()
    full_precision: bool = True

    def rows(self) -> Any:  # noqa: ANN401  # rows, or a frame
        """Return the table for a format that has no shapes: as text, where all is written."""
        from .geometry import shapes_as_text

        whole = self.columns is None and hasattr(self.table, "geometry")
        return shapes_as_text(self.table) if whole else self.table

    def features(self) -> "list[Feature]":
        """Return pairs of geometry and properties, of the chosen columns only."""
        from .vectors import features_of

        pairs = features_of(self.table)
        if self.columns is None:
            return pairs
        return [(shape, {name: row.get(name) for name in self.columns}) for shape, row in pairs]

    @property
    def licence(self) -> str:
        """Sources, licences and what these ask, in one line; empty where none is known."""
        return str((self.provenance or {}).get("licence_line", ""))

    @property
    def decimals(self) -> int | None:
        """How many decimals of a degree lines and polygons have; ``None`` for all."""
        from .geometry import POLYGON_DECIMALS

        return None if self.full_precision else POLYGON_DECIMALS


@dataclass(frozen=True)
class Format:
    """One format.

    Parameters
    ----------
    name : str
        As ``--format`` and the first ending without its dot say it.
    title : str
        As people say it.
    endings : tuple of str
    holds : {"rows", "places", "shapes"}
    text : callable, optional
        Gives the content as text, which a stream can take too.
    data : callable, optional
        Gives the content as bytes.
    file : callable, optional
        Writes the content to a path; one of the three is there.
    carries : bool
        Whether provenance is in the file itself, not in a sidecar.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    holds: Holds
    text: Callable[[Content], str] | None = None
    data: Callable[[Content], bytes] | None = None
    file: Callable[[Content, Path], None] | None = None
    carries: bool = False

    def write(self, content: Content, path: Path) -> None:
        """Write the content to a path that nobody else reads yet."""
        if self.text is not None:
            path.write_bytes(self.text(content).encode("utf-8"))
        elif self.data is not None:
            path.write_bytes(self.data(content))
        else:
            assert self.file is not None
            self.file(content, path)


# Each writer loads what it needs with its first file: most runs write one format only.
def _csv(content: Content) -> str:
    from .tables import csv_text

    return csv_text(content.rows(), columns=content.columns)


def _json(content: Content) -> str:
    from .tables import json_rows

    return json_rows(content.rows(), columns=content.columns)


def _xlsx(content: Content) -> bytes:
    from .workbook import xlsx_bytes

    return xlsx_bytes(
        content.rows(),
        columns=content.columns,
        provenance=content.provenance,
        title=content.layer,
    )


def _markdown(content: Content) -> bytes:
    from .markdown import markdown_text

    text = markdown_text(content.rows(), columns=content.columns, provenance=content.provenance)
    return text.encode("utf-8")


def _parquet(content: Content) -> bytes:
    from .parquet import parquet_bytes

    return parquet_bytes(content.table, columns=content.columns, licence=content.licence)


def _geojson(content: Content) -> str:
    from .vectors import geojson_text

    return geojson_text(content.features(), decimals=content.decimals, licence=content.licence)


def _geopackage(content: Content, path: Path) -> None:
    from .geopackage import write_geopackage

    write_geopackage(
        content.features(),
        path,
        layer=content.layer,
        sides=content.sides,
        licence=content.licence,
    )


def _kml(content: Content) -> bytes:
    from .kml import kml_text

    return kml_text(
        content.features(),
        name=content.layer,
        decimals=content.decimals,
        sides=content.sides,
        licence=content.licence,
    ).encode("utf-8")


def _kmz(content: Content) -> bytes:
    from .archives import zip_bytes

    return zip_bytes({"doc.kml": _kml(content)})


FORMATS: Final[dict[str, Format]] = {
    one.name: one
    for one in (
        Format("csv", "CSV", (".csv",), "rows", text=_csv),
        Format("json", "JSON", (".json",), "rows", text=_json),
        Format("xlsx", "XLSX", (".xlsx",), "rows", data=_xlsx, carries=True),
        Format("md", "Markdown", (".md",), "rows", data=_markdown, carries=True),
        Format("parquet", "GeoParquet", (".parquet", ".geoparquet"), "places", data=_parquet),
        Format("geojson", "GeoJSON", (".geojson",), "shapes", text=_geojson),
        Format("gpkg", "GeoPackage", (".gpkg",), "shapes", file=_geopackage),
        Format("kml", "KML", (".kml",), "shapes", data=_kml),
        Format("kmz", "KMZ", (".kmz",), "shapes", data=_kmz),
    )
}
TABLE: Final = "table"
"""The table for people, on the screen or in a text file: what a command shows by itself."""


def offered(*holds: Holds) -> tuple[str, ...]:
    """Return what a command offers whose content fits formats that hold this.

    Examples
    --------
    >>> offered("rows")
    ('table', 'csv', 'json', 'xlsx', 'md')
    >>> offered("shapes")
    ('table', 'geojson', 'gpkg', 'kml', 'kmz')
    """
    return (TABLE, *(one.name for one in FORMATS.values() if one.holds in holds))


def endings(*holds: Holds) -> tuple[str, ...]:
    """Return the endings of the formats that hold this; of all where nothing is named."""
    return tuple(
        ending
        for one in FORMATS.values()
        if not holds or one.holds in holds
        for ending in one.endings
    )


def takes_a_stream(name: str) -> bool:
    """Tell whether a format can go to the screen."""
    return name == TABLE or (name in FORMATS and FORMATS[name].text is not None)


def format_of(path: Path, *holds: Holds) -> Format:
    """Return the format that a file's ending names.

    Parameters
    ----------
    path : Path
    *holds : {"rows", "places", "shapes"}
        Only formats that hold this; all where nothing is named. Among those of shapes ``.json``
        is GeoJSON.

    Raises
    ------
    UsageError
        If the ending is none of theirs.
    """
    ending = path.suffix.lower()
    if ending == ".json" and holds == ("shapes",):
        ending = ".geojson"
    for one in FORMATS.values():
        if ending in one.endings and (not holds or one.holds in holds):
            return one
    raise UsageError(
        f"{path.name}: {ending or 'no ending'!r} is no format that is written; there are"
        f" {', '.join(endings(*holds))}"
    )


def write(content: Content, target: Path | TextIO, fmt: Format) -> list[Path]:
    """Write content in a format: to a file whole, its provenance beside it, or to a stream.

    Parameters
    ----------
    content : Content
    target : Path or text stream
    fmt : Format

    Returns
    -------
    list of Path
        What was written: the file, and its sidecar if there is one.

    Raises
    ------
    InputError
        If the file cannot be written, or a text is too long for its format.
    """
    from ..common.files import is_streamed, written_whole
    from .sidecar import write_sidecar

    if not isinstance(target, Path):
        assert fmt.text is not None
        target.write(fmt.text(content))
        return []
    with written_whole(target) as temporary:
        fmt.write(content, temporary)
    if not content.provenance or fmt.carries or is_streamed(target):
        return [target]
    return [target, write_sidecar(target, content.provenance)]
