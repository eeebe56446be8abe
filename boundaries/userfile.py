"""A border of one's own, from any vector file: polygons of two parties, or lines.

Polygons that share their edges give the border by them, cut where the land ends. A line that two
neighbouring states share leaves their territories to the bundled atlas; any other line divides the
land it runs through. Two lines, one for each party (or two polygons well apart), leave the land
between them to nobody.
"""

from collections.abc import Sequence
from pathlib import Path

from ..common.errors import InputError, UsageError
from ..readers.features import read_features
from .border_line import BorderLine
from .partycolumns import Party, as_party
from .userlines import FromLines
from .userpolygons import FromPolygons

__all__ = ["border_from_file"]

_LINES = {"LineString", "MultiLineString", "LinearRing"}
_POLYGONS = {"Polygon", "MultiPolygon"}


def border_from_file(
    path: str | Path,
    parties: Sequence[str] | None = None,
    *,
    layer: str | None = None,
    snap_m: float | None = None,
    accuracy_m: float | None = None,
    like: BorderLine | None = None,
) -> BorderLine:
    """Read a border from a vector file: see `Border.from_file`.

    ``like`` is a border of the same parties: a line that does not say whose land is whose leaves
    that to it, and so does any file how well it is known.
    """
    path = Path(path)
    wanted = _wanted(parties)
    for value, words in ((snap_m, "snap"), (accuracy_m, "accuracy")):
        if value is not None and not 0 <= value <= 100_000:
            raise UsageError(f"{words} {value:g} m: give 0 to 100,000 metres")
    features = read_features(path, layer=layer)
    kinds = {feature.shape.geom_type for feature in features}
    if kinds <= _POLYGONS:
        made = FromPolygons(path, wanted, snap_m, accuracy_m, like)
        return made.border(features)
    if kinds <= _LINES:
        return FromLines(path, wanted, accuracy_m, like).border(features)
    others = sorted(kinds - _LINES - _POLYGONS)
    what = f"holds {', '.join(others)}" if others else "holds both lines and polygons"
    raise InputError(f"{path}: {what}; give the border as lines, or as polygons of two parties")


def _wanted(parties: Sequence[str] | None) -> tuple[Party, Party] | None:
    """Return the two parties asked for, in their order."""
    if parties is None:
        return None
    if isinstance(parties, str) or len(parties) != 2:
        raise UsageError("parties: give two, such as BLR,POL")
    try:
        one, other = (as_party(text) for text in parties)
    except InputError as error:
        raise UsageError(str(error)) from error
    if one == other:
        raise UsageError(f"parties: {one.id} was given twice")
    return one, other
