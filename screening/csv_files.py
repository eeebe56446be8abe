"""CSV files of any size: opened for streaming, with lines that are none put aside."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from ..common.errors import InputError

_CSV_BLOCK: Final = 8 << 20
_PACKED: Final = {".gz": "gzip", ".zst": "zstd"}


@dataclass
class BadLines:
    """Lines of a CSV that have too few or too many columns."""

    lines: list[tuple[int | None, str, str]] = field(default_factory=list)
    """Number of the row, where known; what is wrong; the line."""

    def keep(self, row: Any) -> str:  # noqa: ANN401  # pyarrow's InvalidRow
        """Note a line and go on without it."""
        wrong = f"{row.actual_columns} columns where there are {row.expected_columns}"
        number = None if row.number is None else row.number - 1  # pyarrow counts the header
        self.lines.append((number, wrong, row.text))
        return "skip"

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return rows' numbers in the file, from 1, where these lines are counted too.

        Parameters
        ----------
        rows : array of int
            Numbers among the rows that could be read, from 1.
        """
        before = np.sort([number for number, _, _ in self.lines if number is not None])
        return np.asarray(rows + np.searchsorted(before - np.arange(len(before)), rows, "right"))


def csv_names(path: str, delimiter: str) -> list[str]:
    """Return the header of a CSV."""
    try:
        with open_csv(path, delimiter, None, BadLines()) as reader:
            return list(reader.schema.names)
    except (pa.ArrowException, OSError) as error:
        words = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: cannot be read as CSV ({words})") from None


def open_csv(path: str, delimiter: str, names: list[str] | None, bad: BadLines) -> Any:  # noqa: ANN401  # pyarrow's reader has no public type
    """Open a CSV as a stream of batches; where names are given, their columns are text."""
    types = None if names is None else dict.fromkeys(names, pa.string())
    stream = pa.input_stream(path, compression=_PACKED.get(Path(path).suffix.lower()))
    return pacsv.open_csv(
        stream,
        read_options=pacsv.ReadOptions(use_threads=False, block_size=_CSV_BLOCK),
        parse_options=pacsv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=bad.keep
        ),
        convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=False),
    )
