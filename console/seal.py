"""``csbm seal`` and ``csbm verify``: a case as one file, and the file computed anew."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..common.clock import run_date
from ..common.errors import CsbmError, InputError, UsageError
from ..common.words import printable
from .outputs import check_outputs
from .requests import note
from .run import RECORD, case_group, run_case
from .shell import OnceCommand, tell

if TYPE_CHECKING:
    from ..case.case import Case
    from ..case.schema import CaseFile
    from ..case.sealed import Sealed

_OF_UNITS: Final = ("map", "units", "compare", "exercises", "brief")
"""Outputs that show the units of a list."""


@case_group.command("key")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Write it to this file."
)
def key_command(output: Path) -> None:
    """Make a key to sign sealed cases with; keep its file to yourself."""
    from ..case.sealed import fingerprint
    from ..case.signing import new_key

    check_outputs(output, no_clobber=True)
    pem, public = new_key()
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(pem)
    tell(f"{output}: the private key; its public key is {public} ({fingerprint(public)})")


@click.command(
    "seal", cls=OnceCommand, short_help="Put a case and all that belongs to it into one file."
)
@click.argument("case_file", metavar="CASE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file (by default of the case's name, .csbm).",
)
@click.option("--no-clobber", is_flag=True, help="Refuse to replace a file that is there.")
@click.option(
    "--sign",
    "key",
    type=click.Path(path_type=Path),
    metavar="KEY",
    help="Sign it with this private key (csbm case key).",
)
@click.option(
    "--redact",
    "redacted",
    multiple=True,
    metavar="LIST",
    help="Withhold a list of the case: its hash and --columns are sealed, no output shows it.",
)
@click.option(
    "--columns", metavar="NAME,…", help="What of each unit of a withheld list may be shown."
)
@click.option("--list", "only_list", is_flag=True, help="Say what it would disclose, and stop.")
def seal_command(
    case_file: Path,
    output: Path | None,
    no_clobber: bool,
    key: Path | None,
    redacted: tuple[str, ...],
    columns: str | None,
    only_list: bool,
) -> None:
    """Put a case, its inputs and its outputs into one file that anyone can verify.

    Everything is computed for it anew. What the file discloses is listed before it is written.
    """
    from ..case.case import Case
    from ..case.sealed import write_sealed

    target = output or case_file.with_suffix(".csbm")
    check_outputs(target, no_clobber=no_clobber)
    case = Case.read(case_file)
    strange = sorted(set(redacted) - set(case.file.units.lists))
    if strange:
        lists = ", ".join(case.file.units.lists) or "none"
        raise UsageError(f"--redact {strange[0]}: is no list of the case; its lists: {lists}")
    shown = [name.strip() for name in (columns or "").split(",") if name.strip()]
    members = {
        "case.toml": case.path.read_bytes(),
        **_inputs(case, redacted),
        **_withheld(case, redacted, shown),
    }
    for name, data in members.items():
        tell(f"discloses {name} ({len(data):,} bytes)")
    for line in case.file.lines:
        for one in _sealed_outputs(case.file, redacted):
            tell(f"discloses outputs/{line.name}/{one}")
    if only_list:
        return
    manifest, outputs = _computed(case, members, redacted)
    write_sealed(target, manifest, members | outputs, key)
    tell(f"{target}: sealed, {len(members) + len(outputs)} files{', signed' if key else ''}")


def _inputs(case: "Case", redacted: tuple[str, ...]) -> dict[str, bytes]:
    from ..common.guards import read_bytes

    return {
        name: read_bytes(case.folder / own)
        for own, name in _names(case.file).items()
        if own not in redacted
    }


def _names(file: "CaseFile") -> dict[str, str]:
    """Return how the case's files are called within a sealed one."""
    return {
        own: f"inputs/{number}/{Path(own).name}"
        for number, own in enumerate(file.inputs(Path()), start=1)
    }


def _withheld(case: "Case", redacted: tuple[str, ...], columns: list[str]) -> dict[str, bytes]:
    from ..case.request import country_code
    from ..case.withheld import withheld
    from ..units.readers import read_units

    found = {}
    for number, name in enumerate(redacted, start=1):
        path = case.folder / name
        units = read_units(path, country_code=country_code)
        found[f"withheld/{number}/{path.name}.json"] = withheld(path, units, columns)
    return found


def _sealed_outputs(file: "CaseFile", redacted: tuple[str, ...]) -> list[str]:
    return [name for name in file.outputs if not (redacted and name.split(".")[0] in _OF_UNITS)]


