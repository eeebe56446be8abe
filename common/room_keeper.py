"""What runs apart from us: the keeper of rooms, and the rooms (`common.room` says what they are).

Nothing here is called by whoever asks for work; `keep` and `once` are how these processes begin.
"""

import contextlib
import importlib
import importlib.abc
import json
import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, Final

from .confine import confine
from .errors import CsbmError, UsageError

__all__ = ["keep", "once", "say", "tried"]

_CHUNK: Final = 1 << 20

Work = Callable[..., bytes]


def say(message: bytes) -> None:
    """Send a message to whoever waits for the work at hand; outside a room, do nothing."""
    if _RESULT is not None:
        _frame(_RESULT, b"m", message)


_RESULT: int | None = None
"""In a room: where results go."""


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


def _whole(number: int) -> bytes:
    with open(number, "rb", closefd=False) as file:  # it has no path
        file.seek(0)
        return file.read()


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


def tried(spare: str) -> bytes:
    """Try to do what a room must not do; the answer is whether it was refused."""

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
