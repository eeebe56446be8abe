"""The page of what changed: both states on one map, and the changes as a table.

One HTML file without a script. All texts are escaped; places are drawn in an SVG picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from ..case.difference import Change, LineDifference
    from ..case.snapshot import LineState

__all__ = ["difference_page"]

_WIDTH: Final = 900.0
_MARKS: Final = {
    "came": ("#1a7f37", "+", "came"),
    "went": ("#b42318", "−", "went"),
    "status": ("#8a4b00", "◆", "changed status"),
    "moved": ("#0b5fa5", "→", "moved"),
    "changed": ("#6b7280", "·", "changed in distance or accuracy"),
}
_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
_STYLE: Final = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem}
body{color:#1b1f24}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.2rem}
svg{width:100%;height:auto;border:1px solid #d0d7de;border-radius:6px;background:#f6f8fa}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.8rem 0}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #e5e7eb;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}
.border{fill:none;stroke:#1b1f24;stroke-width:1.6}.old{stroke:#6b7280;stroke-dasharray:4 3}
.zone{fill:none;stroke:#0b5fa5;stroke-width:1.4}.zone.old{stroke:#6b7280;stroke-dasharray:5 4}
.same{fill:none;stroke:#9aa3ad}.key{display:inline-block;margin-right:1.2rem}
@media (prefers-color-scheme:dark){body{background:#14171a;color:#e6e8ea}svg{background:#1d2125}
.border{stroke:#e6e8ea}th,td{border-color:#333a41}}
@media print{body{max-width:none;margin:0}}
"""


def difference_page(
    found: "Sequence[LineDifference]",
    before: "Mapping[str, LineState]",
    after: "Mapping[str, LineState]",
    *,
    names: tuple[str, str],
) -> str:
    """Return the page.

    Parameters
    ----------
    found : sequence of LineDifference
    before, after : mapping of str to LineState
        That they were told from.
    names : tuple of str
        What the two are called.
    """
    old, new = map(escape, names)
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        _POLICY,
        f"<title>What changed: {new}</title><style>{_STYLE}</style></head><body>",
        "<h1>What changed</h1>",
        f"<p>Before: {old}<br>After: {new}</p>",
    ]
    for one in found:
        parts += _line(one, before.get(one.line), after.get(one.line))
    parts.append("<p>Lines on this map are no statement on any legal claim.</p></body></html>")
    return "\n".join([*parts, ""])


def _line(
    one: "LineDifference", before: "LineState | None", after: "LineState | None"
) -> Iterator[str]:
    yield f"<h2>{escape(one.line)}</h2>"
    if one.same:
        yield "<p>Nothing changed.</p>"
        return
    if before is not None and after is not None:
        yield _picture(one, before, after)
        yield (
            "<p>"
            + "".join(
                f'<span class="key"><b style="color:{colour}">{mark}</b> {words}</span>'
                for colour, mark, words in _MARKS.values()
            )
            + '<span class="key">○ as before</span><span class="key">dashed: before</span></p>'
        )
    yield _table(("what", "before", "after"), one.facts)
    areas = [(band, _km2(a), _km2(b)) for band, a, b in one.areas]
    yield _table(("area, km²", "before", "after"), areas)
    yield _table(("units", "before", "after"), one.counts)
    yield _table(
        ("", "side", "unit", "status", "km", "moved km", "why"), [_cells(c) for c in one.changes]
    )


def _cells(change: "Change") -> tuple[str, ...]:
    status = " → ".join(
        dict.fromkeys(filter(None, (change.status_before, change.status_after)))
    ).replace("_", " ")
    km = " → ".join(
        dict.fromkeys(
            f"{value:,.1f}"
            for value in (change.distance_before_km, change.distance_after_km)
            if value is not None
        )
    )
    moved = f"{change.moved_km:,.2f}" if change.moved_km else ""
    return (
        *(_MARKS[change.what][2], change.side, change.name or change.id),
        *(status, km, moved, "; ".join(change.why)),
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _km2(area: float | None) -> str:
    return "–" if area is None else f"{area:,.1f}"


def _picture(one: "LineDifference", before: "LineState", after: "LineState") -> str:
    """Draw the border, every unit, and what changed, in a plain projection."""
    changed = {change.id: change for change in one.changes}
    places = {
        key: {str(row["id"]): row for row in state.units}
        for key, state in (("before", before), ("after", after))
    }
    drawn = [
        (line, f"{what}{age}")
        for state, age in ((before, " old"), (after, ""))
        for what in ("zone", "border")
        for line in _lines(state, border=what == "border")
    ]
    view = _View([line for line, _style in drawn])
    parts = [f'<svg viewBox="0 0 {_WIDTH:.0f} {view.height:.0f}" role="img">']
    parts.append(f"<title>{escape(one.line)}: units before and after</title>")
    parts += [f'<path class="{style}" d="{view.path(line)}"/>' for line, style in drawn]
    for name in dict.fromkeys([*places["before"], *places["after"]]):
        there, then = places["after"].get(name), places["before"].get(name)
        change = changed.get(name)
        shown = there or then
        assert shown is not None
        x, y = view.at(shown["lon"], shown["lat"])
        if change is None:
            if view.holds(x, y):
                parts.append(f'<circle class="same" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>')
            continue
        colour, mark, words = _MARKS[change.what]
        title = escape(f"{change.name or change.id}: {words}")
        if there and then and change.moved_km:
            u, v = view.at(then["lon"], then["lat"])
            parts.append(
                f'<path d="M{u:.1f} {v:.1f}L{x:.1f} {y:.1f}" stroke="{colour}" fill="none"/>'
            )
        parts.append(
            f'<g fill="{colour}"><title>{title}</title>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill-opacity="0.18"/>'
            f'<text x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" font-size="15"'
            f' font-weight="700">{mark}</text></g>'
        )
    return "".join([*parts, "</svg>"])


def _lines(state: "LineState", *, border: bool) -> list[shapely.LineString]:
    """Return a state's border, or the outlines of its bands, as coarse lines."""
    texts = [text for name, text in state.drawn.items() if (name == "border") == border]
    parts = shapely.get_parts(shapely.from_wkt(texts))
    return [part for part in parts if part.geom_type == "LineString" and part.length]


class _View:
    """A plain projection of degrees to the picture, as wide as the lines with a margin."""

    def __init__(self, lines: Sequence[shapely.LineString]) -> None:
        west, south, east, north = (
            shapely.total_bounds(np.array(lines, object)) if lines else (-180.0, -60, 180.0, 80)
        )
        self.squeeze = float(np.cos(np.radians((south + north) / 2)))
        wide = 0.06 * max(east - west, (north - south) / self.squeeze)
        self.west, self.north = west - wide, north + wide * self.squeeze
        self.scale = _WIDTH / (east - west + 2 * wide)
        tall = north - south + 2 * wide * self.squeeze
        self.height = max(tall * self.scale / self.squeeze, 200.0)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return a place in the picture."""
        return (lon - self.west) * self.scale, (self.north - lat) * self.scale / self.squeeze

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a place lies in the picture."""
        return 0 <= x <= _WIDTH and 0 <= y <= self.height

    def path(self, line: shapely.LineString) -> str:
        """Return a line as the data of a path."""
        places = [self.at(lon, lat) for lon, lat in shapely.get_coordinates(line)]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
