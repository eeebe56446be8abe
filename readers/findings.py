"""What a reader has to say about a file: faults that refuse it, doubts that do not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..common.errors import InputError

SHOWN_FAULTS = 100
KEPT_DOUBTS = 1000


@dataclass(frozen=True)
class Finding:
    """One thing to say: where it is, what it is, what to do about it.

    Parameters
    ----------
    rows : str
        ``"row 5"``, ``"rows 2-4 and 9"``; empty where the whole file is meant. Rows are lines of
        the file, the header being line 1; in files without lines they are records, from 1.
    column : str
        The column of the schema (or of the file); empty where none is meant.
    problem, remedy : str
        What was found and what to do; the remedy may be empty.
    """

    rows: str
    column: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return the finding as one line."""
        where = ", ".join(part for part in (self.rows, self.column) if part)
        text = f"{where}: {self.problem}" if where else self.problem
        return f"{text}; {self.remedy}" if self.remedy else text


def row_ranges(rows: Iterable[int], *, most: int = 12) -> str:
    """Return rows in words, runs joined: what a person looks for in the file.

    Parameters
    ----------
    rows : iterable of int
        Row numbers in any order.
    most : int, optional
        How many runs are named before the rest is only counted.

    Returns
    -------
    str
        Empty for no rows.

    Examples
    --------
    >>> row_ranges([2, 3, 4, 9])
    'rows 2-4 and 9'
    >>> row_ranges([7])
    'row 7'
    """
    ordered = sorted(set(rows))
    if not ordered:
        return ""
    runs: list[list[int]] = []
    for row in ordered:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    words = [str(low) if low == high else f"{low}-{high}" for low, high in runs[:most]]
    rest = sum(high - low + 1 for low, high in runs[most:])
    if rest:
        words.append(f"{rest} more")
    if len(ordered) == 1:
        return f"row {words[0]}"
    if len(words) == 1:
        return f"rows {words[0]}"
    return f"rows {', '.join(words[:-1])} and {words[-1]}"


@dataclass
class Findings:
    """Collects faults and doubts, the same problem of many rows as one finding."""

    _faults: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    _doubts: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def fault(self, row: int | None, column: str, problem: str, remedy: str = "") -> None:
        """Note a fault: the file will be refused."""
        rows = self._faults.setdefault((column, problem, remedy), [])
        if row is not None:
            rows.append(row)

    def doubt(
        self, rows: int | Iterable[int] | None, column: str, problem: str, remedy: str = ""
    ) -> None:
        """Note a doubt: the file is read, and this is said."""
        noted = self._doubts.setdefault((column, problem, remedy), [])
        if isinstance(rows, int):
            noted.append(rows)
        elif rows is not None:
            noted.extend(rows)

    def plain(self) -> dict[str, list[list[object]]]:
        """Return all of it as plain lists, for `add_plain`."""
        return {
            name: [[*key, rows] for key, rows in noted.items()]
            for name, noted in (("faults", self._faults), ("doubts", self._doubts))
        }

    def add_plain(self, told: Mapping[str, list[list[object]]]) -> None:
        """Add what `plain` gave elsewhere."""
        for name, noted in (("faults", self._faults), ("doubts", self._doubts)):
            for column, problem, remedy, rows in told[name]:
                key = (str(column), str(problem), str(remedy))
                noted.setdefault(key, []).extend(map(int, rows))  # type: ignore[call-overload]  # lists of int

    def copy(self) -> "Findings":
        """Return findings that can go on without changing these."""
        return Findings(
            {key: list(rows) for key, rows in self._faults.items()},
            {key: list(rows) for key, rows in self._doubts.items()},
        )

    def without_faults(self) -> "Findings":
        """Return the doubts alone."""
        return Findings({}, {key: list(rows) for key, rows in self._doubts.items()})

    def faults_by_row(self, rows: Collection[int]) -> tuple[dict[int, list[str]], list[Finding]]:
        """Return the faults of single rows in words, by row, and those of the whole file.

        Parameters
        ----------
        rows : collection of int
            The rows that can be left out; a fault elsewhere (in the header) is the whole file's.
        """
        of_rows: dict[int, list[str]] = {}
        whole: dict[tuple[str, str, str], list[int]] = {}
        known = set(rows)
        for (column, problem, remedy), noted in self._faults.items():
            if not noted or not known.issuperset(noted):
                whole[column, problem, remedy] = noted
                continue
            for row in noted:
                of_rows.setdefault(row, []).append(f"{column}: {problem}" if column else problem)
        return of_rows, _ordered(whole)

    def some_readable(self, rows: Collection[int]) -> bool:
        """Tell whether some rows have no fault, and no fault is the whole file's."""
        of_rows, whole = self.faults_by_row(rows)
        return bool(of_rows) and not whole and len(of_rows) < len(set(rows))

    @property
    def faults(self) -> list[Finding]:
        """The faults, those of the whole file first, then by row."""
        return _ordered(self._faults)

    @property
    def doubts(self) -> list[Finding]:
        """The doubts, those of the whole file first, then by row."""
        return _ordered(self._doubts)


def _ordered(noted: dict[tuple[str, str, str], list[int]]) -> list[Finding]:
    by_row = sorted(noted.items(), key=lambda item: min(item[1], default=0))
    return [
        Finding(row_ranges(rows), column, problem, remedy)
        for (column, problem, remedy), rows in by_row
    ]


def refusal(path: str | Path, faults: list[Finding], *, some_readable: bool = False) -> InputError:
    """Return the error that refuses a file, every fault of it named.

    One fault makes one line; several make a list, one line each, the first hundred of them.
    """
    hint = "--skip-faults reads the other rows" if some_readable else ""
    if len(faults) == 1:
        return InputError(f"{path}: {faults[0]}" + (f"; {hint}" if hint else ""))
    lines = [f"  {fault}" for fault in faults[:SHOWN_FAULTS]]
    if len(faults) > SHOWN_FAULTS:
        lines.append(f"  and {len(faults) - SHOWN_FAULTS:,} faults more")
    if hint:
        lines.append(f"  {hint}")
    return InputError("\n".join([f"{path}: not read, {len(faults):,} faults:", *lines]))


def plain_lines(doubts: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the doubts of ``frame.attrs["doubts"]`` as lines; the file first, where it is known.

    Examples
    --------
    >>> plain_lines([{"rows": "row 2", "column": "", "problem": "names no source", "remedy": ""}])
    ['row 2: names no source']
    """
    lines = []
    for doubt in doubts:
        words = {key: doubt.get(key, "") for key in ("rows", "column", "problem", "remedy")}
        file = doubt.get("file", "")
        lines.append(f"{file}, {Finding(**words)}" if file else str(Finding(**words)))
    return lines


def as_plain(findings: list[Finding]) -> list[dict[str, str]]:
    """Return findings as plain dictionaries, the form that survives in ``frame.attrs``.

    The first thousand: pandas copies ``attrs`` at every step. Beyond, a last one counts the rest.
    """
    plain = [asdict(finding) for finding in findings[:KEPT_DOUBTS]]
    if len(findings) > KEPT_DOUBTS:
        rest = len(findings) - KEPT_DOUBTS
        plain.append(asdict(Finding("", "", f"{rest:,} doubts more", "check the file for all")))
    return plain
