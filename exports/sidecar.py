"""The file beside a data file that says where the data come from, so that data stay data."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ..common.files import sidecar_path
from .tables import json_text, write_text

__all__ = ["sidecar_path", "write_sidecar"]


def write_sidecar(data_file: str | Path, provenance: Mapping[str, object]) -> Path:
    """Write the sidecar of a data file that is already there.

    Parameters
    ----------
    data_file : str or Path
        The data file; its name and SHA-256 go into the sidecar.
    provenance : mapping
        From `provenance.provenance`.

    Returns
    -------
    Path
        The sidecar.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    data = Path(data_file)
    target = sidecar_path(data)
    digest = hashlib.sha256(data.read_bytes()).hexdigest()
    write_text(json_text({"file": data.name, "sha256": digest, **provenance}), target)
    return target
