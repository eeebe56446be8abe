"""TOML files of users: read as text, and every fault of one told in one line."""

import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from .errors import InputError
from .guards import read_bytes

__all__ = ["read_toml", "told_faults"]

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
    try:
        return tomllib.loads(read_bytes(path).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is no UTF-8 text; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        words = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "too deeply nested"
        raise InputError(f"{path}: is no TOML ({words})") from error


def told_faults(error: ValidationError) -> str:
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
