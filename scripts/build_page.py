"""Join the page's modules (maps/page_src/*.js) into the one script that every page carries.

    python scripts/build_page.py           write maps/assets/page.js
    python scripts/build_page.py --check   say whether it is current, and change nothing

The modules are plain: named imports without renaming, and ``export`` before a declaration. So a
bundler is a few lines: imports go, ``export`` goes, modules follow the modules they need, and two
modules that use one name at their top level are an error.
"""

import argparse
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "maps" / "page_src"
TARGET = ROOT / "maps" / "assets" / "page.js"
ENTRY = "main.js"

IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "\./([\w.]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(async )?(function|class|const|let)\b)", re.MULTILINE)
REEXPORT = re.compile(r"^export \{[\w\s,]+\};\n", re.MULTILINE)
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
LEFT_OVER = re.compile(r"^(import|export)\b.*", re.MULTILINE)


def in_order(entry: str, seen: list[str], within: tuple[str, ...] = ()) -> list[str]:
    """Return module names, each after those it imports."""
    if entry in within:
        raise SystemExit(f"modules import each other in a ring: {' > '.join((*within, entry))}")
    if entry in seen:
        return seen
    for _, name in IMPORT.findall((SOURCE / entry).read_text(encoding="utf-8")):
        in_order(name, seen, (*within, entry))
    seen.append(entry)
    return seen


def joined() -> str:
    """Return the script."""
    owners: dict[str, str] = {}
    pieces: list[str] = []
    names = in_order(ENTRY, [])
    unused = sorted({path.name for path in SOURCE.glob("*.js")} - set(names))
    if unused:
        raise SystemExit(f"no module imports {', '.join(unused)}")
    for name in names:
        text = (SOURCE / name).read_text(encoding="utf-8")
        for top in TOP_LEVEL.findall(text):
            if top in owners:
                raise SystemExit(f"{name} and {owners[top]} both name {top} at their top level")
            owners[top] = name
        body = REEXPORT.sub("", EXPORT.sub("", IMPORT.sub("", text)))
        if left := LEFT_OVER.search(body):
            raise SystemExit(f"{name}: this build cannot join {left.group()!r}")
        if "</script" in body or "<!--" in body:
            raise SystemExit(f"{name}: would end its own script element")
        pieces.append(f"// {name}\n{body.strip()}\n")
    return (
        "// Joined from maps/page_src by scripts/build_page.py; edit there.\n"
        'var csbm = (() => {\n"use strict";\n\n'
        + "\n".join(pieces)
        + "\nreturn { start, serve };\n})();\n"
    )


def main() -> None:
    """Write the script, or check that it is current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = joined()
    if not parser.parse_args().check:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        raise SystemExit(f"{TARGET.relative_to(ROOT)} is not current: run scripts/build_page.py")


if __name__ == "__main__":
    main()
