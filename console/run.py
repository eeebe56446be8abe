"""``csbm case`` and ``csbm run``: a case written, and all its outputs made."""

import contextlib
import hashlib
import io
import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..common.errors import InputError, UsageError
from ..common.locks import only_run
from .outputs import check_outputs
from .progress import progress
from .requests import note
from .shell import OnceCommand, OnceGroup, tell

if TYPE_CHECKING:
    from ..case.case import Case

RECORD: Final = "results.json"
"""What a folder of results says of itself."""
_STATE: Final = "state"
_USAGE: Final = 2
"""The exit code of a wrong question."""


@click.group("case", cls=OnceGroup, short_help="Start a case: what is asked, in one file.")
def case_group() -> None:
    """Write and explain case files: borders, depths, lists, the day and outputs in one place."""


@case_group.command("new")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="case.toml",
    show_default=True,
    help="Write to this file.",
)
@click.option("--no-clobber", is_flag=True, help="Refuse to replace a file that is there.")
def new_command(output: Path, no_clobber: bool) -> None:
    """Write a case file with every line explained: the rim of Belarus, to be changed."""
    from ..case.case import EXAMPLE
    from ..exports import delivery

    check_outputs(output, no_clobber=no_clobber)
    delivery.write_answer(EXAMPLE.read_text(encoding="utf-8"), output)
    tell(f"{output}: change it, then csbm run {output}")


@click.command("run", cls=OnceCommand, short_help="Make all outputs of a case.")
@click.argument("case_file", metavar="CASE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder for the outputs (by default beside the case, of its name).",
)
@click.option("--all", "anew", is_flag=True, help="Make every output, also what has not changed.")
def run_command(case_file: Path, folder: Path | None, anew: bool) -> None:
    """Make all outputs of a case, a folder for each line; only what changed.

    The folder keeps a record, results.json: the command that made each output, its hash, the
    hashes of all inputs, and the versions of everything that computes.
    """
    from ..case.case import Case

    case = Case.read(case_file)
    where = folder or case_file.with_suffix("")
    where.absolute().parent.mkdir(parents=True, exist_ok=True)
    with only_run(where):
        made = run_case(case, where, anew=anew)
    note(made.notes)
    tell(
        f"{where}: {len(made.written)} outputs written, {len(made.kept)} unchanged"
        f" (record: {where / RECORD})"
    )


@dataclass(frozen=True)
class Made:
    """What a run of a case did."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    notes: tuple[str, ...]
    record: dict[str, Any]


@dataclass(frozen=True)
class _Task:
    """One output of one line."""

    name: str
    """As ``rim/map.html``."""
    words: tuple[str, ...]
    """To be run."""
    told: tuple[str, ...]
    """The same with files named from the case's folder."""
    fingerprint: str


def run_case(case: "Case", folder: Path, *, anew: bool = False, states: bool = True) -> Made:
    """Make the outputs of a case in a folder.

    Parameters
    ----------
    case : Case
    folder : Path
        Made where it is not there; nothing in it is touched but the case's own outputs.
    anew : bool, optional
        Make also what has not changed.
    states : bool, optional
        Write each line's state too, that ``csbm diff`` reads.

    Raises
    ------
    InputError, UsageError
        As the commands that make the outputs; what was made before stays, and the record of the
        last whole run as well.
    """
    from ..exports.tables import json_text, write_text

    inputs = {name: _sha256(path) for name, path in case.file.inputs(case.folder).items()}
    tasks = list(_tasks(case, inputs, states=states))
    for path in case.file.inputs(case.folder).values():
        _keep_apart(path, folder, [task.name for task in tasks])
    before = {} if anew else _last(folder)
    written: list[str] = []
    kept: list[str] = []
    notes: list[str] = []
    rows = []
    with progress(tasks, "outputs") as bar:
        for task in bar:
            target = folder / task.name
            if _unchanged(before.get(task.name), task, target):
                kept.append(task.name)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                notes += _make(case, task, target)
                written.append(task.name)
            rows.append(
                {
                    "output": task.name,
                    "command": _told_command(task),
                    "sha256": _sha256(target),
                    "fingerprint": task.fingerprint,
                }
            )
    record = _record(case, inputs, rows)
    write_text(json_text(record), folder / RECORD)
    return Made(tuple(written), tuple(kept), tuple(dict.fromkeys(notes)), record)


def _told_command(task: _Task) -> str:
    """Return how to make an output by hand; a state is the run's own."""
    return "csbm run" if task.words[0] == _STATE else shlex.join(["csbm", *task.told])


def _record(case: "Case", inputs: dict[str, str], rows: list[dict[str, str]]) -> dict[str, Any]:
    from ..case.versions import versions
    from ..common.clock import run_date

    return {
        "title": case.file.title,
        "case": case.path.name,
        "case_sha256": _sha256(case.path),
        "date": run_date().isoformat(),
        "inputs": inputs,
        "versions": versions(),
        "outputs": rows,
    }


def _make(case: "Case", task: _Task, target: Path) -> list[str]:
    """Make one output; return what is to be said of it."""
    from ..case.snapshot import line_state, state_json
    from ..exports.tables import write_text

    if task.words[0] != _STATE:
        return _command([*task.words, "-o", str(target)])
    write_text(state_json(line_state(case.line(task.words[1]))), target)
    return []


def _tasks(case: "Case", inputs: dict[str, str], *, states: bool) -> Iterator[_Task]:
    from ..case.snapshot import STATE
    from ..case.versions import versions
    from ..case.words import words_of

    computing = versions()
    for line in case.file.lines:
        if states:
            plain = json.dumps([case.file.model_dump_json(), inputs, computing])
            words = (_STATE, line.name)
            yield _Task(f"{line.name}/{STATE}", words, words, _hashed(plain))
        for output in case.file.outputs:
            typed = words_of(case.file, line, output, case.folder)
            told = words_of(case.file, line, output, Path())
            if line.regime is not None and told[0] == "compare":
                raise UsageError(
                    f"{case.path}: line {line.name}: a regime states its depths, so there is no"
                    f" {output}; give it a case of its own"
                )
            plain = json.dumps([told, output, inputs, computing], sort_keys=True)
            yield _Task(
                f"{line.name}/{output}",
                tuple(typed),
                tuple(told),
                _hashed(plain),
            )


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _keep_apart(path: Path, folder: Path, names: Sequence[str]) -> None:
    """Refuse to write over an input."""
    for name in names:
        if (folder / name).exists() and path.exists() and (folder / name).samefile(path):
            raise UsageError(f"{folder / name}: is one of the inputs; give another folder with -o")


def _last(folder: Path) -> dict[str, dict[str, str]]:
    """Return the outputs of the last run by name; nothing where there is no record to trust."""
    try:
        rows = json.loads((folder / RECORD).read_text(encoding="utf-8"))["outputs"]
        return {str(row["output"]): dict(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _unchanged(before: dict[str, str] | None, task: _Task, target: Path) -> bool:
    if before is None or before.get("fingerprint") != task.fingerprint or not target.is_file():
        return False
    return before.get("sha256") == _sha256(target)


def _command(words: Sequence[str]) -> list[str]:
    """Run a command in this process; return what it said besides its result."""
    main = click.get_current_context().find_root().command
    told = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(told):
        code = main.main(list(words), prog_name="csbm", standalone_mode=False)
    lines = [line for line in told.getvalue().splitlines() if line]
    if code:  # its own error of one line
        said = lines[-1].removeprefix("csbm: ") if lines else f"csbm {words[0]} failed"
        raise UsageError(said) if code == _USAGE else InputError(said)
    return [line.removeprefix("note: ") for line in lines]


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
