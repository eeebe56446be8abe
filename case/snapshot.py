"""The state of a case: of each line its rule, areas, counts, and every unit with its status.

Two of them can be told apart (difference.py), whether they were worked out now, lie in a folder of
results, or in a sealed file.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from ..common.errors import InputError
from ..common.guards import read_bytes
from ..units.levels import counted
from ..units.survey import uncounted

if TYPE_CHECKING:
    from .case import Case, CaseLine

__all__ = ["STATE", "LineState", "line_state", "read_states", "state_json", "states_of"]

STATE: Final = "state.json"
"""Its file in a folder of results."""
_FORMAT: Final = "csbm state"
_COARSE_DEG: Final = 0.005
_COLUMNS: Final = (
    *("id", "name", "side", "country", "lat", "lon", "position_accuracy_m", "located_in"),
    *("valid_from", "valid_to", "category", "depth_km", "distance_km", "status", "reason"),
)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class LineState:
    """One line of a case, worked out.

    Parameters
    ----------
    line : str
        Its name.
    border, release : str
        The border in codes, and the release of its source.
    line_sha256 : str
        Of its vertices.
    rule : mapping of str to str
        Depths and rules in words, by what they are.
    day : str
        That units were asked of.
    area_km2 : mapping of str to float
        Of each side and band.
    counts : mapping of str to mapping
        By side: how many have each status, or ``not counted`` with the reason.
    units : tuple of mapping
        Every unit in every band: `_COLUMNS`.
    """

    line: str
    border: str
    release: str
    line_sha256: str
    rule: Mapping[str, str]
    day: str
    area_km2: Mapping[str, float]
    counts: Mapping[str, Mapping[str, Any]]
    units: tuple[Row, ...] = field(repr=False)
    drawn: Mapping[str, str] = field(default_factory=dict, repr=False)
    """``border`` and each side and band as coarse lines (WKT, degrees), to be looked at only."""


def line_state(line: "CaseLine") -> LineState:
    """Work out the state of one line of a case."""
    zone, covered = line.zone, line.coverage()
    border = zone.border
    counts: dict[str, dict[str, Any]] = {}
    first = covered[counted(covered)].drop_duplicates("id")
    for side in border.parties:
        own = first[first["side"] == side]
        word = uncounted(covered.attrs, side, int((covered["side"] == side).sum()))
        told = {str(name): int(n) for name, n in own["status"].value_counts().items()}
        counts[side] = {"not counted": word} if word else dict(sorted(told.items()))
    return LineState(
        line=line.name,
        border=border.name,
        release=border.source.release,
        line_sha256=hashlib.sha256(
            np.ascontiguousarray(shapely.get_coordinates(border.line)).tobytes()
        ).hexdigest(),
        rule={
            "depths": "; ".join(
                f"{band.side} {band.category} {band.min_km:g}–{band.depth_km:g} km"
                for band in zone.bands
            ),
            "tripoint": zone.tripoint,
            "disputed": border.claimant or "any claimant's",
            "regime": zone.regime.id if zone.regime else "",
        },
        day=str(covered.attrs.get("as_of", "")),
        area_km2={f"{part.side} {part.category}": round(part.area_km2, 6) for part in zone.parts},
        counts=counts,
        units=tuple(
            {name: _plain(row.get(name)) for name in _COLUMNS}
            for row in covered.drop(columns="geometry").to_dict("records")
        ),
        drawn={
            "border": _coarse(border.line),
            **{
                f"{part.side} {part.category}": _coarse(part.geometry.boundary)
                for part in zone.parts
            },
        },
    )


def _coarse(lines: shapely.Geometry) -> str:
    """Return lines as text, to about half a kilometre."""
    return str(shapely.to_wkt(shapely.simplify(lines, _COARSE_DEG), rounding_precision=4))


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round(value, 9) if np.isfinite(value) else None
    return "" if value is None else value if isinstance(value, str | int | bool) else str(value)


def states_of(case: "Case") -> dict[str, LineState]:
    """Work out the states of all lines of a case, by name."""
    return {line.name: line_state(line) for line in case.lines}


def state_json(state: LineState) -> str:
    """Return a state as JSON, the same for the same state."""
    plain = {"format": _FORMAT, **asdict(state)}
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def read_states(path: Path) -> dict[str, LineState]:
    """Read the states of a case from its file, a folder of results, or a sealed file.

    Raises
    ------
    InputError
        If there is none.
    """
    if path.is_dir():
        found = {
            file.parent.name: _state(str(file), read_bytes(file))
            for file in sorted(path.glob(f"*/{STATE}"))
        }
        if not found:
            raise InputError(f"{path}: holds no results of csbm run (no LINE/{STATE})")
        return found
    if path.suffix == ".csbm":
        from .sealed import read_sealed

        sealed = read_sealed(path)
        if sealed.faults:
            raise InputError(f"{path}: {sealed.faults[0]}; see csbm verify")
        found = {
            name.split("/")[1]: _state(f"{path}, {name}", data)
            for name, data in sealed.members.items()
            if name.endswith(f"/{STATE}")
        }
        if not found:
            raise InputError(f"{path}: holds no state of a line; a list of it was withheld")
        return found
    from .case import Case

    return states_of(Case.read(path))


def _state(name: str, data: bytes) -> LineState:
    try:
        held = json.loads(data)
        if held.pop("format") != _FORMAT:
            raise ValueError("other format")
        held["units"] = tuple(held["units"])
        return LineState(**held)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{name}: is no state of a line") from error
