"""The command line that makes an output of a case: what ran, and how to run it by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .schema import CaseFile, ComparisonRows, Line, Units

__all__ = ["words_of"]

_ZONED: Final = {"map", "units", "zone", "exercises", "brief"}
_LISTED: Final = {"map", "units", "compare", "brief"}


def words_of(file: CaseFile, line: Line, output: str, folder: Path) -> list[str]:
    """Return the words of the command that makes one output of one line, ``csbm`` left out.

    Parameters
    ----------
    file : CaseFile
    line : Line
        Of the case.
    output : str
        One of the case's outputs; the command is its stem. Where it is to be written is not said.
    folder : Path
        That the files of the case are named from.

    Examples
    --------
    >>> from csbm.case.case import Case
    >>> case = Case.example()
    >>> words_of(case.file, case.file.lines[0], "zone.geojson", Path())
    ['zone', 'BLR-all', '--except', 'RUS', '--depth', '80']
    """
    stem = output.split(".", maxsplit=1)[0]
    words = [stem, *_border(line, folder)]
    if stem in _ZONED:
        words += _zone(line, folder)
    if stem == "compare":
        words += [*_rules(line), *_compared(file.compare, folder)]
    if stem == "brief":
        depths = ",".join(f"{depth:g}" for depth in file.compare.depths)
        words += ["--depths", depths, "--lang", file.brief.lang]
    if stem in _LISTED:
        words += _units(file.units, file.day_text, folder)
    return words


def _border(line: Line, folder: Path) -> Iterator[str]:
    if line.border is not None:
        yield line.border
    if line.border_file is not None:
        second = line.border_file == "natural-earth"
        yield from ("--border", line.border_file if second else str(folder / line.border_file))
    yield from _option("--except", ",".join(line.without) or None)
    yield from _option("--parties", line.parties)
    yield from _option("--border-layer", line.border_layer)
    yield from _option("--snap", line.snap_m)
    yield from _option("--border-accuracy", line.border_accuracy_m)
    yield from _option("--disputed", line.disputed)


def _zone(line: Line, folder: Path) -> Iterator[str]:
    yield from _option("--depth", line.depth_text)
    yield from _flag("--total-width", line.total_width)
    if line.regime is not None:
        own = line.regime.endswith(".toml")
        yield from ("--regime", str(folder / line.regime) if own else line.regime)
    yield from _option("--split-at", line.split_at)
    yield from _rules(line)


def _rules(line: Line) -> Iterator[str]:
    yield from _option("--tripoint", line.tripoint)
    yield from _flag("--third-states", line.third_states)
    if line.tolerance_m != 1.0:
        yield from _option("--tolerance", line.tolerance_m)


def _compared(compare: ComparisonRows, folder: Path) -> Iterator[str]:
    yield from ("--depths", ",".join(f"{depth:g}" for depth in compare.depths))
    yield from _flag("--crossings", compare.crossings)
    yield from _flag("--balance", compare.balance)
    yield from _option("--step", compare.step_km)
    for quantity in compare.parity:
        yield from ("--parity", quantity)
    if compare.against is not None:
        second = compare.against == "natural-earth"
        yield from ("--against", compare.against if second else str(folder / compare.against))
    yield from _option("--jitter", compare.draws)
    yield from _option("--seed", compare.seed)


def _units(units: Units, day: str | None, folder: Path) -> Iterator[str]:
    for name in units.lists:
        yield from ("--units", str(folder / name))
    yield from _option("--map", units.columns)
    yield from _option("--crs", units.crs)
    yield from _option("--sheet", units.sheet)
    yield from _option("--as-of", day)
    for option, values in (
        ("--country", units.countries),
        ("--kind", units.kinds),
        ("--branch", units.branches),
        ("--where", units.where),
    ):
        for value in values:
            yield from (option, value)
    yield from _option("--stale", units.stale_years)
    yield from _flag("--merge", units.merge)
    yield from _option("--surveyed", ",".join(units.surveyed) or None)


def _option(name: str, value: object) -> Iterator[str]:
    if value is not None:
        yield from (name, f"{value:g}" if isinstance(value, float) else str(value))


def _flag(name: str, given: bool) -> Iterator[str]:
    if given:
        yield name
