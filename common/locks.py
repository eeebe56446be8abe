"""One run at a time for one output: a lock that the system takes back when its holder dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import InputError, UsageError

__all__ = ["only_run"]


@contextmanager
def only_run(output: Path) -> Iterator[None]:
    """Hold an output for one run; another that asks meanwhile is refused.

    Parameters
    ----------
    output : Path
        What is to be written. The lock is a file beside it, ``.NAME.lock``, gone afterwards.

    Raises
    ------
    UsageError
        If another run holds it.
    InputError
        If the lock cannot be made.
    """
    lock = output.absolute().with_name(f".{output.name}.lock")
    handle = _locked(lock, output)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()
        os.close(handle)


def _locked(lock: Path, output: Path) -> int:
    while True:
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise InputError(f"{lock}: cannot be made ({error.strerror})") from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise UsageError(
                f"{output}: another run is writing to it; wait for it, or write elsewhere"
            ) from error
        # Its holder may have removed the file between our opening and our locking it.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                return handle
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
