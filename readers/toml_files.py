"""TOML files of users: read as text, and every fault of one told in one line."""

import json
import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..common.errors import InputError
from ..common.guards import read_bytes
from ..common.room import in_room, is_trusted

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = ["read_toml", "told_faults"]

MOST_BYTES: Final = 4 << 20
"""Most that a case or a regime takes."""
_MOST_PARTS: Final = 50
_LONG_KEY: Final = re.compile(rb"""(?:[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.){50}""")
_DATE: Final = "\0date"
_SHOWN: Final = 20
_WORDS: Final = {
    "extra_forbidden": "there is no such field",
    "missing": "is missing",
    "string_pattern_mismatch": "has signs that cannot be there",
    "string_too_short": "is empty",
}
"""Faults in our own words; the others are told as pydantic tells them."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    InputError
        If it cannot be read, is no UTF-8, or is no TOML.
    """
    data = read_bytes(path)
    if len(data) > MOST_BYTES:
        raise InputError(f"{path}: is larger than {MOST_BYTES >> 20} MiB, more than a case or a"
                         " regime needs; keep the lists in files of their own")  # fmt: skip
    if is_trusted(path):
        return read_toml_here(path, data)
    answer = in_room("csbm.readers.toml_files:carried_toml", path, data, shown=str(path))
    held: dict[str, Any] = json.loads(answer, object_hook=_dated)
    return held


def carried_toml(path: Path, data: bytes) -> bytes:
    """Read TOML as `read_toml_here` does; return it as JSON, out of a room."""
    return json.dumps(read_toml_here(path, data), default=_told_date).encode("ascii")


def read_toml_here(path: Path, data: bytes) -> dict[str, Any]:
    """Do the work of `read_toml` in this process itself.

    Raises
    ------
    InputError
        As `read_toml`.
    """
    if _LONG_KEY.search(data):
        raise InputError(f"{path}: has a key of more than {_MOST_PARTS} parts; this is no case")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is no UTF-8 text; save it as UTF-8") from error
    except RecursionError as error:
        raise InputError(f"{path}: is no TOML (too deeply nested)") from error
    except ValueError as error:  # faults of TOML, and numbers of thousands of digits
        raise InputError(f"{path}: is no TOML ({error})") from error


def _told_date(value: object) -> dict[str, str]:
    if isinstance(value, date | time):
        return {_DATE: f"{type(value).__name__} {value.isoformat()}"}
    raise TypeError(f"{type(value).__name__} is no value of TOML")


def _dated(held: dict[str, Any]) -> Any:  # noqa: ANN401  # a table, or the date it stands for
    if list(held) != [_DATE]:
        return held
    kind, _, text = str(held[_DATE]).partition(" ")
    read = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}
    return read.get(kind, time.fromisoformat)(text)


def told_faults(error: "ValidationError") -> str:
    """Say every fault of a file: where it stands, and what is wrong."""
    told = []
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        where = ".".join(
            f"{part + 1}" if isinstance(part, int) else str(part) for part in fault["loc"]
        )
        words = _WORDS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
        told.append(f"{where}: {words}" if where else words)
    rest = len(told) - _SHOWN
    more = f"; and {rest} faults more" if rest > 0 else ""
    return f"{'; '.join(told[:_SHOWN])}{more}"
