"""A map extract of one's own, a real PMTiles archive, in the page and in a real browser."""

import gzip
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from csbm.cli import main
from csbm.common.errors import CsbmError, UsageError
from csbm.maps.page import render_page
from csbm.maps.vector_tiles import VectorTiles, _degrees, _tiles

pmtiles = pytest.importorskip("pmtiles.writer")
tile = pytest.importorskip("pmtiles.tile")
mvt = pytest.importorskip("mapbox_vector_tile")

ZOOM = 12
HERE = (2316, 1341)
"""The tile of zoom 12 at 23.6 E, 52.6 N, on the border of the example."""
LAYERS = [
    ("water", "POLYGON ((0 0, 1000 0, 1000 1000, 0 1000, 0 0))", {"kind": "lake"}),
    ("landuse", "POLYGON ((2000 0, 4096 0, 4096 2000, 2000 2000, 2000 0))", {"kind": "forest"}),
    (
        "landuse",
        "POLYGON ((0 2000, 2000 2000, 2000 4096, 0 4096, 0 2000))",
        {"kind": "residential"},
    ),
    ("buildings", "POLYGON ((500 2500, 1500 2500, 1500 3500, 500 3500, 500 2500))", {}),
    ("roads", "LINESTRING (0 1500, 4096 1500)", {"kind": "major_road"}),
    ("roads", "LINESTRING (1700 0, 1700 4096)", {"kind": "rail"}),
    (
        "places",
        "POINT (3000 3000)",
        {"name": "Nowhere <b>", "name:pl": "Nigdzie", "kind": "town", "population": 9000},
    ),
]


def archive(
    path, *, whose="Example <a href='https://example.org'>of Data</a>", kind="MVT", packed=True
):
    layers = {}
    for name, shape, told in LAYERS:
        layers.setdefault(name, []).append({"geometry": shape, "properties": told})
    data = mvt.encode(
        [{"name": name, "features": features} for name, features in layers.items()],
        default_options={"y_coord_down": True},
    )
    with pmtiles.write(path) as writer:
        writer.write_tile(tile.zxy_to_tileid(ZOOM, *HERE), gzip.compress(data) if packed else data)
        writer.finalize(
            {
                "tile_type": tile.TileType[kind],
                "tile_compression": tile.Compression.GZIP if packed else tile.Compression.NONE,
                **dict.fromkeys(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), 0),
                **dict.fromkeys(("center_zoom", "center_lon_e7", "center_lat_e7"), 0),
            },
            {"attribution": whose} if whose else {},
        )
    return path


def place(x, y):
    """Where a point of the tile lies: lat, lon."""
    import numpy as np

    lon, lat = _degrees(np.array([[x / 4096, y / 4096]]), (ZOOM, *HERE))[0]
    return [lat, lon]


COLOUR = """([lat, lon]) => {
  const { map, ground } = csbm.start.app;
  const canvas = ground.sheet._container;
  const ratio = canvas.width / parseFloat(canvas.style.width);
  const at = map.latLngToLayerPoint([lat, lon]).subtract(ground.sheet._bounds.min);
  const pen = document.createElement("canvas").getContext("2d");
  pen.drawImage(canvas, -Math.round(at.x * ratio), -Math.round(at.y * ratio));
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
NAMED = """(name) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


@pytest.mark.browser
@pytest.mark.parametrize("packed", [True, False])
def test_what_an_extract_holds_is_drawn_and_named_and_can_be_put_away(
    tmp_path, example, quiet, packed
) -> None:
    own = VectorTiles(archive(tmp_path / "own.pmtiles", packed=packed))
    assert own.attribution == "Example of Data"
    page = quiet.open(render_page(example(tiles=own)), address="#off=zones,border&theme=light")
    page.wait_for_selector("html[data-ground=drawn]", state="attached")
    lat, lon = place(2048, 2048)
    page.evaluate(f"csbm.start.app.map.setView([{lat}, {lon}], 13, {{ animate: false }})")
    page.wait_for_timeout(300)
    drawn = {
        "--water": (300, 300), "--wood": (3500, 500), "--built": (200, 3900),
        "--house": (1000, 3000), "--road": (2500, 1500),
    }  # fmt: skip
    for name, (x, y) in drawn.items():
        assert page.evaluate(COLOUR, place(x, y)) == page.evaluate(NAMED, name), name
    assert "Nowhere <b>" in page.locator(".town-label").all_text_contents()
    assert "Example of Data" in page.text_content("#foot")
    page.select_option("#language", "pl")
    page.wait_for_function(
        "[...document.querySelectorAll('.town-label')].some((one) => one.textContent === 'Nigdzie')"
    )
    page.evaluate("csbm.start.app.store.set({ off: ['own'] })")
    page.wait_for_timeout(200)
    assert page.evaluate(COLOUR, place(1000, 3000)) != page.evaluate(NAMED, "--house")


def test_what_lies_beyond_its_tile_is_the_neighbours(tmp_path) -> None:
    own = VectorTiles(archive(tmp_path / "own.pmtiles")).ground((23.5, 52.5, 23.7, 52.7))
    assert own.zoom == ZOOM
    assert own.places == [["Nowhere <b>", *place(3000, 3000)[::-1], 9000, {"pl": "Nigdzie"}]] or [
        round(one, 3) for one in own.places[0][1:3]
    ] == [round(one, 3) for one in place(3000, 3000)[::-1]]


def test_a_box_has_its_tiles() -> None:
    assert _tiles((23.6, 52.6, 23.6, 52.6), ZOOM) == [HERE]
    assert len(_tiles((-180, -85, 180, 85), 20)) > 400


FAULTS = [
    (b"no archive at all", (), "is no PMTiles archive"),
    (None, (), "cannot be read"),
    ({"whose": ""}, (), "add --tiles-attribution"),
    ({"kind": "PNG"}, (), "holds pictures, not vector tiles"),
    ({}, (), "has no map of the zone"),
]


@pytest.mark.parametrize(("made", "more", "said"), FAULTS)
def test_what_is_wrong_with_an_extract_is_one_clear_line(tmp_path, made, more, said) -> None:
    path = tmp_path / "own.pmtiles"
    if isinstance(made, bytes):
        path.write_bytes(made)
    elif made is not None:
        archive(path, **made)
    words = ["map", "AND-ESP", "--depth", "5", "--tiles", str(path), *more]
    done = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "page.html")])
    assert done.exit_code in {1, 2}
    assert said in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "page.html").exists()


def test_a_broken_tile_is_named(tmp_path) -> None:
    path = archive(tmp_path / "own.pmtiles", packed=False)
    data = path.read_bytes()
    path.write_bytes(data[:-200] + b"\xff" * 200)
    with pytest.raises(CsbmError, match=f"its tile {ZOOM}/{HERE[0]}/{HERE[1]} cannot be read"):
        VectorTiles(path).ground((23.5, 52.5, 23.7, 52.7))


def test_without_the_extra_it_says_what_to_install(tmp_path, monkeypatch) -> None:
    path = archive(tmp_path / "own.pmtiles")
    monkeypatch.setitem(sys.modules, "pmtiles.reader", None)
    with pytest.raises(UsageError, match=r"pip install 'csbm\[tiles\]'"):
        VectorTiles(path)


def test_who_names_the_source_has_it_shown_instead(tmp_path) -> None:
    own = VectorTiles(archive(tmp_path / "own.pmtiles"), "Someone else")
    assert replace(own).attribution == "Someone else"
