"""The compiled measure, called with NumPy arrays: `core/core.c` as a WebAssembly module.

The module imports nothing and gives the same bits wherever it runs. Each thread has an instance of
its own, whose memory is managed here: arrays that stay (the pieces of a line) at its start, what a
call reads and writes behind them. Calls leave Python's lock alone, so threads run side by side.
"""

import atexit
import ctypes
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from threading import Lock, local
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakKeyDictionary, WeakSet

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import wasmtime

__all__ = ["CHUNK", "Out", "Staying", "call"]

CHUNK: Final = 1 << 14
"""Points that a call is best given at once: few enough to stay in the cache of a processor."""
_PAGE: Final = 1 << 16
_ALIGN: Final = 16
_MOST_STAYING: Final = 512 << 20
"""Bytes of staying arrays from which an instance forgets them all and starts anew."""

Array = NDArray[Any]


class Staying:
    """An array that many calls read; it is copied into an instance once.

    Parameters
    ----------
    array : array
        Not changed afterwards.
    """

    __slots__ = ("__weakref__", "array")

    def __init__(self, array: Array) -> None:
        self.array = np.ascontiguousarray(array)


class Out(NamedTuple):
    """An array that a call fills in place; where ``reads``, it is given what is in it."""

    array: Array
    reads: bool = False


def call(name: str, *values: "Array | Out | Staying | float") -> Any:  # noqa: ANN401  # a number, or None
    """Call one function of the core.

    Parameters
    ----------
    name : str
        As it is exported.
    *values : array, Out, Staying, int or float
        In the order of its C parameters; arrays go in as pointers.

    Returns
    -------
    int or None
    """
    return _instance().call(name, values)


class _Core:
    """An instance of the module and its memory, for one thread."""

    def __init__(self) -> None:
        import wasmtime

        engine, module = _compiled()
        self._store = wasmtime.Store(engine)
        exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._exports: dict[str, Any] = {
            name: exports[name] for name in (one.name for one in module.exports)
        }
        self._memory: wasmtime.Memory = self._exports["memory"]
        self._start = _aligned(int(self._exports["__heap_base"].value(self._store)))
        self._top = self._start
        self._staying: WeakKeyDictionary[Staying, int] = WeakKeyDictionary()
        self._bytes = self._view()

    def call(self, name: str, values: "Sequence[Array | Out | Staying | float]") -> Any:  # noqa: ANN401
        self._stay([value for value in values if isinstance(value, Staying)])
        place = self._top
        plain: list[float] = []
        written: list[tuple[int, Array]] = []
        read: list[tuple[int, Array]] = []
        for value in values:
            if isinstance(value, Staying):
                plain.append(self._staying[value])
            elif isinstance(value, int | float):
                plain.append(value)
            else:
                array = value.array if isinstance(value, Out) else np.ascontiguousarray(value)
                assert array.flags.c_contiguous, "what is written must lie in one piece"
                plain.append(place)
                if not isinstance(value, Out) or value.reads:
                    read.append((place, array))
                if isinstance(value, Out):
                    written.append((place, array))
                place = _aligned(place + array.nbytes)
        self._room(place)
        for at, array in read:
            self._put(at, array)
        result = self._exports[name](self._store, *plain)
        for at, array in written:
            flat = array.reshape(-1).view(np.uint8)
            flat[:] = self._bytes[at : at + array.nbytes]
        return result

    def close(self) -> None:
        """Give the memory back; nothing can be called afterwards."""
        self._exports.clear()
        self._bytes = np.empty(0, np.uint8)
        self._store.close()

    def _stay(self, wanted: Sequence[Staying]) -> None:
        """Copy in what a call reads that stays, unless it is there."""
        missing = [one for one in wanted if one not in self._staying]
        size = sum(_aligned(one.array.nbytes) for one in missing)
        if missing and self._top + size > self._start + _MOST_STAYING:
            self._staying.clear()
            self._top = self._start
            missing = list(wanted)
        for one in missing:
            at = self._top
            self._top = _aligned(at + one.array.nbytes)
            self._room(self._top)
            self._put(at, one.array)
            self._staying[one] = at

    def _put(self, at: int, array: Array) -> None:
        self._bytes[at : at + array.nbytes] = array.reshape(-1).view(np.uint8)

    def _room(self, size: int) -> None:
        lack = size - len(self._bytes)
        if lack > 0:
            self._memory.grow(self._store, -(-lack // _PAGE))
            self._bytes = self._view()

    def _view(self) -> NDArray[np.uint8]:
        pointer = ctypes.cast(self._memory.data_ptr(self._store), ctypes.POINTER(ctypes.c_uint8))
        return np.ctypeslib.as_array(pointer, (self._memory.data_len(self._store),))


def _aligned(place: int) -> int:
    return -(-place // _ALIGN) * _ALIGN


_compiling: Final = Lock()
_threads: Final = local()
_cores: Final[WeakSet[_Core]] = WeakSet()


@cache
def _compiled_once() -> "tuple[wasmtime.Engine, wasmtime.Module]":
    import wasmtime

    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, module_bytes())


def _compiled() -> "tuple[wasmtime.Engine, wasmtime.Module]":
    with _compiling:
        return _compiled_once()


def module_bytes() -> bytes:
    """Return the module itself: what the page carries too."""
    return (files(__package__) / "data" / "core.wasm").read_bytes()


def _instance() -> _Core:
    core: _Core | None = getattr(_threads, "core", None)
    if core is None:
        core = _threads.core = _Core()
        _cores.add(core)
    return core


@atexit.register
def _closed() -> None:
    """Let go of every instance while Python is whole: afterwards the library can no longer."""
    for core in list(_cores):
        core.close()
    if _compiled_once.cache_info().currsize:
        engine, module = _compiled_once()
        module.close()
        engine.close()
