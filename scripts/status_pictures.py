"""Draw the pictures of docs/status.md: one for each uncertainty that a status may hang on.

``--check`` says whether the committed pictures are the ones that this draws.
"""

import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "docs" / "pictures"
LAND: Final = {"A": "#e9e2d0", "B": "#d9e4d4", "third": "#e4e4e8", "sea": "#d3e4ee"}
ZONE: Final = {"A": "#cfa545", "B": "#5f8f54"}
INK: Final = "#222222"


def _text(x: float, y: float, words: str, *, size: int = 12, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="sans-serif" font-size="{size}" '
        f'text-anchor="{anchor}" fill="{INK}">{words}</text>'
    )


def _land(x: float, y: float, width: float, height: float, whose: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{LAND[whose]}"/>'


def _zone(x: float, y: float, width: float, height: float, whose: str) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{ZONE[whose]}" '
        f'fill-opacity="0.35" stroke="{ZONE[whose]}"/>'
    )


def _border(*points: tuple[float, float]) -> str:
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{INK}" stroke-width="2.5"/>'


def _unit(x: float, y: float, radius: float, status: str) -> str:
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="none" stroke="{INK}" '
        f'stroke-dasharray="4 3"/><circle cx="{x:g}" cy="{y:g}" r="3" fill="{INK}"/>'
        + _text(x, y - radius - 5, status)
    )


def _plain() -> list[str]:
    """Draw a border down the middle, party A west of it and B east, 80 km on either side."""
    return [
        _land(0, 0, 160, 180, "A"),
        _land(160, 0, 160, 180, "B"),
        _zone(60, 0, 100, 180, "A"),
        _zone(160, 0, 100, 180, "B"),
        _border((160, 0), (160, 180)),
        _text(20, 172, "A"),
        _text(300, 172, "B"),
    ]


def pictures() -> dict[str, list[str]]:
    """Return the parts of each picture by its name."""
    return {
        "depth": [
            *_plain(),
            _unit(100, 60, 22, "in"),
            _unit(60, 120, 22, "indeterminate"),
            _unit(290, 90, 18, "out"),
        ],
        "side": [
            *_plain()[:2],
            _zone(60, 0, 100, 180, "A"),
            _border((160, 0), (160, 180)),
            _text(10, 172, "A, bound to 80 km", anchor="start"),
            _text(300, 172, "B, not bound", anchor="end"),
            _unit(160, 95, 26, "indeterminate: may stand in B"),
        ],
        "third": [
            _land(0, 60, 160, 120, "A"),
            _land(160, 60, 160, 120, "B"),
            _land(0, 0, 320, 60, "third"),
            _zone(60, 60, 100, 120, "A"),
            _zone(160, 60, 100, 120, "B"),
            _border((160, 60), (160, 180)),
            _border((0, 60), (320, 60)),
            _text(20, 20, "a third state", anchor="start"),
            _unit(210, 30, 12, "not bound"),
            _unit(105, 75, 24, "indeterminate"),
        ],
        "inner": [
            *_plain()[:2],
            _zone(185, 0, 115, 180, "B"),
            _border((160, 0), (160, 180)),
            _text(20, 172, "A, not bound", anchor="start"),
            _text(300, 172, "B, from 10 to 150 km", anchor="end"),
            _unit(150, 80, 16, "out: at most a little way into B"),
        ],
        "disputed": [
            *_plain(),
            '<rect x="130" y="40" width="60" height="100" fill="#b9b0c9" stroke="#222222"/>',
            _unit(160, 95, 12, "claimed by A and B: in"),
        ],
        "end": [
            _land(0, 0, 320, 30, "third"),
            _land(0, 30, 160, 150, "A"),
            _land(160, 30, 160, 150, "B"),
            _zone(60, 90, 100, 90, "A"),
            _zone(160, 90, 100, 90, "B"),
            _border((160, 90), (160, 180)),
            _text(166, 84, "the end", anchor="start"),
            _unit(105, 92, 18, "perpendicular: indeterminate"),
        ],
    }


def _svg(parts: list[str]) -> str:
    body = "\n".join(parts)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="320" height="180">'
        f"\n{body}\n</svg>\n"
    )


def main() -> int:
    """Write the pictures, or say which are not as they would be written."""
    stale = []
    for name, parts in pictures().items():
        path = FOLDER / f"status-{name}.svg"
        made = _svg(parts)
        if "--check" not in sys.argv:
            path.write_text(made, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != made:
            stale.append(path.name)
    if stale:
        print(f"not as drawn by this script: {', '.join(stale)}", file=sys.stderr)
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
