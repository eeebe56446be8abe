"""All that comes as JSON: GeoJSON in one piece or by lines, Overpass, a scenario, a table."""

import json
from pathlib import Path
from typing import Any

from ..common.errors import InputError, UsageError
from .findings import Findings
from .geojson import GEOMETRIES, named_crs, table_from_features
from .overpass import overpass_features
from .raw import MAX_COLUMNS, MAX_ROWS, RawTable
from .reference import Transform, transform_to_wgs84
from .scenario import scenario_features
from .text import decode


def read_json(path: Path, data: bytes, findings: Findings, *, crs: str | None = None) -> RawTable:
    """Return the records of a JSON file as a table.

    What it is shows by its content: a GeoJSON FeatureCollection or Feature, features by lines
    (newline-delimited, RFC 8142), what Overpass answers, a scenario of ORBAT Mapper, or a list of
    plain objects, which is how csbm itself writes a table. Records are numbered from 1; those of a
    file by lines are its lines.

    Raises
    ------
    InputError
        If it is no JSON, or none of these.
    """
    text, _encoding = decode(data, findings)
    by_lines = path.suffix.lower() in {".ndjson", ".geojsonl", ".geojsons", ".jsonl"}
    if by_lines or text.lstrip().startswith("\x1e"):
        return _read_lines(path, text, findings, crs=crs)
    try:
        content = _loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.lineno > 1:
            return _read_lines(path, text, findings, crs=crs)
        raise InputError(
            f"{path}: line {error.lineno}, column {error.colno}: is no JSON ({error.msg});"
            " export it again"
        ) from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{path}: {_why(error)}; mend it, or export it again") from error
    return _read_content(path, content, findings, crs=crs)


def _loads(text: str) -> Any:  # noqa: ANN401
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's members; refuse one that names a key twice (which is meant?)."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add gives nothing
        raise RepeatedKeyError(f"names the key {twice[:60]!r} twice in one object")
    return found


class TopologyError(InputError):
    """It is TopoJSON."""


class RepeatedKeyError(ValueError):
    """A key stands twice in one object of JSON."""


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    if isinstance(error, RepeatedKeyError):
        return str(error)
    return f"holds a number that cannot be read ({error})"


def _read_content(
    path: Path,
    content: Any,  # noqa: ANN401
    findings: Findings,
    *,
    crs: str | None,
) -> RawTable:
    if isinstance(content, list):
        return _table_of_objects(path, content, findings)
    told = content.get("type") if isinstance(content, dict) else None
    kind = told if isinstance(told, str) else None
    if kind == "Topology":
        raise TopologyError(f"{path}: is TopoJSON; give it the ending .topojson")
    if kind in GEOMETRIES:
        content = {"type": "Feature", "properties": {}, "geometry": content, **_crs_of(content)}
        kind = "Feature"
    if kind == "Feature":
        features, facts = [content], {"format": "GeoJSON"}
    elif kind == "FeatureCollection":
        features, facts = content.get("features"), {"format": "GeoJSON"}
        if not isinstance(features, list):
            raise InputError(f"{path}: its 'features' are no list; it is no GeoJSON")
    elif kind == "ORBAT-mapper":
        features, facts = scenario_features(path, content, findings)
    elif isinstance(content, dict) and isinstance(content.get("elements"), list):
        features, facts = overpass_features(content, findings)
    else:
        raise InputError(
            f"{path}: is JSON, but no GeoJSON FeatureCollection, answer of Overpass, scenario of"
            " ORBAT Mapper or list of objects; export it as GeoJSON"
        )
    transform = _transform(path, crs, named_crs(path, content))
    facts["crs"] = transform.name
    return table_from_features(features, findings, transform=transform, facts=facts)


def _crs_of(content: dict[str, Any]) -> dict[str, Any]:
    return {"crs": content["crs"]} if "crs" in content else {}


def _transform(path: Path, wanted: str | None, named: str | None) -> Transform:
    if wanted:
        return transform_to_wgs84(wanted)
    try:
        return transform_to_wgs84(named or "OGC:CRS84")
    except UsageError as error:
        raise InputError(f"{path}: its 'crs' is not understood; give it with --crs") from error


def _read_lines(path: Path, text: str, findings: Findings, *, crs: str | None) -> RawTable:
    """Read one feature to a line (or to a record separator)."""
    features, rows = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        body = line.strip().strip("\x1e").strip()
        if not body:
            continue
        try:
            features.append(_loads(body))
            rows.append(number)
        except RepeatedKeyError as error:
            findings.fault(number, "", str(error), "keep one of them")
        except (ValueError, RecursionError):
            findings.fault(number, "", "is no JSON", "write one GeoJSON feature to a line")
        if len(features) > MAX_ROWS:
            raise InputError(f"{path}: has more than {MAX_ROWS:,} lines; split it")
    transform = _transform(path, crs, None)
    facts = {"format": "GeoJSON by lines", "crs": transform.name}
    return table_from_features(features, findings, transform=transform, facts=facts, rows=rows)


def _table_of_objects(path: Path, content: list[Any], findings: Findings) -> RawTable:
    facts = {"format": "JSON list of objects"}
    if not content:
        findings.fault(None, "", "the list is empty", "give one object per unit")
    if len(content) > MAX_ROWS:
        raise InputError(f"{path}: has more than {MAX_ROWS:,} objects; split it")
    for number, record in enumerate(content, start=1):
        if not isinstance(record, dict):
            findings.fault(number, "", "is no object", "write one object per unit")
    records = [record if isinstance(record, dict) else {} for record in content]
    headers = list(dict.fromkeys(str(name) for record in records for name in record))
    if len(headers) > MAX_COLUMNS:
        raise InputError(f"{path}: has {len(headers):,} columns; keep {MAX_COLUMNS:,}")
    columns = [[record.get(name) for record in records] for name in headers]
    return RawTable(headers, columns, list(range(1, len(records) + 1)), facts=facts)
