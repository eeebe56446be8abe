"""The one place that knows what a unit record holds: columns, types, units of measure, limits."""

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ..readers.dates import read_period

KINDS = (
    "unit",
    "headquarters",
    "base",
    "airfield",
    "training_area",
    "depot",
    "radar",
    "missile_defence",
    "other",
)
EVIDENCE = ("stated", "inferred")
LEVELS = ("formation", "unit", "subunit", "site")
"""Formation: army, corps, division or a command. Unit: brigade, regiment, wing or its equal.
Subunit: battalion or smaller. Site: a place that is no unit (airfield, range, depot, base)."""
STATES = ("active", "forming", "planned", "closed")


@lru_cache(maxsize=4096)
def _a_date(value: str) -> str:
    if not value:
        return value
    try:
        return read_period(value).text
    except ValueError as error:
        raise PydanticCustomError("date", "{message}", {"message": str(error)}) from error


def _a_holder(value: str) -> str:
    text = value.strip()
    code = "sea" if text.casefold() == "sea" else text.upper()
    if code and not _HOLDER.fullmatch(code):
        raise PydanticCustomError(
            "holder", "{value} is no ISO alpha-3 code, sea or AAA/BBB", {"value": repr(text)}
        )
    return code


_HOLDER = re.compile(r"sea|[A-Z]{3}(/[A-Z]{3})*")
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Size = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]
Day = Annotated[str, AfterValidator(_a_date)]
Holder = Annotated[str, AfterValidator(_a_holder)]


def _about(meaning: str, unit: str = "", **more: Any) -> Any:  # noqa: ANN401
    return Field(description=meaning, json_schema_extra={"unit": unit}, **more)


class Unit(BaseModel):
    """One unit, base, airfield or training area, with its source.

    Text that is not known is empty; a number that is not known is absent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = _about("key, unique in all files read together; FILE-ROW where none is given")
    name: str = _about("name in English or as the file has", min_length=1)
    name_local: str = _about("name in the country's own language and script", default="")
    country: str = _about("whose it is: ISO 3166-1 alpha-3 (not where it stands)", default="")
    kind: str = _about(f"one of {', '.join(KINDS)}", default="unit")
    branch: str = _about("land, air, air_defence, border_guard, …", default="")
    echelon: str = _about("battalion, regiment, brigade, division, …", default="")
    level: str = _about(f"one of {', '.join(LEVELS)}: what it is counted as", default="")
    unit_state: str = _about(
        f"one of {', '.join(STATES)}; empty is active, and only active ones count", default=""
    )
    vd_class: str = _about(
        "paragraph of the Vienna Document 2011 that it would fall under, or none", default=""
    )
    parent: str = _about("the formation it belongs to: its id where it is listed", default="")
    sidc: str = _about("symbol code: APP-6D/E, 20 digits, or APP-6B, 15 characters", default="")
    settlement: str = _about("the place it is known to be at", default="")
    located_in: Holder = _about(
        "on whose land the source says it stands: ISO alpha-3, sea, or AAA/BBB where both claim",
        default="",
    )
    lat: Latitude = _about("latitude, WGS84", "degrees")
    lon: Longitude = _about("longitude, WGS84", "degrees")
    position_accuracy_m: Size = _about("95 % radius around the position", "metres")
    personnel: Count | None = _about("people", "number", default=None)
    tanks: Count | None = _about("battle tanks", "number", default=None)
    acv: Count | None = _about("armoured combat vehicles", "number", default=None)
    artillery: Count | None = _about("artillery pieces", "number", default=None)
    valid_from: Day = _about("first day; a year or month counts from its start", "date", default="")
    valid_to: Day = _about("last day; a year or month lasts to its end", "date", default="")
    evidence: str = _about(f"{' or '.join(EVIDENCE)}: does the source say it outright", default="")
    source_title: str = _about("where this is known from", default="")
    source_url: str = _about("its address; a link only where it is http(s)", default="")
    source_date: str = _about("its date, or words that hold one", default="")
    source_2_title: str = _about("a second, independent source", default="")
    source_2_url: str = _about("its address", default="")
    source_2_date: str = _about("its date, or words that hold one", default="")
    accessed: Day = _about("the day the sources were last read", "date", default="")
    notes: str = _about("anything else", default="")


COLUMNS: tuple[str, ...] = tuple(Unit.model_fields)
REQUIRED: tuple[str, ...] = ("name", "lat", "lon")
COUNT_COLUMNS = ("personnel", "tanks", "acv", "artillery")
NUMBER_COLUMNS = ("lat", "lon", "position_accuracy_m", *COUNT_COLUMNS)
DATE_COLUMNS = ("valid_from", "valid_to", "accessed")
"""Written as ISO 8601 whatever they came as; with ``located_in``, which is written in capitals, the
only values that the schema rewrites."""
TEXT_COLUMNS = tuple(name for name in COLUMNS if name not in NUMBER_COLUMNS)


def in_words(column: str, kind: str, value: object, message: str) -> str:
    """Return what is wrong with a value, from pydantic's kind of error, in the words of a reader.

    Examples
    --------
    >>> in_words("lat", "less_than_equal", 95.0, "")
    '95 is no latitude; it must lie from -90 to 90'
    """
    if column == "name" and kind == "string_too_short":
        return "is empty; every unit needs a name"
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    if column == "lat":
        return f"{shown} is no latitude; it must lie from -90 to 90"
    if column == "lon":
        return f"{shown} is no longitude; it must lie from -180 to 180"
    if column == "position_accuracy_m" or column in COUNT_COLUMNS:
        return f"{shown} is no size; write a number from 0 up"
    return message


def schema_table() -> str:
    """Return the schema as a Markdown table: what docs/units.md shows.

    Examples
    --------
    >>> print(schema_table().splitlines()[3])
    | `name` | text | name in English or as the file has | yes |
    """
    lines = ["| column | type, unit | meaning | required |", "|---|---|---|---|"]
    for name, field in Unit.model_fields.items():
        extra = field.json_schema_extra
        unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
        number = "whole number" if name in COUNT_COLUMNS else "number"
        kind = number if name in NUMBER_COLUMNS else "text"
        if unit and unit != "number":
            kind = f"{kind}, {unit}"
        required = "yes" if name in REQUIRED else ""
        lines.append(f"| `{name}` | {kind} | {field.description} | {required} |")
    return "\n".join(lines)
