"""What is given out: the bill of materials and the bundle."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EPOCH = "1800000000"


def made(script, *words, **changes):
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment | changes,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_bill_names_every_part_with_version_and_licence():
    bill = json.loads(made("sbom.py"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    parts = {one["name"]: one for one in bill["components"]}
    assert {"numpy", "shapely", "lxml", "certifi", "wasmtime"} <= set(parts)
    assert not {"pytest", "mypy", "dask", "csbm"} & set(parts)
    for name, part in parts.items():
        assert part["version"] == version(name)
        assert part["purl"] == f"pkg:pypi/{name}@{part['version']}"
        assert part["licenses"], name
        assert len(part["licenses"]) == 1 or not any("expression" in x for x in part["licenses"])


def test_the_bill_says_who_needs_whom():
    bill = json.loads(made("sbom.py"))
    ours = bill["metadata"]["component"]
    assert "ODbL-1.0" in ours["licenses"][0]["expression"]
    references = {one["bom-ref"] for one in bill["components"]} | {ours["bom-ref"]}
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert set(needs) == references
    waiting, reached = [ours["bom-ref"]], set()
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += needs[one]
    assert reached == references


def test_the_bill_is_the_same_twice_and_dated_only_when_asked(tmp_path):
    assert made("sbom.py") == made("sbom.py")
    assert "timestamp" not in made("sbom.py")
    made("sbom.py", "-o", tmp_path / "new" / "a.json", SOURCE_DATE_EPOCH=EPOCH, PYTHONHASHSEED="7")
    text = (tmp_path / "new" / "a.json").read_text(encoding="utf-8")
    assert text == made("sbom.py", SOURCE_DATE_EPOCH=EPOCH, PYTHONHASHSEED="8")
    assert json.loads(text)["metadata"]["timestamp"] == "2027-01-15T08:00:00Z"
