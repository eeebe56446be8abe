"""The project's own list of units, each with its source."""

from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from typing import Final

import geopandas as gpd

from .combine import combine_units
from .levels import with_counts_as
from .readers import read_units
from .survey import bundled_survey

SOURCE = {
    "title": "csbm bundled unit list (Belarus, Poland and around)",
    "licence": "CC BY 4.0",
    "attribution": "Positions from GeoNames (https://www.geonames.org), CC BY 4.0;"
    " every row names its own source",
}


AIRFIELDS: Final = {
    "title": "csbm bundled list of military airfields (airportsdata)",
    "licence": "MIT",
    "attribution": "airportsdata, (c) Mike Borsetti, MIT licence",
}


def bundled_units(*, airfields_of: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Return the units that csbm knows of itself, in the form `read_units` gives.

    Positions are those of the settlement that a source names, not of a barracks gate, and carry
    the accuracy that follows from it.

    Parameters
    ----------
    airfields_of : sequence of str, optional
        States, alpha-3. Of those that the list was not made for (`survey.bundled_survey`) the
        military airfields are added, and nothing else is known of them.

    Returns
    -------
    geopandas.GeoDataFrame
        As from `read_units`; ``attrs["source"]`` carries title, licence and attribution, and
        ``attrs["as_of"]`` the day that the list is of. It holds units that have ended, too.

    Examples
    --------
    >>> units = bundled_units()
    >>> len(units), units.attrs["source"]["licence"]
    (505, 'CC BY 4.0')
    >>> len(bundled_units(airfields_of=["IND"])) > len(units)
    True
    """
    units, source = _read("units.csv", SOURCE)
    source["as_of"] = bundled_survey().as_of
    told = units.attrs | {"source": source, "sources": [source], "as_of": source["as_of"]}
    told["survey"] = bundled_survey().words
    bare = set(airfields_of) - set(told["survey"])
    if bare:
        fields, also = _read("airfields.csv", AIRFIELDS)
        fields = fields[fields["located_in"].isin(bare)].reset_index(drop=True)
        if len(fields):
            units = combine_units([units, fields])
            told["sources"] = [source, also]
    units = with_counts_as(units)
    units.attrs = told
    return units


def _read(name: str, about: Mapping[str, str]) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    package = __package__ or "csbm.units"
    with as_file(files(package).joinpath("data", name)) as path:
        units = read_units(path)
    return units, units.attrs["source"] | about
