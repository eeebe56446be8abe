"""What the command line promises whatever the command: errors of one line, plain output."""

import io
import os
import re
import sys
from contextlib import suppress
from typing import Any, Final

import click

from ..common.errors import CsbmError
from ..common.room import trusted
from ..common.words import printable, printable_lines

INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""


class OnceCommand(click.Command):
    """A command of which no option that takes a value may be given twice: not the last one wins."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; refuse an option that is told two things."""
        if any("\0" in word for word in args):
            raise click.UsageError("a word has a zero byte; no file can be called so", ctx)
        _values, _rest, order = self.make_parser(ctx).parse_args(args=list(args))
        given = [
            one
            for one in order
            if isinstance(one, click.Option)
            and not (one.multiple or one.is_flag or one.count or one.nargs == 0)
        ]
        for one in given:
            if given.count(one) > 1:
                name = max(one.opts, key=len)
                raise click.UsageError(f"{name} is given twice; give it once", ctx)
        return super().parse_args(ctx, args)


class OnceGroup(click.Group):
    """A group of such commands."""

    command_class = OnceCommand


def _trust(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        context.with_resource(trusted())


_TRUST = click.Option(
    ["--trust"],
    is_flag=True,
    expose_value=False,
    callback=_trust,
    help="Read files in this process itself, not in a reading room: for files of your own only.",
)


class OneLineGroup(OnceGroup):
    """A group of commands of which every error becomes one line and an exit code."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Add what holds for every command."""
        own = super().get_params(ctx)
        return [_TRUST, *own] if ctx.parent is None else own

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """List the commands in the order they are defined: the main job first."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        """Run a command; 2 for a wrong question, 1 for bad input or failed work."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader went away (a pager, `head`); that is no fault, but nothing more is heard.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except click.UsageError as error:
            where = (error.ctx or ctx).command_path
            words = _plainly(error)
            _complain(ctx, f"{words}; see '{where} --help'", 2)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (Exception, KeyboardInterrupt) as error:
            words, code = _told(error)
            if code is None and os.environ.get("CSBM_DEBUG"):
                raise
            _complain(ctx, words, code or 1)


def _told(error: BaseException) -> tuple[str, int | None]:
    """Return an error in one line and its exit code, ``None`` where it is not said on purpose."""
    if isinstance(error, CsbmError):
        return str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "interrupted", INTERRUPTED
    if isinstance(error, OSError):  # a full disk, a folder that may not be written to
        name = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        return f"{name}the system refuses ({error.strerror or error})", None
    if isinstance(error, MemoryError):
        return "this needs more memory than there is; ask for less at once", None
    words = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return (
        f"a fault of csbm itself ({words}); set CSBM_DEBUG=1 to see where, and please report it",
        None,
    )


def _plainly(error: click.UsageError) -> str:
    """Return what is wrong in the words of people: kilometres, years, not integer ranges."""
    words = error.format_message().removesuffix(".")
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param else None
    if not isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return words
    assert isinstance(error, click.BadParameter)
    assert error.param is not None
    name = max(error.param.opts, key=len)
    ends = str(error.param.name).rsplit("_", maxsplit=1)[-1]
    unit = f" of {_UNITS[ends]}" if ends in _UNITS else ""
    given = re.search(r"'([^']*)' is not a valid|^.*?([-+.\d]+) is not in the range", words)
    value = (given[1] or given[2]) if given else ""
    whole = "whole " if isinstance(kind, click.types.IntParamType) else ""
    low, high = (getattr(kind, name, None) for name in ("min", "max"))
    bounds = (
        f" from {low:g} to {high:g}"
        if low is not None and high is not None
        else f" above {low:g}"
        if low is not None and getattr(kind, "min_open", False)
        else f", {low:g} or more"
        if low is not None
        else ""
    )
    return f"{name} {value}: give a {whole}number{unit}{bounds}"


_UNITS = {
    "km": "kilometres",
    "m": "metres",
    "years": "years",
    "km2": "square kilometres",
    "troops": "people",
    "airborne": "people",
    "tanks": "tanks",
    "acv": "vehicles",
    "artillery": "pieces",
    "draws": "draws",
    "workers": "workers",
}
"""What a number counts, by how its name ends."""


def _complain(ctx: click.Context, words: str, code: int) -> None:
    head, *faults = words.split("\n  ")  # a list of faults has a line for each
    click.echo("\n  ".join([f"csbm: {printable(head)}", *map(printable, faults)]), err=True)
    ctx.exit(code)


class _Terminal(io.TextIOWrapper):
    """A terminal that is sent what can be read, never a control code."""

    def write(self, text: str, /) -> int:
        """Write a text with its line ends; anything else that is no sign becomes one."""
        super().write(printable_lines(text))
        return len(text)


def tell(text: str, *, err: bool = False) -> None:
    """Say something in lines that name files or hold what a file says."""
    click.echo(printable_lines(text), err=err)


def plain_output() -> None:
    """Make what is printed UTF-8 with plain line feeds, whatever the system's own habit.

    A terminal keeps its encoding; what it cannot show becomes a question mark, and so does what
    would move its cursor, whichever way it is printed.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            held = sys.stdout
            encoding = held.encoding
            held.flush()
            sys.stdout = _Terminal(
                held.detach(), encoding=encoding, errors="replace", line_buffering=True
            )
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
