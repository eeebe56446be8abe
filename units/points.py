"""One position given by hand, as a unit."""

import geopandas as gpd
from shapely.geometry import Point

from ..common.errors import InputError
from ..readers.coordinates import read_position
from ..readers.fineness import LEAST_M


def point_unit(text: str, accuracy_m: float | None = None) -> gpd.GeoDataFrame:
    """Return one written position as a unit.

    Parameters
    ----------
    text : str
        As for `coordinates.read_position`: ``52.09,23.69``, ``52-05N 023-41E``, MGRS …
    accuracy_m : float, optional
        95 % radius in metres; by default half a step of the last written digit, and at least
        `positions.LEAST_M`.

    Raises
    ------
    InputError
        If the text is no position.

    Examples
    --------
    >>> float(point_unit("52.09,23.69").loc[0, "lat"])
    52.09
    """
    try:
        written = read_position(text)
    except ValueError as error:
        raise InputError(f"position {text!r}: {error}") from None
    guessed = max(written.half_step_m, LEAST_M)
    row = {
        "id": "position",
        "name": text,
        "lat": written.lat,
        "lon": written.lon,
        "position_accuracy_m": guessed if accuracy_m is None else accuracy_m,
    }
    return gpd.GeoDataFrame([row], geometry=[Point(written.lon, written.lat)], crs=4326)
