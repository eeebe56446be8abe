"""``csbm man``: the manual page, made from the commands themselves."""

from collections.abc import Iterator

import click

from .shell import OnceCommand, tell


@click.command("man", cls=OnceCommand, short_help="Print the manual page.")
@click.pass_context
def man_command(context: click.Context) -> None:
    """Print the manual page of csbm, every command and option, as man reads it.

    csbm man > csbm.1; man ./csbm.1
    """
    root = context.find_root()
    assert isinstance(root.command, click.Group)
    tell("\n".join(_page(root.command, root)))


def _page(program: click.Group, context: click.Context) -> Iterator[str]:
    from .. import __version__
    from ..common.clock import run_date

    yield f'.TH CSBM 1 "{run_date().isoformat()}" "csbm {__version__}" "Manual of csbm"'
    yield ".SH NAME"
    yield f"csbm \\- {_plain(_first(program.help))}"
    yield ".SH SYNOPSIS"
    yield ".B csbm\n[\\fIoptions\\fR] \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(program.help)
    yield ".SH OPTIONS"
    yield from _options(program, context)
    yield ".SH COMMANDS"
    for words, command in _commands(program, ("csbm",)):
        yield f'.SS "{" ".join(words)}"'
        own = click.Context(command, info_name=words[-1])
        yield f".B {' '.join(words)}\n{_plain(' '.join(command.collect_usage_pieces(own)))}"
        yield ".PP"
        yield from _paragraphs(command.help)
        yield from _options(command, own)
    yield ".SH EXIT STATUS"
    yield "0: done. 1: bad input or failed work. 2: a wrong question. 130: interrupted."
    yield ".SH FILES"
    yield (
        "A CSV, GeoJSON, GeoPackage or KML is written with NAME.metadata.json beside it: sources,"
        " licences, rules, and the SHA\\-256 of the file."
    )


def _commands(
    group: click.Group, before: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        words = (*before, name)
        if isinstance(command, click.Group):
            yield from _commands(command, words)
        else:
            yield words, command


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            name, words = record
            yield f".TP\n.B {_plain(name)}\n{_plain(words)}"


def _first(text: str | None) -> str:
    return (text or "").strip().split("\n", maxsplit=1)[0].rstrip(".")


def _paragraphs(text: str | None) -> Iterator[str]:
    for part in (text or "").strip().split("\n\n"):
        yield _plain(" ".join(part.split()))
        yield ".PP"


def _plain(text: str) -> str:
    """Return a text that roff prints as it is: no backslash, hyphen or first dot does anything."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\b", "")
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped
