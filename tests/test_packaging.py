"""What the built wheel holds, what the command says of itself, and that the README tells of it."""

import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from csbm.cli import main

from command import csbm as run

ROOT = Path(__file__).parent.parent
LEFT = (".git", ".venv*", ".cache", "node_modules", "build", "dist", "*.egg-info", "__pycache__")


def setup():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy of the tree, without the network."""
    tools = pytest.importorskip("setuptools", minversion="77", reason="needs setuptools 77")
    assert tools
    folder = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns(
        *LEFT, ".mypy_cache", ".ruff_cache", ".typing", ".pytest_cache"
    )
    shutil.copytree(ROOT, folder / "tree", ignore=ignored)
    built = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"),
            *("-w", str(folder), str(folder / "tree")),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        return {one.filename: one.file_size for one in archive.infolist()}


def test_everything_is_installed_under_one_name(wheel):
    assert {name.split("/")[0] for name in wheel} == {
        "csbm",
        next(name.split("/")[0] for name in wheel if ".dist-info/" in name),
    }


def test_every_module_of_every_package_is_there(wheel):
    folders = dict(
        line.split(" = ") for line in setup()["options"]["package_dir"].strip().splitlines()
    )
    packages = setup()["options"]["packages"].split()
    assert sorted(folders) == sorted(packages)
    for package, folder in folders.items():
        for file in (ROOT / folder).glob("*.py"):
            assert f"{package.replace('.', '/')}/{file.name}" in wheel


def test_every_folder_of_modules_is_a_package_that_is_named():
    named = set(setup()["options"]["packages"].split())
    for init in ROOT.glob("*/__init__.py"):
        assert f"csbm.{init.parent.name}" in named


@pytest.mark.parametrize("folder", ["boundaries/data", "units/data", "maps/assets"])
def test_every_data_file_is_there_with_its_notice(wheel, folder):
    there = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    assert any(file.name == "NOTICE.md" for file in there)
    for file in there:
        assert wheel[f"csbm/{file.relative_to(ROOT).as_posix()}"] == file.stat().st_size


def test_types_and_licences_are_there(wheel):
    assert "csbm/py.typed" in wheel
    licences = {name.split("/licenses/")[1] for name in wheel if "/licenses/" in name}
    assert {"LICENSE", "boundaries/data/NOTICE.md", "units/data/NOTICE.md"} <= licences


def test_nothing_of_the_workshop_is_there(wheel):
    for name in wheel:
        parts = name.split("/")[1:]
        assert not {"tests", "scripts", "benchmarks", "docs", "page_src", "node_modules"} & set(
            parts
        )
        assert not name.endswith((".pyc", ".orig"))


def test_every_command_is_in_the_help_and_has_one_of_its_own():
    out = run("--help").out
    for name, command in main.commands.items():
        assert re.search(rf"^  {name} +\S", out, re.MULTILINE)
        assert command.help
        assert "..." not in command.get_short_help_str(60)
        assert run(name, "--help").code == 0


def test_every_option_says_what_it_is_for():
    for name, command in main.commands.items():
        for one in command.params:
            if one.param_type_name == "option":
                assert one.help, f"{name} {one.opts[0]} has no help"


def test_the_version_is_told():
    import csbm

    assert csbm.__version__ in run("--version").out


def test_the_readme_shows_every_command():
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in main.commands:
        assert re.search(rf"^\$? ?csbm {name}\b", readme, re.MULTILINE), name


def test_the_page_on_depths_names_every_key_of_a_comparison():
    import json

    readme = (ROOT / "docs" / "compare.md").read_text("utf-8")
    told = json.loads(run("compare", "--depths", "10", "--format", "json").out)
    (depth,) = told["depths"]
    keys = {*told, *depth, *depth["sides"]["BLR"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in readme] == []


def test_what_the_readme_links_to_is_there():
    for page in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text("utf-8")):
            assert (ROOT / target).exists(), f"{page}: {target}"


def test_the_readme_s_python_runs_and_gives_what_it_says(capsys):
    readme = (ROOT / "README.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == "BLR 21909\nPOL 34252\n"
