"""Change the rule of status in small ways and see that its tests notice: `make mutants`.

The session is kept in a folder of its own; the work is done on a copy of the repository.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
WANTED: Final = 0.95
SAME: Final = {
    "[ -1])]": "of one place there is one answer: its first is its last",
    "[0][ -1])]": "the same",
    "answer, bands, 2)[0])]": "room for a second place, which nobody asks of",
    "reshape(1, - 2, 2)": "any number below 0 lets the length be found",
    "max( 0, *map(len": "without a band at all the table may be empty",
    "max( 2, *map(len": "more room than bands stays NaN, which is none",
}
"""Changes that change nothing, and why; what is left of a changed line tells which it is."""
LEFT_OUT: Final = shutil.ignore_patterns(".git", ".venv*", "node_modules", "__pycache__")


def main() -> int:
    """Run the mutants; say which survive; fail where fewer than 95 % are noticed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "csbm"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT, symlinks=True)
        session = Path(folder) / "session.sqlite"
        config = copy / "scripts" / "mutants.toml"
        text = config.read_text("utf-8").replace('"python -m', f'"{sys.executable} -m')
        config.write_text(text, encoding="utf-8")
        for command in (
            ["init", config, session],
            ["filter-operators", session, config],
            ["exec", config, session],
        ):
            program = "cr-filter-operators" if command[0] == "filter-operators" else "cosmic-ray"
            words = command[1:] if command[0] == "filter-operators" else command
            subprocess.run(
                [Path(sys.executable).parent / program, *map(str, words)],
                cwd=copy,
                check=True,
                env=os.environ | {"PYTHONPATH": folder},
            )
        return _told(session)


def _told(session: Path) -> int:
    with sqlite3.connect(session) as store:
        rows = store.execute(
            "select m.operator_name, m.start_pos_row, r.test_outcome, r.diff from mutation_specs m"
            " join work_results r on r.job_id = m.job_id where r.worker_outcome = 'NORMAL'"
        ).fetchall()
    alive = [row for row in rows if row[2] == "SURVIVED"]
    same = [row for row in alive if any(text in _changed(row[3]) for text in SAME)]
    alive = [row for row in alive if row not in same]
    for operator, line, _outcome, diff in alive:
        print(f"{operator}, line {line}\n{diff}\n")
    real = len(rows) - len(same)
    killed = 1 - len(alive) / real
    print(
        f"{len(rows)} mutants, {len(same)} of them change nothing;"
        f" of the others {killed:.1%} noticed, {len(alive)} not"
    )
    return int(killed < WANTED)


def _changed(diff: str) -> str:
    """Return the lines of a diff as they were changed."""
    return "\n".join(line for line in diff.splitlines() if line.startswith("+ "))


if __name__ == "__main__":
    sys.exit(main())
