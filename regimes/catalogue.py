"""The regimes that csbm carries, and a user's own: files of one form."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import ValidationError

from ..common.errors import InputError, UsageError
from ..readers.toml_files import read_toml, told_faults
from .schema import Kind, Regime

DATA: Final = Path(__file__).parent / "data"


@cache
def regimes() -> tuple[Regime, ...]:
    """List the bundled regimes, by id.

    Examples
    --------
    >>> [one.id for one in regimes() if "PRK" in one.parties]
    ['kor-armistice-1953', 'kor-cma-2018']
    """
    return tuple(read_regime(file) for file in sorted(DATA.glob("*.toml")))


def find_regime(text: str) -> Regime:
    """Return a bundled regime by its id, or a user's own by the path of its file.

    Parameters
    ----------
    text : str
        An id such as ``kor-cma-2018``, in any case, or a path that ends in ``.toml``.

    Raises
    ------
    UsageError
        If no regime is called so; the message names what comes near.
    InputError
        If the file cannot be read, or is no regime; every fault of it is named.

    Examples
    --------
    >>> find_regime("IRQ-KWT-1991").bands[0].max_km
    10.0
    """
    if text.lower().endswith(".toml"):
        return read_own(Path(text))
    wanted = text.strip().lower()
    found = {one.id: one for one in regimes()}
    if wanted in found:
        return found[wanted]
    from difflib import get_close_matches

    near = get_close_matches(wanted, sorted(found), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "csbm regimes lists them"
    raise UsageError(f"no regime is called {text.strip()!r}; {hint}")


def select(
    found: Iterable[Regime],
    *,
    depth_km: float | None = None,
    party: str | None = None,
    kind: str | None = None,
) -> tuple[Regime, ...]:
    """Return the regimes that answer to all that is asked.

    Parameters
    ----------
    found : iterable of Regime
    depth_km : float, optional
        Only those with a band that ends at this depth, kilometres; of a total width, half of it.
    party : str, optional
        Only those with this party, ISO 3166-1 alpha-3, or with a border of it.
    kind : str, optional
        Only those of a kind, in any case.

    Raises
    ------
    UsageError
        If there is no such kind, or nothing answers.

    Examples
    --------
    >>> [one.id for one in select(regimes(), depth_km=80, party="POL")]
    ['blr-pol-2025']
    """
    kinds = get_args(Kind)
    if kind is not None and kind.strip().lower() not in {one.lower() for one in kinds}:
        raise UsageError(f"--kind {kind}: the kinds are {', '.join(kinds)}")
    wanted = kind.strip().lower() if kind else None
    chosen = tuple(
        one
        for one in found
        if (wanted is None or one.kind.lower() == wanted)
        and (party is None or party in one.parties or party in "-".join(one.line.borders))
        and (depth_km is None or depth_km in _depths(one))
    )
    if not chosen:
        raise UsageError("no regime answers to that; csbm regimes lists all")
    return chosen


def _depths(regime: Regime) -> set[float]:
    """Return the depths on each side that a regime's bands end at, kilometres."""
    share = 2 if regime.reading == "total width" else 1
    return {float(band.max_km or 0) / share for band in regime.stated_bands()}


def read_own(path: Path) -> Regime:
    """Read a regime from a user's file; every output says that it is one, and its hash.

    Raises
    ------
    InputError
        As `read_regime`, and if it takes the id of a bundled regime.
    """
    own = read_regime(path)
    if own.id in {one.id for one in regimes()}:
        raise InputError(
            f"{path}: id: {own.id} is the id of a bundled regime; give it another, such as "
            f"{own.id}-draft"
        )
    return own.from_file(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def read_regime(path: Path) -> Regime:
    """Read a regime from a TOML file.

    Raises
    ------
    InputError
        If the file cannot be read, or does not hold what `Regime` asks for; every fault is named.
    """
    try:
        return Regime.model_validate(read_toml(path))
    except ValidationError as error:
        raise InputError(f"{path}: is no regime: {told_faults(error)}") from error


def regime_json_schema() -> str:
    """Return the JSON Schema of a regime file, for editors."""
    schema: dict[str, Any] = Regime.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
