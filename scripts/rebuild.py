"""Build all bundled data of ``boundaries/data`` from the packages, from nothing, and compare.

Run from the repository root::

    python scripts/rebuild.py --cache .cache/boundaries --evidence FOLDER [--take]

The packages are fetched into the cache where they are not there; nothing else of the cache is used.
Every file is built into a folder of its own and held against the bundled one, byte for byte; with
``--take`` those that differ are taken, and what is worked out from them is built after that.
Without FOLDER (lines of other makers, which are not bundled) the evidence is not built again.
Tables by hand (TOML) and NOTICE.md are not built. Exits with 1 where a file differs.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "boundaries" / "data"
BY_HAND = {".toml", ".md"}


def main() -> int:
    """Build, compare, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(".cache/boundaries"))
    parser.add_argument("--evidence", type=Path)
    parser.add_argument("--take", action="store_true")
    chosen = parser.parse_args()
    chosen.cache.mkdir(parents=True, exist_ok=True)
    (chosen.cache / "evidence_measured.npz").unlink(missing_ok=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        ours = ["--cache", str(chosen.cache), "--out", folder]
        differing = _built("build_boundaries.py", ours, out, take=chosen.take)
        differing |= _built("boundaries_pieces.py", ours, out, take=chosen.take)
        if chosen.evidence is not None:
            ours += ["--evidence", str(chosen.evidence)]
            differing |= _built("boundaries_evidence.py", ours, out, take=chosen.take)
            differing |= _built("boundaries_changes.py", ours, out, take=chosen.take)
        built = {path.name for path in out.iterdir()}
    left = {p.name for p in DATA.iterdir() if p.suffix not in BY_HAND} - built
    print(f"{len(built)} files in {(time.monotonic() - begun) / 60:.1f} minutes")
    for name in sorted(left):
        print(f"{name}: not built again (it needs --evidence)")
    return 1 if differing else 0


def _built(script: str, arguments: list[str], out: Path, *, take: bool) -> set[str]:
    """Run one script, and name the files of its that differ from the bundled ones."""
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    subprocess.run([sys.executable, str(ROOT / "scripts" / script), *arguments], check=True)
    differing = set()
    for path in sorted(out.iterdir()):
        if before.get(path.name) == path.stat().st_mtime_ns:
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        bundled = DATA / path.name
        same = bundled.exists() and bundled.read_bytes() == path.read_bytes()
        print(f"{path.name}: {'the same bytes' if same else 'DIFFERS'}, SHA-256 {digest}")
        if not same:
            differing.add(path.name)
            if take:
                shutil.copyfile(path, bundled)
    return differing


if __name__ == "__main__":
    sys.exit(main())
