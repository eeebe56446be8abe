"""A whole position in one text: two angles, ISO 6709, MGRS, UTM, WKT, geo URI."""

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from mgrs import MGRS  # type: ignore[import-untyped]
from pyproj import Transformer

from .angles import LONGEST, Angle, canonical, read_angle
from .fineness import ROUND_EARTH_M_PER_DEGREE

_MGRS = re.compile(r"(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])((?:\d\d){0,5})")
_UTM = re.compile(
    r"(?:UTM\s*)?(\d{1,2})\s*([C-HJ-NP-X])?\s*(NORTH|SOUTH)?[\s,]+"
    r"(?:E\s*)?(\d{6,7}(?:\.\d+)?)\s*(?:M?\s*E)?[\s,]+(?:N\s*)?(\d{1,8}(?:\.\d+)?)\s*(?:M?\s*N)?"
)
_ISO_6709 = re.compile(
    r"([+-](?:\d{2}|\d{4}|\d{6})(?:\.\d+)?)([+-](?:\d{3}|\d{5}|\d{7})(?:\.\d+)?)"
    r"(?:[+-]\d+(?:\.\d+)?)?(?:CRS[\w_]*)?/?"
)
_WKT = re.compile(r"POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(?:\s+\S+)?\s*\)", re.IGNORECASE)
_GEO = re.compile(r"geo:([^,;]+),([^,;]+)(?:[,;].*)?", re.IGNORECASE)
_WITHIN = (
    ("50000", "50000", 0.5),
    ("00000", "00000", 1.0),
    ("00000", "99999", 1.0),
    ("99999", "00000", 1.0),
    ("99999", "99999", 1.0),
)
"""Where in a square a point may stand for it, and how many sides of it the doubt is then."""
_BANDS = "CDEFGHJKLMNPQRSTUVWX"


@dataclass(frozen=True)
class WrittenPosition:
    """A position as it was written.

    Parameters
    ----------
    lat, lon : float
        Degrees on WGS84.
    half_step_m : float
        Half a step of the last written digit in metres, the larger of the two axes.
    style : str
        How it was written.
    """

    lat: float
    lon: float
    half_step_m: float
    style: str


def read_position(text: str) -> WrittenPosition:
    """Return the position that a text holds, in whichever of the usual ways it is written.

    Parameters
    ----------
    text : str
        Decimal degrees, degrees and minutes, with seconds (``52°05'49.2"N 23°41'20.8"E``,
        ``52-05N 023-41E``, ``5205N 02341E``, letters Latin or Cyrillic), ISO 6709, MGRS, UTM,
        ``POINT (lon lat)``, ``geo:lat,lon``. Without letters latitude stands first.

    Raises
    ------
    ValueError
        If it is none of these; the message says why.

    Notes
    -----
    geopy reads ``52 05.820N 023 41.347E`` as 23.0, 41.347 without a word, so angles are read by
    `angles.read_angle`, whose patterns match a whole text or nothing. See docs/adr.

    Examples
    --------
    >>> position = read_position("52-05N 023-41E")
    >>> round(position.lat, 4), round(position.lon, 4), round(position.half_step_m)
    (52.0833, 23.6833, 931)
    """
    if len(text) > LONGEST:
        raise ValueError(f"{text[:20]!r}… is too long for a position")
    plain = " ".join(text.split())
    upper = plain.upper()
    if match := _MGRS.fullmatch(upper.replace(" ", "")):
        return _from_mgrs(match)
    if match := _UTM.fullmatch(upper):
        return _from_utm(match)
    if match := _ISO_6709.fullmatch(plain.replace(" ", "").replace("\u2212", "-")):
        return _from_iso(match)
    for pattern, swapped in ((_WKT, True), (_GEO, False)):
        if match := pattern.fullmatch(plain):
            first, second = read_angle(match[1]), read_angle(match[2])
            return _joined(second if swapped else first, first if swapped else second, "degrees")
    return _from_pair(canonical(plain))


def _joined(lat: Angle, lon: Angle, style: str) -> WrittenPosition:
    # The larger of the two axes; a degree of longitude shrinks with the latitude.
    shrunk = lon.half_step_degrees * cos(radians(min(abs(lat.degrees), 90.0)))
    half_step = max(lat.half_step_degrees, shrunk) * ROUND_EARTH_M_PER_DEGREE
    return WrittenPosition(lat.degrees, lon.degrees, half_step, style)


def _from_pair(text: str) -> WrittenPosition:
    """Read two angles from a canonical text, split where letters, signs or blanks say so."""
    first, second = _split(text)
    one, other = read_angle(first), read_angle(second)
    if (one.axis is None) != (other.axis is None):
        raise ValueError(f"{text[:40]!r} has a letter on one axis only")
    if one.axis and one.axis == other.axis:
        raise ValueError(f"{text[:40]!r} gives the same axis twice")
    lat, lon = (other, one) if one.axis == "lon" else (one, other)
    return _joined(lat, lon, "degrees")


