"""Which border is asked for: two parties by name, or a file of one's own."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from ..common.errors import UsageError

if TYPE_CHECKING:
    from ..boundaries.border import Border

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_BORDER = "BLR-POL"
SECOND: Literal["natural-earth"] = "natural-earth"


@dataclass(frozen=True)
class BorderAsked:
    """Which border is asked for, as it was typed."""

    text: str | None = None
    file: str | None = None
    parties: str | None = None
    layer: str | None = None
    snap_m: float | None = None
    accuracy_m: float | None = None
    claimant: str | None = None
    without: str | None = None


def border_options(command: Command) -> Command:
    """Add BORDER and --border FILE with what belongs to it; the command gets them as `border`."""

    @wraps(command)
    def collected(**given: Any) -> Any:  # noqa: ANN401  # click's own
        own = {one.name: given.pop(f"border_{one.name}") for one in fields(BorderAsked)}
        return command(border=BorderAsked(**own), **given)

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
            help="Take disputed land to be this party's; by default any claimant's.",
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
        click.argument("border_text", metavar="[BORDER]", required=False),
    )
    made: Any = collected
    for option in options:
        made = option(made)
    return made  # type: ignore[no-any-return]  # click's decorators are untyped here


def asked_border(asked: BorderAsked) -> "Border":
    """Return the border that was asked for; without any, the default."""
    found = _line(asked)
    return found if asked.claimant is None else found.claimed_by(asked.claimant)


def _line(asked: BorderAsked) -> "Border":
    from ..boundaries.border import Border
    from ..boundaries.countries import parse_pair
    from ..boundaries.groups import parse_groups

    without = asked.without.split(",") if asked.without else []
    if asked.file in {None, SECOND}:
        own = ("parties", "layer", "snap_m", "accuracy_m")
        if any(getattr(asked, name) is not None for name in own):
            raise UsageError(
                "--parties, --border-layer, --snap and --border-accuracy belong to --border FILE"
            )
        text = DEFAULT_BORDER if asked.text is None else asked.text
        source: Literal["natural-earth"] | None = None if asked.file is None else SECOND
        return Border.between(*parse_groups(text, without=without), source=source)
    if without:
        raise UsageError("--except belongs to a BORDER such as BLR-all, not to --border FILE")
    assert asked.file is not None
    parties: list[str] | None = None
    if asked.parties is not None:
        if asked.text is not None:
            raise UsageError(f"BORDER {asked.text} and --parties say the same; give one of them")
        parties = [part.strip() for part in asked.parties.split(",")]
    elif asked.text is not None:
        parties = list(parse_pair(asked.text))
    return Border.from_file(
        asked.file,
        parties,
        layer=asked.layer,
        snap_m=asked.snap_m,
        accuracy_m=asked.accuracy_m,
    )
