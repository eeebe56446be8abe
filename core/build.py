"""Compile the core: the C in this folder to what csbm ships, byte for byte.

    python core/build.py            # writes geo/measure/data/core.wasm and the page's rule
    python core/build.py --check    # compares, and ends with exit code 1 where they differ

The whole core is a WebAssembly module. The rule of status alone is a script as well
(maps/page_src/compiled_rule.js): a page asks it thousands of times before the module is there, and
where a browser refuses WebAssembly. The toolchain is PyPI's ziglang at one exact version (clang,
the linker, and the mathematical functions of musl that are linked, MIT), installed in an
environment of its own where need be; the script is made of the module by wasm2js of npm's binaryen
(Apache-2.0), which `npm ci` installs.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from os import environ
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MODULE = ROOT / "geo" / "measure" / "data" / "core.wasm"
RULE_SCRIPT = ROOT / "maps" / "page_src" / "compiled_rule.js"
WASM2JS = ROOT / "node_modules" / ".bin" / "wasm2js"
ZIG = "0.17.1"
SOURCES = ("core.c", "outline.c", "rule.c")
TARGET_FLAGS = ("--target=wasm32-wasi", "-mcpu=mvp")
"""For every WebAssembly there is: no feature that came after the first version."""
FASTEST = ("-O3",)
ALONE = ("-Os", "-fno-builtin")
"""Small, and without a call of a library."""
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
    folder = ROOT / ".zig"
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
        if not list(kept.glob(f"o/*/{LINKED[-1]}")):
            # A program of no use: linking it leaves the toolchain's libraries in the cache.
            (folder / "none.c").write_text(
                "#include <math.h>\nint main(int n, char **a)"
                "{(void)a; return (int)hypot(atan2(n, 2), tan(n));}\n"
            )
            call = ("cc", *TARGET_FLAGS, *FASTEST, "none.c", "-o", "none.wasm")
            run(*call, folder=folder, cache=kept)
        libraries = [next(kept.glob(f"o/*/{library}")) for library in LINKED]
        return linked(sources, SOURCES, FASTEST, libraries, folder=folder, cache=kept)


def rule_script(sources: Path = HERE) -> str:
    """Compile the rule of status alone; return it as a module of the page's script."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rule.wasm").write_bytes(
            linked(sources, ("rule.c",), ALONE, (), folder=folder, cache=folder)
        )
        made = folder / "rule.mjs"
        subprocess.run([WASM2JS, "-O2", folder / "rule.wasm", "-o", made], check=True)
        body = made.read_text(encoding="utf-8")
    start, end = body.index("function asmFunc(imports) {"), body.index("\nvar retasmFunc")
    lines = [line.rstrip() for line in body[start:end].strip().splitlines()]
    lines[0] = "export function compiledRule() {"
    head = "// The rule of status, compiled from core/rule.c by core/build.py; edit there."
    return "\n".join([head, *(line for line in lines if line), ""])


def linked(
    sources: Path,
    names: tuple[str, ...],
    flags: tuple[str, ...],
    libraries: Sequence[Path],
    *,
    folder: Path,
    cache: Path,
) -> bytes:
    """Compile and link some sources; return the module."""
    objects = []
    for source in names:
        objects.append(folder / f"{source}.o")
        call = ("cc", *TARGET_FLAGS, *flags, *FLAGS, "-c", source, "-o", objects[-1])
        run(*call, folder=sources, cache=cache)
    module = folder / "linked.wasm"
    run("wasm-ld", *LINK_FLAGS, *objects, *libraries, "-o", module, folder=sources, cache=cache)
    return module.read_bytes()


def run(*words: object, folder: Path, cache: Path) -> None:
    """Call the toolchain in a folder."""
    caches = {"ZIG_GLOBAL_CACHE_DIR": str(cache), "ZIG_LOCAL_CACHE_DIR": str(cache)}
    subprocess.run([*zig(), *map(str, words)], check=True, cwd=folder, env=environ | caches)


def main() -> int:
    """Build, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    same = True
    for target, made in ((MODULE, built()), (RULE_SCRIPT, rule_script().encode())):
        told = f"{len(made):,} bytes, SHA-256 {hashlib.sha256(made).hexdigest()}"
        if check:
            as_built = target.is_file() and target.read_bytes() == made
            same &= as_built
            print(f"{target.name}: {'as built' if as_built else 'DIFFERS from the built'} ({told})")
        else:
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(made)
            print(f"{target.relative_to(ROOT)}: {told}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
