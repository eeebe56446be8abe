"""A line at the terminal that says how far a run is: rows, rate, time left."""

import sys
import threading
import time
from typing import Final, TextIO

_EVERY_S: Final = 0.2


class Bar:
    """A line that is written over itself; nothing at all where the stream is no terminal.

    Parameters
    ----------
    total : int
        Rows to be read; 0 where that is not known.
    done : int
        Rows that an earlier run has read.
    stream : TextIO, optional
        By default standard error.
    """

    def __init__(self, total: int, done: int = 0, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.total, self.before = total, done
        self.rows, self.width = 0, 0
        self.start = self.last = time.monotonic()
        self.shown = self.stream.isatty()
        self._lock = threading.Lock()

    def __call__(self, rows: int) -> None:
        """Say that so many more rows have been read."""
        with self._lock:
            self.rows += rows
            now = time.monotonic()
            if self.shown and now - self.last >= _EVERY_S:
                self.last = now
                self._write(line(self.rows, self.total - self.before, now - self.start))

    def close(self) -> None:
        """Leave the line."""
        if self.shown and self.width:
            self._write("")
            self.stream.write("\r")
            self.stream.flush()

    def _write(self, text: str) -> None:
        self.stream.write("\r" + text.ljust(self.width))
        self.stream.flush()
        self.width = len(text)


def line(rows: int, total: int, seconds: float) -> str:
    """Return what the bar says.

    Examples
    --------
    >>> line(25_000_000, 100_000_000, 5.0)
    'screen [#####---------------]  25 %  25,000,000 rows  5.0 M rows/s  0:15 left'
    """
    rate = rows / max(seconds, 1e-9)
    speed = f"{rate / 1e6:.1f} M rows/s" if rate >= 1e5 else f"{rate:,.0f} rows/s"
    if total <= 0:
        return f"screen {rows:,} rows  {speed}"
    share = min(rows / total, 1.0)
    left = round((total - rows) / max(rate, 1e-9)) if rows else 0
    minutes, second = divmod(max(left, 0), 60)
    hours, minute = divmod(minutes, 60)
    clock = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    bar = "#" * int(share * 20)
    return f"screen [{bar:-<20}] {share:4.0%}  {rows:,} rows  {speed}  {clock} left".replace(
        "%", " %"
    )
