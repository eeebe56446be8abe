"""A private PostGIS server on a socket in a temporary folder, for the time of a benchmark."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Postgis:
    """A running server; `ask` sends it one script."""

    def __init__(self, folder: Path, postmaster: int) -> None:
        self.folder, self.postmaster = folder, postmaster

    def ask(self, sql: str) -> str:
        """Return what a script prints, unaligned, without headings."""
        done = subprocess.run(
            [
                *_as_who(),
                "psql",
                "-h",
                str(self.folder),
                "-d",
                "postgres",
                "-XqAt",
                "-v",
                "ON_ERROR_STOP=1",
            ],
            input=sql,
            check=True,
            capture_output=True,
            text=True,
            cwd=self.folder,
        )
        return done.stdout

    def timed(self, sql: str) -> tuple[str, float]:
        """Return the output and the CPU time of the server, seconds, to a hundredth."""
        before = self._cpu_s()
        answer = self.ask(sql)
        time.sleep(0.3)  # until the process that answered has been reaped
        return answer, self._cpu_s() - before

    def _cpu_s(self) -> float:
        """Return the CPU time of the server's children that have ended."""
        fields = Path(f"/proc/{self.postmaster}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def postgis() -> Iterator[Postgis | None]:
    """Start a server and stop it afterwards; None where PostgreSQL is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs or shutil.which("psql") is None:
        yield None
        return
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run([str(programs[-1] / "initdb"), "-A", "trust", "--no-sync", "-D", str(data)], folder)
        control = [str(programs[-1] / "pg_ctl"), "-D", str(data), "-w"]
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c jit=off"
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            server = Postgis(folder, int((data / "postmaster.pid").read_text().split()[0]))
            try:
                server.ask("CREATE EXTENSION postgis;")
            except subprocess.CalledProcessError:
                yield None
            else:
                yield server
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)


def _as_who() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _run(words: list[str], folder: Path) -> None:
    subprocess.run([*_as_who(), *words], check=True, stdout=subprocess.DEVNULL, cwd=folder)
