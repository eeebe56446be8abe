"""The page's data: one JSON document that its script reads, and nothing else carries text."""

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ..geo.measure.geodesic import LineIndex
from ..geo.zones.coverage import COLUMNS as COVERAGE_COLUMNS
from ..units.levels import CLASSES, COUNTS, count_of
from .basemap import ground
from .content import EXERCISE_COLUMNS, PageContent
from .display import (
    Frame,
    drawn_border,
    drawn_steps,
    frame_of,
    pooled_lines,
    pooled_polygons,
    reach_of,
    simplified_alone,
)
from .engine import engine_data
from .polyline import DECIMALS, Pool
from .symbols import Sign, arm, sign
from .tiles import Tiles
from .unit_shapes import unit_shapes
from .vector_tiles import DECIMALS as OWN_DECIMALS
from .vector_tiles import VectorTiles

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from ..boundaries.border import Border

KNOWN_M = (100.0, 300.0, 1000.0)
"""Where the page's five colours of how well the line is known begin anew, metres."""
SAID_COLUMNS = (
    *("level", "unit_state", "parent", "vd_class", "evidence", "notes"),
    *("source_2_title", "source_2_url", "source_2_date", "accessed", "counts_as"),
)
"""What a card says besides; a column in which nothing is said is left out."""
TEXT_COLUMNS = tuple(
    name
    for name in (*COVERAGE_COLUMNS, "valid_from", "valid_to", *SAID_COLUMNS)
    if name
    not in {
        *("lat", "lon", "position_accuracy_m", "distance_km", "nearest_lat", "nearest_lon"),
        *("azimuth_deg", "depth_km", "margin_km", "within", "side_certain"),
    }
)
"""Columns that hold words. Depth and margin follow from the depth, so they are not repeated."""

SAME_POINT_DEGREES = 1e-7
"""A centimetre: a nearest point this close to a tripoint is that tripoint."""

STATUS_LETTERS = {"in": "i", "out": "o", "indeterminate": "?", "not_bound": "n"}

UNSAFE = str.maketrans(
    {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029\u007f"}
)


def as_json(value: object) -> str:
    r"""Return JSON that may stand inside a script element: no ``<``, ``>`` or ``&``.

    >>> as_json({"name": "</script><b>"})
    '{"name":"\\u003c/script\\u003e\\u003cb\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A lone surrogate is no character; it would stop the file from being written as UTF-8.
    text = "".join(c if not "\ud800" <= c <= "\udfff" else f"\\u{ord(c):04x}" for c in text)
    return text.translate(UNSAFE)


def plain(value: object) -> object:
    """Return a value as JSON can hold it; what it cannot hold becomes text, not-a-number null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain(item) for item in items]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def document(content: PageContent) -> dict[str, object]:
    """Return everything the page's script needs, as values that JSON can hold."""
    border = content.border
    deepest = max(step.depth_km for step in content.steps)
    around = _shapes_at(content, deepest) or [reach_of(border.line, deepest)]
    frame = frame_of([border.line, *around])
    view = frame_of([border.line, *_shapes_at(content, max(content.depth_km.values()))])
    pool = Pool()
    line = pooled_lines(drawn_border(border.line, frame), pool)
    known = _known(border, frame, pool)
    units = _units(content)
    units["shapes"] = unit_shapes(_one_row_each(content), frame, pool)
    # A page that measures draws any depth itself; a comparison keeps those that it compares.
    only = content.depth_km.values() if content.engine and not content.balance else None
    index = content.engine.index if content.engine else _index(border)
    steps = drawn_steps(content.steps, frame, pool, bands=content.bands, only=only, index=index)
    codes = {*border.parties, *content.party_names, *_texts(content.units, "country")}
    return {
        "title": content.title,
        "language": content.language,
        "parties": [
            {"code": code, "name": content.party_names.get(code, code), "group": group}
            for group, members in enumerate(border.groups)
            for code in members
        ],
        "names": dict(content.party_names),
        "depth_km": {party: float(content.depth_km[party]) for party in border.parties},
        "tripoint": content.tripoint,
        "as_of": content.as_of,
        "counting": {
            "choices": {name: list(classes) for name, classes in COUNTS.items()},
            "classes": list(CLASSES),
            "opened": count_of(content.units),
        },
        "uncounted": {code: word for code, word in content.uncounted.items() if word},
        "third_states": bool(content.third_states),
        "tab": content.tab,
        "border": {
            "lines": line,
            "box": [round(float(edge), 4) for edge in border.line.bounds],
            "length_km": float(border.length_km),
            "accuracy_m": float(border.accuracy_m),
            "known_m": border.evidence.share_radius_m() if known and border.evidence else None,
            "known": known,
            "disputes": [piece.words for piece in getattr(border, "disputes", ())],
            "source": {
                key: str(getattr(border.source, key))
                for key in ("title", "release", "licence", "attribution", "viewpoint", "url")
            },
            "ends": [[end.lon, end.lat, end.kind] for end in border.ends],
        },
        "view": [round(edge, 4) for edge in (view.west, view.south, view.east, view.north)],
        "tolerance_m": round(frame.tolerance_m, 1),
        "decimals": DECIMALS,
        "steps": steps,
        "lines": pool.lines,
        "ground": {
            **ground(frame, border.groups, codes, content.outlines, border.line),
            **_own_ground(content, view),
        },
        "heading": _heading(content),
        "units": units,
        "bands": _bands(content),
        "left_out": [
            {"name": name, "polygons": pooled_polygons(simplified_alone(shape, frame), pool)}
            for name, shape in content.left_out
        ],
        "tiles": [content.tiles.url, content.tiles.attribution]
        if isinstance(content.tiles, Tiles)
        else None,
        "balance": [plain(one) for one in content.balance],
        "text": content.text,
        "exercises": _exercises(content.exercises),
        "provenance": plain(content.provenance),
        "engine": engine_data(content.engine) if content.engine else None,
    }


