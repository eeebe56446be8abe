"""The style that QGIS finds in a GeoPackage and draws with: a colour and a dash per side."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from ..common.clock import run_date

# Blue and solid, orange and dashed: told apart without colour. All else is grey.
_LOOKS = (("26,114,178", "solid"), ("213,94,0", "dash"))
_OTHER = ("107,107,107", "dot")
_TABLE = """CREATE TABLE layer_styles (
id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
update_time DATETIME DEFAULT CURRENT_TIMESTAMP)"""


def add_style(path: Path, *, layer: str, kind: str, sides: Sequence[str]) -> None:
    """Add a default style to a GeoPackage, in the table where QGIS looks for one.

    Parameters
    ----------
    path : Path
        A GeoPackage with the layer, its geometry column called ``geom``.
    layer : str
        The layer.
    kind : {"fill", "line", "marker"}
        What its geometries are drawn as.
    sides : sequence of str
        The two parties, alphabetical; the values of the column ``side``.
    """
    moment = f"{run_date().isoformat()}T00:00:00.000Z"
    with sqlite3.connect(path) as database:
        database.execute(_TABLE)
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
            " update_time) VALUES ('', '', ?, 'geom', 'csbm', ?, '', 1, 'csbm', '', ?)",
            (layer, qml(kind, sides), moment),
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description,"
            " last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (moment,),
        )
    database.close()


def qml(kind: str, sides: Sequence[str]) -> str:
    """Return a style in QGIS's own form: one symbol per value of ``side``."""
    looks = [*zip(sides, _LOOKS, strict=False), ("", _OTHER)]
    categories = "".join(
        f'<category render="true" symbol="{place}" value={quoteattr(side)}'
        f" label={quoteattr(side or 'other')}/>"
        for place, (side, _look) in enumerate(looks)
    )
    symbols = "".join(
        _symbol(kind, str(place), colour, dash)
        for place, (_side, (colour, dash)) in enumerate(looks)
    )
    return (
        '<qgis version="3.22.0" styleCategories="Symbology">'
        '<renderer-v2 type="categorizedSymbol" attr="side" symbollevels="0" enableorderby="0"'
        f' forceraster="0"><categories>{categories}</categories><symbols>{symbols}</symbols>'
        "</renderer-v2></qgis>"
    )


def _symbol(kind: str, name: str, colour: str, dash: str) -> str:
    layer, values = {
        "fill": (
            "SimpleFill",
            {"color": f"{colour},70", "outline_color": f"{colour},255", "outline_style": dash,
             "outline_width": "0.5", "style": "solid"},
        ),
        "line": (
            "SimpleLine",
            {"line_color": f"{colour},255", "line_style": dash, "line_width": "0.6"},
        ),
        "marker": (
            "SimpleMarker",
            {"color": f"{colour},255", "outline_color": "255,255,255,255", "name": "circle",
             "size": "2.4"},
        ),
    }[kind]  # fmt: skip
    # QGIS up to 3.26 reads the props, later ones the options.
    options = "".join(
        f'<Option type="QString" name="{key}" value="{value}"/>' for key, value in values.items()
    )
    props = "".join(f'<prop k="{key}" v="{value}"/>' for key, value in values.items())
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{options}</Option>{props}</layer></symbol>'
    )
