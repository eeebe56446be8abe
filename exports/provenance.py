"""What every output carries: whose border, which depths and rules, which units, when, by what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from .. import __version__
from ..common.clock import run_date
from ..words.language import spoken
from .licence import licence_line

if TYPE_CHECKING:
    from ..boundaries.border import Border
    from ..geo.zones.bands import Band
    from ..regimes.schema import Regime

DISCLAIMER = "Lines on this map are no statement on any legal claim."

WHOLE: Final[ContextVar[bool]] = ContextVar("csbm_provenance", default=False)
"""Whether a table on the screen has all that it rests on below it: what --provenance sets."""

TRIPOINT_RULES = {
    "round": "round: any point within the depth counts, also around the ends of the border",
    "perpendicular": "perpendicular: a point counts only if its nearest border point is not a"
    " true end of the border",
}


def provenance(
    *,
    border: "Border | None" = None,
    bands: Sequence["Band"] = (),
    tripoint: str | None = None,
    tolerance_m: float | None = None,
    third_states: bool = False,
    own_lines: bool = False,
    units_sources: Sequence[Mapping[str, str]] = (),
    extra: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return what an output carries about itself, in an order that never changes.

    Parameters
    ----------
    border : Border, optional
        The border measured from.
    bands : sequence of Band, optional
        The depth table.
    tripoint : str, optional
        ``round`` or ``perpendicular``.
    tolerance_m : float, optional
        How far a drawn zone may lie from the true depth, metres.
    third_states : bool, optional
        Whether third states are shown.
    own_lines : bool, optional
        Whether each side is measured from a line of its own.
    units_sources : sequence of mapping, optional
        ``frame.attrs["sources"]`` of the units.
    extra : mapping, optional
        More to carry, before the disclaimer.

    Returns
    -------
    dict
        Plain values only, ready for JSON. Keys, where they apply: made_by, date, border, depths,
        rules, units, those of ``extra``, licence_line, disclaimer.

    Raises
    ------
    UsageError
        If ``SOURCE_DATE_EPOCH`` is set and is no date.
    """
    carried: dict[str, object] = {
        "made_by": f"csbm {__version__}",
        "date": run_date().isoformat(),
    }
    if border is not None:
        carried["border"] = _border(border)
    if bands:
        carried["depths"] = [
            {
                "side": band.side,
                "category": band.category,
                "min_km": band.min_km,
                "depth_km": band.depth_km,
            }
            for band in bands
        ]
        carried["rules"] = _rules(
            tripoint, tolerance_m, third_states=third_states, own_lines=own_lines
        )
    if units_sources:
        carried["units"] = [dict(source) for source in units_sources]
    carried |= extra or {}
    if line := licence_line(carried):
        carried["licence_line"] = line
    carried["disclaimer"] = DISCLAIMER
    return carried


def _border(border: "Border") -> dict[str, object]:
    source = border.source
    return {
        "name": border.name,
        "parties": list(border.parties),
        "length_km": round(border.length_km, 6),
        **_one_edge(border),
        "source": source.title,
        "release": source.release,
        "licence": source.licence,
        "attribution": source.attribution,
        "viewpoint": source.viewpoint,
        "url": source.url,
        "accuracy_m": border.accuracy_m,
        "accuracy_reason": border.accuracy_reason,
        **_evidence(border),
        **_disputes(border),
        **({"disputed_land_taken_as": border.claimant} if border.claimant else {}),
        **({"view": view} if (view := getattr(border, "view", "")) else {}),
    }


def _one_edge(border: "Border") -> dict[str, object]:
    """Return the length with doubled parts counted once, where there are any."""
    one_edge_km = getattr(border, "one_edge_km", border.length_km)
    return {"one_edge_km": round(one_edge_km, 6)} if one_edge_km < border.length_km else {}


def radius_words(reason: str) -> str:
    """Return what a line's radius is: what two releases of one source show is how well it repeats.

    Examples
    --------
    >>> radius_words("releases 2025b and 2026c differ by 3 m"), radius_words("as its maker says")
    ('repeats to', 'known to')
    >>> radius_words("95 % of the line is within 900 m of OpenStreetMap's")
    'agrees to'
    """
    if reason.startswith("95 % of the line"):
        return "agrees to"
    return "repeats to" if re.match(r"(\w+-\w+: )?releases ", reason) else "known to"


