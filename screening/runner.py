"""A job done on this machine: every core takes tasks, each in a room of its own.

The rooms are forked from one process that has the zone ready: one copy serves them all. Where the
files are trusted, threads of this process do the work: the compiled measure, Parquet's decoding
and its writing all leave Python's lock alone.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Final

from ..common.errors import CsbmError
from .blocks import Task
from .rooms import Workshop
from .work import PartDone

MAX_WORKERS: Final = 6
"""By default no more, for each takes some 100 MB; --workers may say otherwise."""


class InterruptedRunError(CsbmError):
    """The work was left off; what is done can be gone on from."""

    exit_code = 130


def done_numbers(parts: Sequence[PartDone]) -> dict[int, frozenset[int]]:
    """Return which parts of each task are done."""
    found: dict[int, set[int]] = {}
    for part in parts:
        found.setdefault(part.task, set()).add(part.number)
    return {task: frozenset(numbers) for task, numbers in found.items()}


def left_to_do(tasks: Sequence[Task], parts: Sequence[PartDone]) -> list[Task]:
    """Return the tasks that are not all done; those of row groups know their rows."""
    rows: dict[int, int] = {}
    for part in parts:
        rows[part.task] = rows.get(part.task, 0) + part.rows
    return [task for task in tasks if not task.groups or rows.get(task.number) != task.rows]


def run_here(
    workshop: Workshop,
    tasks: Sequence[Task],
    parts: Sequence[PartDone],
    *,
    workers: int | None = None,
    progress: Callable[[int], None],
) -> list[PartDone]:
    """Do tasks on this machine; return the parts made.

    Parameters
    ----------
    workshop : Workshop
        Of the job.
    tasks : sequence of Task
    parts : sequence of PartDone
        Those done before.
    workers : int, optional
        Rooms at work at once; by default one for each core, at most `MAX_WORKERS`.
    progress : callable
        Is told of rows as they are read, from any thread.

    Raises
    ------
    InterruptedRunError
        On Ctrl-C, after the workers have put down what they had in hand.
    CsbmError
        If a file cannot be read, or a row is refused.
    """
    done = done_numbers(parts)
    stop = threading.Event()
    made: list[PartDone] = []
    count = workers or min(cores(), MAX_WORKERS)
    with ThreadPoolExecutor(count, thread_name_prefix="screen") as pool:
        futures: list[Future[list[PartDone]]] = [
            pool.submit(
                workshop.do, task, done.get(task.number, frozenset()), progress, stop.is_set
            )
            for task in tasks
        ]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        except KeyboardInterrupt:
            raise InterruptedRunError(
                "interrupted; run the same command with --resume to go on"
            ) from None
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            made += future.result()
    return made


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
