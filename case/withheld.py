"""A private list as a sealed case holds it: its hash, a hash of each row, and agreed columns.

A row's hash is keyed by a secret that only the whole list gives, so that nobody can find a row by
trying likely ones; who has the list can show that any row was in it.
"""

import hashlib
import hmac
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..common.errors import UsageError
from ..common.guards import read_bytes
from ..common.words import listing

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["row_sha256", "withheld"]


def withheld(path: Path, units: "GeoDataFrame", columns: Sequence[str]) -> bytes:
    """Return what is sealed of a list that is not to be shown, as JSON.

    Parameters
    ----------
    path : Path
        The list's file.
    units : GeoDataFrame
        Its units, as they were read.
    columns : sequence of str
        What of each unit may be shown.

    Raises
    ------
    UsageError
        If the list has no such column.
    """
    if strange := [name for name in columns if name not in units.columns]:
        raise UsageError(
            f"--columns {','.join(strange)}: {path.name} has no column {listing(strange)}"
        )
    data = read_bytes(path)
    secret = _secret(data)
    rows = []
    for number, values in enumerate(units.drop(columns="geometry").to_dict("records")):
        shown = {name: _plain(values[name]) for name in columns}
        rows.append({"row_sha256": row_sha256(secret, number, values), **shown})
    told = {
        "file": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows": len(rows),
        "columns_shown": list(columns),
        "units": rows,
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def row_sha256(secret: bytes, number: int, values: dict[str, object]) -> str:
    """Return the keyed hash of one row of a list."""
    plain = json.dumps(
        [number, {str(name): _plain(value) for name, value in values.items()}],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hmac.new(secret, plain.encode(), hashlib.sha256).hexdigest()


def _secret(data: bytes) -> bytes:
    return hashlib.sha256(b"csbm withheld list\0" + data).digest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return str(value)
