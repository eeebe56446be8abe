"""A room of its own: work on a file of others, done in a process that can do little else.

A keeper, one process for each of ours, has the libraries loaded and nothing of ours in its memory.
For each piece of work it forks a child, which gives up the network, other files and all but a
share of memory and time (`confine`), works, and hands back bytes through a pipe. What comes back
is data (Arrow, JSON), never a pickle. Where there is no fork (Windows) a fresh process does the
work, with a limit of time only. What runs in the keeper and its rooms is `room_keeper`.
"""

import atexit
import contextlib
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from .confine import SECONDS, SPARE_BYTES
from .errors import CsbmError, InputError, UsageError

__all__ = ["Keeper", "Order", "in_room", "is_trusted", "probe", "room", "trust", "trusted"]

_GRACE_S: Final = 20.0
"""How long a room that is asked to leave off may take to put down what it has in hand, seconds."""
WAIT_S: Final = 600.0
"""Longest that any piece of work may take by the clock, seconds."""
MOST_BYTES: Final = 2 << 30
"""Most that a room may hand back."""
_CHUNK: Final = 1 << 20
_PRELOADED: Final = (
    "csbm.readers.opener", "csbm.readers.vectors", "csbm.readers.parquet", "csbm.readers.kml",
    "csbm.readers.sheets", "csbm.readers.json_files", "csbm.readers.gpx", "csbm.readers.archives",
    "csbm.readers.toml_files", "csbm.readers.carried",
)  # fmt: skip
_UNUSED: Final = ("pandas", "geopandas")
"""No reader needs these, and pyogrio loads them where it can: half a second."""
_TRUSTED: ContextVar[bool] = ContextVar("trusted", default=False)


class RoomError(InputError):
    """The room ended before the work was done."""


@contextlib.contextmanager
def trusted(yes: bool = True) -> Iterator[None]:
    """Read files in this process itself while the block runs: as fast, and as safe, as they are.

    Examples
    --------
    >>> with trusted():
    ...     is_trusted()
    True
    """
    token = _TRUSTED.set(yes)
    try:
        yield
    finally:
        _TRUSTED.reset(token)


def trust() -> None:
    """Read files in this process itself from now on, as `trusted` does for a block."""
    _TRUSTED.set(True)


def is_trusted(file: Path | None = None) -> bool:
    """Tell whether a file is read in this process itself: by ``--trust``, or because it is ours."""
    if _TRUSTED.get():
        return True
    if file is None:
        return False
    place = file.resolve()
    return place.is_relative_to(_OURS) and bool({"data", "tables"} & set(place.parts[:-1]))


_OURS: Final = Path(__file__).resolve().parent.parent
"""Where csbm itself lies."""


@dataclass(frozen=True)
class Order:
    """One piece of work."""

    work: str
    """As ``package.module:function``."""
    arguments: tuple[Any, ...]
    readable: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    spare_bytes: int = SPARE_BYTES
    seconds: int | None = SECONDS
    folder: str = field(default_factory=os.getcwd)
    """Where names of files begin: the asker may have moved since the keeper was started."""


def in_room(
    work: str,
    *arguments: Any,  # noqa: ANN401  # whatever it takes
    shown: str,
    readable: Sequence[str] = (),
) -> bytes:
    """Do one piece of work in a room; return what it hands back.

    Parameters
    ----------
    work : str
        A function of ours that gives bytes, as ``csbm.readers.opener:carried_table``.
    *arguments
        Its arguments; they are pickled on their way in.
    shown : str
        What to call the file in an error.
    readable : sequence of str, optional
        Files that it opens itself; by default it is given bytes and opens none.

    Raises
    ------
    CsbmError
        What the function itself raised, of the same kind and in the same words.
    InputError
        If the room ended early: too much memory, too much time, a library that broke.
    """
    order = Order(work, arguments, readable=tuple(map(os.path.realpath, readable)))
    return room().do(order, shown=shown)


_KEEPERS: dict[int, "Keeper"] = {}
_LOCK: Final = threading.Lock()


def room() -> "Keeper":
    """Return the keeper of this process; started when first asked for."""
    with _LOCK:
        keeper = _KEEPERS.get(os.getpid())
        if keeper is None or not keeper.alive:
            if not _KEEPERS:
                atexit.register(_end_all)
            keeper = _KEEPERS[os.getpid()] = Keeper(_PRELOADED, without=_UNUSED)
        return keeper


def _end_all() -> None:
    """End what this process started, and nothing that it only inherited."""
    keeper = _KEEPERS.pop(os.getpid(), None)
    if keeper is not None:
        keeper.close()


