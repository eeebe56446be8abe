"""One screening from beginning to end: plan, work here or on a cluster, put the parts together."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..common.locks import only_run
from ..geo.zones.status import STATUSES
from .columns import output_columns
from .kernel import Screen
from .output import Target, assembled, check_parts, put_aside, write_metadata
from .plan import Plan
from .rooms import Workshop
from .runner import left_to_do, run_here
from .source import Source
from .state import State
from .work import Job, PartDone

if TYPE_CHECKING:
    from ..geo.zones.zone import InspectionZone

_WANTED: Final[dict[str, tuple[int, ...]]] = {
    **{name: (code,) for code, name in enumerate(STATUSES)},
    "all": tuple(range(len(STATUSES))),
}


Progress = Callable[[int, int], AbstractContextManager[Callable[[int], None]]]
"""Given how many rows there are and how many are done, a context in which more are told."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of every row.

    Parameters
    ----------
    status : {"in", "indeterminate", "out", "not_bound", "all"}
        Which rows are written.
    every_distance : bool
        Whether far rows get a distance too.
    third_states : bool
        Whether rows where nobody is bound are written too if they lie, or may lie, within the
        depth.
    accuracy_m : float
        How well positions are known that do not say, 95 % radius, metres.
    strict : bool
        Whether a row without a position ends the run.
    """

    status: str = "in"
    every_distance: bool = False
    third_states: bool = False
    accuracy_m: float = 0.0
    strict: bool = False


@dataclass(frozen=True)
class Screened:
    """What a run did.

    Parameters
    ----------
    rows, kept, rejected : int
        Rows of the input, written, and put aside.
    counts : mapping
        Rows by side and status.
    notes : tuple of str
        What is to be said besides.
    """

    rows: int
    kept: int
    rejected: int
    counts: Mapping[str, Mapping[str, int]]
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The counts in one line."""
        words = [f"{self.kept:,} of {self.rows:,} rows written"]
        for side, own in sorted(self.counts.items(), key=lambda one: one[0] or "~"):
            told = [f"{own[name]:,} {name}" for name in ("in", "indeterminate") if own.get(name)]
            if told:
                words.append(f"{side or 'elsewhere'}: {', '.join(told)}")
        words.append(f"{sum(own.get('out', 0) for own in self.counts.values()):,} out")
        if self.rejected:
            words.append(f"{self.rejected:,} without a position")
        return "; ".join(words)