def _split(text: str) -> tuple[str, str]:
    """Return the two halves of a canonical pair.

    Raises
    ------
    ValueError
        If it does not fall into two.
    """
    letters = list(re.finditer(r"[NSEW]", text))
    halves: list[str] = []
    if len(letters) == 2:
        at = letters[1].start() if letters[0].start() == 0 else letters[0].end()
        halves = [text[:at], text[at:]]
    else:
        for separator in (r"\s*[;/|]\s*", r"\s*,\s+", r"\s+,\s*"):
            if len(parts := re.split(separator, text)) == 2:
                halves = parts
                break
        else:
            halves = _split_unmarked(text)
    trimmed = [half.strip(" ,;/|") for half in halves]
    if len(trimmed) != 2 or not all(trimmed):
        raise ValueError(f"{text[:40]!r} is no position that can be read")
    return trimmed[0], trimmed[1]


def _split_unmarked(text: str) -> list[str]:
    """Split a pair without letters at its comma, its blank, or before its second sign."""
    if text.count(",") == 1 and (("." in text) or " " not in text):
        return text.split(",")
    if text.count(",") == 3 and " " not in text:
        a, b, c, d = text.split(",")
        return [f"{a},{b}", f"{c},{d}"]
    if "°" in text[1:] and text.count("°") == 2:
        at = re.search(r"(?<=[\"' °])[+-]?\d+(?:[.,]\d+)?\s*°", text[text.index("°") :])
        if at:
            cut = text.index("°") + at.start()
            return [text[:cut], text[cut:]]
    words = text.split(" ")
    if len(words) in {2, 4, 6}:
        half = len(words) // 2
        return [" ".join(words[:half]), " ".join(words[half:])]
    return []


def _from_iso(match: re.Match[str]) -> WrittenPosition:
    angles = []
    for text, axis, letters in ((match[1], "lat", "NS"), (match[2], "lon", "EW")):
        number = text[1:]
        whole = number.partition(".")[0]
        letter = letters[text[0] == "-"]
        if len(whole) <= 3:
            angles.append(read_angle(text, "lat" if axis == "lat" else "lon"))
        else:
            angles.append(read_angle(f"{number}{letter}"))
    return _joined(angles[0], angles[1], "ISO 6709")


def _from_mgrs(match: re.Match[str]) -> WrittenPosition:
    zone, band, column, row, digits = match.groups()
    half = len(digits) // 2
    # The middle of the square that the reference names, to a metre: releases of the library differ
    # in whether they give the middle or the south-western corner. Where a zone or band cuts the
    # middle off, a corner stands for the square, and is known to a whole side of it.
    rests = [(f"{across}"[: 5 - half], f"{up}"[: 5 - half], size) for across, up, size in _WITHIN]
    for across, up, size in rests:
        reference = f"{zone}{band}{column}{row}{digits[:half]}{across}{digits[half:]}{up}"
        try:
            with warnings.catch_warnings():  # it warns at the edge of a band, which is checked here
                warnings.simplefilter("ignore")
                lat, lon = MGRS().toLatLon(reference)
        except Exception:  # noqa: S112  (the library raises bare classes of its own)
            continue
        if _in_band(band, lat, slack=0.6 if not digits else 0.1):
            return WrittenPosition(float(lat), float(lon), size * 10.0 ** (5 - half), "MGRS")
    raise ValueError(f"{match[0]!r} is no square of MGRS in zone {zone}, band {band}")


def _in_band(band: str, lat: float, *, slack: float) -> bool:
    south = -80 + 8 * _BANDS.index(band)
    north = 84 if band == "X" else south + 8
    return south - slack <= lat <= north + slack


@lru_cache(maxsize=120)
def _utm(zone: int, *, south: bool) -> Transformer:
    return Transformer.from_crs(f"EPSG:32{7 if south else 6}{zone:02}", "OGC:CRS84", always_xy=True)


def _from_utm(match: re.Match[str]) -> WrittenPosition:
    zone, band, half, east, north = match.groups()
    easting, northing = float(east), float(north)
    if not 1 <= int(zone) <= 60:
        raise ValueError(f"there is no UTM zone {zone}")
    if not band and not half:
        raise ValueError(f"{match[0]!r} does not say north or south; write {zone}N or {zone} south")
    if not (100_000 <= easting <= 900_000 and 0 <= northing <= 10_000_000):
        raise ValueError(f"{match[0]!r} lies outside its UTM zone")
    found = []
    for south in (False, True):
        lon, lat = _utm(int(zone), south=south).transform(easting, northing)
        named_half = half == ("SOUTH" if south else "NORTH") if half else False
        # N and S may be bands (N begins at the equator, S at 32 north) or halves of the Earth.
        by_half = not half and band == ("S" if south else "N")
        by_band = not half and band is not None and _in_band(band, lat, slack=0.1)
        if named_half or by_half or by_band:
            found.append((lat, lon))
    if len(found) != 1:
        why = "can be two places; write north or south" if found else f"is not in band {band}"
        raise ValueError(f"{match[0]!r} {why}")
    decimals = max(len(number.partition(".")[2]) for number in (east, north))
    return WrittenPosition(found[0][0], found[0][1], 0.5 * 10.0**-decimals, "UTM")