def _computed(
    case: "Case", members: Mapping[str, bytes], redacted: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Compute a case's outputs from what is sealed of it; return the manifest and the outputs."""
    kept = _sealed_outputs(case.file, redacted)
    day = run_date().isoformat()
    file = _on_its_day(case.file.renamed(_names(case.file)), day)
    with _laid_out(members) as folder:
        made, outputs = _run(file, kept, folder, states=not redacted) if kept else ({}, {})
    manifest = {
        "title": case.file.title,
        "date": day,
        "versions": made.get("versions", {}),
        "inputs": _names(case.file),
        "withheld": list(redacted),
        "outputs": kept,
        "commands": {row["output"]: row["command"] for row in made.get("outputs", [])},
    }
    return manifest, {f"outputs/{name}": data for name, data in outputs.items()}


def _on_its_day(file: "CaseFile", day: str) -> "CaseFile":
    """Return a case that asks lists of one's own of a day, where it names none: not of today's."""
    return file.model_copy(update={"day": day}) if file.units.lists and not file.day else file


def _run(
    file: "CaseFile", kept: list[str], folder: Path, *, states: bool
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Run a case in a folder that holds its inputs; return the record and the outputs' bytes."""
    from ..case.case import Case

    file = file.model_copy(update={"outputs": tuple(kept)})
    if not any(name.split(".")[0] in _OF_UNITS for name in kept):
        # No output asks for a list, which may not be there.
        file = file.model_copy(update={"units": type(file.units)()})
    with contextlib.chdir(folder):
        made = run_case(Case(Path("case.toml"), file), Path("outputs"), states=states)
        note(made.notes)
        found = {
            path.relative_to("outputs").as_posix(): path.read_bytes()
            for path in sorted(Path("outputs").rglob("*"))
            if path.is_file() and path.name != RECORD
        }
    return made.record, found


@contextlib.contextmanager
def _laid_out(members: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder of its own that holds the inputs of a sealed case."""
    with tempfile.TemporaryDirectory(prefix="csbm-") as name:
        folder = Path(name)
        for member, data in members.items():
            if member == "case.toml" or member.startswith("inputs/"):
                target = folder / member
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        yield folder


@click.command(
    "verify", cls=OnceCommand, short_help="Compute a sealed case anew and say what differs."
)
@click.argument("sealed_file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--signer",
    metavar="KEY",
    help="The public key, or its short name, that must have signed it.",
)
def verify_command(sealed_file: Path, signer: str | None) -> None:
    """Compute a sealed case anew, and say what is the same and what differs.

    Ends with exit code 1 where anything differs, was changed, or is not signed as asked.
    """
    from ..case.sealed import read_sealed

    sealed = read_sealed(sealed_file)
    faults = list(sealed.faults)
    _say(f"{sealed_file}: {sealed.manifest.get('title', '')}".rstrip(": "))
    faults += _signed(sealed, signer)
    for name in sealed.manifest.get("withheld", []):
        _say(f"not seen: the list {name} was withheld, and every output that shows it")
    if faults:  # what was changed is not run
        _refuse(faults)
    faults += _again(sealed)
    if faults:
        _refuse(faults)
    _say("verified: everything that was sealed was computed again and is the same")


def _say(text: str) -> None:
    """Print what may come from somebody's file."""
    tell(printable(text))


def _refuse(faults: list[str]) -> None:
    for fault in faults:
        _say(f"DIFFERS {fault}")
    raise InputError(f"not verified: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}")


def _signed(sealed: "Sealed", signer: str | None) -> list[str]:
    from ..case.sealed import fingerprint

    if not sealed.signer:
        _say("signed by nobody")
        return [] if signer is None else [f"it is not signed by {signer}"]
    short = fingerprint(sealed.signer)
    _say(f"signed by {short} (public key {sealed.signer})")
    if signer in {None, short, sealed.signer}:
        return []
    return [f"it is signed by {short}, not by {signer}"]


def _again(sealed: "Sealed") -> list[str]:
    """Compute a sealed case anew; say of each output how it compares, and return the faults."""
    from ..case.sameness import compared
    from ..case.versions import versions

    own, theirs = versions(), sealed.manifest.get("versions", {})
    others = [name for name in own if own[name] != theirs.get(name)]
    for name in others:
        _say(f"computed here with {name} {own[name]}, there with {theirs.get(name, '?')}")
    kept = [str(name) for name in sealed.manifest.get("outputs", [])]
    expected = {
        name.removeprefix("outputs/"): data
        for name, data in sealed.members.items()
        if name.startswith("outputs/")
    }
    try:
        with _on_day(str(sealed.manifest.get("date", ""))), _laid_out(sealed.members) as folder:
            states = not sealed.manifest.get("withheld")
            file = _file(sealed, folder)
            if strange := sorted(set(kept) - set(file.outputs)):
                return [f"{strange[0][:80]}: is no output of the case"]
            made = _run(file, kept, folder, states=states)[1] if kept else {}
    except CsbmError as error:
        return [f"the case cannot be computed: {error}"]
    faults = [f"{name}: is not computed by the case" for name in expected if name not in made]
    faults += [f"{name}: is not in the file" for name in made if name not in expected]
    for name in sorted(set(made) & set(expected)):
        told = compared(name, expected[name], made[name])
        if told.how == "differs" or (told.how != "same bytes" and not others):
            faults.append(f"{name}: {told.detail or 'other bytes, from the same versions'}")
        else:
            _say(f"{told.how}: {name}{f' ({told.detail})' if told.detail else ''}")
    return faults


def _file(sealed: "Sealed", folder: Path) -> "CaseFile":
    """Return the case of a sealed file, all of whose inputs lie in the file."""
    from ..case.schema import read_case_file

    file = read_case_file(folder / "case.toml")
    names = _names(file)
    withheld = set(sealed.manifest.get("withheld", []))
    for own, name in names.items():
        if name not in sealed.members and own not in withheld:
            raise InputError(f"the case reads {own}, which is not in the file")
    return _on_its_day(file.renamed(names), str(sealed.manifest.get("date", "")))


@contextlib.contextmanager
def _on_day(day: str) -> Iterator[None]:
    """Compute as on a day: outputs carry the date of the run."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        stamp = datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError as error:
        raise InputError(f"the file's date {day[:40]!r} is none") from error
    os.environ["SOURCE_DATE_EPOCH"] = str(int(stamp.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
