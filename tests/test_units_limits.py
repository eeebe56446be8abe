"""Files made to cost too much: each is answered soon, and with bounded memory."""

import json
import time
from pathlib import Path

import pytest

from csbm.common.errors import InputError
from csbm.readers.coordinates import read_position
from csbm.units.readers import inspect_units, read_units
from csbm.units.schema import COLUMNS


def test_a_million_rows_are_refused_before_they_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w") as stream:
        stream.write("name,lat,lon\n")
        for _ in range(100):
            stream.write("unit,52.5,23.5\n" * 10_000)
    began = time.process_time()
    with pytest.raises(InputError, match="has more than 250,000 rows; split it"):
        read_units(path)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("ending", ["csv", "geojson"])
def test_a_cell_of_ten_megabytes_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    huge = "x" * 10_000_000
    if ending == "csv":
        path.write_text(f"name,lat,lon\n{huge},52.5,23.5\n")
    else:
        point = {"type": "Point", "coordinates": [23.5, 52.5]}
        feature = {"type": "Feature", "properties": {"name": huge}, "geometry": point}
        path.write_text(json.dumps(feature))
    with pytest.raises(InputError, match=r"a cell longer than|a text of 10,000,000 characters"):
        read_units(path)


@pytest.mark.parametrize("piece", ["lon ", "1-", "1 ", "°", "N", ",", "1.", "--", "'", "1,"])
def test_a_long_text_is_no_position_and_is_refused_at_once(piece: str) -> None:
    began = time.perf_counter()
    for text in (piece * 50_000, piece * (190 // len(piece))):
        with pytest.raises(ValueError, match=r"\w"):
            read_position(text)
    assert time.perf_counter() - began < 2


def test_many_like_names_at_one_place_are_compared_in_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{'unit ' * 40}{'ab'[n % 2] * (n % 50)},52.5,23.5" for n in range(3000)]
    path.write_text("\n".join(["name,lat,lon", *rows]))
    began = time.perf_counter()
    understanding = inspect_units(path)
    assert time.perf_counter() - began < 10
    assert understanding.units is not None
    assert len(understanding.units.attrs["doubts"]) == 1001
    assert "doubts more" in understanding.units.attrs["doubts"][-1]["problem"]


def test_fifty_thousand_rows_are_checked_in_seconds(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"unit {n},{50 + n / 50_000:.5f},{23 + n / 50_000:.5f},{n},2019" for n in range(50_000)]
    path.write_text("\n".join(["name,lat,lon,personnel,valid_from", *rows]))
    began = time.process_time()
    units = read_units(path)
    assert time.process_time() - began < 10
    assert len(units) == 50_000
    assert list(units.columns)[: len(COLUMNS)] == list(COLUMNS)
