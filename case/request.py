"""What is asked for, and what it comes to: a border, a zone, a list of units.

Options of the command line, a case file and Python make the same requests, and they are resolved
here only. What is to be said of them comes back as notes.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ..common.errors import UsageError
from ..common.words import listing

if TYPE_CHECKING:
    from ..boundaries.border import Border
    from ..geo.zones.zone import InspectionZone, Tripoint
    from ..regimes.schema import Regime
    from ..units.gather import Gathered
    from ..units.sources import UnitSources

DEFAULT_BORDER: Final = "BLR-POL"
DEFAULT_DEPTH: Final = "80"
OTHERS: Final = "others"
"""Stands in a depth for all parties that it does not name."""
SECOND: Final[Literal["natural-earth"]] = "natural-earth"


@dataclass(frozen=True)
class BorderRequest:
    """Which border is asked for, as it was written."""

    text: str | None = None
    file: str | None = None
    parties: str | None = None
    layer: str | None = None
    snap_m: float | None = None
    accuracy_m: float | None = None
    claimant: str | None = None
    without: str | None = None
    view: str | None = None


@dataclass(frozen=True)
class ZoneRequest:
    """Which zone is asked for, as it was written."""

    border: BorderRequest = field(default_factory=BorderRequest)
    depth: str | None = None
    total_width: bool = False
    regime: str | None = None
    split_at: str | None = None
    tripoint: "Tripoint | None" = None
    third_states: bool = False
    tolerance_m: float = 1.0


class ResolvedZone(NamedTuple):
    """A zone, and what the reader should know of how it was read."""

    zone: "InspectionZone"
    notes: tuple[str, ...]


def resolve_border(request: BorderRequest) -> "Border":
    """Return the border that was asked for; without any, the default."""
    from ..boundaries.views import MIDDLE, middle_of, viewed

    found = _line(request)
    if request.view is not None:
        if request.claimant is not None:
            raise UsageError("--view and --disputed say whose land it is; give one of them")
        return viewed(found, request.view)
    if request.claimant == MIDDLE:
        return middle_of(found)
    return found if request.claimant is None else found.claimed_by(request.claimant)


def _line(request: BorderRequest) -> "Border":
    from ..boundaries.border import Border
    from ..boundaries.countries import parse_pair
    from ..boundaries.groups import parse_groups

    without = request.without.split(",") if request.without else []
    if request.file in {None, SECOND}:
        own = ("parties", "layer", "snap_m", "accuracy_m")
        if any(getattr(request, name) is not None for name in own):
            raise UsageError(
                "--parties, --border-layer, --snap and --border-accuracy belong to --border FILE"
            )
        text = DEFAULT_BORDER if request.text is None else request.text
        source: Literal["natural-earth"] | None = None if request.file is None else SECOND
        return Border.between(*parse_groups(text, without=without), source=source)
    if without:
        raise UsageError("--except belongs to a BORDER such as BLR-all, not to --border FILE")
    assert request.file is not None
    parties: list[str] | None = None
    if request.parties is not None:
        if request.text is not None:
            raise UsageError(f"BORDER {request.text} and --parties say the same; give one of them")
        parties = [part.strip() for part in request.parties.split(",")]
    elif request.text is not None:
        parties = list(parse_pair(request.text))
    return Border.from_file(
        request.file,
        parties,
        layer=request.layer,
        snap_m=request.snap_m,
        accuracy_m=request.accuracy_m,
    )


def resolve_zone(request: ZoneRequest) -> ResolvedZone:
    """Return the zone that was asked for.

    Raises
    ------
    UsageError
        If what was asked cannot be.
    InputError
        If a file cannot be read.
    """
    from ..geo.zones.zone import inspection_zone

    if request.regime is not None:
        return _regime_zone(request)
    if request.split_at is not None:
        raise UsageError("--split-at parts the line of a regime; add --regime")
    found = resolve_border(request.border)
    zone = inspection_zone(
        found,
        read_depths(
            DEFAULT_DEPTH if request.depth is None else request.depth,
            found,
            total_width=request.total_width,
        ),
        tripoint=request.tripoint or "round",
        tolerance_m=request.tolerance_m,
    )
    return ResolvedZone(zone, _file_notes(request.border))


def _regime_zone(request: ZoneRequest) -> ResolvedZone:
    from ..geo.zones.regime_zone import regime_zone
    from ..regimes.catalogue import find_regime

    assert request.regime is not None
    regime = find_regime(request.regime)
    if request.total_width:
        raise UsageError(f"{regime.id}: a regime says itself how it is read; drop --total-width")
    depth_km = None
    if request.depth is not None:
        if "=" in request.depth:
            raise UsageError(f"{regime.id}: give one depth, such as --depth 50")
        depth_km = kilometres(request.depth)
    border, notes = regime_border(regime, request.border)
    if request.border.file is None:
        border = border.standing_in(regime.line.stand_in_m, regime.line.stand_in_why)
    made = regime_zone(
        regime,
        border,
        depth_km=depth_km,
        split_at=_place(request.split_at) if request.split_at else None,
        tripoint=request.tripoint,
        tolerance_m=request.tolerance_m,
    )
    return ResolvedZone(made.zone, tuple(f"{regime.id}: {line}" for line in (*notes, *made.notes)))


def _file_notes(request: BorderRequest) -> tuple[str, ...]:
    """Return what is to be said of a border's file besides."""
    if request.file in {None, SECOND}:
        return ()
    from ..readers.features import doubts_of

    assert request.file is not None
    return tuple(doubts_of(Path(request.file)))


