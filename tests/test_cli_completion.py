"""What a shell is given, and what a real bash then completes."""

import os
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from csbm.cli import main


def completed(*words):
    environment = {
        **os.environ,
        "_CSBM_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["csbm", *words]),
        "COMP_CWORD": str(len(words)),
    }
    run = subprocess.run(
        [sys.executable, "-c", "from csbm.cli import main; main(prog_name='csbm')"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    return [line.split(",", 1)[1] for line in run.stdout.splitlines()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell):
    result = CliRunner().invoke(main, ["completion", shell])
    assert result.exit_code == 0
    assert "_CSBM_COMPLETE" in result.output
    assert f"{shell}_complete" in result.output


def test_a_real_bash_takes_the_script():
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    script = CliRunner().invoke(main, ["completion", "bash"]).output
    run = subprocess.run(
        [bash, "-c", f"{script}\ncomplete -p csbm"], check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert "csbm" in run.stdout


def test_commands_options_and_borders_are_completed():
    assert {"units", "zone"} <= set(completed(""))
    assert "--tripoint" in completed("zone", "--tri")
    assert completed("zone", "BLR-P") == ["BLR-POL"]
    assert "POL-BLR" in completed("units", "pol-")
    assert completed("units", "BLR-POL", "--format", "xl") == ["xlsx"]
