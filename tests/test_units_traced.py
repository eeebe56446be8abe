"""Counts that the documentation traces from headline to source pages."""

import importlib.util
import json
from pathlib import Path

import pytest

from command import csbm

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("trace", ROOT / "scripts" / "trace_counts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_counts_traced_in_the_documentation_are_those_of_the_list(script):
    _, written, _ = script.split(script.DOCUMENT.read_text("utf-8"))
    headlines = script.documented(written)
    assert len(headlines) == len(set(headlines)) == script.TEN
    again = "python scripts/trace_counts.py --write (or --write --keep) writes it anew"
    assert written == script.section(headlines), again


def test_a_traced_count_is_what_the_command_says(script):
    _, written, _ = script.split(script.DOCUMENT.read_text("utf-8"))
    for one in script.documented(written)[:2]:
        asked = ("--depths", str(one.depth_km), "--count", one.count, "--format", "json")
        plain = json.loads(csbm("compare", one.border, *asked).out)
        side = plain["depths"][0]["sides"][one.side]
        assert side["units_in"] == len(script.rows(one)) >= script.LEAST
        assert f"`{one.command}`, {one.side}: **{side['units_in']}**" in written


def test_every_traced_row_names_a_page(script):
    _, written, _ = script.split(script.DOCUMENT.read_text("utf-8"))
    for line in written.splitlines():
        if line.startswith("  - "):
            assert "; <http" in line, line
