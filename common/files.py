"""Files that are written whole or not at all."""

import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import InputError

_OPEN_ALREADY = re.compile(r"/dev/(?:std(?P<name>out|err)|fd/(?P<number>\d+))")
"""Paths that mean what this process was given open, whatever lies behind it."""


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give a temporary path beside ``target`` and move it into place when the block succeeds.

    A file that is replaced keeps its mode and, where the system lets us, its owner. Through a
    symbolic link the file behind it is written; the link stays. A device or a pipe is never
    replaced: what was written is streamed to it.

    Parameters
    ----------
    target : Path
        The file that is to be there in the end; an older one is replaced.

    Yields
    ------
    Path
        An empty temporary file in the folder of the file that is written, with the ending of
        ``target``; for a device or a pipe in the system's folder for temporary files.

    Raises
    ------
    InputError
        If the folder does not exist or cannot be written to, or ``target`` is a folder or a link
        that leads round in a circle.
    """
    temporary: Path | None = None
    try:
        old = _there(target)
        if old is not None and stat.S_ISDIR(old.st_mode):
            raise InputError(f"{target}: is a folder; give a file name")
        streamed = _is_streamed(target, old)
        # A link on the way is followed once, here: the file is moved to where it really lies.
        final = target if streamed else Path(os.path.realpath(target))
        handle, name = tempfile.mkstemp(
            dir=None if streamed else final.parent,
            prefix=".csbm-",
            suffix="".join(target.suffixes[-1:]),
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        if streamed:
            _stream(temporary, target)
        else:
            _dress(temporary, old)
            _on_disk(temporary)
            temporary.replace(final)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        if temporary is not None:
            with suppress(FileNotFoundError):
                temporary.unlink()


def sidecar_path(data_file: Path) -> Path:
    """Return the path of the file beside a data file that says where it comes from.

    Examples
    --------
    >>> sidecar_path(Path("zone.kml")).name
    'zone.kml.metadata.json'
    """
    return data_file.with_name(f"{data_file.name}.metadata.json")


def _on_disk(file: Path) -> None:
    """Wait until a file's bytes are on the disk: a name must never come to stand for less."""
    with file.open("r+b") as stream, suppress(OSError):  # some file systems know no such thing
        os.fsync(stream.fileno())


def _there(target: Path) -> os.stat_result | None:
    """Return what lies at a path, behind its links, or None if nothing does."""
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def is_streamed(target: Path) -> bool:
    """Tell whether a path takes a stream (a device, a pipe) and nothing beside it."""
    try:
        return _is_streamed(target, _there(target))
    except OSError:
        return False


def _is_streamed(target: Path, old: os.stat_result | None) -> bool:
    """Tell whether a target takes a stream: it is no file that another can stand in for."""
    if old is not None and not stat.S_ISREG(old.st_mode):
        return True
    return old is not None and bool(_OPEN_ALREADY.fullmatch(str(target)))


def _stream(source: Path, target: Path) -> None:
    """Write a whole file to a device, a pipe or what is open already."""
    with source.open("rb") as whole, os.fdopen(_opened(target), "wb") as sink:
        shutil.copyfileobj(whole, sink)


def _opened(target: Path) -> int:
    """Open a target for a stream; standard output goes on where it stands."""
    match = _OPEN_ALREADY.fullmatch(str(target))
    if match is None:
        return os.open(target, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    sys.stdout.flush()
    sys.stderr.flush()
    number = match["number"] or {"out": 1, "err": 2}[match["name"]]
    return os.dup(int(number))


def _dress(temporary: Path, old: os.stat_result | None) -> None:
    """Give a new file the owner and the mode of the one it replaces, or those of any new file."""
    if old is None:
        # mkstemp makes files private; what we write should be as readable as any other file.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        return
    mode = stat.S_IMODE(old.st_mode) & 0o777
    if sys.platform != "win32":
        with suppress(PermissionError):
            os.chown(temporary, -1, old.st_gid)
        with suppress(PermissionError):
            os.chown(temporary, old.st_uid, -1)
        if temporary.stat().st_gid != old.st_gid:
            mode &= ~0o070 | (mode & 0o007) << 3  # another group may do no more than anybody
    temporary.chmod(mode)