def screened(
    source: Source,
    zone: "InspectionZone",
    target: Target,
    wanted: Wanted,
    *,
    provenance: Mapping[str, object],
    resume: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Screened:
    """Screen a source against a zone.

    Parameters
    ----------
    source : Source
    zone : InspectionZone
    target : Target
        Checked before (`output.check_output`).
    wanted : Wanted
    provenance : mapping
        What every output of the zone carries.
    resume : bool
        Whether to go on where an earlier run left off.
    workers : int, optional
    scheduler : str, optional
        The address of a Dask scheduler; ``local`` starts one.
    progress : callable, optional
        Shows how far the run is, see `Progress`; by default nothing does.

    Raises
    ------
    CsbmError
        If a file cannot be read or written, a row is refused, another run writes to the target, or
        the run is interrupted; the parts that are done stay, and `resume` goes on.
    """
    with only_run(target.path):
        state = State(target.work)
        carried = dict(provenance) | {"input": _told(source), "request": asdict(wanted)}
        if resume:
            # An earlier day's run is gone on from, and says its own day.
            carried |= {"date": (state.provenance() or carried).get("date", carried["date"])}
        job = _job(source, zone, target, wanted, carried)
        with Workshop(job) as workshop:
            whole = workshop.plan(prune=not job.screen.far)
            target.path.absolute().parent.mkdir(exist_ok=True)
            parts = state.begin(_request(job, source, carried), resume=resume)
            tasks = left_to_do(whole.tasks, parts)
            with (progress or _silent)(whole.rows, sum(part.rows for part in parts)) as more:
                if scheduler is None:
                    made = run_here(workshop, tasks, parts, workers=workers, progress=more)
                else:
                    from .cluster import run_on_cluster

                    made = run_on_cluster(
                        job, tasks, parts, address=scheduler, workers=workers, progress=more
                    )
        return _finished(job, target, whole, [*parts, *made], carried)


@contextmanager
def _silent(_rows: int, _done: int) -> Iterator[Callable[[int], None]]:
    yield lambda _more: None


def _job(
    source: Source,
    zone: "InspectionZone",
    target: Target,
    wanted: Wanted,
    carried: Mapping[str, object],
) -> Job:
    """Return what is done with every task."""
    far = wanted.status in {"all", "out", "not_bound"}
    return Job(
        source=source,
        screen=Screen(zone, wanted.accuracy_m, far, far and wanted.every_distance),
        folder=str(target.work),
        statuses=_WANTED[wanted.status],
        third_states=wanted.third_states,
        columns=output_columns(source, zone, carried),
        by_space=target.kind == "folder",
        strict=wanted.strict,
    )


def _told(source: Source) -> dict[str, object]:
    """Return what an output says of its input."""
    paths = [Path(file.path) for file in source.files]
    return {
        "files": len(paths),
        "first": paths[0].name,
        "bytes": source.size,
        "positions": list(source.positions.names),
        "fingerprint": source.fingerprint,
    }


def _request(job: Job, source: Source, carried: Mapping[str, object]) -> dict[str, Any]:
    """Return all that a result hangs on: what a run that goes on must have in common."""
    return {
        "input": source.fingerprint,
        "files": [[str(Path(file.path).absolute()), file.size] for file in source.files],
        "columns": job.columns.schema.names,
        "order": "space" if job.by_space else "input",
        "provenance": dict(carried),
    }


def _finished(
    job: Job, target: Target, whole: Plan, parts: list[PartDone], carried: Mapping[str, object]
) -> Screened:
    """Put the parts together, and say what was found."""
    work = Path(job.folder)
    check_parts(work, parts)
    rejected = put_aside(target, work, parts, job.columns.rejects)
    files = assembled(target, work, parts, job.columns)
    counts = _counted(parts)
    if not job.screen.far:  # then nobody asked where those that are out stand
        total = sum(own.pop("out", 0) for own in counts.values())
        counts = {side: own for side, own in counts.items() if own or not side}
        counts[""]["out"] = total
    notes = []
    skipped, groups = whole.skipped
    if skipped:
        counts[""]["out"] = counts[""].get("out", 0) + skipped
        notes.append(f"{skipped:,} rows in {groups:,} row groups lie far off and were not read")
    if rejected:
        notes.append(f"{rejected:,} rows without a position are in {target.rejects}, with reasons")
    ours = [name for name in job.columns.names if name.startswith("csbm_")]
    if ours:
        notes.append(f"the input has columns of these names; ours are {', '.join(ours)}")
    done = Screened(
        rows=sum(part.rows for part in parts) + skipped,
        kept=sum(part.kept for part in parts),
        rejected=rejected,
        counts=counts,
        notes=tuple(notes),
    )
    told = {k: v for k, v in carried.items() if k != "disclaimer"}
    told["rows"] = {"read": done.rows, "written": done.kept, "rejected": rejected, "by": counts}
    told["disclaimer"] = carried.get("disclaimer", "")
    write_metadata(target, files, told)
    State(work).remove()
    return done


def _counted(parts: list[PartDone]) -> dict[str, dict[str, int]]:
    """Return the rows of each side and status, in an order that is always the same."""
    counts: dict[str, dict[str, int]] = {"": {}}
    for part in parts:
        for side, own in part.counts.items():
            every = counts.setdefault(side, {})
            for name, count in own.items():
                every[name] = every.get(name, 0) + count
    return {side: dict(sorted(own.items())) for side, own in sorted(counts.items())}
