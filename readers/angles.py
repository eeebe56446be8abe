"""One latitude or longitude as people write it: decimal, minutes, seconds, any usual marks."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Axis = Literal["lat", "lon"]
LONGEST = 200
"""Characters a written position may have; a limit keeps every pattern fast."""

_MARKS = {
    **dict.fromkeys("°º˚∘*", "°"),
    **dict.fromkeys("'′’‘´`ʹʼ＇", "'"),
    **dict.fromkeys('"″”“„ʺ＂', '"'),
    **dict.fromkeys("-−–—‐‑", "-"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\t\n\r", " "),
}
_TABLE = str.maketrans(_MARKS)
# Letters and words of English, German, Polish, Russian, Belarusian and Ukrainian. С is the
# Cyrillic letter of север here, never the Latin C.
_WORDS = {
    "N": "n north nord pn północ północna płn с север северная сев пн пнш північ поўнач",
    "S": "s south süd sud pd południe południowa płd ю юг южная пд пдш південь поўдзень",
    "E": "e east ost o wsch wschód wschodnia в восток восточная вост сх схід ус усх усход у",
    "W": "w west zach zachód zachodnia z з запад западная зап зх захід зах захад",
    "°": "d deg degree degrees град",
    "'": "m min minutes мин",
    '"': "sec seconds сек",
    "": "ш д шир дол geogr lat latitude szer широта lon long lng longitude dł долгота",
}
_WORD_OF = {word: sign for sign, words in _WORDS.items() for word in words.split()}
_POLISH_NORTH = re.compile(r"\b(pn|pd|płn|płd)\b", re.IGNORECASE)
_LONGITUDE_FIRST = re.compile(
    r"\b(lon|lng|long|longitude|dł|долгота)\b.*\b(lat|latitude|szer|широта)\b", re.IGNORECASE
)
_ANGLE = re.compile(
    r"([+-]?)\s*(\d+(?:\.\d*)?)\s*"
    r"(?:(?:°|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*"
    r"(?:(?:'|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*(?:\"|'')?)?)?)?)?"
)


def written_angles() -> dict[str, dict[str, str]]:
    """Return what `canonical` reads: words and the sign that each is, marks and their one form."""
    return {"words": dict(_WORD_OF), "marks": dict(_MARKS)}


@dataclass(frozen=True)
class Angle:
    """One axis of a position.

    Parameters
    ----------
    degrees : float
        Its value; south and west are negative.
    half_step_degrees : float
        Half a step of its last written digit.
    axis : {"lat", "lon"} or None
        What its letter says it is.
    """

    degrees: float
    half_step_degrees: float
    axis: Axis | None


def canonical(text: str) -> str:
    """Return a written position with marks, signs and letters in one form each.

    Raises
    ------
    ValueError
        If there is a letter or sign that no way of writing a position has.

    Examples
    --------
    >>> canonical("52º 05′ с.ш.")
    "52° 05'N"
    """
    if len(text) > LONGEST:
        raise ValueError(f"{text[:20]!r}… is too long for a position")
    text = unicodedata.normalize("NFC", text).translate(_TABLE).replace("''", '"')
    if _LONGITUDE_FIRST.search(text):
        raise ValueError("longitude stands first; write latitude first, or letters (N, E)")
    if _POLISH_NORTH.search(text) and re.search(r"\bW\b", text, re.IGNORECASE):
        raise ValueError("W beside Pn or Pd can be wschód or West; write E or Wsch")
    pieces: list[str] = []
    minutes = False
    for piece in re.findall(r"[^\W\d_]+[.:=]?|.", text):
        if not piece[0].isalpha():
            minutes = minutes or piece == "'"
            pieces.append(piece)
            continue
        word = piece.rstrip(".:=").casefold()
        if word == "s" and minutes and piece[0] == "s":
            sign = '"'
        elif word in _WORD_OF:
            sign = _WORD_OF[word]
        else:
            raise ValueError(f"{piece[:20]!r} is no letter or mark of a position")
        minutes = minutes or sign == "'"
        if sign in {'"', "N", "S", "E", "W"}:
            minutes = False
        pieces.append(sign)
    joined = re.sub(r"\s+", " ", "".join(pieces)).strip()
    return re.sub(r"\s*([NSEW])\s*", r"\1", joined)


def read_angle(text: str, axis: Axis | None = None) -> Angle:
    """Return one axis of a position from its canonical form.

    Parameters
    ----------
    text : str
        What `canonical` gives, of one axis; a decimal comma is read as one.
    axis : {"lat", "lon"}, optional
        Which axis it must be.

    Raises
    ------
    ValueError
        If it is no angle, or one of the other axis.

    Examples
    --------
    >>> read_angle("52-05N", "lat").half_step_degrees * 60
    0.5
    """
    shown = text[:40]
    letters = re.findall(r"[NSEW]", text)
    if len(letters) > 1:
        raise ValueError(f"{shown!r} has {len(letters)} letters of the compass")
    letter = letters[0] if letters else ""
    said: Axis | None = None if not letter else "lat" if letter in "NS" else "lon"
    if axis and said and axis != said:
        name = "latitude" if said == "lat" else "longitude"
        raise ValueError(f"{shown!r} is a {name}; the two look swapped")
    body = text.strip()
    if letter and not body.startswith(letter) and not body.endswith(letter):
        raise ValueError(f"{shown!r} cannot be read as an angle")
    body = body.replace(letter, "").strip() if letter else body
    body = re.sub(r"(?<=\d),(?=\d)", ".", body)
    match = _ANGLE.fullmatch(body)
    if not match or not body:
        raise ValueError(f"{shown!r} cannot be read as an angle")
    sign, *parts = match.groups()
    if sign and letter:
        raise ValueError(f"{shown!r} has both a sign and a letter")
    numbers = [part for part in parts if part]
    if letter and len(numbers) == 1:
        numbers = _spread(numbers[0])
    if any("." in number for number in numbers[:-1]):
        raise ValueError(f"{shown!r} has decimals before its last part")
    values = [float(number) for number in numbers]
    if any(value >= 60 for value in values[1:]):
        raise ValueError(f"{shown!r} has 60 or more minutes or seconds")
    degrees = sum(value / 60**place for place, value in enumerate(values))
    decimals = len(numbers[-1].partition(".")[2])
    half_step = 0.5 * 10.0**-decimals / 60 ** (len(numbers) - 1)
    negative = sign == "-" or letter in {"S", "W"}
    return Angle(-degrees if negative else degrees, half_step, said or axis)


def _spread(number: str) -> list[str]:
    """Return degrees, minutes and seconds of digits that run together: ``5205``, ``0234120.8``."""
    whole, _dot, rest = number.partition(".")
    if len(whole) <= 3:
        return [number]
    if len(whole) > 7:
        raise ValueError(f"{number[:20]!r} has too many digits for an angle")
    head = 3 if len(whole) % 2 else 2
    parts = [whole[:head], *re.findall("..", whole[head:])]
    return [*parts[:-1], f"{parts[-1]}.{rest}" if rest else parts[-1]]
