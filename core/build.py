"""Compile the core: the C in this folder to the WebAssembly module that csbm ships, byte for byte.

    python core/build.py            # writes geo/measure/data/core.wasm
    python core/build.py --check    # compares, and ends with exit code 1 where they differ

The toolchain is PyPI's ziglang at one exact version (clang, the linker, and the mathematical
functions of musl that are linked, MIT), installed in an environment of its own where need be.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
import venv
from os import environ
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "geo" / "measure" / "data" / "core.wasm"
ZIG = "0.17.1"
SOURCES = ("core.c", "outline.c", "rule.c")
TARGET_FLAGS = ("--target=wasm32-wasi", "-mcpu=mvp", "-O3")
"""For every WebAssembly there is: no feature that came after the first version."""
FLAGS = (
    *("-std=c11", "-ffp-contract=off", "-fno-stack-protector", "-fno-sanitize=all"),
    *("-fvisibility=hidden", "-Wall", "-Wextra", "-Werror"),
)
LINKED = ("libzigc.a", "libc.a", "libcompiler_rt.a")
"""Of the toolchain: the mathematical functions. Linked by hand, for what the compiler would start a
program with asks the host for random numbers."""
LINK_FLAGS = ("--no-entry", "--strip-all", "--export=__heap_base", "-z", "stack-size=65536")


def zig() -> list[str]:
    """Return how to call the compiler; install it where this Python has none of that version."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        if version("ziglang") == ZIG:
            return [sys.executable, "-m", "ziglang"]
    except PackageNotFoundError:
        pass
    folder = HERE.parent / ".zig"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", f"ziglang=={ZIG}"],
        check=True,
    )
    return [str(python), "-m", "ziglang"]


def built(sources: Path = HERE, cache: Path | None = None) -> bytes:
    """Compile the sources in a folder; return the module.

    Parameters
    ----------
    sources : Path
        Holds `SOURCES`.
    cache : Path, optional
        Where the toolchain keeps what it has compiled; by default nothing is kept.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = cache or folder
        caches = {"ZIG_GLOBAL_CACHE_DIR": str(kept), "ZIG_LOCAL_CACHE_DIR": str(kept)}
        compiler = zig()

        def run(*words: object) -> None:
            subprocess.run(
                [*compiler, *map(str, words)], check=True, cwd=sources, env=environ | caches
            )

        if not list(kept.glob(f"o/*/{LINKED[-1]}")):
            # A program of no use: linking it leaves the toolchain's libraries in the cache.
            (folder / "none.c").write_text(
                "#include <math.h>\nint main(int n, char **a)"
                "{(void)a; return (int)hypot(atan2(n, 2), tan(n));}\n"
            )
            run("cc", *TARGET_FLAGS, folder / "none.c", "-o", folder / "none.wasm")
        objects = []
        for source in SOURCES:
            objects.append(folder / f"{source}.o")
            run("cc", *TARGET_FLAGS, *FLAGS, "-c", source, "-o", objects[-1])
        libraries = [next(kept.glob(f"o/*/{library}")) for library in LINKED]
        run("wasm-ld", *LINK_FLAGS, *objects, *libraries, "-o", folder / "core.wasm")
        return (folder / "core.wasm").read_bytes()


def main() -> int:
    """Build, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    module = built()
    told = f"{len(module):,} bytes, SHA-256 {hashlib.sha256(module).hexdigest()}"
    if check:
        same = TARGET.is_file() and TARGET.read_bytes() == module
        print(f"core.wasm: {'as built' if same else 'DIFFERS from what is built'} ({told})")
        return 0 if same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(module)
    print(f"{TARGET.relative_to(HERE.parent)}: {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
