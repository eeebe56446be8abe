"""Runs that are broken off, gone on with, and done by any number of workers: the same bytes."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sweeps import sweep

from command import csbm as run
from command import refused
from longruns import FILES, ROWS, WORDS, broken_off, hashes, many_files, parts_done, started


@pytest.fixture(scope="module")
def points(tmp_path_factory):
    return many_files(tmp_path_factory.mktemp("screening") / "in")


@pytest.fixture(scope="module")
def whole(points, tmp_path_factory):
    """What one worker makes in one go: a folder, and one file."""
    folder = tmp_path_factory.mktemp("whole")
    assert run("screen", points, *WORDS, "--workers", 1, "-o", f"{folder}/out/").code == 0
    assert run("screen", points, *WORDS, "--workers", 1, "-o", folder / "out.parquet").code == 0
    return folder


def test_every_row_is_there_once_and_bad_ones_are_put_aside(whole):
    kept = pd.read_parquet(whole / "out")
    aside = pd.read_parquet(whole / "out" / "_rejects.parquet")
    assert len(kept) == FILES * (ROWS - 2)
    assert len(aside) == FILES * 2
    assert sorted([*kept["id"], *aside["id"]]) == list(range(FILES * ROWS))


@pytest.fixture(scope="module")
def killed(points, tmp_path_factory):
    """A run into a folder that was killed in the middle."""
    out = tmp_path_factory.mktemp("killed") / "out"
    broken_off(out / "_csbm", signal.SIGKILL, "screen", points, *WORDS, "-o", out)
    return out


@pytest.fixture
def broken(killed, tmp_path):
    """A copy of it, its times kept, and one part that was being written."""
    shutil.copytree(killed, tmp_path / "out")
    (tmp_path / "out" / "_csbm" / ".csbm-half.parquet").write_bytes(b"PAR1")
    return tmp_path / "out"


@pytest.mark.parametrize("output", sweep(["out/", "out.parquet"], "out/"))
def test_any_number_of_workers_writes_the_same_bytes(points, whole, output, tmp_path):
    assert run("screen", points, *WORDS, "--workers", 5, "-o", f"{tmp_path}/{output}").code == 0
    name = output.rstrip("/")
    assert hashes(tmp_path / name) == hashes(whole / name)


def test_what_a_killed_run_leaves_is_whole(killed):
    done = list((killed / "_csbm").glob("done-*.json"))
    assert 2 <= len(done) < FILES
    for part in done:
        told = json.loads(part.read_text("utf-8"))
        file = killed / "_csbm" / f"part-{told['task']:06d}-{told['number']:04d}.parquet"
        assert pq.read_metadata(file).num_rows == told["kept"]


def test_a_killed_run_is_gone_on_with_and_nothing_done_again(points, whole, broken):
    made = {path.name: path.stat().st_mtime_ns for path in (broken / "_csbm").glob("part-*")}
    done = parts_done(broken / "_csbm")
    ran = run("screen", points, *WORDS, "--resume", "-o", broken)
    assert f"{FILES * (ROWS - 2):,} of {FILES * ROWS:,} rows written" in ran.out
    assert hashes(broken) == hashes(whole / "out")
    kept = {path.name: path.stat().st_mtime_ns for path in broken.glob("part-*")}
    assert sum(kept[name] == when for name, when in made.items()) >= done


def test_ctrl_c_says_so_in_one_line_and_can_be_gone_on_from(points, whole, tmp_path):
    out = tmp_path / "out.parquet"
    work = tmp_path / ".out.parquet.csbm"
    code, said = broken_off(work, signal.SIGINT, "screen", points, *WORDS, "-o", out)
    assert code == 130
    assert said == "csbm: interrupted; run the same command with --resume to go on\n"
    assert not out.exists()
    assert run("screen", points, *WORDS, "--resume", "-o", out).code == 0
    assert hashes(out) == hashes(whole / "out.parquet")
    assert not work.exists()


def test_another_question_or_input_is_not_gone_on_with(points, broken):
    done = parts_done(broken / "_csbm")
    words = [*WORDS[:-1], "900"]
    said = refused("screen", points, *words, "--resume", "-o", broken)
    assert "leave --resume out to start over" in said
    few = points / "000.parquet"
    assert "files and input" in refused("screen", few, *WORDS, "--resume", "-o", broken)
    assert parts_done(broken / "_csbm") == done  # a refusal loses nothing
    assert run("screen", few, *WORDS, "-o", broken).code == 0  # without it, a new run
    assert len(pd.read_parquet(broken)) == ROWS - 2
    assert run("screen", few, "-o", broken).code == 0  # and another one after that
    assert len(pd.read_parquet(broken)) < ROWS / 2


def test_a_part_that_is_damaged_is_done_again(points, whole, broken):
    part = min((broken / "_csbm").glob("part-*.parquet"))
    part.write_bytes(part.read_bytes()[:-100])
    assert run("screen", points, *WORDS, "--resume", "-o", broken).code == 0
    assert hashes(broken) == hashes(whole / "out")


def test_resume_where_nothing_was_begun_begins(points, whole, tmp_path):
    assert run("screen", points, *WORDS, "--resume", "-o", f"{tmp_path}/out/").code == 0
    assert hashes(tmp_path / "out") == hashes(whole / "out")


def test_nothing_in_the_zone_is_an_empty_file_with_every_column(tmp_path):
    pd.DataFrame({"lat": [0.0], "lon": [0.0]}).to_parquet(tmp_path / "in.parquet")
    for output in ("out.parquet", "out/"):
        ran = run("screen", tmp_path / "in.parquet", "-o", f"{tmp_path}/{output}")
        assert "0 of 1 rows written" in ran.out
        found = pd.read_parquet(tmp_path / output.rstrip("/"))
        assert list(found.columns) == [
            *("lat", "lon", "side", "distance_km", "status", "geometry", "bbox")
        ]
        assert found.empty


def test_no_bar_is_drawn_where_there_is_no_terminal(points, tmp_path):
    ran = run("screen", points / "000.parquet", "-o", tmp_path / "out.parquet")
    aside = tmp_path / "out.rejects.parquet"
    assert ran.err == f"note: 2 rows without a position are in {aside}, with reasons\n"


def test_at_a_terminal_a_bar_says_how_many_rows_are_read(points, tmp_path):
    """A real terminal: what it shows, and that a file in its place gets nothing."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "csbm", "screen", str(points), "BLR-POL", "--depth", "80"]
    with open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123  # a descriptor, not a path
        ran = subprocess.run(
            [*words, "-o", str(tmp_path / "out.parquet")],
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=True,
        )
        os.close(theirs)
        shown = terminal.read(1 << 16).decode()
    rows = FILES * ROWS
    assert f"{rows}/{rows}" in shown
    assert "screen  [" in shown
    quiet = subprocess.run(
        [*words, "-o", str(tmp_path / "again.parquet")], capture_output=True, check=True
    )
    assert b"screen" not in quiet.stderr
    assert ran.stdout.replace(b"out.parquet", b"again.parquet") == quiet.stdout


