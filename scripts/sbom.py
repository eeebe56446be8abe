"""Write what csbm is made of, with versions and licences: a CycloneDX 1.6 bill of materials.

It reads what is installed, the set that the tests ran with. The same set gives the same bytes; a
date is told only when SOURCE_DATE_EPOCH says which.
"""

import argparse
import configparser
import json
import os
import re
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SPDX = {
    "MIT": "MIT",
    "The MIT License (MIT)": "MIT",
    "Apache-2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD-3-Clause": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "MIT License": "MIT",
    "MPL-2.0": "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""How packages without an expression name their licences, and what SPDX calls those."""


def setup() -> configparser.ConfigParser:
    """Read what the tree says of itself."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def our_version() -> str:
    """Return the version of csbm that the tree holds."""
    match = re.search(
        r'^__version__ = "(.+)"$', (ROOT / "__init__.py").read_text("utf-8"), re.MULTILINE
    )
    if match is None:
        raise SystemExit("__init__.py: names no version")
    return match[1]


def installed(name: str) -> Distribution | None:
    """Return an installed package, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needed(environment: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Return all packages that csbm needs, with what each needs itself.

    Parameters
    ----------
    environment : mapping, optional
        What differs from the running system, as markers name it: ``sys_platform`` and the like.

    Returns
    -------
    dict
        Canonical names, sorted; ``csbm`` itself is among them.
    """
    asked = setup()["options"]["install_requires"].strip().splitlines()
    found: dict[str, list[str]] = {}
    waiting = [("csbm", [Requirement(line) for line in asked], frozenset({""}))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, requirements, extras = waiting.pop()
        kept = [one for one in requirements if _applies(one, extras, environment or {})]
        found[name] = sorted({canonicalize_name(one.name) for one in kept} | {*found.get(name, ())})
        for one in kept:
            child, wanted = canonicalize_name(one.name), frozenset({"", *one.extras})
            if (child, wanted) not in seen:
                seen.add((child, wanted))
                package = installed(child)
                lines = (package.requires or []) if package else []
                waiting.append((child, [Requirement(line) for line in lines], wanted))
    return dict(sorted(found.items()))


def _applies(one: Requirement, extras: frozenset[str], environment: Mapping[str, str]) -> bool:
    full = {key: str(value) for key, value in default_environment().items()} | {**environment}
    return one.marker is None or any(one.marker.evaluate({**full, "extra": e}) for e in extras)


def licences(package: Distribution) -> list[dict[str, object]]:
    """Return the licences that a package names, as CycloneDX writes them."""
    said = package.metadata
    if said["License-Expression"]:
        return [_expressed(said["License-Expression"])]
    lines = (said["License"] or "").strip().splitlines()
    if lines and lines[0] in SPDX:
        return [_expressed(SPDX[lines[0]])]
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in said.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    if classified:
        return [
            _expressed(SPDX[one]) if one in SPDX else {"license": {"name": one}}
            for one in classified
        ]
    return [{"license": {"name": lines[0]}}] if lines else []


def _expressed(text: str) -> dict[str, object]:
    return {"expression": text}


def bill() -> dict[str, object]:
    """Return the bill of materials of csbm and all that it needs."""
    tree = needed()
    packages = {name: installed(name) for name in tree if name != "csbm"}
    missing = [name for name, package in packages.items() if package is None]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)}; run make test first")
    versions = {name: package.version for name, package in packages.items() if package}
    references = {name: f"pkg:pypi/{name}@{versions.get(name, our_version())}" for name in tree}
    ours: dict[str, object] = {
        "type": "application",
        "bom-ref": references["csbm"],
        "name": "csbm",
        "version": our_version(),
        "description": setup()["metadata"]["description"],
        "licenses": [_expressed(setup()["metadata"]["license"])],
        "purl": references["csbm"],
    }
    parts = [_component(name, package, references) for name, package in packages.items() if package]
    metadata: dict[str, object] = {"component": ours}
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        metadata["timestamp"] = f"{datetime.fromtimestamp(int(epoch), UTC):%Y-%m-%dT%H:%M:%SZ}"
    listed = {
        "metadata": metadata,
        "components": parts,
        "dependencies": [
            {"ref": references[name], "dependsOn": [references[child] for child in children]}
            for name, children in tree.items()
        ],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(listed, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        **listed,
    }


def _component(
    name: str, package: Distribution, references: Mapping[str, str]
) -> dict[str, object]:
    named = licences(package)
    several = len(named) > 1
    if several:  # an expression stands alone; several statements are names side by side
        named = [
            {"license": {"id": one["expression"]}} if "expression" in one else one for one in named
        ]
    return {
        "type": "library",
        "bom-ref": references[name],
        "name": name,
        "version": package.version,
        "licenses": named,
        "purl": references[name],
    }


def main() -> None:
    """Write the bill to a file or to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path)
    text = json.dumps(bill(), ensure_ascii=False, indent=2) + "\n"
    target = parser.parse_args().output
    if target is None:
        sys.stdout.write(text)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
