"""How much CPU time the command takes to start: the child's own, user and system."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

COMMANDS = (("--help",), ("units",), ("zone", "-o", "zone.geojson"))


@pytest.mark.benchmark(group="start-up", timer=time.perf_counter)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_command(benchmark: BenchmarkFixture, words: tuple[str, ...], tmp_path: Path) -> None:
    """Time of the clock; the CPU time, which a busy machine does not change, is beside it."""
    import resource

    spent: list[float] = []

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-c", "from csbm.cli import main; main()", *words],
            check=True,
            capture_output=True,
            cwd=tmp_path,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    benchmark.pedantic(run, rounds=5, warmup_rounds=1)
    benchmark.extra_info["cpu_s"] = round(sorted(spent[1:])[len(spent[1:]) // 2], 3)
