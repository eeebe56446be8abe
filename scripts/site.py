"""Make the pages of the site from docs/, README.md and the code, and build it: `make docs`."""

import argparse
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

import csbm
from csbm.cli import main as group

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "build" / "site-src"
LEFT_OUT = {"plan.md"}
"""Of docs/: what is for the makers."""
FETCHED = re.compile(r'<script src="https?://[^"]*"></script>')
"""What the theme's search would fetch to run from a folder; from a server it needs nothing."""
SECTION = re.compile(r"^(\w[\w ]+)\n-{3,}$", re.MULTILINE)


def main() -> None:
    """Write the pages; build the site unless only they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages-only", action="store_true")
    pages_only = parser.parse_args().pages_only
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SOURCE, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (SOURCE / "reference").mkdir()
    (SOURCE / "index.md").write_text(index(), encoding="utf-8")
    (SOURCE / "reference" / "commands.md").write_text(commands(), encoding="utf-8")
    (SOURCE / "reference" / "python.md").write_text(names(), encoding="utf-8")
    if not pages_only:
        build()


def build() -> None:
    """Build the site, warnings as errors; no page of it asks the network for anything."""
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    ran = subprocess.run(
        words, cwd=ROOT, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    for page in (ROOT / "build" / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(FETCHED.sub("", text), encoding="utf-8")
        if re.search(r"<(?:script|link|img)[^>]*(?:src|href)=.https?://", FETCHED.sub("", text)):
            sys.exit(f"{page.name}: would ask the network")
    sys.exit(ran.returncode)


def index() -> str:
    """Return the README as the first page: links into docs/ become links to pages."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"\]\(docs/([^)]+)\)", r"](\1)", text)

    def outside(match: re.Match[str]) -> str:
        there = match[2].startswith(("http", "#")) or (ROOT / "docs" / match[2]).exists()
        return match[0] if there else match[1]

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)", outside, text)


# -- commands -------------------------------------------------------------------------------------
def commands() -> str:
    """Return every command with its options, from the code."""
    parts = ["# Commands\n\nMade from the code. Each command says the same with `--help`."]
    for name, command in group.commands.items():
        parts += command_parts(command, f"csbm {name}", 2)
    return "\n\n".join(parts) + "\n"


def command_parts(command: click.Command, path: str, level: int) -> list[str]:
    """Return a command, and its own commands below it."""
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    told = inspect.cleandoc(command.help or "").replace("\b", "")
    parts = [f"{'#' * level} {path}", f"```text\n{usage}\n```", _escaped(told)]
    rows = [
        record
        for one in command.params
        if isinstance(one, click.Option) and (record := one.get_help_record(context))
    ]
    if rows:
        lines = [
            f"| `{option.replace('|', '&#124;')}` | {_escaped(words).replace('|', '&#124;')} |"
            for option, words in rows
        ]
        parts.append("\n".join(["| option | |", "|---|---|", *lines]))
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            parts += command_parts(below, f"{path} {name}", level + 1)
    return parts


def _escaped(text: str) -> str:
    return re.sub(
        r"([<>*_\[\]])", r"\\\1", " ".join(text.split("\n")) if "\n\n" not in text else text
    )


# -- Python ---------------------------------------------------------------------------------------
def names() -> str:
    """Return every public name with what its docstring says."""
    parts = [
        "# Python, name by name\n\nMade from the code; [From Python](../api.md) says how they fit."
    ]
    for name in csbm.__all__:
        if name.startswith("_"):
            continue
        found = getattr(csbm, name)
        parts += [f"## csbm.{name}", *_told(name, found)]
        if inspect.isclass(found):
            for part, value in vars(found).items():
                method = getattr(value, "__func__", value)
                if part.startswith("_") or not (
                    inspect.isfunction(method) or isinstance(value, property)
                ):
                    continue
                if inspect.getdoc(method):
                    parts += [f"### csbm.{name}.{part}", *_told(part, method)]
    return "\n\n".join(parts) + "\n"


def _told(name: str, found: object) -> list[str]:
    parts = []
    if callable(found):
        try:
            signature = str(inspect.signature(found)).replace("csbm.", "")
        except ValueError:
            signature = "(…)"
        parts.append(f"```python\n{name}{signature}\n```")
    return [*parts, *_sections(inspect.getdoc(found) or "")]


def _sections(text: str) -> list[str]:
    """Return a numpydoc text as Markdown."""
    pieces = SECTION.split(text)
    parts = [_plain(pieces[0])]
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if title == "Examples":
            parts += ["**Example**", f"```pycon\n{body.strip()}\n```"]
            continue
        parts.append(f"**{title}**")
        entries = re.split(r"\n(?=\S)", body.strip("\n"))
        parts.append("\n".join(_entry(one) for one in entries))
    return [part for part in parts if part.strip()]


def _entry(text: str) -> str:
    head, *rest = text.split("\n")
    told = " ".join(line.strip() for line in rest)
    return f"- `{head.strip()}`" + (f": {_plain(told)}" if told else "")


def _plain(text: str) -> str:
    return re.sub(r"``(.+?)``", r"`\1`", text).replace("<", "&lt;").strip()


if __name__ == "__main__":
    main()
