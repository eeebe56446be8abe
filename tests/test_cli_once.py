"""An option that takes a value is given once; those that may come again may."""

import click
import pytest

from csbm.cli import main

from command import csbm, refused


def commands(group, path=()):
    for name, one in group.commands.items():
        if isinstance(one, click.Group):
            yield from commands(one, (*path, name))
        else:
            yield (*path, name), one


@pytest.mark.parametrize("path", [path for path, _ in commands(main)], ids=" ".join)
def test_every_command_refuses_an_option_that_is_given_twice(path):
    (one,) = (command for own, command in commands(main) if own == path)
    single = [
        param
        for param in one.params
        if isinstance(param, click.Option) and not (param.multiple or param.is_flag)
    ]
    for param in single:
        name = max(param.opts, key=len)
        said = refused(*path, name, "1", name, "2")
        assert f"{name} is given twice" in said


def test_options_that_may_come_again_may():
    assert csbm("units", "--kind", "base", "--kind", "airfield").code == 0
    assert csbm("units", "--sure", "--sure").code == 0
