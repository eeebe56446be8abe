"""Long screenings for tests: many small files, and the command in a process of its own."""

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

FILES, ROWS = 20, 1_000
WORDS = ("BLR-POL", "--status", "all", "--distance", "all", "--accuracy", "200")

PLAIN = "from csbm.cli import main; main(prog_name='csbm')"
HELD_IN_TASKS = """
import threading, time
from csbm.screening.rooms import Workshop

free, do = threading.Semaphore(2), Workshop.do

def held(workshop, task, done, report, stopped):
    while not (free.acquire(blocking=False) or stopped()):
        time.sleep(0.01)
    return do(workshop, task, done, report, stopped)

Workshop.do = held
"""
"""Two tasks are done, and no other until the run is told to stop: however fast the machine is."""
HELD_AFTER_PARTS = """
import sys
from contextlib import contextmanager
from csbm.console import screen

@contextmanager
def held(rows, done):
    yield lambda more: sys.stdin.read()

screen.rows_progress = held
"""
"""The run hears of its first part, and then waits until its standard input is closed."""


def many_files(folder: Path) -> Path:
    """Write points around Belarus–Poland to many files; one is a task."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    for number in range(FILES):
        frame = pd.DataFrame({"id": np.arange(ROWS) + number * ROWS})
        frame["lat"], frame["lon"] = rng.uniform(49, 57, ROWS), rng.uniform(19, 29, ROWS)
        frame.loc[frame.index[:2], "lat"] = [np.nan, 99.0]
        frame.to_parquet(folder / f"{number:03}.parquet")
    return folder


def started(*words: object, held: str = "") -> subprocess.Popen[str]:
    """Start the command in a process of its own, which may be held where it is to be broken off."""
    return subprocess.Popen(
        [sys.executable, "-c", held + PLAIN, *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def parts_done(work: Path) -> int:
    return len(list(work.glob("done-*.json")))


def wait_for_parts(run: subprocess.Popen[str], work: Path, count: int = 2) -> None:
    """Wait until so many parts are done and the run still goes on."""
    limit = time.monotonic() + 240
    while parts_done(work) < count:
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < limit
        time.sleep(0.005)


def broken_off(work: Path, how: signal.Signals, *words: object) -> tuple[int, str]:
    """Break a run off after two parts; return its exit code and what it said on standard error."""
    run = started(*words, held=HELD_IN_TASKS)
    wait_for_parts(run, work)
    run.send_signal(how)
    said = run.communicate(timeout=240)[1]
    assert parts_done(work) == 2
    return run.returncode, said


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of a file, or of every file of a folder."""
    if folder.is_file():
        return {folder.name: hashlib.sha256(folder.read_bytes()).hexdigest()}
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }
