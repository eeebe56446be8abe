"""What a process may still do once it reads a file of others: limits, no network, no other file.

Linux offers all three to anybody: limits of the process (setrlimit), a filter of system calls
(seccomp, since 3.5) and rules for the file system (Landlock, since 5.13). Other systems offer the
limits at most. What could not be had is told, never passed over.
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["FILES", "SECONDS", "SPARE_BYTES", "Confined", "confine"]

SPARE_BYTES: Final = 3 << 30
"""Memory a process may take beyond what it holds when it is confined: 3 GiB."""
SECONDS: Final = 120
"""Seconds of processor time."""
FILES: Final = 64
"""Files open at once."""


class Confined(NamedTuple):
    """What holds for a process from now on."""

    limits: bool
    """Memory, time and open files are limited."""
    network: bool
    """No socket can be made, no program started."""
    files: bool
    """No file can be opened but those named."""


def confine(
    *,
    readable: Iterable[str | Path] = (),
    writable: Iterable[str | Path] = (),
    spare_bytes: int = SPARE_BYTES,
    seconds: int | None = SECONDS,
    files: int = FILES,
) -> Confined:
    """Give up, for this process and for good, what reading a file does not need.

    Parameters
    ----------
    readable : iterable of path
        Folders and files that may still be read, beside those the interpreter itself needs.
    writable : iterable of path
        Folders in which files may be made, changed and removed; none by default.
    spare_bytes : int, optional
        Memory beyond that in use.
    seconds : int, optional
        Processor time from the start of the process; ``None`` leaves it unlimited.
    files : int, optional
        Files open at once.

    Returns
    -------
    Confined
        What the system took; where it has no such means the rest still holds.
    """
    limited = _limit(spare_bytes, seconds, files)
    if not sys.platform.startswith("linux"):
        return Confined(limited, network=False, files=False)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return Confined(limited, network=False, files=False)
    walled = _landlock(libc, [*interpreter_folders(), *readable], list(writable))
    return Confined(limited, network=_seccomp(libc), files=walled)


def interpreter_folders() -> list[str]:
    """Return the folders that Python and the libraries read from while they run."""
    own = Path(__file__).resolve().parent.parent
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(own)}
    found |= {path for path in sys.path if path.endswith(("-packages", ".zip"))}
    found |= {path for path in sys.path if f"{os.sep}python" in path}
    found |= {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/usr/share/proj"}
    found |= {"/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom", "/proc/self"}
    return sorted(path for path in found if path)


# -- limits ----------------------------------------------------------------------------------------
def _limit(spare_bytes: int, seconds: int | None, files: int) -> bool:
    try:
        import resource
    except ImportError:  # Windows
        return False
    wanted = [(resource.RLIMIT_NOFILE, files), (resource.RLIMIT_CORE, 0)]
    if seconds is not None:
        wanted.append((resource.RLIMIT_CPU, seconds))
    held = _held_bytes()
    if held:
        wanted.append((resource.RLIMIT_AS, held + spare_bytes))
    done = bool(held)
    for kind, most in wanted:
        _soft, hard = resource.getrlimit(kind)
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            done = False
    return done


def _held_bytes() -> int:
    """Return the address space in use, 0 where the system does not tell it."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


# -- seccomp: see seccomp(2) and linux/filter.h ----------------------------------------------------
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_ERRNO: Final = 0x00050000
_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_IF_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_IF_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_RETURN: Final = 0x06
_X32: Final = 0x40000000

_CALLS: Final[dict[str, tuple[int, dict[str, int]]]] = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49,
            "listen": 50, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59, "kill": 62,
            "ptrace": 101, "mount": 165, "add_key": 248, "request_key": 249, "keyctl": 250,
            "unshare": 272, "accept4": 288, "perf_event_open": 298, "open_by_handle_at": 304,
            "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
            "bpf": 321, "execveat": 322, "userfaultfd": 323,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "mount": 40, "unshare": 97, "ptrace": 117, "kill": 129, "socket": 198,
            "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203,
            "sendto": 206, "sendmsg": 211, "add_key": 217, "request_key": 218, "keyctl": 219,
            "execve": 221, "perf_event_open": 241, "accept4": 242, "open_by_handle_at": 265,
            "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
            "bpf": 280, "execveat": 281, "userfaultfd": 282,
        },
    ),
}  # fmt: skip
"""Audit number of an architecture, and the calls that reading a file never needs."""
_LATER: Final = {"pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426,
                 "io_uring_register": 427, "pidfd_getfd": 438}  # fmt: skip
"""Calls that have one number on all architectures."""


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _seccomp(libc: ctypes.CDLL) -> bool:
    """Refuse, by a filter in the kernel, every call that reaches out; any other ABI ends us."""
    known = _CALLS.get(os.uname().machine)
    if known is None or struct.calcsize("P") != 8:
        return False
    audit, calls = known
    numbers = sorted({*calls.values(), *_LATER.values()})
    code = [(_LOAD, 0, 0, 4), (_IF_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    code += [(_IF_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for number in numbers:
        code += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | errno.EACCES)]
    code.append((_RETURN, 0, 0, _ALLOW))
    packed = b"".join(struct.pack("=HBBI", *one) for one in code)
    held = ctypes.create_string_buffer(packed, len(packed))
    program = _Filter(len(code), ctypes.cast(held, ctypes.c_void_p))
    held_now = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return int(held_now) == 0


# -- Landlock: see landlock(7) ---------------------------------------------------------------------
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_BENEATH: Final = 1
_EXECUTE, _WRITE, _READ, _READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_LAST_OF: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""Rights of files that each version of Landlock knows, as a count of bits."""


def _landlock(
    libc: ctypes.CDLL, readable: Sequence[str | Path], writable: Sequence[str | Path]
) -> bool:
    version = int(libc.syscall(_CREATE, None, 0, 1))
    if version < 1:
        return False
    every = (1 << _LAST_OF.get(version, 16)) - 1
    rules = ctypes.create_string_buffer(struct.pack("=Q", every), 8)
    held = int(libc.syscall(_CREATE, rules, 8, 0))
    if held < 0:
        return False
    try:
        for paths, rights in ((readable, _EXECUTE | _READ | _READ_FOLDER), (writable, every)):
            for path in paths:
                _beneath(libc, held, str(path), rights & every)
        return int(libc.syscall(_RESTRICT, held, 0)) == 0
    finally:
        os.close(held)


def _beneath(libc: ctypes.CDLL, held: int, path: str, rights: int) -> None:
    """Allow what lies beneath a path; one that is not there needs no leave."""
    try:
        place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not Path(path).is_dir():
            rights &= _EXECUTE | _WRITE | _READ | (1 << 14)  # 14: truncate
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place), 12)
        libc.syscall(_ADD, held, _BENEATH, rule, 0)
    finally:
        os.close(place)
