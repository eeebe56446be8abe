"""Which units are asked for, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitSources:
    """Where the units come from, how their files are to be read, and which units are meant."""

    files: tuple[str, ...] = ()
    columns: str | None = None
    crs: str | None = None
    sheet: str | None = None
    as_of: str | None = None
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    stale_years: int | None = None
    merge: bool = False
    surveyed: str | None = None
    count: str | None = None
    skip_faults: bool = False
