"""The options of ``csbm compare``: what may be asked of depths."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ..common.errors import UsageError
from ..exports.formats import offered

Command = TypeVar("Command", bound=Callable[..., Any])

COMPARE_FORMATS = (*offered("rows"), "svg", "png", "pdf", "html")
"""A picture or a page needs a file; what is told as text needs none."""


def compare_options(command: Command) -> Command:
    """Add what may be asked of depths besides: crossings, curve, parity, sensitivity."""
    for option in (
        click.option(
            "--regimes",
            metavar="ID,ID,…",
            help="Set regimes side by side instead of depths: each band's area and units.",
        ),
        click.option(
            "--seed", type=int, metavar="N", help="Of --jitter; the usual one if left out."
        ),
        click.option(
            "--jitter",
            "draws",
            type=int,
            metavar="N",
            help="Displace units and border at random N times: chances and ranges of counts.",
        ),
        click.option(
            "--against",
            metavar="FILE",
            help="What changes with a second border line: a file (a line, or polygons of both"
            " parties), natural-earth, or drawn: what a --view or --disputed changes.",
        ),
        click.option(
            "--parity",
            multiple=True,
            metavar="WHAT",
            help="Depths that balance the sides in units, area, personnel, tanks, acv, artillery,"
            " or a kind of units; may be given again.",
        ),
        click.option(
            "--step",
            "step_km",
            type=float,
            metavar="KM",
            help="Add a curve from 0 to the largest depth.",
        ),
        click.option(
            "--min-depth",
            "min_depth_km",
            type=click.FloatRange(min=0),
            default=0.0,
            metavar="KM",
            help="The least depth --parity thinks of.",
        ),
        click.option(
            "--max-depth",
            "max_depth_km",
            type=click.FloatRange(min=0, min_open=True),
            metavar="KM",
            help="The farthest --crossings lists and --parity thinks of.",
        ),
        click.option("--crossings", is_flag=True, help="List when each unit comes in."),
        click.option("--balance", is_flag=True, help="Show each depth's whole balance sheet."),
    ):
        command = option(command)
    return command


def alone_with(option: str, **options: object) -> None:
    """Refuse what cannot be asked together with an option.

    Raises
    ------
    UsageError
        If any of the others was given.
    """
    given = [name.removesuffix("_km") for name, value in options.items() if value]
    if given:
        others = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise UsageError(f"{option} answers alone; drop {others}")