def regime_border(regime: "Regime", typed: BorderRequest) -> "tuple[Border, tuple[str, ...]]":
    """Return the border of a regime: the one that was typed, else all that it has; and notes."""
    from ..boundaries.border import Border
    from ..boundaries.groups import groups_between, parse_groups

    if typed.file is not None:
        return resolve_border(typed), ()
    borders = regime.line.borders
    if regime.line.drawn_from != "border" or not borders:
        if typed.text is None:
            raise UsageError(_no_border(regime))
        return resolve_border(typed), ()
    if typed.text is None:
        groups = groups_between(borders)
        if groups is None:
            told = f"drawn along {borders[0]}; it has {', '.join(borders[1:])} too"
            return resolve_border(replace(typed, text=borders[0])), (told,)
        text = "-".join(",".join(group) for group in groups)
        return resolve_border(replace(typed, text=text)), ()
    without = typed.without.split(",") if typed.without else []
    found = Border.between(*parse_groups(typed.text, without=without))
    known = {"-".join(sorted(one.split("-"))) for one in borders}
    if strange := sorted(set(found.part_names) - known):
        raise UsageError(
            f"{regime.id}: speaks of {', '.join(borders)}, not of {', '.join(strange)}"
        )
    return resolve_border(typed), ()


def _no_border(regime: "Regime") -> str:
    if regime.basis != "depth":
        return (
            f"{regime.id}: speaks of {regime.basis}, not of a depth from a line; "
            "nothing of it can be drawn"
        )
    lines = "a line for each side" if regime.line.drawn_from == "each" else "its line"
    return (
        f"{regime.id}: its line is no border ({regime.line.text}); "
        f"--border FILE takes {lines} as a vector file"
    )


def _place(text: str) -> tuple[float, float]:
    """Read a position as latitude and longitude, in any style that units are read in."""
    from ..units.points import point_unit

    unit = point_unit(text, None)
    return float(unit["lat"].iloc[0]), float(unit["lon"].iloc[0])


def read_depths(
    text: str, border: "Border", *, total_width: bool = False
) -> float | dict[str, float]:
    """Read --depth: kilometres, or PARTY=KM for each party; ``others`` are those not named."""
    if "=" not in text:
        return kilometres(text) / (2 if total_width else 1)
    if total_width:
        raise UsageError(f"--depth {text}: a total width is one number for both sides")
    depths: dict[str, float] = {}
    for part in text.split(","):
        party, _, value = part.partition("=")
        code = OTHERS if party.strip().casefold() == OTHERS else party_code(party, border)
        if code in depths:
            raise UsageError(f"--depth {text}: {code} has two depths")
        depths[code] = kilometres(value)
    if OTHERS in depths:
        rest = depths.pop(OTHERS)
        depths = {party: depths.get(party, rest) for party in border.parties}
    return depths


def kilometres(text: str) -> float:
    """Read a depth in kilometres."""
    number = text.strip().lower().removesuffix("km").strip()
    try:
        value = float(number)
    except ValueError:
        raise UsageError(
            f"depth {text.strip()!r} is no number of kilometres; write 80 or 80.5, "
            "or BLR=80,POL=50 for each party its own"
        ) from None
    if not 0 < value < float("inf"):
        raise UsageError(f"depth {number} km: give a number above 0")
    return value


def party_code(text: str, border: "Border") -> str:
    """Return the code of one of the parties to a border."""
    from ..boundaries.countries import find_country

    own = {party.casefold(): party for party in border.parties}
    code = own.get(text.strip().casefold()) or find_country(text.strip()).alpha3
    if code not in border.parties:
        raise UsageError(
            f"{code} is no party to this border; the parties are {listing(border.parties)}"
        )
    return code


def country_code(text: str) -> str | None:
    """Return a state's alpha-3 code, or nothing where no state is called so."""
    from ..boundaries.countries import find_country

    try:
        return find_country(text).alpha3
    except UsageError:
        return None


def resolve_units(
    sources: "UnitSources", *, any_day: bool = False, parties: tuple[str, ...] = ()
) -> "Gathered":
    """Return the units asked for, with what is to be said of them; see `units.gather`."""
    from ..units.gather import gathered_units

    found = gathered_units(sources, country_code=country_code, any_day=any_day, parties=parties)
    if not any(file.lower().endswith(".pbf") for file in sources.files):
        return found
    return _without_war(found)


def _without_war(found: "Gathered") -> "Gathered":
    """Return units without those of an extract of OpenStreetMap on the land of a state at war."""
    import shapely

    from ..boundaries.atlas import bundled_atlas

    units = found.units
    boxes = [tuple(float(edge) for edge in units.total_bounds)]
    land = bundled_atlas().territory("UKR", boxes)  # type: ignore[arg-type]  # four edges
    shapely.prepare(land)
    osm = units["source_title"].eq("OpenStreetMap").to_numpy(bool)
    there = osm & shapely.intersects_xy(land, units["lon"].to_numpy(), units["lat"].to_numpy())
    if not there.any():
        return found
    kept = units[~there].reset_index(drop=True)
    kept.attrs = dict(units.attrs)
    told = f"{int(there.sum()):,} places of OpenStreetMap in Ukraine are left out (a state at war)"
    return replace(found, units=kept, notes=(*found.notes, told))
