"""How well the line of a view is known: as the bundled line where they are one, else by default."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from .evidence import STRETCH_M, LineEvidence, along_vertices, places_along

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry import MultiLineString

    from ..geo.measure.geodesic import LineIndex
    from .border import Border

__all__ = ["evidence_of_view"]

#: Nearer than this a place of the view's line lies on the bundled one, metres.
_ON_M: Final = 1.0
_STEP_M: Final = 125.0
_NEW_M: Final = 3000.0
"""95 % radius of a line that only a view has; that of a second source at 1:10 million."""


def evidence_of_view(
    border: "Border", line: "MultiLineString", *, middle: bool = False
) -> tuple[LineEvidence, float]:
    """Judge the line of a view in stretches of 500 m.

    Parameters
    ----------
    border : Border
        The bundled border.
    line : MultiLineString
        Of the view.
    middle : bool
        Whether what is new in it is a middle of two edges, as well drawn as these are.

    Returns
    -------
    LineEvidence
        Stretches of the bundled line keep what is known of them; of an edge of disputed land that
        the view takes, how well the source draws it; any other stretch has a default.
    float
        The radius that 95 % of the line's length has, metres.
    """
    from ..geo.measure.geodesic import LineIndex

    base = border.evidence
    assert base is not None
    index = LineIndex([shapely.get_coordinates(part) for part in border.line.geoms])
    rows: list[tuple[int, float, float, float, str, float, dict[str, Any]]] = []
    lines, km = [], 0.0
    for number, part in enumerate(line.geoms):
        xy = shapely.get_coordinates(part)
        lines.append(xy)
        vertices = along_vertices(xy)
        length = float(vertices[-1])
        count = max(1, int(np.ceil(length / STRETCH_M - 1e-9)))
        for first in range(count):
            start, stop = first * STRETCH_M, min((first + 1) * STRETCH_M, length)
            steps = max(1, int(np.ceil((stop - start) / _STEP_M)))
            along = start + (np.arange(steps) + 0.5) * (stop - start) / steps
            verdict = _verdict(base, index, places_along(xy, vertices, along), middle=middle)
            if rows and rows[-1][0] == number and rows[-1][4:] == verdict:
                rows[-1] = (number, rows[-1][1], stop, rows[-1][3], *verdict)
            else:
                rows.append((number, start, stop, km + start, *verdict))
        km += length
    part, from_m, to_m, at_m, grade, bound, causes = zip(*rows, strict=True)
    starts, ends = np.array(from_m), np.array(to_m)
    found = LineEvidence(
        lines=tuple(lines),
        part=np.array(part, np.int64),
        from_m=starts,
        to_m=ends,
        from_km=np.array(at_m) / 1000,
        to_km=(np.array(at_m) + ends - starts) / 1000,
        grade=np.array(grade),
        bound_m=np.array(bound),
        causes=tuple(causes),
    )
    return found, found.share_radius_m()


def _verdict(
    base: LineEvidence,
    index: "LineIndex",
    places: "NDArray[np.float64]",
    *,
    middle: bool,
) -> tuple[str, float, dict[str, Any]]:
    """Return class, radius and cause of one stretch."""
    near = index.nearest(places[:, 0], places[:, 1])
    new = {"cause": "view", "source": "", "measured_m": 0, "year": 0}
    runs = base.at(near.line, near.along_m)
    worst = int(runs[np.argmax(base.bound_m[runs])])
    bound = float(base.bound_m[worst])
    if (near.distance_m > _ON_M).any():
        return ("F", bound, new | {"cause": "middle"}) if middle else ("F", _NEW_M, new)
    if str(base.grade[worst]) == "E":
        return "F", bound, new | {"cause": "edge"}
    return str(base.grade[worst]), bound, base.causes[worst]
