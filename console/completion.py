"""``csbm completion``: what a shell needs to complete commands, options and borders."""

import click
from click.shell_completion import CompletionItem, get_completion_class

from .shell import OnceCommand

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion", cls=OnceCommand, short_help="Print what a shell needs to complete csbm."
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print a script that completes commands, options and borders in SHELL.

    For bash: csbm completion bash > ~/.local/share/bash-completion/completions/csbm
    """
    complete = get_completion_class(shell)
    assert complete is not None
    program = context.find_root().command
    click.echo(complete(program, {}, "csbm", "_CSBM_COMPLETE").source())


def borders_that_begin(
    _context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Return the bundled borders whose codes begin so, with the names of both states."""
    from ..boundaries.catalogue import catalogue

    wanted = begun.upper()
    return [
        CompletionItem(name, help=" – ".join(entry.names))
        for entry in catalogue()
        for name in ("-".join(entry.parties), "-".join(reversed(entry.parties)))
        if name.startswith(wanted)
    ]
