"""axe-core on a page: its serious and critical faults."""

import os
from pathlib import Path

import pytest

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def with_axe(page: object) -> None:
    """Put axe-core into a page that was opened with ``bypass_csp``; skip where it is missing."""
    if not AXE.exists():
        reason = "axe-core is not installed (npm install)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))


def faults(page: object, place: str = "html") -> list[str]:
    """Return what axe finds serious or critical."""
    found = page.evaluate("async (place) => (await axe.run(place)).violations", place)
    return [
        f"{one['id']}: {node['html'][:150]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
        if one["impact"] in {"serious", "critical"}
    ]
