"""What is given out: the bill of materials and the bundle."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("system", "there"), [("win32", True), ("linux", False), ("darwin", False)]
)
def test_what_only_another_system_needs_is_asked_for_there(system, there, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import sbom

    config = sbom.setup()
    config["options"]["install_requires"] = 'numpy\nonly-there; sys_platform == "win32"'
    monkeypatch.setattr(sbom, "setup", lambda: config)
    found = sbom.needed({"sys_platform": system})
    assert ("only-there" in found) == there
    assert {"csbm", "numpy"} <= set(found)


def test_a_wheel_for_any_system_that_holds_the_code_of_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import bundle as script

    with zipfile.ZipFile(tmp_path / "a-1-py3-none-any.whl", "w") as archive:
        archive.writestr("a/__init__.py", "")
    script.hold_to_their_tags(tmp_path)
    with zipfile.ZipFile(tmp_path / "b-1-py3-none-any.whl", "w") as archive:
        archive.writestr("b/code.dll", "")
    with pytest.raises(SystemExit, match=r"b-1-py3-none-any\.whl: holds the code of one system"):
        script.hold_to_their_tags(tmp_path)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """Make the bundle of the running platform and unpack it."""
    pytest.importorskip("setuptools", minversion="77", reason="needs setuptools 77")
    folder = tmp_path_factory.mktemp("bundle")
    made("bundle.py", "-o", folder / "csbm.zip", SOURCE_DATE_EPOCH=EPOCH)
    shutil.unpack_archive(folder / "csbm.zip", folder)
    return folder / "csbm"


def cut_off():
    """Give the words before a command that take the network away, or skip the test."""
    words = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*words, "true"], check=False).returncode:
        pytest.skip("the network cannot be taken away here")
    return words


def install(bundle, into, home):
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [*cut_off(), "sh", str(bundle / "install.sh"), str(into)],
        check=False,
        capture_output=True,
        text=True,
        cwd=home,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHON": sys.executable},
    )


@pytest.mark.slow
def test_the_bundle_holds_what_its_sums_say(bundle):
    sums = dict(
        reversed(line.split("  ")) for line in (bundle / "SHA256SUMS").read_text().splitlines()
    )
    files = {
        one.relative_to(bundle).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in bundle.rglob("*")
        if one.is_file() and one.name != "SHA256SUMS"
    }
    assert sums == files
    assert {"install.sh", "install.ps1", "README.txt"} <= set(files)
    assert "@" not in (bundle / "README.txt").read_text() + (bundle / "install.sh").read_text()
    assert len((bundle / "README.txt").read_text().splitlines()) == 3


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="takes the network away as Linux does")
def test_the_bundle_installs_without_a_network_and_works(bundle, tmp_path):
    ran = install(bundle, "put here", tmp_path / "home")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "a distance of" in ran.stdout
    binaries = tmp_path / "home" / "put here" / "bin"
    where = subprocess.run(
        [binaries / "python", "-I", "-c", "import csbm; print(csbm.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert where.stdout.startswith(str(tmp_path))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="takes the network away as Linux does")
def test_a_bundle_that_was_changed_is_not_installed(bundle, tmp_path):
    changed = tmp_path / "changed"
    shutil.copytree(bundle, changed, copy_function=os.link)
    (wheel,) = (changed / "wheels").glob("click-*.whl")
    data = wheel.read_bytes()
    wheel.unlink()
    wheel.write_bytes(data + b"x")
    ran = install(changed, tmp_path / "into", tmp_path / "home")
    assert ran.returncode != 0
    assert not (tmp_path / "into").exists()


CLEAN_ROOT = """
set -e
root=$1 python=$2 base=$3 bundle=$4
mkdir -p "$root/bin" "$root/tmp" "$root/bundle" "$root/usr/bin"
for place in lib lib64 usr/lib usr/lib64 dev proc "$base"; do
    [ -d "/$place" ] || continue
    mkdir -p "$root/$place"
    mount --rbind "/$place" "$root/$place"
done
mount --rbind "$bundle" "$root/bundle"
for tool in sh env sha256sum dirname cat; do cp -L "$(command -v $tool)" "$root/bin/$tool"; done
run="chroot $root /bin/env -i PATH=/bin PYTHON=$python"
$run /bin/sh /bundle/install.sh /opt/csbm
$run /bin/sh -c '! command -v cc && ! command -v gcc && [ -z "${HOME:-}" ] && [ ! -e /root/.cache ]'
$run /opt/csbm/bin/csbm doctor --format json -o /tmp/doctor.json
$run /opt/csbm/bin/csbm map BLR-POL -o /tmp/map.html
echo "name,lat,lon" > "$root/tmp/own.csv"; echo "Alpha,52.1,23.7" >> "$root/tmp/own.csv"
$run /opt/csbm/bin/csbm units BLR-POL --units /tmp/own.csv
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="a root of its own as Linux makes one")
def test_a_clean_root_without_home_network_or_compiler_installs_and_passes(bundle, tmp_path):
    words = [*cut_off(), "--mount"]
    if subprocess.run([*words, "true"], check=False).returncode or not shutil.which("chroot"):
        pytest.skip("a root of its own cannot be made here")
    root = tmp_path / "root"
    root.mkdir()
    base = Path(sys.base_prefix).resolve()
    python = base / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    ran = subprocess.run(
        [*words, "sh", "-c", CLEAN_ROOT, "sh", root, python, str(base).lstrip("/"), bundle],
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    told = json.loads((root / "tmp" / "doctor.json").read_text(encoding="utf-8"))
    states = {one["what"]: one["state"] for one in told["findings"]}
    assert "broken" not in states.values()
    assert states["the reading room"] in {"ok", "missing"}
    assert (root / "tmp" / "map.html").stat().st_size > 100_000
    assert "Alpha" in ran.stdout


@pytest.mark.slow
def test_a_wheel_that_is_built_twice_has_the_same_bytes(tmp_path):
    built = []
    for number in (1, 2):
        tree = tmp_path / f"tree-{number}"
        left = shutil.ignore_patterns(
            *(".git", ".venv", "node_modules", ".typing", "*cache*", ".zig", "build", "dist"),
            *("*.egg-info", "tests", "docs"),
        )
        shutil.copytree(ROOT, tree, ignore=left)
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"),
                *("-w", str(tmp_path / f"made-{number}"), str(tree)),
            ],
            check=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        )
        (wheel,) = (tmp_path / f"made-{number}").glob("*.whl")
        built.append((wheel.name, wheel.read_bytes()))
        time.sleep(2.1 if number == 1 else 0)  # a moment written into it would differ
    assert built[0] == built[1]
