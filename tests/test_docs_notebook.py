"""The notebook of the documentation runs from top to bottom, with the figures of the commands."""

from pathlib import Path

import nbclient
import nbformat

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "from-nothing-to-a-map.ipynb"


def texts(notebook):
    """Return what the cells printed or returned."""
    return "\n".join(
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def test_no_result_is_kept_in_it():
    held = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(held)
    assert not any(cell.get("outputs") for cell in held.cells)


def test_it_runs_from_nothing_to_a_map(tmp_path):
    held = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        held, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    told = texts(held)
    assert "BLR 21909 km²" in told
    assert "POL 34252 km²" in told
    assert "row 3: left out: lat: is empty" in told
    assert "row 4: is a row of totals" in told
    assert "1 Brygada" in told
    assert told.rstrip().endswith("True")
