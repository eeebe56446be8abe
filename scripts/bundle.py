"""Make a bundle: csbm and all that it needs in one zip, installed without a network.

    python scripts/bundle.py                                  for the system that it runs on
    python scripts/bundle.py --platform linux --platform windows -o dist/csbm.zip

The versions are those that are installed, the set that the tests ran with. SOURCE_DATE_EPOCH, where
it is set, dates the files; otherwise they bear the oldest date that a zip can hold.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sbom import ROOT, installed, needed, our_version

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
OLDEST_ZIP = 315532800  # 1980-01-01
NOT_OURS = (
    *(".git", ".venv*", ".cache", ".typing", ".zig", ".*_cache", "node_modules"),
    *("build", "dist", "*.egg-info", "__pycache__"),
)
GLIBC = (*(f"manylinux_2_{minor}" for minor in range(28, 16, -1)), "manylinux2014")
PLATFORMS = {
    "linux": ("linux", "Linux", "posix", "x86_64", GLIBC),
    "linux-arm": ("linux", "Linux", "posix", "aarch64", GLIBC),
    "macos": ("darwin", "Darwin", "posix", "arm64", ("macosx_14_0",)),
    "windows": ("win32", "Windows", "nt", "AMD64", ("win",)),
}
"""What markers of dependencies call a system, and for which systems wheels may be made.

