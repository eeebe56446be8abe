"""Signs of units: APP-6 symbols with the neutral frame for every party, or a plain mark.

Friend and hostile frames are politics; the neutral frame is used for all. APP-6 has no sign for a
training area as a point and none for a unit of unknown branch, so those get plain marks.
"""

import re
from dataclasses import dataclass

from milsymbol import Symbol

SIZE_PX = 22
"""Size that milsymbol is asked for; a square frame comes out about this wide."""

LAND_UNIT, EQUIPMENT, INSTALLATION = "10", "15", "20"
NEUTRAL = "4"
HALO = 8
"""Width of the pale edge around a sign, in the symbol's own units (its frame is 110 wide)."""

BRANCHES = {
    "land": "0000000000",
    "territorial_defence": "1211000000",
    "air": "1207000000",
    "air_defence": "1301000000",
    "border_guard": "1417000500",
    "engineer": "1407000000",
    "signals": "1110000000",
    "logistics": "1634000000",
    "special_operations": "1218000000",
    "missile": "1307000000",
    "joint": "0000000000",
}
"""Entity and modifiers of a land unit, ten digits, by branch."""

ARMS = (
    (re.compile(r"\b(field )?artillery\b", re.IGNORECASE), "1303000000"),
    (re.compile(r"\b(missile|rocket)\b", re.IGNORECASE), "1307000000"),
    (re.compile(r"\bmechani[sz]ed\b|\bmotori[sz]ed\b", re.IGNORECASE), "1211020000"),
    (re.compile(r"\b(armou?red|tank)\b", re.IGNORECASE), "1205000000"),
    (re.compile(r"\breconnaissance\b", re.IGNORECASE), "1213000000"),
    (re.compile(r"\b(infantry|rifle|airborne|air assault)\b", re.IGNORECASE), "1211000000"),
)
"""Arms of land forces, by a word of the English name; the first that fits counts."""

INSTALLATIONS = {"airfield": "1213010000", "base": "1208020000", "depot": "1112000000"}
RADAR = "2203000000"

ECHELONS = {
    "team": "11",
    "squad": "12",
    "section": "13",
    "platoon": "14",
    "company": "15",
    "battery": "15",
    "battalion": "16",
    "regiment": "17",
    "brigade": "18",
    "division": "21",
    "corps": "22",
    "army": "23",
    "command": "26",
}

PLAIN_MARKS = {
    "training_area": "M4 18 L9 8 L13 14 L16 10 L20 18 Z",
    "missile_defence": "M12 5 L12 19 M8 19 L16 19 M8 9 L12 5 L16 9",
    "other": "M12 9 a3 3 0 1 0 0.01 0 Z",
}


@dataclass(frozen=True)
class Sign:
    """A sign as SVG text with its size and the point that stands on the map, in pixels."""

    svg: str
    width: float
    height: float
    anchor_x: float
    anchor_y: float


def arm(branch: str, name: str) -> str:
    """Return entity and modifiers of a land unit: by its branch, within land forces by its name.

    >>> arm("land", "111th Guards Artillery Brigade")
    '1303000000'
    """
    if branch == "land":
        for word, entity in ARMS:
            if word.search(name):
                return entity
    return BRANCHES.get(branch, "")


def identification_code(kind: str, entity: str, echelon: str) -> str | None:
    """Return the 20-digit symbol identification code of a unit, or None where APP-6 has no sign.

    >>> identification_code("unit", arm("engineer", ""), "brigade")
    '10041000181407000000'
    >>> identification_code("training_area", arm("land", ""), "") is None
    True
    """
    if kind in INSTALLATIONS:
        return f"100{NEUTRAL}{INSTALLATION}0000{INSTALLATIONS[kind]}"
    if kind == "radar":
        return f"100{NEUTRAL}{EQUIPMENT}0000{RADAR}"
    if kind not in {"unit", "headquarters"} or not entity:
        return None
    headquarters = "2" if kind == "headquarters" else "0"
    return f"100{NEUTRAL}{LAND_UNIT}0{headquarters}{ECHELONS.get(echelon, '00')}{entity}"


def plain_mark(kind: str) -> Sign:
    """Return the mark of a kind for which APP-6 has no valid sign."""
    glyph = PLAIN_MARKS.get(kind, PLAIN_MARKS["other"])
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="22" height="22" viewBox="0 0 24 24">'
        '<rect x="1.5" y="1.5" width="21" height="21" rx="4" fill="rgb(170,255,170)"'
        ' stroke="black" stroke-width="1.5"/>'
        f'<path d="{glyph}" fill="none" stroke="black" stroke-width="1.6"'
        ' stroke-linejoin="round"/></svg>'
    )
    return Sign(svg, 22, 22, 11, 11)


def with_halo(svg: str) -> str:
    """Return a symbol with a pale edge behind it, for its marks to be seen on dark ground.

    milsymbol leaves room for an outline but draws none.
    """
    opening, inner, closing = re.split(r"(?<=>)(?=<(?!svg))(.*)(?=</svg>)", svg, maxsplit=1)
    pale = inner.replace('stroke="black"', 'stroke="white"').replace('fill="black"', 'fill="white"')
    wide = re.sub(
        r'stroke-width="(\d+)"',
        lambda width: f'stroke-width="{int(width[1]) + HALO}" stroke-linejoin="round"',
        pale,
    )
    return f"{opening}{wide}{inner}{closing}"


def sign(kind: str, entity: str, echelon: str) -> Sign:
    """Return the sign of a unit.

    Parameters
    ----------
    kind, echelon : str
        As in the units file; neither, nor any other text of a file, enters the SVG.
    entity : str
        Ten digits, or "" where the branch is unknown, as `arm` gives them.

    Returns
    -------
    Sign
        An APP-6 symbol with the neutral frame, or a plain mark where none is valid.
    """
    code = identification_code(kind, entity, echelon)
    if code is None:
        return plain_mark(kind)
    symbol = Symbol(code, size=SIZE_PX, outline_width=HALO)
    if not symbol.is_valid():
        return plain_mark(kind)
    size, anchor = symbol.get_size(), symbol.get_anchor()
    return Sign(
        with_halo(symbol.as_svg()),
        round(size["width"], 2),
        round(size["height"], 2),
        round(anchor["x"], 2),
        round(anchor["y"], 2),
    )