def forks() -> bool:
    """Tell whether the system forks: else every piece of work starts a process of its own."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and not _SPAWN.get()


_SPAWN: ContextVar[bool] = ContextVar("spawn", default=False)
"""Set by tests: work as on a system without fork."""


@dataclass
class Keeper:
    """The process that holds the libraries and makes the rooms.

    Parameters
    ----------
    preloaded : tuple of str
        Modules that it imports before the first work.
    ready : tuple, optional
        A function (``module:function``) and its arguments: what it gives is kept, and every piece
        of work of this keeper gets it as its first argument.
    without : tuple of str, optional
        Modules that are never imported there, though a library would if it could.
    """

    preloaded: tuple[str, ...] = ()
    ready: tuple[Any, ...] | None = None
    without: tuple[str, ...] = ()
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False, repr=False)
    _control: socket.socket | None = field(default=None, init=False, repr=False)
    _sending: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @property
    def alive(self) -> bool:
        """Whether it can take work."""
        return self._process is None or self._process.poll() is None

    def start(self) -> None:
        """Start it now and go on meanwhile."""
        if not forks() or self._process is not None:
            return
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
                _command("keep", theirs.fileno()),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("CSBM_DEBUG") else subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is ours to answer
            )
        except OSError as error:
            ours.close()
            raise InputError(f"no process can be started to read in ({error.strerror})") from error
        finally:
            theirs.close()
        self._control = ours
        with _held(pickle.dumps((self.preloaded, self.ready, self.without))) as held:
            socket.send_fds(ours, [b"k"], [held.fileno()])

    def do(
        self,
        order: Order,
        *,
        shown: str,
        heard: Callable[[bytes], None] | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> bytes:
        """Do one piece of work; any number of threads may ask at once.

        Parameters
        ----------
        order : Order
        shown : str
            What to call the file in an error.
        heard : callable, optional
            Gets each message that the work sends while it runs (`say`).
        stopped : callable, optional
            Tells whether to end it early.

        Raises
        ------
        CsbmError
            As `in_room`.
        """
        if not forks():
            frames = _Frames(heard)
            frames.feed(_spawned(self, order, shown))
            return _answer(frames.rest(), 0, shown)
        with self._sending:
            self.start()
        assert self._control is not None
        read, write = os.pipe()
        told, tell = os.pipe()
        with (
            open(read, "rb", buffering=0) as result,  # noqa: PTH123  # a descriptor, no path
            open(told, "rb", buffering=0) as status,  # noqa: PTH123  # a descriptor, no path
        ):
            try:
                with self._sending, _held(pickle.dumps(order)) as held:
                    mark = b"w" if order.work.startswith("csbm.readers.") else b"o"
                    socket.send_fds(self._control, [mark], [held.fileno(), write, tell])
            except OSError as error:
                raise RoomError(f"{shown}: the process that reads files is gone") from error
            finally:
                os.close(write)
                os.close(tell)
            data = _Room(result, status, shown).collected(heard, stopped)
            left = status.read()
        if stopped is not None and not data and stopped():
            return b""
        code = int(left.split()[-1]) if left.split() else -signal.SIGKILL
        return _answer(data, code, shown)

    def close(self) -> None:
        """End it, and whatever it still does."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> "Keeper":
        """Give the keeper."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.close()


class _Room:
    """A room that works: what it sends, and its process."""

    def __init__(self, result: Any, status: Any, shown: str) -> None:  # noqa: ANN401  # raw files
        self.result = result
        self.status = status
        self.shown = shown
        self.pid: int | None = None

    def collected(
        self, heard: Callable[[bytes], None] | None, stopped: Callable[[], bool] | None
    ) -> bytes:
        """Read all that it sends; end it where it takes too long or is not wanted any more."""
        until = None if stopped is not None else time.monotonic() + WAIT_S
        frames = _Frames(heard)
        size = 0
        left = False
        try:
            while True:
                if stopped is not None and stopped() and not left:
                    left, until = True, time.monotonic() + _GRACE_S
                    self.end(signal.SIGTERM)  # and wait: what it writes must be whole or gone
                if until is not None and time.monotonic() > until:
                    raise RoomError(f"{self.shown}: takes more than {WAIT_S:g} s; split it")
                ready, _, _ = select.select([self.result], [], [], 0.2)
                if not ready:
                    continue
                piece = self.result.read(_CHUNK)
                if not piece:
                    return b"" if left else frames.rest()
                size += len(piece)
                if size > MOST_BYTES:
                    raise RoomError(
                        f"{self.shown}: unpacks to more than {MOST_BYTES >> 20} MiB; split it"
                    )
                frames.feed(piece)
        except BaseException:
            self.end(signal.SIGKILL)
            raise

    def end(self, sign: int) -> None:
        """Send its process a signal."""
        if self.pid is None and select.select([self.status], [], [], 2.0)[0]:
            self.pid = int(_line(self.status) or b"0")
        if self.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, sign)


def _line(status: Any) -> bytes:  # noqa: ANN401  # a raw file
    """Read one line, byte by byte: nothing may be held back from the next reader."""
    found = b""
    while not found.endswith(b"\n"):
        byte = status.read(1)
        if not byte:
            break
        found += byte
    return found.strip()


class _Frames:
    """Takes a stream of frames apart: messages are heard at once, the result is kept."""

    def __init__(self, heard: Callable[[bytes], None] | None) -> None:
        self.heard = heard
        self.held = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take in a piece."""
        self.held += piece
        while self.held[:1] == b"m" and len(self.held) >= _HEAD:
            end = _HEAD + int.from_bytes(self.held[1:_HEAD], "big")
            if len(self.held) < end:
                return
            if self.heard is not None:
                self.heard(bytes(self.held[_HEAD:end]))
            del self.held[:end]

    def rest(self) -> bytes:
        """Return what is no message."""
        return bytes(self.held)