A bundle so asked for needs glibc 2.28 or macOS 14, or newer. For Macs with Intel's processors the
tested set cannot be had as wheels.
"""

INSTALL_SH = """\
#!/bin/sh
# Install csbm from this folder, without a network: sh install.sh [FOLDER]
set -eu
into=${1:-"$HOME/csbm"}
case $into in /*) ;; *) into=$PWD/$into ;; esac
cd "$(dirname "$0")"
if command -v sha256sum >/dev/null; then sha256sum -c SHA256SUMS >/dev/null
else shasum -a 256 -c SHA256SUMS >/dev/null; fi
"${PYTHON:-python@MINOR@}" -m venv "$into"
"$into/bin/python" -m pip --isolated install --quiet --disable-pip-version-check \\
    --no-index --no-cache-dir --find-links wheels "csbm==@VERSION@"
"$into/bin/csbm" doctor
echo "csbm is at $into/bin/csbm"
"""
INSTALL_PS1 = """\
# Install csbm from this folder, without a network: .\\install.ps1 [FOLDER]
param([string]$Into = (Join-Path $HOME "csbm"))
$ErrorActionPreference = "Stop"
$Into = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Into)
Set-Location -LiteralPath $PSScriptRoot
foreach ($line in Get-Content -LiteralPath SHA256SUMS) {
    $sum, $file = $line -split "  ", 2
    if ((Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash -ne $sum) {
        throw "${file}: is not as it was made"
    }
}
py "-@MINOR@" -m venv $Into
if ($LASTEXITCODE) { throw "needs Python @MINOR@" }
$python = Join-Path (Join-Path $Into "Scripts") "python.exe"
& $python -m pip --isolated install --quiet --disable-pip-version-check `
    --no-index --no-cache-dir --find-links wheels "csbm==@VERSION@"
if ($LASTEXITCODE) { throw "csbm could not be installed" }
$csbm = Join-Path (Join-Path $Into "Scripts") "csbm.exe"
& $csbm doctor
if ($LASTEXITCODE) { throw "csbm doctor found something broken" }
Write-Output "csbm is at $csbm"
"""
README = """\
csbm @VERSION@ with all that it needs, for Python @MINOR@ on: @PLATFORMS@.
Linux, macOS: sh install.sh; Windows: powershell -ExecutionPolicy Bypass -File install.ps1
It goes to csbm in your home, or the folder you add; SHA256SUMS is checked, no network used.
"""


def pip(*words: str | Path) -> None:
    """Run pip; what it says is shown only when it fails."""
    ran = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise SystemExit(f"pip {words[0]} failed:\n{ran.stdout}{ran.stderr}")


def build_ours(wheels: Path) -> None:
    """Build the wheel of csbm from a copy of the tree, which stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*NOT_OURS))
        pip("wheel", "--no-deps", "--no-build-isolation", "-w", wheels, tree)


def fetch(platform: str | None, wheels: Path) -> None:
    """Fetch the wheels of all dependencies for a platform; None is the one that runs."""
    words: list[str] = []
    environment: dict[str, str] = {}
    if platform is not None:
        system, name, kind, machine, tags = PLATFORMS[platform]
        environment = {
            "sys_platform": system,
            "platform_system": name,
            "os_name": kind,
            "platform_machine": machine,
        }
        words = ["--implementation", "cp", "--python-version", MINOR]
        for tag in tags:
            words += ["--platform", f"{tag}_{machine.lower()}"]
    asked = []
    for part in [one for one in needed(environment) if one != "csbm"]:
        package = installed(part)  # what only another system needs is not here: the newest is taken
        asked.append(part if package is None else f"{part}=={package.version}")
    # Markers are read above, for the platform asked; pip reads them for the one it runs on.
    pip("download", "--only-binary=:all:", "--no-deps", "-d", wheels, *words, *asked)


def hold_to_their_tags(wheels: Path) -> None:
    """Refuse a wheel for any system that holds the machine code of one.

    Where the right wheel is not found, such a one is taken in its place, and fails when it runs.
    """
    for wheel in sorted(wheels.glob("*-none-any.whl")):
        with zipfile.ZipFile(wheel) as archive:
            if any(name.endswith((".so", ".dll", ".pyd", ".dylib")) for name in archive.namelist()):
                raise SystemExit(f"{wheel.name}: holds the code of one system, not of any")


def write_texts(folder: Path, platforms: Sequence[str]) -> None:
    """Write the installers, the three lines of README and the sums of all files."""
    named = ", ".join(platforms) or f"{sys.platform} as it was made on"
    for name, text in (
        ("install.sh", INSTALL_SH),
        ("install.ps1", INSTALL_PS1),
        ("README.txt", README),
    ):
        filled = text.replace("@VERSION@", our_version()).replace("@MINOR@", MINOR)
        (folder / name).write_text(filled.replace("@PLATFORMS@", named), "utf-8", newline="\n")
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    sums = [
        f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.relative_to(folder).as_posix()}\n"
        for one in files
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8", newline="\n")


def pack(folder: Path, target: Path) -> None:
    """Zip a folder: sorted, dated alike, the same bytes for the same files."""
    epoch = max(OLDEST_ZIP, int(os.environ.get("SOURCE_DATE_EPOCH", OLDEST_ZIP)))
    date = datetime.fromtimestamp(epoch, UTC)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with zipfile.ZipFile(part, "w") as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = f"{target.stem}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, date.timetuple()[:6])
            entry.create_system = 3
            entry.external_attr = (0o100755 if file.suffix == ".sh" else 0o100644) << 16
            packed = file.suffix != ".whl"  # a wheel is a zip itself
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(entry, file.read_bytes())
    part.replace(target)


def main() -> None:
    """Make the bundle and say where it is, how large, and its SHA-256."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--platform", action="append", choices=PLATFORMS, default=[])
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    platforms = sorted(set(asked.platform))
    target = asked.output or ROOT / "dist" / f"csbm-{our_version()}-bundle.zip"
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(OLDEST_ZIP))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheels = folder / "wheels"
        build_ours(wheels)
        for platform in platforms or [None]:
            fetch(platform, wheels)
        hold_to_their_tags(wheels)
        write_texts(folder, platforms)
        pack(folder, target)
    with target.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    print(f"{target}  {target.stat().st_size / 1e6:.0f} MB  SHA-256 {digest}")


if __name__ == "__main__":
    main()
