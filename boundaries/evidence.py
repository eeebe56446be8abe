"""How well each kilometre of a bundled border is known, and what that rests on.

A border is read in stretches of 500 m; neighbouring stretches of which the same is known make one
run. What is known was worked out from releases of the source and from lines of other makers (see
docs/borders.md), of which only these figures are bundled.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from .bundled import DATA, damaged

__all__ = [
    "CLASSES",
    "STRETCH_M",
    "Grade",
    "LineEvidence",
    "Run",
    "joined_evidence",
    "line_evidence",
    "places_along",
]

STRETCH_M: Final = 500.0
_GEOD: Final = Geod(ellps="WGS84")
_FILE: Final = DATA / "evidence.parquet"

Grade = Literal["A", "B", "C", "D", "E", "F"]
CLASSES: Final[dict[str, str]] = {
    "A": "agrees with the register of a state that it borders",
    "B": "unmoved in the source since 2018, and only coarser lines to hold it against",
    "C": "moved in the source, and confirmed by a line of another maker",
    "D": "moved and not confirmed, or contradicted by lines of other makers",
    "E": "beside disputed land: both claims' lines are drawn",
    "F": "drawn at a small scale, or nothing to hold it against",
}
#: Who is behind a line that the bundled one was held against, as it is named to a reader.
SOURCES: Final[dict[str, str]] = {
    "": "",
    "pl-gugik": "Poland's State Register of Borders",
    "us": "a line of the US State Department",
    "gazetteer": "the line of an open gazetteer that names no scale",
    "elsewhere": "independent lines on other borders",
}
_REASONS: Final[dict[str, str]] = {
    "register": "the line is within {measured} m of {source}",
    "register-off": "the release differs by {measured} m from {source}",
    "confirmed": "the source moved by {measured} m after {year}, and {source} confirms it",
    "moved": "the source moved by {measured} m after {year}, and nothing confirms it",
    "off": "{source} lies {measured} m away, and no finer line speaks for this one",
    "held": "unmoved since 2018; {source} lies within {radius} m along 95 % of what is around",
    "local": "unmoved since 2018; {source} lies {measured} m away here",
    "alone": (
        "unmoved since 2018, and no other line to hold it against; on other borders 95 % of such"
        " stretches are within {radius} m of independent lines"
    ),
    "disputed": "disputed land lies beside it, and both claims' lines are drawn",
    "coarse": "drawn at 1:10 million; {radius} m is the default for such a line",
    "stand-in": "the line stands in for another, of which the course is known to {radius} m",
    "view": "only a view draws it; {radius} m is a default",
    "middle": "the middle between two edges of shared land, which are drawn to {radius} m",
    "edge": "one edge of land that the source gives to several; it is drawn to {radius} m",
    "unseen": "the releases since 2018 have no such line; {radius} m is a default",
}


@dataclass(frozen=True)
class Run:
    """A part of a border of which the same is known throughout.

    Parameters
    ----------
    from_km, to_km : float
        Along the border's line, its parts one after the other.
    grade : {"A", "B", "C", "D", "E", "F"}
        See `CLASSES`.
    radius_m : float or None
        95 % radius of the line's position; None where the line is disputed, for no radius can say
        whose claim holds.
    bound_m : float
        What is used in measuring: the radius, or how well either claim's line is drawn.
    reason : str
        What that rests on.
    border : str
        Of a line of several borders: which of them it is a part of, along which the km count.
    """

    from_km: float
    to_km: float
    grade: Grade
    radius_m: float | None
    bound_m: float
    reason: str
    border: str = ""

    @property
    def words(self) -> str:
        """What to say of an answer that this part decides.

        Examples
        --------
        >>> run = Run(269.6, 270.2, "D", 150.0, 150.0, "the release differs by 116 m")
        >>> run.words
        'hangs on km 269.6–270.2, where the release differs by 116 m'
        """
        at = f"{self.border} km" if self.border else "km"
        return f"hangs on {at} {self.from_km:.1f}–{self.to_km:.1f}, where {self.reason}"


@dataclass(frozen=True, eq=False)
class LineEvidence:
    """How well a border is known along its line; arrays of one entry per run.

    Parameters
    ----------
    lines : tuple of array, shape (n, 2)
        The parts of the border's whole line, degrees.
    part : array of int
        Which part each run lies on.
    from_m, to_m : array of float
        Where it begins and ends along that part, metres.
    from_km, to_km : array of float
        The same along the whole line.
    grade : array of str
    bound_m : array of float
        See `Run`.
    causes : tuple of dict
        What each rests on, as the data have it.
    borders : tuple of (str, float)
        Of a line of several borders: the name of each part's border, and at which km of the whole
        line that border begins.
    """

    lines: tuple[NDArray[np.float64], ...]
    part: NDArray[np.int64]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]
    from_km: NDArray[np.float64]
    to_km: NDArray[np.float64]
    grade: NDArray[np.str_]
    bound_m: NDArray[np.float64]
    causes: tuple[dict[str, Any], ...] = field(repr=False)
    borders: tuple[tuple[str, float], ...] = ()

    def __len__(self) -> int:
        """Give the number of runs."""
        return len(self.part)

    def run(self, number: int) -> Run:
        """Give one run."""
        grade: Grade = self.grade[number].item()
        bound = float(self.bound_m[number])
        cause = self.causes[number]
        reason = _REASONS[cause["cause"]].format(
            measured=cause["measured_m"],
            year=cause["year"],
            source=SOURCES[cause["source"]],
            radius=f"{bound:.0f}",
        )
        border, starts_km = self.borders[self.part[number]] if self.borders else ("", 0.0)
        return Run(
            from_km=float(self.from_km[number]) - starts_km,
            to_km=float(self.to_km[number]) - starts_km,
            grade=grade,
            radius_m=None if grade == "E" else bound,
            bound_m=bound,
            reason=reason,
            border=border,
        )

    def __iter__(self) -> Iterator[Run]:
        """Give the runs in order."""
        return (self.run(number) for number in range(len(self)))

    def km_by_class(self) -> dict[str, float]:
        """Give the kilometres of each class, the classes that do not occur left out."""
        length = self.to_km - self.from_km
        found = {grade: float(length[self.grade == grade].sum()) for grade in CLASSES}
        return {grade: km for grade, km in found.items() if km > 0}

    def share_radius_m(self, share: float = 0.95) -> float:
        """Give the radius that this share of the length has, or less; disputed stretches count."""
        order = np.argsort(self.bound_m, kind="stable")
        running = np.cumsum((self.to_km - self.from_km)[order])
        place = int(np.searchsorted(running, share * running[-1] - 1e-9))
        return float(self.bound_m[order][min(place, len(order) - 1)])

    @cached_property
    def _vertices_m(self) -> tuple[NDArray[np.float64], ...]:
        return tuple(along_vertices(line) for line in self.lines)

    def coordinates(self, number: int) -> NDArray[np.float64]:
        """Give the piece of the line that is a run, cut where it begins and ends."""
        part = self.part[number]
        return piece_of(
            self.lines[part],
            self._vertices_m[part],
            float(self.from_m[number]),
            float(self.to_m[number]),
        )

    def at(self, part: NDArray[np.int64], along_m: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the runs that places along the parts lie on."""
        starts = np.concatenate([[0.0], np.cumsum([along[-1] for along in self._vertices_m])])
        km = (starts[part] + along_m) / 1000
        return np.clip(
            np.searchsorted(self.from_km, km + 1e-9, side="right") - 1, 0, len(self) - 1
        ).astype(np.int64)


