"""``csbm doctor``: what is installed, whether it works, what is missing and how to get it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from ..common.errors import CsbmError, InputError
from .options import output_options
from .outputs import check_outputs
from .shell import OnceCommand


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    state: str
    """``ok``, ``missing`` (an optional part) or ``broken``."""
    detail: str


@click.command(
    "doctor", cls=OnceCommand, short_help="Say what is installed and works, and what is missing."
)
@output_options("table", "json")
def doctor_command(output: Path | None, no_clobber: bool, fmt: str | None) -> None:
    """Look at this installation: versions, data, the core, optional parts.

    Ends with exit code 1 where something that every command needs does not work. No network is
    asked.
    """
    from ..case.versions import versions
    from ..exports import delivery
    from ..exports.tables import format_table, json_text

    check_outputs(output, no_clobber=no_clobber)
    chosen = delivery.choose_format(output, fmt, ("table", "json"))
    found = list(_findings())
    if chosen == "json":
        told = {"versions": versions(), "findings": [one._asdict() for one in found]}
        delivery.write_answer(json_text(told), output)
    else:
        rows = [one._asdict() for one in found]
        rows += [{"what": name, "state": "", "detail": value} for name, value in versions().items()]
        delivery.write_answer(f"{format_table(rows, max_width=90)}\n", output)
    broken = [one.what for one in found if one.state == "broken"]
    if broken:
        raise InputError(f"broken: {', '.join(broken)}; install csbm again")


def _findings() -> Iterator[Finding]:
    for what, look in (
        ("the measure", _measure),
        ("the border data", _borders),
        ("the unit list", _units),
        ("the regimes", _regimes),
        ("the map page", _page),
    ):
        yield _tried(what, look)
    yield _room()
    yield _browser()
    yield _part("dask", "screening on a cluster", "pip install 'csbm[dask]'")
    yield Finding("Python", "ok", f"{sys.executable}, {sys.platform}")


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, "ok", look())
    except (CsbmError, OSError, ValueError, ImportError, AssertionError, RuntimeError) as error:
        return Finding(what, "broken", " ".join(str(error).split())[:200] or type(error).__name__)


def _measure() -> str:
    """Measure a quarter of the equator and hold it to PROJ."""
    from ..geo.measure.ellipsoid import GEOD
    from ..geo.measure.geodesic import LineIndex

    near = LineIndex([[[0.0, 0.0], [0.0, 1.0]]]).nearest([10.0], [0.5])
    truth = GEOD.inv(10.0, 0.5, float(near.lon[0]), float(near.lat[0]))[2]
    apart = abs(float(near.distance_m[0]) - float(truth))
    if apart > 1e-6:
        raise InputError(f"a distance is {apart:g} m off")
    return f"a distance of {truth / 1000:,.3f} km is PROJ's to {apart:.0e} m"


def _borders() -> str:
    from ..boundaries.border import Border
    from ..boundaries.catalogue import catalogue

    border = Border.between("BLR", "POL")
    return f"{len(catalogue())} borders, {border.source.release}"


def _units() -> str:
    from ..units.bundled import bundled_units

    units = bundled_units()
    return f"{len(units)} records as of {units.attrs.get('as_of', '')}"


def _regimes() -> str:
    from ..regimes.catalogue import regimes

    return f"{len(regimes())} regimes"


def _page() -> str:
    from ..maps.figure import asset

    return f"{(len(asset('page.js')) + len(asset('leaflet.js'))) // 1000} kB of script"


def _room() -> Finding:
    """Try what the room in which files of others are read keeps them from."""
    from ..common.confine import SECONDS, SPARE_BYTES
    from ..common.room import probe

    what = "the reading room"
    try:
        held = probe()
    except CsbmError as error:
        return Finding(what, "broken", str(error))
    kept = [name for name in ("network", "files", "programs") if held[name]]
    free = [name for name in ("network", "files", "programs") if not held[name]]
    most = f"{SPARE_BYTES >> 30} GiB of memory and {SECONDS} s" if held["memory"] else ""
    told = [
        f"kept from {', '.join(kept)}" if kept else "",
        f"at most {most}" if most else "memory is not limited",
        f"NOT kept from {', '.join(free)}: this system offers no means" if free else "",
        "" if held["fork"] else "a process for each file",
    ]
    return Finding(what, "missing" if free else "ok", "; ".join(part for part in told if part))


def _browser() -> Finding:
    from ..maps.browser import find_browser

    try:
        return Finding("a browser for --png and --pdf", "ok", str(find_browser()))
    except CsbmError as error:
        return Finding("a browser for --png and --pdf", "missing", str(error))


def _part(module: str, use: str, how: str) -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Finding(f"{module}: {use}", "ok", version(module))
    except PackageNotFoundError:
        return Finding(f"{module}: {use}", "missing", how)
