"""Positions in every usual way of writing, read exactly or refused."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from mgrs import MGRS
from pygeodesy.dms import parseDMS
from pyproj import Transformer

from csbm.common.errors import InputError
from csbm.readers.angles import canonical, read_angle
from csbm.readers.coordinates import read_position
from csbm.units.readers import inspect_units, read_units

BREST = (52.097, 23.0 + 41 / 60 + 20.8 / 3600)

SAME_PLACE = [
    "52°05'49.2\"N 23°41'20.8\"E",
    "52°05′49.2″ N, 23°41′20.8″ E",
    "52°05'49,2\"N 23°41'20,8\"E",
    "N 52° 5' 49.2'' E 23° 41' 20.8''",
    "E23°41'20.8\" N52°05'49.2\"",
    "52º05'49.2\" 23º41'20.8\"",
    "52 05 49.2 N 23 41 20.8 E",
    "52 05 49.2 23 41 20.8",
    "52:05:49.2N 23:41:20.8E",
    "52-05-49.2N 023-41-20.8E",
    "52d05m49.2s N 23d41m20.8s E",
    "+520549.2+0234120.8/",
    "520549.2N 0234120.8E",
    "52°05′49,2″ с.ш. 23°41′20,8″ в.д.",
    "52°05′49,2″С 23°41′20,8″В",
    "52°05′49,2″ пн. ш. 23°41′20,8″ сх. д.",
    "52°05′49,2″ Pn 23°41′20,8″ Wsch",
    "52°05'49.2\" north, 23°41'20.8\" east",
    "Lat: 52°05'49.2\" Lon: 23°41'20.8\"",
]


@pytest.mark.parametrize("text", SAME_PLACE)
def test_one_place_in_every_style_is_one_place(text: str) -> None:
    found = read_position(text)
    assert (found.lat, found.lon) == pytest.approx(BREST, abs=1e-12)
    assert found.half_step_m == pytest.approx(0.05 / 3600 * 111_700)


@pytest.mark.parametrize(
    "text",
    ["52.097, 23.689", "52.097 23.689", "52,097; 23,689", "52,097 23,689", "52,097, 23,689",
     "52,097,23,689", "52.097N 23.689E", "52.097° N, 23.689° E", "+52.097+023.689/",
     "POINT (23.689 52.097)", "geo:52.097,23.689;u=35", "52.097/23.689"],
)  # fmt: skip
def test_decimal_degrees_are_read_with_dots_and_commas(text: str) -> None:
    found = read_position(text)
    assert (found.lat, found.lon) == (52.097, 23.689)
    assert found.half_step_m == pytest.approx(55.85)


def test_a_minute_is_known_to_930_metres() -> None:
    for text in ("52-05N 023-41E", "5205N 02341E", "52°05'N 23°41'E", "52°05′ Pn 23°41′ E"):
        found = read_position(text)
        assert (found.lat, found.lon) == (52 + 5 / 60, 23 + 41 / 60)
        assert found.half_step_m == pytest.approx(930.8, abs=0.1)


def test_the_coarser_axis_counts() -> None:
    assert read_position("52.0970, 23.7").half_step_m == pytest.approx(
        0.05 * math.cos(math.radians(52.097)) * 111_700
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no position"),
        ("Brest", "is no letter or mark"),
        ("52°05'60\"N 23°41'E", "60 or more minutes"),
        ("52.5°05'N 23°41'E", "decimals before its last part"),
        ("52°05'N 23°41'N", "same axis twice"),
        ("52°05'N, -23°41'E", "both a sign and a letter"),
        ("52.097N 23.689", "is no position"),
        ("52°05' Pn 23°41' W", "wschód or West"),
        ("Lon 23.689 Lat 52.097", "longitude stands first"),
        ("34S 684456 3775431", "can be two places"),
        ("UTM 34 684456 5775431", "does not say north or south"),
        ("34C 684456 5775431", "is not in band C"),
        ("61N 684456 5775431", "there is no UTM zone 61"),
        ("34U 84456 5775431", "cannot be read|no letter"),
        ("34UZZ1234", "no letter or mark|no square"),
        ("34UTC8445", "no square of MGRS"),
    ],
)
def test_what_is_no_position_or_could_be_two_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_position(text)


@settings(deadline=None)
@given(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9), st.integers(0, 5))
def test_seconds_written_and_read_are_within_half_a_step(
    lat: float, lon: float, decimals: int
) -> None:
    def written(value: float, letters: str) -> str:
        seconds = round(abs(value) * 3600, decimals)
        minutes, seconds = divmod(seconds, 60)
        degrees, minutes = divmod(int(minutes), 60)
        return f"{degrees}°{minutes:02}'{seconds:.{decimals}f}\"{letters[value < 0]}"

    text = f"{written(lat, 'NS')} {written(lon, 'EW')}"
    if '60."' in text or "'60" in text:
        return
    found = read_position(text)
    half = 0.5 * 10.0**-decimals / 3600
    assert found.lat == pytest.approx(lat, abs=half * 1.001)
    assert found.lon == pytest.approx(lon, abs=half * 1.001)
    assert found.half_step_m >= half * 111_000


@settings(deadline=None)
@given(st.integers(0, 89), st.integers(0, 59), st.floats(0, 59.99), st.sampled_from("NSEW"))
def test_angles_agree_with_pygeodesy(
    degrees: int, minutes: int, seconds: float, letter: str
) -> None:
    text = f"{degrees}°{minutes:02}'{seconds:05.2f}\"{letter}"
    if "60.00" in text:
        return
    assert read_angle(canonical(text)).degrees == pytest.approx(parseDMS(text), abs=1e-11)


@settings(deadline=None)
@given(st.floats(-79.9, 83.9), st.floats(-179.9, 179.9), st.integers(1, 5))
@example(52.097, 23.689, 5)
@example(0.1, 3.0, 1)
def test_mgrs_gives_the_middle_of_its_square(lat: float, lon: float, digits: int) -> None:
    assume(abs(lat) > 1e-6)  # at the equator the library names squares that it does not read
    text = MGRS().toMGRS(lat, lon, MGRSPrecision=digits)
    found = read_position(text)
    step = 10.0 ** (5 - digits)
    assert found.half_step_m in {step / 2, step}  # a side where a zone cuts the middle off
    zone = f"EPSG:32{6 if lat >= 0 else 7}{text[:2]}"
    x, y = Transformer.from_crs("OGC:CRS84", zone, always_xy=True).transform(found.lon, found.lat)
    true_x, true_y = Transformer.from_crs("OGC:CRS84", zone, always_xy=True).transform(lon, lat)
    slack = found.half_step_m + 1.5  # the last metre is cut, not rounded
    assert abs(x - true_x) <= slack
    assert abs(y - true_y) <= slack


@settings(deadline=None)
@given(st.floats(-79.9, 83.9), st.floats(-179.9, 179.9))
def test_utm_is_read_back(lat: float, lon: float) -> None:
    zone = int((lon + 180) // 6) + 1
    half = "6" if lat >= 0 else "7"
    to_utm = Transformer.from_crs("OGC:CRS84", f"EPSG:32{half}{zone:02}", always_xy=True)
    x, y = to_utm.transform(lon, lat)
    found = read_position(f"{zone} {'north' if lat >= 0 else 'south'} {x:.2f} {y:.2f}")
    assert found.lat == pytest.approx(lat, abs=1e-6)
    assert found.lon == pytest.approx(lon, abs=2e-6)
    assert found.half_step_m == pytest.approx(0.005)


@settings(deadline=None)
@given(st.text(max_size=40) | st.text("0123456789.,°'\"NSEW -+/", max_size=30))
def test_any_text_is_a_finite_position_or_a_value_error(text: str) -> None:
    try:
        found = read_position(text)
    except ValueError:
        return
    assert math.isfinite(found.lat)
    assert math.isfinite(found.lon)
    assert found.half_step_m > 0


def test_columns_of_degrees_and_minutes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('name,lat,lon\nx,52-05N,023-41E\ny,52.5,"23°30\'0"""\n', encoding="utf-8")
    units = read_units(path)
    assert units["lat"].tolist() == [52 + 5 / 60, 52.5]
    assert units["lon"].tolist() == [23 + 41 / 60, 23.5]
    assert units["position_accuracy_m"].tolist() == pytest.approx([930.8, 5585.0], abs=0.1)


def test_one_column_of_positions_is_read_and_its_styles_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "nazwa;współrzędne\na;34UFC8445675431\nb;52°05'49\"N 23°41'20\"E\n", encoding="utf-8"
    )
    understanding = inspect_units(path)
    assert understanding.units is not None
    assert understanding.facts["positions"] == "MGRS, degrees"
    assert understanding.units["lat"][0] == pytest.approx(52.0986442)
    # A metre of MGRS is finer than any unit is large.
    assert understanding.units["position_accuracy_m"][0] == 100.0


def test_a_letter_of_the_other_axis_is_a_swap_and_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,lat,lon\nx,23-41E,52-05N\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_units(path)
    assert "row 2, lat: '23-41E' is a longitude; the two look swapped" in str(refused.value)
    assert "row 2, lon: '52-05N' is a latitude" in str(refused.value)


def test_lat_and_lon_go_before_a_column_of_positions(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    feature = {"type": "Feature", "properties": {"name": "x", "mgrs": "34UFC8445675431"},
               "geometry": {"type": "Point", "coordinates": [23.5, 52.25]}}  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    units = read_units(path)
    assert units["lat"][0] == 52.25
