"""csbm: exact inspection zones along a shared border, the units inside, depths compared.

>>> import csbm
>>> border = csbm.Border.between("Belarus", "Poland")
>>> border.parties
('BLR', 'POL')
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for readers of types; at run time each name loads when it is first asked for
    from csbm.api.exercises import exercises
    from csbm.api.map_page import map_page
    from csbm.api.plan import plan
    from csbm.api.reach import reach
    from csbm.api.screen import screen
    from csbm.api.write import write
    from csbm.boundaries.border import Border
    from csbm.case.case import Case
    from csbm.common.errors import CsbmError
    from csbm.geo.analysis.comparison import Comparison, compare
    from csbm.geo.zones.coverage import coverage
    from csbm.geo.zones.regime_zone import regime_zone
    from csbm.geo.zones.zone import InspectionZone, inspection_zone
    from csbm.maps.folium_layers import FoliumLayers, folium_layers
    from csbm.maps.map_page import MapPage
    from csbm.regimes.catalogue import find_regime
    from csbm.regimes.catalogue import regimes as list_regimes
    from csbm.units.bundled import bundled_units
    from csbm.units.readers import read_units

__version__ = "0.1.0"

_PUBLIC = {
    "Border": "boundaries.border",
    "Case": "case.case",
    "Comparison": "geo.analysis.comparison",
    "CsbmError": "common.errors",
    "FoliumLayers": "maps.folium_layers",
    "InspectionZone": "geo.zones.zone",
    "MapPage": "maps.map_page",
    "bundled_units": "units.bundled",
    "compare": "geo.analysis.comparison",
    "coverage": "geo.zones.coverage",
    "exercises": "api.exercises",
    "find_regime": "regimes.catalogue",
    "folium_layers": "maps.folium_layers",
    "inspection_zone": "geo.zones.zone",
    "list_regimes": "regimes.catalogue:regimes",  # `csbm.regimes` is the package
    "map_page": "api.map_page",
    "plan": "api.plan",
    "reach": "api.reach",
    "read_units": "units.readers",
    "regime_zone": "geo.zones.regime_zone",
    "screen": "api.screen",
    "write": "api.write",
}
__all__ = [  # in full, for readers of types; a test holds it to the table above
    "Border",
    "Case",
    "Comparison",
    "CsbmError",
    "FoliumLayers",
    "InspectionZone",
    "MapPage",
    "bundled_units",
    "compare",
    "coverage",
    "exercises",
    "find_regime",
    "folium_layers",
    "inspection_zone",
    "list_regimes",
    "map_page",
    "plan",
    "reach",
    "read_units",
    "regime_zone",
    "screen",
    "write",
]


if not TYPE_CHECKING:  # a reader of types would take any name for one of ours

    def __getattr__(name: str) -> object:
        """Load a public name when it is first asked for (PEP 562), so that start-up stays fast."""
        if name not in _PUBLIC:
            raise AttributeError(f"module 'csbm' has no attribute {name!r}")
        module, _, own = _PUBLIC[name].partition(":")
        return getattr(import_module(f"csbm.{module}"), own or name)


def __dir__() -> list[str]:
    return ["__version__", *__all__]
