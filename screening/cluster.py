"""The same job on a Dask cluster: the user's own, or worker processes on this machine.

Every worker gets the job once, also those that come later; a task is a few numbers. Workers read
the input and write the parts themselves, so nothing but counts crosses the network; the folder of
the output must be one that all of them see.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ..common.errors import CsbmError, InputError, UsageError
from ..common.room import is_trusted
from .blocks import Task
from .rooms import Workshop
from .runner import InterruptedRunError, cores, done_numbers
from .work import Job, PartDone

LOCAL: Final = "local"
PATIENCE_S: Final = 10
"""How long to wait for a scheduler that does not answer, seconds."""
_RETRIES: Final = 3


def run_on_cluster(
    job: Job,
    tasks: Sequence[Task],
    parts: Sequence[PartDone],
    *,
    address: str,
    workers: int | None,
    progress: Callable[[int], None],
) -> list[PartDone]:
    """Do tasks on a Dask cluster; return the parts made.

    Parameters
    ----------
    job : Job
    tasks : sequence of Task
    parts : sequence of PartDone
        Those done before.
    address : str
        Of the scheduler (``tcp://host:8786``); ``local`` starts one on this machine.
    workers : int, optional
        Processes of ``local``; by default one for each core.
    progress : callable
        Is told of rows as tasks are done.

    Raises
    ------
    UsageError
        If Dask is not installed, or workers are given for a cluster that has its own.
    CsbmError
        If the scheduler does not answer or goes away, or a task fails.
    InterruptedRunError
        On Ctrl-C.
    """
    if workers is not None and address != LOCAL:
        raise UsageError("--workers is for --scheduler local; a cluster has its own workers")
    if not tasks:
        return []
    with _client(address, workers) as client:
        return _done(client, _absolute(job), tasks, parts, address=address, progress=progress)


def _done(
    client: Any,  # noqa: ANN401  # distributed is optional
    job: Job,
    tasks: Sequence[Task],
    parts: Sequence[PartDone],
    *,
    address: str,
    progress: Callable[[int], None],
) -> list[PartDone]:
    from distributed import CancelledError, as_completed
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    done = done_numbers(parts)
    name = f"csbm-{uuid.uuid4().hex}"
    made: list[PartDone] = []
    futures: list[Any] = []
    try:
        client.register_plugin(_carrier(job, name), name=name)
        futures = [
            client.submit(
                _work,
                name,
                task,
                done.get(task.number, frozenset()),
                key=f"{name}-{task.number}",
                retries=_RETRIES,
                pure=False,
            )
            for task in tasks
        ]
        for future in as_completed(futures):
            for part in future.result():
                made.append(part)
                progress(part.rows)
    except KeyboardInterrupt:
        with suppress(Exception):
            client.cancel(futures, force=True)
        raise InterruptedRunError(
            "interrupted; run the same command with --resume to go on"
        ) from None
    except KilledWorker as error:
        raise CsbmError(f"workers died again and again over one task ({error.task})") from None
    except (CancelledError, CommClosedError, OSError, TimeoutError):
        raise CsbmError(
            f"the scheduler at {address} went away after {len(made):,} parts; start it again and"
            " run the same command with --resume"
        ) from None
    _check_shared(job, made)
    with suppress(Exception):
        client.unregister_worker_plugin(name)
    return made


def _work(name: str, task: Task, done: frozenset[int]) -> list[PartDone]:
    """Do a task on a worker, with the job that the worker has been given."""
    from distributed import get_worker

    plugin = get_worker().plugins[name]
    job: Job = plugin.job
    if not Path(job.folder).is_dir():
        raise InputError(f"{job.folder}: a worker does not see this folder; it must be shared")
    with _OPENING:
        workshop = vars(plugin).get("workshop")
        if workshop is None:
            workshop = plugin.workshop = Workshop(job, trusted=plugin.trusted)
    made: list[PartDone] = workshop.do(task, done, _unheard, _never)
    return made


_OPENING: Final = threading.Lock()


def _unheard(rows: int) -> None:
    del rows


def _never() -> bool:
    return False


def _carrier(job: Job, name: str) -> Any:  # noqa: ANN401
    """Return what brings the job to every worker; made here, for distributed is optional."""
    from distributed import WorkerPlugin

    class Carrier(WorkerPlugin):  # type: ignore[misc]  # distributed is untyped
        """The job, and the rooms in which a worker does it."""

        def teardown(self, worker: object) -> None:
            """End the rooms with the worker."""
            del worker
            if "workshop" in vars(self):
                self.workshop.__exit__()

    plugin = Carrier()
    plugin.name = name
    plugin.job = job
    plugin.trusted = is_trusted()
    return plugin


def _absolute(job: Job) -> Job:
    """Return a job whose paths hold wherever a worker was started."""
    files = tuple(replace(file, path=str(Path(file.path).absolute())) for file in job.source.files)
    return replace(
        job, source=replace(job.source, files=files), folder=str(Path(job.folder).absolute())
    )


def _check_shared(job: Job, made: Sequence[PartDone]) -> None:
    for part in made:
        if part.kept and not (Path(job.folder) / part.name).is_file():
            raise InputError(
                f"{job.folder}: a worker wrote {part.name} where it is not seen from here; the"
                " folder must be shared"
            )


@contextmanager
def _client(address: str, workers: int | None) -> Iterator[Any]:
    """Give a client of a cluster; a local one is started and stopped."""
    try:
        import dask.utils
        from distributed import Client, LocalCluster, Security
    except ImportError:
        raise UsageError("--scheduler needs Dask: pip install 'csbm[dask]'") from None
    own = dask.config.get("distributed.comm.timeouts.connect", PATIENCE_S)
    patience_s = min(dask.utils.parse_timedelta(own), PATIENCE_S)
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        stack.enter_context(dask.config.set({"distributed.comm.timeouts.connect": patience_s}))
        if address == LOCAL:
            where: Any = stack.enter_context(
                LocalCluster(
                    n_workers=workers or cores(),
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    host="tls://127.0.0.1",
                    protocol="tls://",
                    security=Security.temporary(),  # made for this run, known to nobody else
                    silence_logs=logging.CRITICAL,
                )
            )
        else:
            where = address
        try:
            client = Client(where, timeout=patience_s)
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            if str(address).startswith("tls://") and "ssl_context" in str(error):
                raise UsageError(
                    f"{address}: TLS needs certificates; name them to Dask, as in"
                    " DASK_DISTRIBUTED__COMM__TLS__CA_FILE (docs/scale.md)"
                ) from None
            words = " ".join(str(error).split())[:120]
            raise CsbmError(f"no scheduler answers at {address} ({words})") from None
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=2)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep distributed's own words from standard error: ours are one line."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    before = {name: logging.getLogger(name).level for name in ("distributed", *names)}
    for name in before:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
