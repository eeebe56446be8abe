"""What computes: versions of csbm, of its data and of the libraries that figures hang on."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

__all__ = ["data_sha256", "versions"]

_LIBRARIES: Final = (
    *("numpy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "pyarrow"),
    *("folium", "openpyxl", "wasmtime"),
)
_ROOT: Final = Path(__file__).parent.parent
_DATA: Final = (
    *("boundaries/data", "geo/measure/data", "units/data"),
    *("regimes/data", "regimes/tables", "maps/assets"),
)


@cache
def data_sha256() -> str:
    """Return one hash over all data that csbm carries, their names included.

    Examples
    --------
    >>> len(data_sha256())
    64
    """
    digest = hashlib.sha256()
    for folder in _DATA:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of everything that computes, by name.

    Examples
    --------
    >>> sorted(versions())[:3]
    ['GEOS', 'PROJ', 'Python']
    """
    import pyproj
    import shapely

    found = {name: version(name) for name in _LIBRARIES}
    found["GEOS"] = shapely.geos_version_string
    found["PROJ"] = pyproj.proj_version_str
    found["Python"] = platform.python_version()
    found["csbm"] = version("csbm")
    found["csbm data (SHA-256)"] = data_sha256()
    return dict(sorted(found.items()))