_HEAD: Final = 9
"""Bytes before the data of a frame: its kind, and its length in eight."""


def _answer(data: bytes, code: int, shown: str) -> bytes:
    """Return the result in a frame; raise what it says, or why there is none."""
    kind = data[:1]
    whole = len(data) >= _HEAD and len(data) == _HEAD + int.from_bytes(data[1:_HEAD], "big")
    if whole and kind == b"r":
        return data[_HEAD:]
    if whole and kind == b"o":
        raise RoomError(f"{shown}: needs more than {SPARE_BYTES >> 30} GiB of memory; not read")
    if whole and kind in _ERRORS:
        raise _ERRORS[kind](data[_HEAD:].decode("utf-8", "replace"))
    raise RoomError(f"{shown}: {_why(code)}; not read")


def _why(code: int) -> str:
    """Say why a room ended before it had a result."""
    killed = -code
    if killed in {getattr(signal, "SIGXCPU", -1), getattr(signal, "SIGKILL", -1)}:
        return f"takes more than {SECONDS} s of work, or more memory than there is"
    if killed in {getattr(signal, name, -1) for name in ("SIGABRT", "SIGSEGV", "SIGBUS")}:
        return (
            f"breaks the library that reads it, or needs more than {SPARE_BYTES >> 30} GiB of"
            f" memory ({signal.Signals(killed).name})"
        )
    return f"ended the process that read it (exit code {code})"


_ERRORS: Final[dict[bytes, type[CsbmError]]] = {b"u": UsageError, b"i": InputError}


def _command(what: str, *numbers: int) -> list[str]:
    """Return the words that start one of our own processes, importing what we import."""
    words = ", ".join(map(repr, numbers))
    path = [place for place in sys.path if place]
    begun = f"from csbm.common import room_keeper; room_keeper.{what}({words})"
    code = f"import sys; sys.path[:] = {path!r}; {begun}"
    return [sys.executable, "-P", "-c", code]


def _environment() -> dict[str, str]:
    """Return what a room needs of the environment: no threads, no reservations of memory."""
    kept = (
        *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
        *("SYSTEMROOT", "PROJ_DATA", "PROJ_LIB", "CSBM_DEBUG", "TMPDIR", "TEMP", "TMP"),
    )
    one = {
        **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "PROJ_NETWORK": "OFF",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return {name: os.environ[name] for name in kept if name in os.environ} | one


@contextlib.contextmanager
def _held(data: bytes) -> Iterator[BinaryIO]:
    """Give a file without a name that holds data, from its beginning."""
    if hasattr(os, "memfd_create"):
        with open(os.memfd_create("csbm"), "w+b") as file:  # noqa: PTH123  # it has no path
            file.write(data)
            file.flush()
            yield file
        return
    with tempfile.TemporaryFile(prefix="csbm-") as file:
        file.write(data)
        file.flush()
        yield file


# -- where there is no fork ------------------------------------------------------------------------
def _spawned(keeper: Keeper, order: Order, shown: str) -> bytes:
    """Do one piece of work in a fresh process, with a limit of time."""
    payload = pickle.dumps((keeper.ready, order))
    try:
        ran = subprocess.run(  # noqa: S603  # our own interpreter and code
            _command("once"),
            input=payload,
            capture_output=True,
            env=_environment(),
            timeout=WAIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RoomError(f"{shown}: takes more than {WAIT_S:g} s to read; split it") from error
    except OSError as error:
        raise InputError(f"no process can be started to read in ({error.strerror})") from error
    if not ran.stdout:
        raise RoomError(f"{shown}: {_why(ran.returncode)}; not read")
    return ran.stdout


# -- what holds, tried -----------------------------------------------------------------------------
def probe() -> dict[str, bool]:
    """Try what a room on this machine can still do.

    Returns
    -------
    dict of str to bool
        ``fork``, and whether ``network``, ``files``, ``programs`` and ``memory`` are kept from it.
    """
    import json

    told: dict[str, bool] = json.loads(
        in_room("csbm.common.room_keeper:tried", str(SPARE_BYTES), shown="the reading room")
    )
    return {"fork": forks()} | told
