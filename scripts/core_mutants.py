"""Change the compiled rule in small ways and see that its tests notice: part of `make mutants`.

Every operator, answer and number of core/rule.c is changed in turn, the core compiled, and
the tests of the rule run on a copy of the repository.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "core"))
from build import SOURCES, built  # noqa: E402  # a script beside this one

WANTED: Final = 0.95
CHANGES: Final[dict[str, tuple[str, ...]]] = {
    "<=": ("<", ">"),
    ">=": (">",),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "|=": ("=",),
    "<": ("<=",),
    ">": (">=", "<"),
    "!": ("",),
    "YES": ("UNKNOWN", "NO"),
    "UNKNOWN": ("YES", "NO"),
    "NO": ("UNKNOWN",),
    "IN": ("OUT",),
    "OUT": ("IN", "INDETERMINATE"),
    "INDETERMINATE": ("IN", "OUT"),
    "NOT_BOUND": ("OUT",),
    "INFINITY": ("0.0",),
    "0.0": ("1.0",),
}
SAME: Final = {
    "b <= k": "reads one band too many, of the next row",
    "answer[i] > NO": "answers are 0, 1 or 2",
    "from <= *least": "the least of equal depths is the same",
    "to >= *most": "the same",
    "covered <= to": "the same",
    "-0.0": "the depth is at least 0",
}
"""Changes that change nothing that is asked for, and why."""
TOKEN: Final = re.compile(r"<=|>=|==|!=|&&|\|\||\|=|->|<|>|!|\b[A-Z_]{2,}\b|\b0\.0\b")


def mutants(text: str) -> Iterator[tuple[int, str, str]]:
    """Give every change: its line, the line as it becomes, the whole text."""
    first = text.index("static int is_bound")
    for match in TOKEN.finditer(text, first):
        line_start = text.rindex("\n", 0, match.start()) + 1
        line = text[line_start : text.index("\n", match.start())]
        if line.lstrip().startswith(("*", "/*", "void", "enum", "for (int")) or "EXPORT" in line:
            continue
        if "/*" in line and match.start() > text.index("/*", line_start):
            continue
        for other in CHANGES.get(match[0], ()):
            changed = text[: match.start()] + other + text[match.end() :]
            shown = changed[line_start : changed.index("\n", line_start)].strip()
            yield text.count("\n", 0, match.start()) + 1, shown, changed


def main() -> int:
    """Run the mutants; say which survive; fail where fewer than 95 % are noticed."""
    text = (ROOT / "core" / "rule.c").read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        left_out = shutil.ignore_patterns(".git", ".venv*", ".zig", "node_modules", "__pycache__")
        shutil.copytree(ROOT, folder / "csbm", ignore=left_out, symlinks=True)
        sources = folder / "sources"
        sources.mkdir()
        for source in SOURCES:
            shutil.copy(ROOT / "core" / source, sources)
        alive, count, same = [], 0, 0
        for line, shown, changed in mutants(text):
            (sources / "rule.c").write_text(changed, encoding="utf-8")
            try:
                module = built(sources, folder / "cache")
            except subprocess.CalledProcessError:
                continue  # no program any more
            (folder / "csbm" / "geo" / "measure" / "data" / "core.wasm").write_bytes(module)
            ran = subprocess.run(
                [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider",
                 "tests/test_geo_status.py"],
                cwd=folder / "csbm", env=os.environ | {"PYTHONPATH": name}, timeout=300,
                capture_output=True, check=False,
            )  # fmt: skip
            count += 1
            if ran.returncode == 0:
                if any(text in shown for text in SAME):
                    same += 1
                else:
                    alive.append((line, shown))
    for line, shown in alive:
        print(f"core/rule.c, line {line}: {shown}")
    killed = 1 - len(alive) / (count - same)
    print(
        f"{count} mutants of core/rule.c, {same} of them change nothing; of the others"
        f" {killed:.1%} noticed, {len(alive)} not"
    )
    return int(killed < WANTED)


if __name__ == "__main__":
    sys.exit(main())
