"""A room of its own: work on a file of others, done in a process that can do little else.

A keeper, one process for each of ours, has the libraries loaded and nothing of ours in its memory.
For each piece of work it forks a child, which gives up the network, other files and all but a
share of memory and time (`confine`), works, and hands back bytes through a pipe. What comes back
is data (Arrow, JSON), never a pickle. Where there is no fork (Windows) a fresh process does the
work, with a limit of time only.
"""

import atexit
import contextlib
import importlib
import importlib.abc
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

from .confine import SECONDS, SPARE_BYTES, confine
from .errors import CsbmError, InputError, UsageError

__all__ = ["Keeper", "Order", "in_room", "is_trusted", "probe", "room", "say", "trust", "trusted"]

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

Work = Callable[..., bytes]


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


def say(message: bytes) -> None:
    """Send a message to whoever waits for the work at hand; outside a room, do nothing."""
    if _RESULT is not None:
        _frame(_RESULT, b"m", message)


_RESULT: int | None = None
"""In a room: where results go."""


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


# -- in the keeper and its rooms -------------------------------------------------------------------
def _command(what: str, *numbers: int) -> list[str]:
    """Return the words that start one of our own processes, importing what we import."""
    words = ", ".join(map(repr, numbers))
    path = [place for place in sys.path if place]
    code = f"import sys; sys.path[:] = {path!r}; from csbm.common import room; room.{what}({words})"
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


def keep(control: int) -> None:
    """Be a keeper: make a room for every order that comes, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = socket.socket(fileno=control)
    held: Any = None
    bound = False
    _mark, (number,), _flags, _address = socket.recv_fds(line, 1, 1)
    preloaded, ready, without = pickle.loads(_whole(number))  # noqa: S301  # from who started us
    sys.meta_path.insert(0, _Without(without))
    for module in preloaded:
        importlib.import_module(module)
    if ready is not None:
        held, bound = _function(ready[0])(*ready[1:]), True
    children: dict[int, int] = {}
    line.settimeout(0.01)
    while True:
        _reaped(children)
        line.settimeout(0.005 if children else None)
        try:
            mark, numbers, _flags, _address = socket.recv_fds(line, 1, 3)
        except (TimeoutError, BlockingIOError, InterruptedError):
            continue
        if not mark:
            break
        order_file, result, status = numbers
        pid = os.fork()
        if pid == 0:
            line.close()
            os.close(status)
            for other in children.values():
                os.close(other)
            if mark == b"o":  # others may need what no reader does
                sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, _Without)]
            _in_child(order_file, result, held=held, bound=bound)
        os.close(order_file)
        os.close(result)
        children[pid] = status
        with contextlib.suppress(OSError):
            os.write(status, f"{pid}\n".encode())
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


class _Without(importlib.abc.MetaPathFinder):
    """Finds some modules missing, so that who could use them does without."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Refuse the names; leave all others to the finders that follow."""
        del path, target
        if fullname.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"{fullname} is not used here", name=fullname)


def _reaped(children: dict[int, int]) -> None:
    """Tell who waits how each room ended."""
    for pid in list(children):
        ended, code = os.waitpid(pid, os.WNOHANG)
        if ended:
            with contextlib.suppress(OSError):
                os.write(children[pid], f"{os.waitstatus_to_exitcode(code)}\n".encode())
            os.close(children.pop(pid))


def _in_child(order_file: int, result: int, *, held: object, bound: bool) -> None:
    """Be a room: read the order, give up what it does not need, work, hand back, end."""
    global _RESULT  # noqa: PLW0603  # one process, one work
    try:
        signal.signal(signal.SIGTERM, _left_off)
        order = pickle.loads(_whole(order_file))  # noqa: S301  # from the process that started us
        os.chdir(order.folder)
        confine(
            readable=order.readable,
            writable=order.writable,
            spare_bytes=order.spare_bytes,
            seconds=order.seconds,
        )
        _RESULT = result
        arguments = (held, *order.arguments) if bound else order.arguments
        kind, data = _worked(order.work, arguments)
        _frame(result, kind, data)
        os._exit(0)
    except BrokenPipeError:
        os._exit(0)
    except SystemExit:
        os._exit(0)
    except BaseException:  # nothing of a room goes on in the keeper's code
        if os.environ.get("CSBM_DEBUG"):
            sys.excepthook(*sys.exc_info())
        os._exit(70)


def _left_off(_sign: int, _stack: object) -> None:
    raise SystemExit(0)


def _worked(work: str, arguments: tuple[Any, ...]) -> tuple[bytes, bytes]:
    """Do the work; what it raises becomes a result of its own kind."""
    try:
        return b"r", _function(work)(*arguments)
    except UsageError as error:
        return b"u", _words(error)
    except CsbmError as error:
        return b"i", _words(error)
    except MemoryError:
        return b"o", b""


def _words(error: Exception) -> bytes:
    return str(error).encode("utf-8", "replace")


def _function(name: str) -> Work:
    module, _, function = name.partition(":")
    if not module.startswith("csbm."):
        raise ValueError(f"{module}: no module of csbm")
    found: Work = getattr(importlib.import_module(module), function)
    return found


def _frame(target: int, kind: bytes, data: bytes) -> None:
    view = memoryview(kind + len(data).to_bytes(8, "big") + data)
    while view:
        view = view[os.write(target, view[:_CHUNK]) :]


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


def _whole(number: int) -> bytes:
    with open(number, "rb", closefd=False) as file:  # it has no path
        file.seek(0)
        return file.read()


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


def once() -> None:
    """Be a room for one piece of work, which comes by standard input."""
    global _RESULT  # noqa: PLW0603  # one process, one work
    ready, order = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  # from who started us
    _RESULT = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no result
    importlib.import_module(order.work.partition(":")[0])
    held = () if ready is None else (_function(ready[0])(*ready[1:]),)
    confine(
        readable=order.readable,
        writable=order.writable,
        spare_bytes=order.spare_bytes,
        seconds=order.seconds,
    )
    kind, data = _worked(order.work, (*held, *order.arguments))
    _frame(_RESULT, kind, data)


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
        in_room("csbm.common.room:_tried", str(SPARE_BYTES), shown="the reading room")
    )
    return {"fork": forks()} | told


def _tried(spare: str) -> bytes:
    """Try to do what a room must not do; the answer is whether it was refused."""
    import json

    def refused(act: Callable[[], object]) -> bool:
        try:
            act()
        except (OSError, MemoryError):
            return True
        return False

    return json.dumps(
        {
            "network": refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()),
            "files": refused(lambda: os.close(os.open(os.sep, os.O_RDONLY))),
            "programs": refused(
                lambda: os.execv(sys.executable, [sys.executable, "-c", ""])  # noqa: S606  # must fail
            ),
            "memory": refused(lambda: bytearray(int(spare) + (1 << 20))),
        }
    ).encode()
