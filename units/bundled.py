"""The project's own list of units, each with its source."""

from importlib.resources import as_file, files

import geopandas as gpd

from .levels import with_counts_as
from .readers import read_units
from .survey import bundled_survey

SOURCE = {
    "title": "csbm bundled unit list (Belarus, Poland, Lithuania, Latvia, Ukraine)",
    "licence": "CC BY 4.0",
    "attribution": "Positions from GeoNames (https://www.geonames.org), CC BY 4.0;"
    " every row names its own source",
}


def bundled_units() -> gpd.GeoDataFrame:
    """Return the units that csbm knows of itself, in the form `read_units` gives.

    Positions are those of the settlement that a source names, not of a barracks gate, and carry
    the accuracy that follows from it.

    Returns
    -------
    geopandas.GeoDataFrame
        As from `read_units`; ``attrs["source"]`` carries title, licence and attribution, and
        ``attrs["as_of"]`` the day that the list is of. It holds units that have ended, too.

    Examples
    --------
    >>> units = bundled_units()
    >>> len(units), units.attrs["source"]["licence"]
    (233, 'CC BY 4.0')
    """
    package = __package__ or "csbm.units"
    with as_file(files(package).joinpath("data", "units.csv")) as path:
        units = read_units(path)
    told = dict(units.attrs)
    units = with_counts_as(units)
    source = told["source"] | SOURCE
    source["as_of"] = bundled_survey().as_of
    units.attrs = told | {"source": source, "sources": [source], "as_of": source["as_of"]}
    units.attrs["survey"] = bundled_survey().words
    return units