def _own_ground(content: PageContent, view: Frame) -> dict[str, object]:
    """Return what a map extract of one's own has around the zone as it is first shown."""
    if not isinstance(content.tiles, VectorTiles):
        return {}
    pad = 0.05 * max(view.north - view.south, view.east - view.west)
    own = content.tiles.ground(
        (view.west - pad, view.south - pad, view.east + pad, view.north + pad)
    )
    return {
        "own": {
            "packed": own.packed, "decimals": OWN_DECIMALS, "places": own.places,
            "attribution": content.tiles.attribution,
        }
    }  # fmt: skip


def _heading(content: PageContent) -> dict[str, object]:
    """Return what the page's heading needs besides its state; an own title is shown as it is."""
    return {"own": content.own_title, "regime": dict(content.regime)}


def _index(border: "Border") -> LineIndex:
    """Return the line ready to be measured from, to tell which edges of a zone are its depth's."""
    lines = [np.asarray(part.coords)[:, :2] for part in shapely.get_parts(border.line)]
    return LineIndex([line for line in lines if len(line) > 1])


def _known(border: "Border", frame: Frame, pool: Pool) -> list[list[int]]:
    """Return the line in five parts, by how well it is known; empty where nothing is known of it.

    Up to 100 m, 300 m, 1 km, more; and beside disputed land.
    """
    evidence = getattr(border, "evidence", None)
    if evidence is None:
        return []
    parts: list[list[NDArray[np.float64]]] = [[] for _ in range(len(KNOWN_M) + 2)]
    for number in range(len(evidence)):
        disputed = str(evidence.grade[number]) == "E"
        bound = float(evidence.bound_m[number])
        at = len(KNOWN_M) + 1 if disputed else int(np.searchsorted(KNOWN_M, bound))
        parts[at].append(evidence.coordinates(number))
    return [
        pooled_lines(drawn_border(shapely.MultiLineString(some), frame), pool) if some else []
        for some in parts
    ]


def _shapes_at(content: PageContent, depth_km: float) -> list["BaseGeometry"]:
    """Return the polygons of one step."""
    found = (step for step in content.steps if step.depth_km == depth_km)
    return [part.geometry for step in found for part in step.parts]


def _texts(units: "GeoDataFrame", name: str) -> list[str]:
    if name not in units.columns:
        return [""] * len(units)
    missing = units[name].isna()
    return ["" if gap else str(value) for value, gap in zip(units[name], missing, strict=True)]


def _packed(values: list[str]) -> object:
    """Return a column of words; where words repeat, as a list of words and an index per row."""
    words = list(dict.fromkeys(values))
    if len(words) * 2 > len(values):
        return values
    at = {word: index for index, word in enumerate(words)}
    return {"words": words, "at": [at[value] for value in values]}


def _numbers(units: "GeoDataFrame", name: str, decimals: int) -> list[float | None]:
    column = np.asarray(units[name], dtype="float64")
    return [round(value, decimals) if math.isfinite(value) else None for value in column.tolist()]


def _metres(units: "GeoDataFrame", name: str) -> list[int | None]:
    column = np.asarray(units[name], dtype="float64") * 1000
    return [round(value) if math.isfinite(value) else None for value in column.tolist()]


def _units(content: PageContent) -> dict[str, object]:
    """Return the units as columns, distances in whole metres, with their signs."""
    border, units = content.border, content.units
    categories = list(dict.fromkeys(_texts(units, "category"))) if content.bands else []
    by_category = {
        "categories": categories,
        "by_category": _by_category(units, len(categories)),
        "other_by_category": _by_category(content.other_units, len(categories)),
    }
    units = _one_row_each(content)
    texts = {name: _texts(units, name) for name in TEXT_COLUMNS}
    if content.bands:
        del texts["reason"], texts["category"]
    for name in SAID_COLUMNS:
        if not any(texts[name]):
            del texts[name]
    if not any(texts["valid_from"]) and not any(texts["valid_to"]):
        del texts["valid_from"], texts["valid_to"]
    signs, sign_at = _signs(texts)
    return {
        **(by_category if content.bands else {}),
        "count": len(units),
        "text": {name: _packed(values) for name, values in texts.items()},
        "lat": _numbers(units, "lat", 6),
        "lon": _numbers(units, "lon", 6),
        "nearest_lat": _numbers(units, "nearest_lat", 6),
        "nearest_lon": _numbers(units, "nearest_lon", 6),
        "azimuth_deg": _numbers(units, "azimuth_deg", 2),
        **_places(units),
        "position_accuracy_m": _numbers(units, "position_accuracy_m", 1),
        "distance_m": _metres(units, "distance_km"),
        "side_certain": [int(bool(value)) for value in units["side_certain"]],
        "holders": _holders(content, units),
        "ends": list(content.ends) or _ends(units, border),
        "sign_at": sign_at,
        "signs": [[one.svg, one.width, one.height, one.anchor_x, one.anchor_y] for one in signs],
    }


