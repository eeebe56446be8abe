"""The argument and options that say which border is asked for."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any, TypeVar

import click

from ..case.request import BorderRequest
from .completion import borders_that_begin

Command = TypeVar("Command", bound=Callable[..., Any])


def border_options(command: Command) -> Command:
    """Add BORDER and --border FILE with what belongs to it; the command gets them as `border`."""

    @wraps(command)
    def collected(**given: Any) -> Any:  # noqa: ANN401  # click's own
        own = {one.name: given.pop(f"border_{one.name}") for one in fields(BorderRequest)}
        return command(border=BorderRequest(**own), **given)

    options = (
        click.option(
            "--border-accuracy",
            "border_accuracy_m",
            type=float,
            metavar="METRES",
            help="How well the line of --border is known (250): 95 % of it lies within.",
        ),
        click.option(
            "--snap",
            "border_snap_m",
            type=float,
            metavar="METRES",
            help="How far the polygons of --border may gape or overlap where they should meet.",
        ),
        click.option(
            "--border-layer", metavar="NAME", help="Which layer of --border, where it has several."
        ),
        click.option(
            "--parties",
            "border_parties",
            metavar="A,B",
            help="Which two parties of --border; left and right of a line that does not say.",
        ),
        click.option(
            "--disputed",
            "border_claimant",
            metavar="PARTY",
            help="Take disputed land to be this party's; by default any claimant's. With middle,"
            " land that both claim or share is parted along its middle, and the line is that.",
        ),
        click.option(
            "--view",
            "border_view",
            metavar="VIEW",
            help="Draw the border by a view, where outlines are bundled: de-facto, claim:XXX, or"
            " un-map:NUMBER of a United Nations map or document.",
        ),
        click.option(
            "--except",
            "border_without",
            metavar="A,B",
            help="States that BORDER's all is not to take in: BLR-all --except RUS.",
        ),
        click.option(
            "--border",
            "border_file",
            metavar="FILE",
            help="A border of your own: polygons of two parties, a line, or a line for each; or"
            " natural-earth, the second source.",
        ),
        click.argument(
            "border_text", metavar="[BORDER]", required=False, shell_complete=borders_that_begin
        ),
    )
    made: Any = collected
    for option in options:
        made = option(made)
    return made  # type: ignore[no-any-return]  # click's decorators are untyped here
