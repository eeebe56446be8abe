"""The attacks and the fuzzing that docs/reliability.md tells of, made anew."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def script(name, *words):
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / name, *words],
        check=False, capture_output=True, text=True, timeout=3000,
    )  # fmt: skip


@pytest.mark.slow
def test_no_attack_does_more_than_it_may():
    ran = script("redteam.py")
    assert ran.returncode == 0, ran.stdout[-3000:]
    count = re.search(r"^(\d+) attacks: .* 0 went wrong", ran.stdout, re.MULTILINE)
    assert count is not None
    assert int(count[1]) >= 150


@pytest.mark.slow
def test_two_hundred_thousand_damaged_files_are_read_or_refused():
    ran = script("fuzz.py")
    assert ran.returncode == 0, ran.stderr[-3000:]
    count = re.search(r"^([\d,]+) damaged files .* and ([\d,]+) through", ran.stdout, re.MULTILINE)
    assert count is not None
    here, room = (int(text.replace(",", "")) for text in count.groups())
    assert here >= 200_000
    assert room >= 2_000


def test_the_page_tells_of_a_run_in_which_nothing_went_wrong():
    attacks = re.search(r"^(\d+) attacks: .* 0 went wrong", PAGE, re.MULTILINE)
    assert attacks is not None
    rows = re.findall(r"^\| \d+ \|.*\| none \|$", PAGE, re.MULTILINE)
    assert len(rows) == int(attacks[1]) >= 150
    assert "WRONG" not in PAGE