def test_two_runs_into_one_output_never_mix(points, whole, tmp_path):
    """While one holds the output the other is refused; what is there is the first's and whole."""
    from csbm.common.errors import UsageError
    from csbm.common.locks import only_run

    out = tmp_path / "out.parquet"
    with only_run(out):
        said = refused("screen", points, *WORDS, "-o", out)
        assert "another run is writing to it" in said
        with pytest.raises(UsageError), only_run(out):
            pass
    assert not list(tmp_path.iterdir())
    first = started("screen", points, *WORDS, "-o", out)
    second = started("screen", points, *WORDS, "-o", out)
    for process in (first, second):
        process.communicate(timeout=240)
    ends = sorted((first.returncode, second.returncode))
    assert ends in ([0, 2], [0, 0])  # the second may begin after the first has ended
    assert hashes(out) == hashes(whole / "out.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out.parquet", "out.parquet.metadata.json", "out.rejects.parquet"
    ]  # fmt: skip


def test_a_change_anywhere_in_an_input_is_seen(tmp_path):
    """In line 2 of a long CSV: another fingerprint, and nothing is gone on with."""
    from csbm.screening.source import open_source

    file = tmp_path / "points.csv"
    lines = ["lat,lon", "52.10,23.70", *["53.10,24.70"] * 40_000]
    file.write_text("\n".join(lines))
    before = open_source(str(file)).fingerprint
    lines[1] = "52.10,23.71"
    file.write_text("\n".join(lines))
    assert open_source(str(file)).fingerprint != before


def test_parts_that_hold_other_rows_than_they_say_are_not_published(points, tmp_path, monkeypatch):
    from csbm.screening import run as module

    check = module.check_parts

    def swapped(work, parts):
        first = next(part for part in parts if part.kept)
        pd.DataFrame({"lat": [1.0]}).to_parquet(work / first.name)
        check(work, parts)

    monkeypatch.setattr(module, "check_parts", swapped)
    ran = run("screen", points, *WORDS, "-o", tmp_path / "out.parquet")
    assert ran.code == 1
    assert "run again" in ran.err
    assert not (tmp_path / "out.parquet").exists()
