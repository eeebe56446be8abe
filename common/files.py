"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import InputError


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give a temporary path beside ``target`` and move it into place when the block succeeds.

    Parameters
    ----------
    target : Path
        The file that is to be there in the end; an older one is replaced.

    Yields
    ------
    Path
        An empty temporary file in the same folder, with the same ending.

    Raises
    ------
    InputError
        If the folder does not exist or cannot be written to, or ``target`` is a folder.
    """
    if target.is_dir():
        raise InputError(f"{target}: is a folder; give a file name")
    try:
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=".csbm-", suffix="".join(target.suffixes[-1:])
        )
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes files private; what we write should be as readable as any other file.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(target)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
