"""Why a status is what it is, in words."""

from .bands import Band


def reason(
    band: Band,
    distance_km: float,
    accuracy_m: float,
    border_m: float,
    *,
    doubts: tuple[str, ...] = (),
) -> str:
    """Say in words why a status is what it is.

    Parameters
    ----------
    band : Band
        The one that decides; of depth 0 where the side has none.
    distance_km : float
    accuracy_m, border_m : float
        How well the position and the border are known, metres.
    doubts : tuple of str
        What else sways it.

    Examples
    --------
    >>> reason(Band("POL", 80.0), 81.7, 3000.0, 50.0)
    '81.7 km, 1.7 km outside 80 km, position known to 3 km, border to 0.05 km'
    """
    words = [
        f"{km(distance_km)}, {_where(band, distance_km)}",
        *doubts,
        f"position known to {km(accuracy_m / 1000)}",
        f"border to {km(border_m / 1000)}",
    ]
    return ", ".join(words)


def _where(band: Band, distance_km: float) -> str:
    if not band.depth_km:
        return "no depth on this side"
    edge, edge_name = band.depth_km, f"{band.depth_km:g} km"
    inside = distance_km <= edge
    if band.min_km > 0 and abs(distance_km - band.min_km) < abs(distance_km - edge):
        edge, edge_name = band.min_km, f"the inner {band.min_km:g} km"
        inside = distance_km >= edge
    return f"{km(abs(distance_km - edge))} {'inside' if inside else 'outside'} {edge_name}"


def km(kilometres: float) -> str:
    """Write kilometres as people say them: 81.7 km, 3 km, 0.25 km."""
    digits = 1 if kilometres >= 1 else 3
    return f"{round(kilometres, digits):g} km"
