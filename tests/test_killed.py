"""A writer that is killed at any call to the system: the file is the old one or the new one.

strace ends the writer with SIGKILL as it enters each call, one run for each call between two marks.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from csbm.common.files import sidecar_path

from command import csbm

MARK = "/no-such-place-of-csbm"
WRITER = f"""
import os, pathlib, sys
from shapely import Point
from csbm.exports.formats import FORMATS, Content, write
from csbm.exports import sidecar, vectors, kml, archives
fmt, target, name = sys.argv[1:]
if fmt == "gpkg":
    from csbm.exports import geopackage
if fmt == "xlsx":
    from csbm.exports import workbook
rows = [(Point(23.7, 52.1), {{"name": name, "lat": 52.1, "lon": 23.7}})]
content = Content(rows if fmt != "xlsx" else [row for _, row in rows], layer="a",
                  provenance={{"made_by": name, "licence_line": "none"}})
os.path.exists({MARK!r})
write(content, pathlib.Path(target), FORMATS[fmt])
os.path.exists({MARK!r})
"""
CALL = re.compile(r"(\w+)\(")
INNER = {"pread64", "pwrite64", "lseek", "fcntl", "newfstatat", "fstat", "read", "stat", "lstat"}
STILL = {"exit_group", "rt_sigreturn", "restart_syscall"}
STRACE = shutil.which("strace")
needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is not installed")


def write(fmt, target, name, *strace):
    return subprocess.run(
        [*strace, sys.executable, "-c", WRITER, fmt, str(target), name],
        check=False, capture_output=True, timeout=120,
        env={**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1",
             "SOURCE_DATE_EPOCH": "1790000000", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def calls_of(fmt, folder):
    """Return every call between the marks: its name, and how many of that name came before."""
    log = folder / "log"
    target = folder / f"counted.{fmt}"
    write(fmt, target, "old")
    assert write(fmt, target, "new", STRACE, "-qq", "-o", log).returncode == 0
    seen = Counter()
    found, within = [], False
    for line in log.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if not match:
            continue
        name = match[1]
        seen[name] += 1
        if MARK in line:
            within = not within
        elif within and name not in STILL:
            found.append((name, seen[name]))
    if fmt != "gpkg":
        return found
    # SQLite turns its own temporary file over hundreds of times: of these every tenth is enough.
    inner = [call for call in found if call[0] in INNER]
    return [call for call in found if call[0] not in INNER or inner.index(call) % 10 == 0]


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def kill_at_every_call(fmt, folder):
    """Kill the writer at each of its calls; return how many were tried, and what was left."""
    whole = {}
    for name in ("old", "new"):
        (folder / name).mkdir()
        write(fmt, folder / name / f"a.{fmt}", name)
        whole[name] = files(folder / name)
    calls = calls_of(fmt, folder)
    outcomes = Counter()
    for name, number in calls:
        place = folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(folder / "old", place)
        inject = f"inject={name}:signal=KILL:when={number}"
        ran = write(fmt, place / f"a.{fmt}", "new", STRACE, "-qq", "-o", "/dev/null",
                    "-e", f"trace={name}", "-e", inject)  # fmt: skip
        left = {key: data for key, data in files(place).items() if not key.startswith(".csbm-")}
        assert set(left) == set(whole["old"]), (name, number)
        data = sidecar = ""
        for state, own in whole.items():
            data = state if left[f"a.{fmt}"] == own[f"a.{fmt}"] else data
            beside = sidecar_path(Path(f"a.{fmt}")).name
            sidecar = state if left[beside] == own[beside] else sidecar
        assert data, f"half a file after {name} {number}"
        assert sidecar, f"half a sidecar after {name} {number}"
        assert (data, sidecar) != ("old", "new"), "a sidecar of a file that is not there yet"
        outcomes[data, sidecar, ran.returncode != 0] += 1
        if (data, sidecar) == ("new", "old") and fmt != "xlsx":
            told = csbm("check", place / f"a.{fmt}")
            assert "are no pair" in told.out
    return len(calls), outcomes


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("fmt", ["geojson", "kmz", "gpkg"])
def test_killed_at_every_call_a_file_is_the_old_or_the_new_one(tmp_path, fmt):
    tried, outcomes = kill_at_every_call(fmt, tmp_path)
    assert tried > 40
    assert {outcome[:2] for outcome in outcomes} == {("old", "old"), ("new", "old"), ("new", "new")}
    ended = sum(count for outcome, count in outcomes.items() if outcome[2])
    assert ended >= 0.9 * tried  # the others ended before, by counts that differ between runs


def test_a_pair_that_was_parted_is_named_when_it_is_read(tmp_path):
    target = tmp_path / "line.geojson"
    assert csbm("borders", "AND-ESP", "-o", target).code == 0
    assert "are no pair" not in csbm("zone", "AND-ESP", "--border", target).err
    beside = sidecar_path(target)
    told = json.loads(beside.read_text(encoding="utf-8"))
    assert told["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    beside.write_text(json.dumps(told | {"sha256": "0" * 64}), encoding="utf-8")
    assert (
        "line.geojson and line.geojson.metadata.json beside it are no pair"
        in csbm("zone", "AND-ESP", "--border", target).err
    )
    units = tmp_path / "u.csv"
    assert csbm("units", "BLR-POL", "-o", units).code == 0
    assert "are no pair" not in csbm("check", units).out
    units.write_bytes(units.read_bytes() + b"\n")
    assert "are no pair" in csbm("check", units).out
