"""What a run leaves on disk so that another can go on: the request, and which parts are done."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..common.errors import UsageError
from ..common.files import written_whole
from .work import DONE, PartDone, read_record

REQUEST: Final = "request.json"


@dataclass(frozen=True)
class State:
    """A run's folder of parts.

    Parameters
    ----------
    folder : Path
    """

    folder: Path

    def begin(self, request: Mapping[str, Any], *, resume: bool) -> list[PartDone]:
        """Make the folder ready; return the parts that are done already.

        Parameters
        ----------
        request : mapping
            The input's fingerprint and every option that changes a result.
        resume : bool
            Whether to go on where an earlier run of the same left off; else its parts are removed.

        Raises
        ------
        UsageError
            If an earlier run asked for something else.
        """
        note = self.folder / REQUEST
        if resume and note.is_file():
            before = json.loads(note.read_text("utf-8"))
            differ = sorted(k for k in {*before, *request} if before.get(k) != request.get(k))
            if differ:
                raise UsageError(
                    f"{self.folder}: was begun with another {' and '.join(differ)}; ask as before,"
                    " or leave --resume out to start over"
                )
            return self.done()
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        with written_whole(note) as temporary:
            temporary.write_text(json.dumps(request, indent=1) + "\n", encoding="utf-8")
        return []

    def provenance(self) -> dict[str, object] | None:
        """Return what the outputs of the run that was begun carry about themselves."""
        note = self.folder / REQUEST
        return json.loads(note.read_text("utf-8")).get("provenance") if note.is_file() else None

    def done(self) -> list[PartDone]:
        """Return the parts that are whole: their record is there, and their file as it says."""
        found = []
        for path in sorted(self.folder.glob(f"{DONE}-*.json")):
            part = read_record(path)
            file = self.folder / part.name
            there = file.stat().st_size if file.is_file() else 0
            if there == part.size:
                found.append(part)
        return found

    def remove(self) -> None:
        """Remove the folder and all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
