"""Long screenings for tests: many small files, and the command in a process of its own."""

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

FILES, ROWS = 20, 10_000
WORDS = ("BLR-POL", "--status", "all", "--distance", "all", "--accuracy", "200")
"""Every row measured exactly, so that a run takes long enough to be broken off."""


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


def started(*words: object) -> subprocess.Popen[str]:
    """Start the command in a process of its own."""
    code = "from csbm.cli import main; main(prog_name='csbm')"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
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


def broken_off(run: subprocess.Popen[str], work: Path, how: signal.Signals) -> str:
    """Break a run off in the middle; return what it said on standard error."""
    wait_for_parts(run, work)
    run.send_signal(how)
    said = run.communicate(timeout=240)[1]
    assert 0 < parts_done(work) < FILES
    return said


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of a file, or of every file of a folder."""
    if folder.is_file():
        return {folder.name: hashlib.sha256(folder.read_bytes()).hexdigest()}
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }
