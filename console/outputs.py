"""Where a command may write: never over anything that was named as its input."""

from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import Final

import click

OUTPUTS: Final = frozenset({"output", "png", "pdf"})
"""The parameters that name files to be written; every other may name one that is read."""


def typed_files(context: click.Context) -> list[str]:
    """Return the files that were typed as anything but an output: all that the command may read.

    A border or a depth is no file that is there. So a new option needs no entry anywhere.

    Parameters
    ----------
    context : click.Context
    """
    found: list[str] = []
    for name, value in context.params.items():
        if name not in OUTPUTS:
            found += filter(_is_there, _texts(value))
    return found


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # too long, or with a zero byte: no name of a file
        return False


def _texts(value: object) -> Iterator[str]:
    """Give the texts in a value: itself, what stands between its commas, the parts of a list."""
    if isinstance(value, str | PathLike):
        text = str(fspath(value))
        yield text
        if "," in text:
            yield from (part.strip() for part in text.split(","))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)


def check_outputs(*paths: Path | None, no_clobber: bool) -> None:
    """Refuse files that cannot or must not be written, before any work is done.

    Parameters
    ----------
    *paths : Path or None
        Where results are to go; ``None`` is the screen.
    no_clobber : bool
        Whether a file that is there already stays.

    Raises
    ------
    UsageError
        If one is a file that the command reads, or there already with ``no_clobber``.
    InputError
        If one is a folder, or its folder is not there.
    """
    from ..exports.delivery import check_target

    inputs = typed_files(click.get_current_context())
    for path in paths:
        check_target(path, inputs, no_clobber=no_clobber)
