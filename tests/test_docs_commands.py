"""The commands that the documentation shows are there; those of the how-to run in their order."""

import importlib.util
import re
import shlex
from pathlib import Path

import click
import pytest

import csbm
from csbm.cli import main

from command import csbm as run

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LIST = """Nazwa jednostki;Szerokość;Długość
1 Brygada;53,1325;23,1688
Bez miejsca;;
Razem;1;
"""


def blocks(page, kind="console"):
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [text for named, text in found if named == kind]


def lines_of(page):
    """Give the commands of a page, without what stands behind them as a comment."""
    shown = [block for kind in ("console", "sh", "") for block in blocks(page, kind)]
    for block in shown:
        for line in block.splitlines():
            found = re.match(r"^(?:\$ )?(csbm .*)", line)
            if found and "|" not in line and ">" not in line:
                yield shlex.split(found[1], comments=True)[1:]


def refused(words):
    """Say why a command line could not even be asked; empty where it could."""
    flags = {
        opt
        for one in main.get_params(click.Context(main))
        for opt in one.opts
        if getattr(one, "is_flag", False)
    }
    while words[0] in flags:  # of the whole program, before the command
        words = words[1:]
    group, name = main, words[0]
    while isinstance(group.commands.get(name), click.Group):
        group, words = group.commands[name], words[1:]
        if not words:
            return ""
        name = words[0]
        if name not in group.commands and isinstance(group, click.Group):
            return f"there is no {name}" if not name.startswith("-") else ""
    if name not in group.commands:
        return f"there is no {name}"
    command = group.commands[name]
    try:
        command.make_context(name, list(words[1:]), resilient_parsing=False).close()
    except click.exceptions.Exit:  # --help
        return ""
    except click.UsageError as error:
        return error.format_message()
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_shows_can_be_asked(page):
    wrong = {" ".join(words): told for words in lines_of(page) if (told := refused(words))}
    assert wrong == {}


def test_a_command_that_is_not_there_is_noticed():
    assert refused(["units", "--no-such-option"])
    assert refused(["unit"])
    assert not refused(["units", "--depth", "80"])


def test_the_how_to_runs_from_top_to_bottom(tmp_path, monkeypatch):
    page = ROOT / "docs" / "how-to.md"
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text(LIST, encoding="utf-8")
    Path("points.csv").write_text("lat,lon\n52.1,23.7\n40,20\n", encoding="utf-8")
    (case,) = blocks(page, "toml")
    Path("case.toml").write_text(case, encoding="utf-8")
    asked = list(lines_of(page))
    assert len(asked) > 18
    for words in asked:
        ran = run(*words)
        assert ran.code == 0, (words, ran.err)
    assert len(Path("mine-rejects.csv").read_text("utf-8").splitlines()) == 2
    assert Path("inside.csv").read_bytes().startswith(b"\xef\xbb\xbf")


# -- the site --------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def site():
    spec = importlib.util.spec_from_file_location("site_pages", ROOT / "scripts" / "site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_names_every_command_and_every_option(site):
    text = site.commands()
    for name, command in main.commands.items():
        assert f"## csbm {name}\n" in text
        for one in command.params:
            if one.param_type_name == "option" and not one.hidden:
                assert max(one.opts, key=len) in text, (name, one.opts)


def test_the_reference_names_every_public_name(site):
    text = site.names()
    for name in csbm.__all__:
        if not name.startswith("_"):
            assert f"## csbm.{name}\n" in text
    assert "**Parameters**" in text
    assert "```pycon" in text


def test_every_page_of_the_navigation_is_there_and_every_page_is_in_it():
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    named = set(re.findall(r"([\w/-]+\.md)$", text, re.MULTILINE))
    made = {"index.md", "reference/commands.md", "reference/python.md"}
    held = {page.name for page in (ROOT / "docs").glob("*.md")} - {"plan.md"}
    assert named - made == held
