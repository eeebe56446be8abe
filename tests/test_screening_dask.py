"""The same job on a Dask cluster: a real scheduler and two worker processes on loopback."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from command import csbm as run
from longruns import (
    FILES,
    HELD_AFTER_PARTS,
    ROWS,
    WORDS,
    hashes,
    many_files,
    parts_done,
    started,
    wait_for_parts,
)

pytest.importorskip("distributed", reason="the extra [dask] is not installed")


@dataclass
class Cluster:
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


def program(name, *words):
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{name}", *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path_factory):
    """A scheduler and two workers, each a process of its own, found by a file."""
    folder = tmp_path_factory.mktemp("cluster")
    where = folder / "scheduler.json"
    scheduler = program(
        "scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--no-show",
        "--scheduler-file", where,
    )  # fmt: skip
    workers = []
    try:
        workers += [
            program(
                "worker", "--scheduler-file", where, "--nthreads", 1, "--no-nanny",
                "--no-dashboard", "--name", number, "--local-directory", folder,
                "--death-timeout", 240,
            )
            for number in range(2)
        ]  # fmt: skip
        yield Cluster(address_of(where), scheduler, workers)
    finally:
        for process in (*workers, scheduler):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()


def address_of(where: Path) -> str:
    """Wait for the scheduler and its two workers; return the address."""
    from distributed import Client

    limit = time.monotonic() + 240
    while not where.exists() or not where.stat().st_size:
        assert time.monotonic() < limit
        time.sleep(0.02)
    with Client(scheduler_file=str(where), timeout=30) as client:
        client.wait_for_workers(2, timeout=240)
        return str(client.scheduler.address)


@pytest.fixture(scope="module")
def points(tmp_path_factory):
    return many_files(tmp_path_factory.mktemp("dask") / "in")


@pytest.fixture(scope="module")
def whole(points, tmp_path_factory):
    """What one process makes, without Dask."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert run("screen", points, *WORDS, "--workers", 1, "-o", out).code == 0
    return out


def test_a_cluster_writes_the_bytes_of_one_process_also_when_a_worker_is_killed(
    points, whole, cluster, tmp_path
):
    words = ("screen", points, *WORDS, "--scheduler", cluster.address, "-o")
    ran = run(*words, tmp_path / "calm")
    assert f"{FILES * (ROWS - 2):,} of {FILES * ROWS:,} rows written" in ran.out
    assert hashes(tmp_path / "calm") == hashes(whole)

    process = started(*words, tmp_path / "killed", held=HELD_AFTER_PARTS)
    wait_for_parts(process, tmp_path / "killed" / "_csbm")
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    said = process.communicate(timeout=240)
    assert process.returncode == 0, said
    assert hashes(tmp_path / "killed") == hashes(whole)
    assert cluster.workers[0].wait() == -signal.SIGKILL


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_one_line_and_the_run_can_be_gone_on_with(
    points, whole, cluster, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "2s")
    words = ("screen", points, *WORDS, "--scheduler", cluster.address, "-o", out)
    process = started(*words, held=HELD_AFTER_PARTS)
    wait_for_parts(process, out / "_csbm")
    cluster.scheduler.kill()
    said = process.communicate(timeout=240)[1]
    assert process.returncode == 1
    assert said.count("\n") == 1, said
    assert f"csbm: the scheduler at {cluster.address} went away after" in said
    assert "--resume" in said
    assert parts_done(out / "_csbm") >= 2
    assert run("screen", points, *WORDS, "--resume", "-o", out).code == 0
    assert hashes(out) == hashes(whole)


def test_where_no_scheduler_answers_that_is_said_in_one_line(points, tmp_path, monkeypatch):
    monkeypatch.setattr("csbm.screening.cluster.PATIENCE_S", 0.5)
    ran = run("screen", points, "--scheduler", "tcp://127.0.0.1:9", "-o", tmp_path / "out")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "no scheduler answers at tcp://127.0.0.1:9" in ran.err


@pytest.mark.slow
def test_a_local_cluster_writes_the_bytes_of_one_process(points, whole, tmp_path):
    out = tmp_path / "out"
    process = started("screen", points, *WORDS, "--scheduler", "local", "--workers", "2", "-o", out)
    said = process.communicate(timeout=240)
    assert (process.returncode, said[1].count("\n")) == (0, 1), said
    assert hashes(out) == hashes(whole)
