"""The gate of the page's engine: places of twenty borders, units of ten at two hundred depths."""

import pytest

import csbm
from csbm.geo.zones.places import places_of
from tests.test_maps_engine import as_in_python, map_page, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEN = (
    "BLR-POL", "FIN-RUS", "EST-RUS", "NOR-RUS", "LTU-RUS", "MDA-UKR", "GEO-RUS", "GRC-TUR",
    "BLR-UKR", "POL-UKR",
)  # fmt: skip
TWENTY = (
    *TEN, "CAN-USA", "KAZ-RUS", "IND-PAK", "EGY-SDN", "CHN-IND", "PRK-KOR", "ARG-CHL", "ESP-MAR",
    "AND-ESP", "IRN-IRQ",
)  # fmt: skip
STATUSES_AT = """([depths, rule]) => depths.map((depth) => {
  csbm.start.app.store.set({ depths: depth, rule });
  csbm.start.app.judge();
  return Array.from(csbm.start.app.status).join("");
})"""


@pytest.mark.parametrize("pair", TWENTY)
def test_places_and_units_are_the_programs(quiet, pair) -> None:
    zone = csbm.inspection_zone(csbm.Border.between(*pair.split("-")), depth_km=80)
    page = opened(quiet, map_page(zone).html)
    for rule in ("round", "perpendicular"):
        as_in_python(page, zone, rule)  # 5,000 places: distance to 1e-5 m, status, reason
        if pair in TEN:
            every_unit(page, zone, rule)


def every_unit(page, zone, rule) -> None:
    """Every bundled unit's status at two hundred depths, each side its own."""
    one, other = zone.border.parties
    depths = [
        {one: round(0.997 * step, 3), other: round(200 - 0.99 * step, 3)} for step in range(1, 201)
    ]
    told = page.evaluate(STATUSES_AT, [depths, rule])
    turned = csbm.inspection_zone(zone.border, 80, tripoint=rule)
    places = places_of(turned, csbm.bundled_units())
    for depth, found in zip(depths, told, strict=True):
        bands = csbm.inspection_zone(zone.border, depth, tripoint=rule).bands
        truth = places.judged(places.reaches(bands, "all")).status
        assert found == "".join(map(str, truth.tolist())), depth