def _evidence(border: "Border") -> dict[str, object]:
    """Return what is known of a bundled line along its length, in one line."""
    evidence = getattr(border, "evidence", None)
    if evidence is None:
        return {}
    classes = ", ".join(f"{grade} {km:.0f} km" for grade, km in evidence.km_by_class().items())
    return {
        "evidence": f"held against other lines: {classes}; along 95 % of it within"
        f" {evidence.share_radius_m():.0f} m; each stretch counts with its own radius"
        f" (csbm borders {border.name} --evidence)"
    }


def _disputes(border: "Border") -> dict[str, object]:
    """Return what is disputed, shared or not agreed along a border, each piece with its sources."""
    found = [piece.facts() for piece in getattr(border, "disputes", ())]
    return {"disputed_pieces": found} if found else {}


def _piece_lines(piece: Mapping[str, Any]) -> list[str]:
    """Return one such piece in plain lines."""
    names = {"disputed": "Disputed", "condominium": "Shared", "line": "Not agreed"}
    read = "; ".join(f"{one['title']} ({one['date']})" for one in piece["sources"])
    return [f"  {names[piece['kind']]}: {piece['summary']}", f"    read in: {read}"]


def _rules(
    tripoint: str | None, tolerance_m: float | None, *, third_states: bool, own_lines: bool
) -> list[str]:
    line = "each side's own line" if own_lines else "the shared border"
    rules = [
        f"Distance is the WGS84 geodesic distance to the nearest point of {line}.",
        "A distance equal to the depth is in; the status comes from it, never from what is drawn.",
        "In: all who may hold the place are bound, wherever in its 95 % circle it lies.",
        "Out: none who may hold it is bound so far away. Not bound: none is bound at all.",
        "Indeterminate: all else.",
        "Zones lie on the land of the parties; lakes and rivers count as land.",
    ]
    if tripoint:
        rules.append(f"Tripoint rule, {TRIPOINT_RULES.get(tripoint, tripoint)}.")
    rules.append(
        "Third states are shown as information only; they are not bound."
        if third_states
        else "Third states are not counted and not shown."
    )
    if tolerance_m is not None:
        rules.append(f"Drawn zones lie within {tolerance_m:g} m of the true depth.")
    return rules


def regime_facts(regime: "Regime") -> dict[str, object]:
    """Return what an output carries of a regime: what it is, how it is read, what was verified."""
    own = {"file": regime.file, "sha256": regime.sha256} if regime.sha256 else {}
    because = {"unverified_because": regime.unverified_because} if not regime.known["depth"] else {}
    return {
        "id": regime.id,
        **own,
        "name": regime.name,
        "status": regime.status,
        "line": regime.line.text,
        "line_note": regime.line.note,
        "reading": regime.reading,
        "depth": regime.depth_text,
        "verified": regime.known,
        "verified_note": regime.verified.note,
        **because,
        "article": regime.article,
        "binds": regime.binds,
        "quotation": [one.model_dump() for one in regime.quotation],
        "sources": [{"title": source.title, "url": source.url} for source in regime.sources],
    }


def _border_lines(border: Mapping[str, Any]) -> list[str]:
    words = radius_words(str(border["accuracy_reason"]))
    length = f"{border['length_km']:.1f} km"
    if "one_edge_km" in border:
        length += (
            f" with both edges of land that both parties claim, share or leave,"
            f" {border['one_edge_km']:.1f} km with one"
        )
    lines = [
        (
            f"Border {border['name']}, {length}: "
            f"{border['source']}, release {border['release']}, {border['licence']}"
        ),
        f"  {border['attribution']}; viewpoint: {border['viewpoint']}",
        f"  {words} {border['accuracy_m']:g} m: {border['accuracy_reason']}",
    ]
    lines += [f"  {border['evidence']}"] if "evidence" in border else []
    return lines + [line for one in border.get("disputed_pieces", ()) for line in _piece_lines(one)]


def _regime_lines(facts: Mapping[str, Any]) -> list[str]:
    """Return a regime's facts in plain lines."""
    words = {True: "verified", False: "not verified"}
    verified = facts["verified"]
    known = f"existence {words[verified['existence']]}, depth {words[verified['depth']]}"
    if "sha256" in facts:
        known = f"from a file, {facts['file']}, SHA-256 {facts['sha256'][:16]}: not verified"
    elif facts.get("unverified_because"):
        known += f" ({facts['unverified_because']})"
    note = f"; {facts['line_note']}" if facts["line_note"] else ""
    lines = [
        f"Regime {facts['id']}: {facts['name']}",
        f"  {known}; read {facts['reading']}; status: {facts['status']}",
        f"  line: {facts['line']}{note}",
    ]
    if facts.get("binds"):
        lines.append(f"  binds: {facts['binds']}")
    lines += [f"  source: {one['title']} {one['url']}".rstrip() for one in facts["sources"]]
    return lines


