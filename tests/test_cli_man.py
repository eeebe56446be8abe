"""The manual page holds every command and option, and man can read it."""

import shutil
import subprocess

import click
import pytest

from csbm.cli import main

from command import csbm


def test_every_command_and_option_is_in_the_manual():
    page = csbm("man").out.replace("\\-", "-")
    for name, command in main.commands.items():
        assert f'"csbm {name}' in page
        if isinstance(command, click.Group):
            continue
        for option in command.params:
            if isinstance(option, click.Option):
                assert max(option.opts, key=len) in page, (name, option.opts)
    assert "--trust" in page


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_finds_nothing_wrong():
    ran = subprocess.run(
        ["groff", "-k", "-man", "-ww", "-z", "-Tutf8"],
        check=False, input=csbm("man").out.encode(), capture_output=True,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, b"")
