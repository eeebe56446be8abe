"""Arrows run down the house only: who may import whom (docs/architecture.md)."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    ("common",),
    ("geo.measure",),
    ("readers",),
    ("boundaries", "units", "regimes"),
    ("words",),
    ("geo.zones",),
    ("geo.analysis", "geo.planning"),
    ("case",),
    ("screening", "maps", "exports", "brief"),
    ("api",),
    ("console",),
    ("cli",),
)
"""From the ground up; rooms of one floor do not know each other."""

ROOMS = {room: number for number, floor in enumerate(FLOORS) for room in floor}


def room_of(module):
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "geo" else parts[0]


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        if room_of(module) in ROOMS:
            yield module, path


def imports_of(module, path):
    """Give what a module imports of csbm, at its top, in functions and for types alike."""
    package = module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            if node.module:
                yield ".".join([*base, node.module])
            elif base:
                yield from (".".join([*base, name.name]) for name in node.names)


ARROWS = sorted(
    {
        (room_of(module), room_of(target), module)
        for module, path in modules()
        for target in imports_of(module, path)
        if room_of(target) in ROOMS and room_of(target) != room_of(module)
    }
)


def test_the_house_is_read():
    assert len(ARROWS) > 150
    assert ("console", "exports", "console.outputs") in ARROWS


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_what_lies_below_it(room):
    up = [
        (target, module)
        for source, target, module in ARROWS
        if source == room and ROOMS[target] >= ROOMS[room]
    ]
    assert not up


def test_the_measure_needs_nothing_of_ours_but_the_errors():
    needed = {
        target
        for module, path in modules()
        if room_of(module) == "geo.measure"
        for target in imports_of(module, path)
        if room_of(target) != "geo.measure"
    }
    assert needed <= {"common.errors"}


def test_no_files_import_each_other_in_a_circle():
    """At their top, in functions and for types alike."""
    known = {module for module, _path in modules()}
    needs = {
        module: {target for target in imports_of(module, path) if target in known}
        for module, path in modules()
    }
    assert len(needs) > 200
    TopologicalSorter(needs).prepare()  # raises CycleError, with the circle