@cache
def _table() -> dict[str, tuple[int, int]]:
    """Give the first row and the number of rows of each border."""
    borders = _columns()["border"]
    names, first, count = np.unique(borders, return_index=True, return_counts=True)
    return {str(name): (int(a), int(n)) for name, a, n in zip(names, first, count, strict=True)}


@cache
def _columns() -> dict[str, NDArray[Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(_FILE)
    except (OSError, ValueError) as error:
        raise damaged(_FILE, error) from error
    found: dict[str, NDArray[Any]] = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if pa.types.is_string(column.type):
            coded = column.dictionary_encode()
            found[name] = np.array(coded.dictionary.to_pylist())[coded.indices.to_numpy()]
        else:
            found[name] = column.to_numpy()
    return found


@lru_cache(maxsize=64)
def line_evidence(parties: tuple[str, str], at_least_m: float = 0.0) -> LineEvidence | None:
    """Read how well the bundled border of two parties is known along its line.

    Parameters
    ----------
    parties : tuple of str
        ISO alpha-3 codes, alphabetical.
    at_least_m : float
        A radius that no stretch is known better than, where the line stands in for another.

    Returns
    -------
    LineEvidence or None
        None where the bundled data hold no such border.

    Raises
    ------
    InputError
        If csbm's own data are damaged.

    Examples
    --------
    >>> evidence = line_evidence(("BLR", "POL"))
    >>> sorted(evidence.km_by_class())
    ['A', 'D']
    """
    import shapely

    from .bundled import bundled_line

    place = _table().get("-".join(parties))
    if place is None:
        return None
    rows = slice(place[0], sum(place))
    columns = {name: values[rows] for name, values in _columns().items()}
    lines = tuple(shapely.get_coordinates(part) for part in bundled_line(parties).geoms)
    return _widened(_built(lines, columns), at_least_m)


def _widened(evidence: LineEvidence, at_least_m: float) -> LineEvidence:
    """Give a line that stands in for another no better radius than what is not known of that."""
    if at_least_m <= 0:
        return evidence
    better = evidence.bound_m < at_least_m
    cause = {"cause": "stand-in", "source": "", "measured_m": 0, "year": 0}
    return replace(
        evidence,
        bound_m=np.maximum(evidence.bound_m, at_least_m),
        grade=np.where(better, "F", evidence.grade),
        causes=tuple(
            cause if wide else own for wide, own in zip(better, evidence.causes, strict=True)
        ),
    )


@lru_cache(maxsize=16)
def joined_evidence(
    borders: tuple[tuple[str, str], ...], at_least_m: float = 0.0
) -> LineEvidence | None:
    """Return what is known along a line of several borders, one after the other.

    Parameters
    ----------
    borders : tuple of tuple of str
        The parties of each, ISO alpha-3, alphabetical.
    at_least_m : float
        See `line_evidence`.

    Returns
    -------
    LineEvidence or None
        None where there is none of one of them.

    Examples
    --------
    >>> rim = joined_evidence((("BLR", "LTU"), ("BLR", "POL")))
    >>> rim.run(len(rim) - 1).border
    'BLR-POL'
    """
    found = [(pair, line_evidence(pair, at_least_m)) for pair in borders]
    parts: list[LineEvidence] = []
    names: list[tuple[str, float]] = []
    first, km = [0], [0.0]
    for pair, one in found:
        if one is None:
            return None
        parts.append(one)
        names += [("-".join(pair), km[-1])] * len(one.lines)
        first.append(first[-1] + len(one.lines))
        km.append(km[-1] + float(one.to_km[-1]))
    return LineEvidence(
        lines=tuple(line for one in parts for line in one.lines),
        part=np.concatenate([one.part + at for one, at in zip(parts, first, strict=False)]),
        from_m=np.concatenate([one.from_m for one in parts]),
        to_m=np.concatenate([one.to_m for one in parts]),
        from_km=np.concatenate([one.from_km + at for one, at in zip(parts, km, strict=False)]),
        to_km=np.concatenate([one.to_km + at for one, at in zip(parts, km, strict=False)]),
        grade=np.concatenate([one.grade for one in parts]),
        bound_m=np.concatenate([one.bound_m for one in parts]),
        causes=tuple(cause for one in parts for cause in one.causes),
        borders=tuple(names),
    )


def _built(
    lines: tuple[NDArray[np.float64], ...], columns: dict[str, NDArray[Any]]
) -> LineEvidence:
    lengths = np.array([_length(line) for line in lines])
    stretches = np.maximum(1, np.ceil(lengths / STRETCH_M - 1e-9)).astype(np.int64)
    first_of = np.concatenate([[0], np.cumsum(stretches)])
    first = columns["first"].astype(np.int64)
    stop = np.append(first[1:], first_of[-1])
    part = np.searchsorted(first_of, first, side="right") - 1
    from_m = (first - first_of[part]) * STRETCH_M
    to_m = np.minimum((stop - first_of[part]) * STRETCH_M, lengths[part])
    before = np.concatenate([[0.0], np.cumsum(lengths)])[part]
    names = ("cause", "source", "measured_m", "year")
    causes = tuple(
        dict(zip(names, row, strict=True))
        for row in zip(*(columns[name].tolist() for name in names), strict=True)
    )
    return LineEvidence(
        lines=lines,
        part=part,
        from_m=from_m,
        to_m=to_m,
        from_km=(before + from_m) / 1000,
        to_km=(before + to_m) / 1000,
        grade=columns["grade"],
        bound_m=columns["radius_m"].astype(np.float64),
        causes=causes,
    )


def _length(line: NDArray[np.float64]) -> float:
    return float(_GEOD.line_length(line[:, 0], line[:, 1]))


def along_vertices(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give how far along a line its vertices lie, metres; its edges are geodesics."""
    _, _, length = _GEOD.inv(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
    return np.concatenate([[0.0], np.cumsum(length)])


def places_along(
    line: NDArray[np.float64], vertices_m: NDArray[np.float64], along_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the places at distances along a line whose edges are geodesics.

    Parameters
    ----------
    line : array, shape (n, 2)
        Lon, lat in degrees.
    vertices_m : array, shape (n,)
        How far along its vertices lie; see `along_vertices`.
    along_m : array, shape (m,)
        Metres from its start.

    Returns
    -------
    array, shape (m, 2)
        Lon, lat in degrees.
    """
    edge = np.clip(np.searchsorted(vertices_m, along_m, side="right") - 1, 0, len(line) - 2)
    a, b = line[edge], line[edge + 1]
    azimuth, _, _ = _GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    lon, lat, _ = _GEOD.fwd(a[:, 0], a[:, 1], azimuth, along_m - vertices_m[edge])
    return np.stack([lon, lat], axis=1)


def piece_of(
    line: NDArray[np.float64], vertices_m: NDArray[np.float64], from_m: float, to_m: float
) -> NDArray[np.float64]:
    """Cut a piece out of a line whose edges are geodesics; see `places_along`."""
    first = int(np.searchsorted(vertices_m, from_m + 1e-6, side="right"))
    stop = int(np.searchsorted(vertices_m, to_m - 1e-6, side="left"))
    ends = places_along(line, vertices_m, np.array([from_m, to_m]))
    return np.vstack([ends[:1], line[first:stop], ends[1:]])
