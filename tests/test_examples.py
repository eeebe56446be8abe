"""Every example in a docstring, and in the README, runs and gives what it says."""

import configparser
import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _modules():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    folders = dict(
        line.split(" = ") for line in config["options"]["package_dir"].strip().splitlines()
    )
    for package, folder in folders.items():
        for file in sorted((ROOT / folder).glob("*.py")):
            if file.stem != "__init__":
                yield f"{package}.{file.stem}"
            else:
                yield package


@pytest.mark.parametrize("name", list(_modules()))
def test_the_examples_of_a_module_run(name, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1732233600")
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0
