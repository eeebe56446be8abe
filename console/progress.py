"""Bars of progress on stderr, at a terminal only."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click


def progress(steps: Iterable[Any], label: str) -> Any:  # noqa: ANN401  # click has no public type
    """Show how many of the steps are done as they are taken."""
    return click.progressbar(steps, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())


@contextmanager
def rows_progress(rows: int, done: int) -> Iterator[Callable[[int], None]]:
    """Show how many rows are read, and give what is to be told of more of them, from any thread.

    Parameters
    ----------
    rows : int
        How many there are; 0 where that is not known.
    done : int
        How many an earlier run has read.
    """
    lock = threading.Lock()
    bar: Any = click.progressbar(
        (None for _ in range(0)),  # never stepped: the rows are told
        length=rows or None,
        label="screen",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
        show_pos=True,
        item_show_func=lambda _: "rows",
    )

    def more(count: int) -> None:
        with lock:
            bar.update(count)

    with bar:
        more(done)
        yield more