def provenance_lines(carried: Mapping[str, object]) -> list[str]:
    """Return a provenance in plain lines: the foot of a table on a terminal or of a page.

    Examples
    --------
    >>> provenance_lines({"date": "2026-11-22", "disclaimer": DISCLAIMER})[-1]
    'Lines on this map are no statement on any legal claim.'
    """
    lines = [" · ".join(str(carried[key]) for key in ("made_by", "date") if key in carried)]
    border = carried.get("border")
    if isinstance(border, Mapping):
        lines += _border_lines(border)
    for regime in (carried.get("regime"), *_listed(carried.get("regimes"))):
        if isinstance(regime, Mapping):
            lines += _regime_lines(regime)
    depths = carried.get("depths")
    if isinstance(depths, Iterable):
        lines.append(f"Depths: {'; '.join(_depth(band) for band in depths)}")
    rules = carried.get("rules")
    if isinstance(rules, Iterable):
        lines += [f"  {rule}" for rule in rules]
    units = carried.get("units")
    if isinstance(units, Iterable):
        for source in units:
            words = [source.get("title", ""), f"SHA-256 {source.get('sha256', '')[:16]}"]
            words += [source.get(key, "") for key in ("licence", "attribution")]
            lines.append(f"Units: {', '.join(word for word in words if word)}")
    lines += own_lines(carried)
    lines.append(str(carried.get("licence_line", "")))
    lines.append(str(carried.get("disclaimer", DISCLAIMER)))
    return [line for line in lines if line]


_KNOWN: Final = frozenset(
    {
        *("regime", "regimes", "made_by", "date", "border", "depths", "rules", "units"),
        *("disclaimer", "licence_line"),
    }
)


def own_lines(carried: Mapping[str, object]) -> list[str]:
    """Return what one kind of output says of itself besides: what was not verified, a second line.

    Stands below a table on the screen too, whatever else is left to ``--provenance``.
    """
    return [
        f"{key.replace('_', ' ')}: {value}" for key, value in carried.items() if key not in _KNOWN
    ]


def provenance_line(carried: Mapping[str, object]) -> str:
    """Return in one line what a table on the screen rests on; ``--provenance`` tells the rest.

    Examples
    --------
    >>> provenance_line({"made_by": "csbm 0.1.0", "date": "2026-11-22"})
    'csbm 0.1.0 · 2026-11-22 · --provenance: sources and rules'
    """
    parts = [str(carried[key]) for key in ("made_by", "date") if key in carried]
    border = carried.get("border")
    if isinstance(border, Mapping):
        title = str(border["source"]).split(",", maxsplit=1)[0]
        release = str(border["release"]).rsplit(maxsplit=1)[-1:]
        parts.append(" ".join([title, *release]))
        if "view" in border:
            parts.append(str(border["view"]))
        if pieces := [str(one["piece"]) for one in border.get("disputed_pieces", ())]:
            parts.append(f"{spoken().say('Disputed land')}: {', '.join(pieces)}")
    for regime in (carried.get("regime"), *_listed(carried.get("regimes"))):
        if not isinstance(regime, Mapping):
            continue
        known = not regime.get("sha256") and regime["verified"]["depth"]
        doubt = spoken().say("depth not verified")
        parts.append(f"{regime['id']}" if known else f"{regime['id']} ({doubt})")
    units = carried.get("units")
    if isinstance(units, Iterable):
        parts += [
            f"{str(one.get('title', '')).split('(')[0].strip()} {one.get('sha256', '')[:8]}"
            for one in units
        ]
    parts.append(spoken().say("--provenance: sources and rules"))
    return " · ".join(parts)


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()


def _depth(band: Mapping[str, object]) -> str:
    low = f"{band['min_km']:g} to " if band["min_km"] else ""
    kind = "" if band["category"] == "all" else f" ({band['category']})"
    return f"{band['side']} {low}{band['depth_km']:g} km{kind}"