def _places(units: "GeoDataFrame") -> dict[str, object]:
    """Return the nearest places of units that are areas, from where their distance runs."""
    if "place_lat" not in units.columns:
        return {}
    return {name: _numbers(units, name, 6) for name in ("place_lat", "place_lon")}


def _one_row_each(content: PageContent) -> "GeoDataFrame":
    """Return the units, each once: a coverage of bands has a row for every category."""
    if not content.bands:
        return content.units
    return content.units.iloc[:: max(1, content.units["category"].nunique())]


def _by_category(units: "GeoDataFrame | None", count: int) -> list[str]:
    """Return a text per category, with a letter for each unit's status."""
    if units is None or not count:
        return []
    letters = "".join(STATUS_LETTERS[str(status)] for status in units["status"])
    return [letters[number::count] for number in range(count)]


def _bands(content: PageContent) -> dict[str, object] | None:
    """Return what the page needs to know to show bands; their polygons are in the one step."""
    if not content.bands:
        return None
    own = [part for part in content.steps[0].parts if part.role == "party"]
    return {
        "count": len(own),
        "marks": [list(map(list, marks)) for marks in content.band_marks],
        "not_drawn": list(content.not_drawn),
        "notes": list(content.notes),
    }


def _exercises(exercises: "GeoDataFrame | None") -> list[dict[str, object]]:
    """Return one record per exercise and place."""
    if exercises is None:
        return []
    names = [name for name in (*EXERCISE_COLUMNS, "place") if name != "distance_km"]
    columns = {name: _texts(exercises, name) for name in names}
    columns["declared_troops"] = [one.removesuffix(".0") for one in columns["declared_troops"]]
    metres = _metres(exercises, "distance_km")
    found: list[dict[str, object]] = []
    for row, point in enumerate(exercises.geometry):
        placed = point is not None and not point.is_empty
        record: dict[str, object] = {name: values[row] for name, values in columns.items()}
        record["distance_m"] = metres[row]
        record["lon"] = round(float(point.x), 6) if placed else None
        record["lat"] = round(float(point.y), 6) if placed else None
        found.append(record)
    return found


def _signs(texts: dict[str, list[str]]) -> tuple[list[Sign], list[int]]:
    """Return the distinct signs and which of them each unit has."""
    keys = [
        (kind, arm(branch, name), echelon)
        for kind, branch, name, echelon in zip(
            texts["kind"], texts["branch"], texts["name"], texts["echelon"], strict=True
        )
    ]
    drawn = {key: sign(*key) for key in dict.fromkeys(keys)}
    distinct = list(dict.fromkeys(drawn.values()))
    at = {one: index for index, one in enumerate(distinct)}
    return distinct, [at[drawn[key]] for key in keys]


def _holders(content: PageContent, units: "GeoDataFrame") -> list[object]:
    """Return who may hold each unit's places, and the distances; metres to the micrometre."""
    if content.holders:
        return [
            [
                [[party, _micro(low), _micro(high)] for party, low, high in holders]
                for holders in places
            ]
            for places in content.holders
        ]
    parties = list(content.border.parties)
    found: list[object] = []
    for side, sure, km, own in zip(
        units["side"], units["side_certain"], units["distance_km"],
        units["position_accuracy_m"], strict=True,
    ):  # fmt: skip
        doubt = float(own) + content.border.accuracy_m
        low, high = max(0.0, float(km) * 1000 - doubt), float(km) * 1000 + doubt
        known = low <= high
        own_party = parties.index(side) if side in parties else -1
        holders = [own_party] if sure else list(range(len(parties)))
        found.append(
            [[[one, _micro(low) if known else None, _micro(high) if known else None]
              for one in holders]]
        )  # fmt: skip
    return found


def _micro(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 6)


def _ends(units: "GeoDataFrame", border: "Border") -> list[int]:
    """Return 0 for each unit whose nearest border point is a tripoint, else 2."""
    lon = np.asarray(units["nearest_lon"], dtype="float64")
    lat = np.asarray(units["nearest_lat"], dtype="float64")
    found = np.zeros(len(units), dtype=bool)
    for end in border.ends:
        if end.kind == "tripoint":
            found |= np.hypot(lon - end.lon, lat - end.lat) <= SAME_POINT_DEGREES
    return [0 if value else 2 for value in found]
