"""What a border from a file needs, whether it is drawn as polygons or as lines."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, cast

import shapely
from pyproj import Geod
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError
from ..geo.measure.densify import densified_lines
from ..readers.features import Feature, sha256
from .atlas import Atlas
from .border_line import BorderLine
from .bundled import BorderEnd, BorderSource
from .fileatlas import party_name
from .partycolumns import Party, party_of

DEFAULT_ACCURACY_M: Final = 250.0
"""95 % radius of a line whose file does not say how sure it is, metres."""
_GEOD: Final = Geod(ellps="WGS84")

Pair = tuple[str, str]


class FileBorder:
    """What both kinds of files need: the path, the parties asked for, the source."""

    def __init__(
        self,
        path: Path,
        wanted: tuple[Party, Party] | None,
        accuracy_m: float | None,
        like: BorderLine | None = None,
    ) -> None:
        self.path = path
        self.wanted = wanted
        self.accuracy_m = accuracy_m
        self.like = like

    def party(self, feature: Feature, *, by_name: bool = True) -> Party | None:
        """Return whose a feature is, errors with its number."""
        try:
            return party_of(feature.fields, by_name=by_name)
        except InputError as error:
            raise InputError(f"{self.path}: feature {feature.number}: {error}") from error

    def made(
        self,
        parties: Pair,
        line: MultiLineString,
        ends: tuple[BorderEnd, ...],
        atlas: Atlas,
        *,
        viewpoint: str,
        moved_m: float = 0.0,
        side_lines: Mapping[str, MultiLineString] | None = None,
    ) -> BorderLine:
        """Put the border together, with where it comes from and how sure it is."""
        if not line.geoms:
            raise InputError(
                f"{self.path}: no part of the border of {' and '.join(parties)} is on land"
            )
        digest = sha256(self.path)
        accuracy = DEFAULT_ACCURACY_M if self.accuracy_m is None else self.accuracy_m
        if self.like is not None and self.accuracy_m is None:
            accuracy = self.like.accuracy_m
        reason = (
            f"not stated by the file; {DEFAULT_ACCURACY_M:g} m is taken, as for lines that could"
            " not be held against another"
            if self.accuracy_m is None
            else "as stated by whoever gave the file"
        )
        if self.like is not None and self.accuracy_m is None:
            reason = f"not stated by the file; taken as that of {self.like.source.title}"
        if moved_m:
            accuracy = max(accuracy, moved_m)
            reason += (
                f"; the polygons' edges were up to {moved_m:.1f} m apart, and that of"
                f" {party_name(parties[1])} was moved to that of {party_name(parties[0])}"
            )
        return BorderLine(
            parties=parties,
            line=line,
            ends=ends,
            source=BorderSource(
                title=f"file {self.path.name}",
                release=f"SHA-256 {digest}",
                licence="as the file's owner says",
                attribution=self.path.name,
                viewpoint=viewpoint,
                url="",
            ),
            accuracy_m=accuracy,
            accuracy_reason=reason,
            length_km=length_km(line),
            atlas=atlas,
            side_lines=side_lines or {},
        )


def sorted_pair(one: Party, other: Party) -> Pair:
    """Return the ids of two parties, alphabetical."""
    a, b = sorted((one.id, other.id))
    return a, b


def length_km(line: MultiLineString) -> float:
    """Return the geodesic length of a line, kilometres."""
    return sum(float(_GEOD.geometry_length(part)) for part in line.geoms) / 1000


def densified_line(line: MultiLineString) -> MultiLineString:
    """Return a line whose edges may be read straight or as geodesics (see `densify`)."""
    parts = [part for part in line.geoms if part.length > 0]
    if not parts:
        return MultiLineString()
    return densified_lines(cast("MultiLineString", shapely.multilinestrings(parts)))


def all_lines(shapes: Iterable[BaseGeometry]) -> MultiLineString:
    """Return all lines as one shape of many parts, in their order."""
    parts = [part for shape in shapes for part in shapely.get_parts(shape).tolist()]
    return cast("MultiLineString", shapely.multilinestrings(parts))


def strung(line: MultiLineString, *, directed: bool = False) -> MultiLineString:
    """Return a line's parts strung together where they meet."""
    if len(line.geoms) == 1:
        return line
    strung = shapely.get_parts(shapely.line_merge(line, directed=directed))
    return cast("MultiLineString", shapely.multilinestrings(strung))
