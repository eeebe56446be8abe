"""csbm: exact inspection zones along a shared border, the units inside, depths compared.

>>> import csbm
>>> border = csbm.Border.between("Belarus", "Poland")
>>> border.parties
('BLR', 'POL')
"""

from importlib import import_module

__version__ = "0.1.0"

_PUBLIC = {
    "Border": "csbm.boundaries.border",
    "Case": "csbm.case.case",
    "CsbmError": "csbm.common.errors",
    "InspectionZone": "csbm.geo.zones.zone",
    "inspection_zone": "csbm.geo.zones.zone",
    "coverage": "csbm.geo.zones.coverage",
    "compare": "csbm.geo.analysis.comparison",
    "find_regime": "csbm.regimes.catalogue",  # `csbm.regimes` is the package
    "regime_zone": "csbm.geo.zones.regime_zone",
    "map_page": "csbm.console.map_page",
    "MapPage": "csbm.maps.shown",
    "read_units": "csbm.units.readers",
    "bundled_units": "csbm.units.bundled",
}
__all__ = list(_PUBLIC)


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for (PEP 562), so that start-up stays fast."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'csbm' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return ["__version__", *sorted(_PUBLIC)]
