"""Where the files of a screening are read: in rooms of their own, or here where they are trusted.

One keeper has the zone ready; every task is a room of it, which reads the input, may write only
into the folder of the parts, and reaches nothing else.
"""

import json
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from ..common.confine import SPARE_BYTES
from ..common.room import Keeper, Order, is_trusted
from ..common.room_keeper import say
from .blocks import Task
from .plan import Plan, plan
from .work import Job, PartDone, run_task

__all__ = ["Workshop", "carried_parts", "carried_plan", "ready_job"]

_HERE: Final = __name__
_PRELOADED: Final = ("csbm.screening.rooms", "pyogrio", "pyarrow.csv")


class Workshop(AbstractContextManager["Workshop"]):
    """Does the tasks of a job.

    Parameters
    ----------
    job : Job
    trusted : bool, optional
        Whether the work is done in this process itself; by default as `is_trusted` says.
    """

    def __init__(self, job: Job, *, trusted: bool | None = None) -> None:
        self.job = job
        self.trusted = is_trusted() if trusted is None else trusted
        self.keeper: Keeper | None = None
        if self.trusted:
            job.screen.ready()
        else:
            self.keeper = Keeper(_PRELOADED, (f"{_HERE}:ready_job", job))
            self.keeper.start()

    def __exit__(self, *_: object) -> None:
        """End the rooms."""
        if self.keeper is not None:
            self.keeper.close()

    def plan(self, *, prune: bool) -> Plan:
        """Cut the job's source into tasks: `plan.plan`."""
        if self.keeper is None:
            return plan(self.job.source, self.job.screen, prune=prune)
        order = self._order("carried_plan", (prune,), [file.path for file in self.job.source.files])
        told = json.loads(self.keeper.do(order, shown=self._shown))
        tasks = tuple(Task(**task | {"groups": tuple(task["groups"])}) for task in told["tasks"])
        return Plan(tasks, tuple(told["skipped"]))

    def do(
        self,
        task: Task,
        done: frozenset[int],
        report: Callable[[int], None],
        stopped: Callable[[], bool],
    ) -> list[PartDone]:
        """Do a task: `work.run_task`."""
        if self.keeper is None:
            return run_task(self.job, task, done, report, stopped)
        if stopped():
            return []
        path = self.job.source.files[task.file].path
        told = self.keeper.do(
            self._order("carried_parts", (task, done), [path], writable=(self.job.folder,)),
            shown=path,
            heard=lambda message: report(int(message)),
            stopped=stopped,
        )
        return [PartDone(**part) for part in json.loads(told or b"[]")]

    @property
    def _shown(self) -> str:
        return self.job.source.files[0].path

    def _order(
        self,
        work: str,
        arguments: tuple[object, ...],
        paths: Sequence[str],
        writable: tuple[str, ...] = (),
    ) -> Order:
        return Order(
            f"{_HERE}:{work}",
            arguments,
            readable=tuple(os.path.realpath(path) for path in paths),
            writable=tuple(str(Path(folder).absolute()) for folder in writable),
            spare_bytes=2 * SPARE_BYTES,
            seconds=None,  # a file of any size is one task
        )


def ready_job(job: Job) -> Job:
    """Make a job's zone ready; in the keeper, once."""
    job.screen.ready()
    return job


def carried_plan(job: Job, prune: bool) -> bytes:
    """Plan in a room: tasks and what is skipped, as JSON."""
    whole = plan(job.source, job.screen, prune=prune)
    told = {"tasks": [asdict(task) for task in whole.tasks], "skipped": whole.skipped}
    return json.dumps(told).encode()


def carried_parts(job: Job, task: Task, done: frozenset[int]) -> bytes:
    """Do a task in a room: what was counted, as JSON."""
    parts = run_task(job, task, done, lambda rows: say(str(rows).encode()), lambda: False)
    return json.dumps([asdict(part) for part in parts]).encode()
