"""The ground under the zone, and the lines between states around it."""

import base64
import json
import zlib

import numpy as np
import pytest
import shapely

from csbm.maps.basemap import ground, view_box
from csbm.maps.display import Frame
from csbm.maps.outlines import lines_between
from csbm.words.languages import LANGUAGES

FRAME = Frame(21.0, 50.5, 26.5, 54.9, 40.0)


def numbers(stream: bytes) -> list[int]:
    """Whole numbers, seven bits to a byte."""
    found, value, shift = [], 0, 0
    for byte in stream:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value = shift = 0
    return found


def inflated(text):
    """The bytes of a packed text, as the page unpacks it."""
    return zlib.decompress(base64.b85decode(text.translate(str.maketrans(",./:", "<>&{"))))


def unpacked(made):
    """What the page's canvas draws, as its own script reads it: layers of shapes of lines."""
    head, _, rest = inflated(made["packed"]).partition(b"\n")
    layers = {}
    for name, streams in json.loads(head).items():
        read = {}
        for key, length in streams.items():
            read[key], rest = numbers(rest[:length]), rest[length:]
        moved = [-(one + 1) // 2 if one % 2 else one // 2 for one in read["xy"]]
        steps = np.cumsum(np.reshape(moved, (-1, 2)), axis=0) / 10 ** made["packed_decimals"]
        lines = np.split(steps, np.cumsum(read["n"])[:-1])
        many = np.cumsum(read.get("rings", [1] * len(lines)))
        layers[name] = [lines[a:b] for a, b in zip([0, *many[:-1]], many, strict=True)]
    return layers


def test_the_ground_of_belarus_and_poland_names_its_towns_and_states() -> None:
    made = ground(FRAME, (("BLR",), ("POL",)), ("BLR", "POL", "LTU"))
    towns = [town[0] for town in made["towns"]]
    assert towns.index("Warsaw") < towns.index("Brest") < towns.index("Lida")
    assert {"BLR", "POL", "LTU", "UKR"} <= {label[0] for label in made["countries"]}
    assert made["codes"] == {"BLR": "BY", "POL": "PL", "LTU": "LT"}
    drawn = unpacked(made)
    assert all(drawn[name] for name in ("land", "lakes", "rivers1", "rails", "roads"))
    west, south, east, north = made["box"]
    places = np.vstack([line for shapes in drawn.values() for shape in shapes for line in shape])
    assert (places >= [west - 1e-3, south - 1e-3]).all()
    assert (places <= [east + 1e-3, north + 1e-3]).all()


def test_towns_have_their_names_in_the_languages_of_the_page() -> None:
    made = ground(FRAME, (("BLR",), ("POL",)), ())
    at = {name: place for place, (name, *_) in enumerate(made["towns"])}
    names = made["town_names"]
    assert [names[one][at["Warsaw"]] for one in ("pl", "be", "ru", "uk")] == [
        *("Warszawa", "Варшава", "Варшава", "Варшава"),
    ]
    assert names["be"][at["Hrodna"]] == "Гродна"
    assert set(names) <= set(LANGUAGES)


def cell(raster, lon, lat):
    rows = inflated(raster["packed"])
    row, column = (raster["north"] - lat) / raster["step"], (lon - raster["west"]) / raster["step"]
    return rows[int(row) * raster["columns"] + int(column)]


def test_woods_towns_and_slopes_lie_where_they_are() -> None:
    cover = ground(FRAME, (("BLR",), ("POL",)), ())["rasters"]["cover"]
    assert cell(cover, 21.0, 52.24) == 3  # Warsaw
    assert cell(cover, 23.85, 52.75) == 2  # the forest of Białowieża
    assert cell(cover, 22.5, 53.1) == 0  # fields of Podlasie
    relief = ground(Frame(0, 42, 3, 43, 40), ((), ()), ())["rasters"]["relief"]
    rows = inflated(relief["packed"])
    assert len(rows) == relief["rows"] * relief["columns"]
    assert {min(rows), max(rows)} == {0, 8}  # both slopes of the Pyrenees
    assert cell(relief, 1.5, 44.5) in {3, 4, 5}  # the plain of Aquitaine


def test_a_wide_grounds_rasters_are_thinned() -> None:
    made = ground(Frame(-140, 35, -55, 75, 900), ((), ()), ())["rasters"]["cover"]
    assert made["rows"] * made["columns"] < 600_000


def test_the_line_between_the_parties_is_left_to_the_border() -> None:
    around = ground(FRAME, (("BLR",), ("POL",)), ())
    with_it = ground(FRAME, (("BLR",), ("XXX",)), ())
    assert len(around["boundaries"]) < len(with_it["boundaries"])


def test_the_box_is_wide_enough_for_a_broad_and_a_tall_window() -> None:
    west, south, east, north = view_box(FRAME)
    width, height = (east - west) * FRAME.squeeze, north - south
    assert width / height > 1.6
    assert height > 1.5 * (FRAME.north - FRAME.south)


@pytest.mark.parametrize(
    "frame",
    [
        Frame(-180, -85, 180, 85, 900),
        Frame(12.40, 41.89, 12.46, 41.91, 40),
        Frame(170, 65, 180, 72, 40),
    ],
)
def test_any_place_on_earth_has_some_ground(frame) -> None:
    made = ground(frame, (("AAA",), ("BBB",)), ())
    assert unpacked(made)["land"]
    west, south, east, north = made["box"]
    assert -180 <= west < east <= 180
    assert -90 < south < north < 90


SQUARES = {
    "AAA": shapely.box(0, 0, 1, 1),
    "BBB": shapely.box(1, 0, 2, 1),
    "CCC": shapely.Polygon([(0, 1), (1, 1), (2, 1), (2, 2), (0, 2)]),
}


def between(**changed):
    around = {
        "land": shapely.box(0, 0, 2, 2),
        "groups": (("AAA",), ("BBB",)),
        "box": (0.0, 0.0, 2.0, 2.0),
        "tolerance_degrees": 0.0,
    }
    return lines_between(changed.pop("lands", SQUARES), **(around | changed))


def test_the_lines_to_third_states_are_drawn_and_no_coast() -> None:
    ((disputed, lines),) = between()
    assert not disputed
    assert shapely.equals(lines, shapely.LineString([(0, 1), (2, 1)]))


def test_lines_at_sea_are_left_out() -> None:
    ((_, lines),) = between(land=shapely.box(0, 0, 0.5, 2))
    assert lines.length == pytest.approx(0.5)


def test_lines_of_claimed_land_are_told_apart() -> None:
    lands = {"AAA": SQUARES["AAA"], "AAA/BBB": SQUARES["BBB"]}
    ((disputed, lines),) = between(lands=lands)
    assert disputed
    assert lines.length == pytest.approx(1)


def test_where_nothing_is_shared_nothing_is_drawn() -> None:
    assert between(lands={"AAA": SQUARES["AAA"]}) == []
    assert between(lands={}) == []


def test_the_real_neighbours_of_belarus_and_poland_meet_at_the_ends_of_the_border() -> None:
    from csbm.boundaries.border import Border

    border = Border.between("BLR", "POL")
    box = (22.0, 50.0, 26.0, 55.0)
    lands = border.atlas.third_states(border.parties, [box])
    lands |= {party: border.atlas.territory(party, [box]) for party in border.parties}
    found = lines_between(
        lands, land=border.atlas.land([box]), groups=border.groups, box=box, tolerance_degrees=0.0
    )
    lines = shapely.union_all([line for _, line in found])
    for end in border.ends:
        assert lines.distance(shapely.Point(end.lon, end.lat)) < 1e-4
    middle = shapely.get_coordinates(border.line)
    assert lines.distance(shapely.Point(*middle[len(middle) // 2])) > 0.2
    assert np.isfinite(lines.length)
