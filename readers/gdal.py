"""GDAL, held to one driver at a time, to bytes in memory, and to nothing else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pyogrio
from pyogrio import _ogr

__all__ = ["DRIVERS", "only_driver"]

DRIVERS: Final = {
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".shp": "ESRI Shapefile",
    ".gml": "GML",
    ".topojson": "TopoJSON",
}
"""The one driver that may open a file of an ending."""
_NOTHING_ELSE: Final = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "CPL_VSIL_CURL_USE_HEAD": "NO",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_PAM_ENABLED": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
    "SQLITE_LIST_ALL_TABLES": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_WFS_SCHEMA": "NO",
    "GML_GFS_TEMPLATE": "",
    "NUM_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
}
"""Options of GDAL by which it would look at other files, at the network, or leave files behind."""
_LOCK: Final = threading.RLock()


@contextmanager
def only_driver(name: str) -> Iterator[None]:
    """Switch off every other driver of GDAL while a file is opened: VRT, WFS, HTTP and all.

    GDAL opens a file as whatever it takes it for, whatever its ending. Drivers are the process's:
    one thread at a time.

    Parameters
    ----------
    name : str
        As ``GPKG``.
    """
    with _LOCK:
        before = {key: pyogrio.get_gdal_config_option(key) for key in ("GDAL_SKIP", *_NOTHING_ELSE)}
        others = [driver for driver in pyogrio.list_drivers() if driver != name]
        pyogrio.set_gdal_config_options({**_NOTHING_ELSE, "GDAL_SKIP": ",".join(others)})
        _ogr._register_drivers()  # noqa: SLF001  # GDAL takes them away only when asked to register
        try:
            if set(pyogrio.list_drivers()) - {name}:
                raise RuntimeError("GDAL kept drivers that were switched off")
            yield
        finally:
            pyogrio.set_gdal_config_options(before)
            _ogr._register_drivers()  # noqa: SLF001  # as above
