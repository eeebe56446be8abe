"""Whether two outputs say the same: byte for byte, or figure by figure whatever their bytes."""

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

__all__ = ["Sameness", "compared"]

How = Literal["same bytes", "same figures", "differs", "not compared"]
RELATIVE: Final = 1e-9
ABSOLUTE: Final = 1e-6
"""Figures so near count as the same where other versions computed: of a kilometre, a millimetre."""
_PAGE: Final = re.compile(
    rb'<script type="application/json" id="csbm-data">(.*?)</script>', re.DOTALL
)
_VOLATILE: Final = frozenset({"date", "made_by", "sha256", "versions", "fingerprint"})
"""What says when and by what a file was made, and not what it says."""
_TEXTS: Final = ("md", "txt", "kml", "svg", "toml")


class Sameness(NamedTuple):
    """How two outputs compare."""

    how: How
    detail: str = ""


def compared(name: str, one: bytes, other: bytes) -> Sameness:
    r"""Compare two outputs of one name.

    Parameters
    ----------
    name : str
        Its ending says the format.
    one, other : bytes

    Returns
    -------
    Sameness

    Examples
    --------
    >>> compared("a.json", b'{"km": 5.870634}', b'{"km": 5.8706340000001}').how
    'same figures'
    >>> compared("a.csv", b"id,km\nx,5.8", b"id,km\nx,5.9")
    Sameness(how='differs', detail="row 2, column 2: '5.8' and '5.9'")
    """
    if one == other:
        return Sameness("same bytes")
    ending = name.rsplit(".", 1)[-1].lower()
    try:
        pair = _read(ending, one), _read(ending, other)
    except (ValueError, RecursionError) as error:
        return Sameness("differs", f"cannot be read ({' '.join(str(error).split())[:80]})")
    if None in pair:
        return Sameness("not compared", f"two .{ending} files with other bytes")
    for where, left, right in _differences(*pair, ""):
        return Sameness("differs", f"{where}: {_short(left)} and {_short(right)}")
    return Sameness("same figures")


def _read(ending: str, data: bytes) -> Any:  # noqa: ANN401  # plain values of any form
    if ending in {"json", "geojson"}:
        return json.loads(data)
    if ending == "html":
        found = _PAGE.search(data)
        return json.loads(found[1]) if found else data.decode("utf-8")
    if ending == "csv":
        return _Table(csv.reader(io.StringIO(data.decode("utf-8"))))
    if ending == "xlsx":
        return _sheets(data)
    if ending == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        return pq.read_table(pa.BufferReader(data)).to_pylist()
    return data.decode("utf-8").splitlines() if ending in _TEXTS else None


class _Table(list[list[str]]):
    """Rows of texts, some of which are numbers."""


def _sheets(data: bytes) -> dict[str, list[list[Any]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _differences(one: Any, other: Any, where: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
    if isinstance(one, _Table) and isinstance(other, _Table):
        yield from _of_tables(one, other)
    elif isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            if key in _VOLATILE:
                continue
            at = f"{where}.{key}" if where else str(key)
            if key not in one or key not in other:
                yield at, one.get(key, "nothing"), other.get(key, "nothing")
            else:
                yield from _differences(one[key], other[key], at)
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{where} (number of entries)", len(one), len(other)
        for number, (left, right) in enumerate(zip(one, other, strict=False), start=1):
            yield from _differences(left, right, f"{where}[{number}]")
    elif not _same(one, other):
        yield where or "the whole", one, other


def _of_tables(one: _Table, other: _Table) -> Iterator[tuple[str, Any, Any]]:
    if len(one) != len(other):
        yield "number of rows", len(one), len(other)
    for row, (left, right) in enumerate(zip(one, other, strict=False), start=1):
        if len(left) != len(right):
            yield f"row {row}, number of cells", len(left), len(right)
        for column, (a, b) in enumerate(zip(left, right, strict=False), start=1):
            if a != b and not _same(_number(a), _number(b)):
                yield f"row {row}, column {column}", a, b


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    numbers = all(isinstance(value, int | float) for value in (one, other))
    if numbers and not isinstance(one, bool) and not isinstance(other, bool):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return type(one) is type(other) and bool(one == other)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
