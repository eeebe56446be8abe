"""A comparison of depths as a picture: both sides' curves and their difference, for print too."""

import textwrap
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..common.errors import InputError
from ..common.files import written_whole
from .picture_steps import Steps
from .provenance import provenance_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..geo.analysis.comparison import Comparison

    Floats = NDArray[np.float64]

PICTURES: Final = ("svg", "png", "pdf")
CURVE_STEPS: Final = 100
"""How many steps a curve has that is drawn and whose step nobody gave."""
_SIZE_IN: Final = (11.7, 8.3)
_DOTS_PER_INCH: Final = 160
_FOOT_LETTERS: Final = 120
_FOOT_LINE_IN: Final = 0.107
_COLOURS: Final = ("#1c5a9c", "#c2571a")
_DASHES: Final = ("solid", (0, (5, 1.6)))
_MARKERS: Final = ("o", "s")
_INK: Final = "#222222"
_FAINT: Final = "#8a8a8a"
_SETTINGS: Final[dict[str, Any]] = {
    "text.parse_math": False,  # a '$' in a file's name is a dollar
    "svg.hashsalt": "csbm",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.edgecolor": _FAINT,
    "axes.labelcolor": _INK,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
    "figure.dpi": _DOTS_PER_INCH,
    "savefig.dpi": _DOTS_PER_INCH,
}


def for_picture(fmt: str, depths_km: Sequence[float], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to ask of `csbm.compare` so that a picture can be drawn of the answer.

    Parameters
    ----------
    fmt : str
        Where it is no picture, nothing is added.
    depths_km : sequence of float
        The depths compared, kilometres.
    options : mapping
        What the user asked for.

    Examples
    --------
    >>> for_picture("svg", [50, 80], {"step_km": None})
    {'step_km': 0.8, 'crossings': True, 'max_depth_km': None}
    """
    if fmt not in PICTURES or not depths_km:
        return dict(options)
    step = options.get("step_km") or max(depths_km) / CURVE_STEPS
    # All units: a list that ends before the largest depth would end the curves too.
    return {**options, "step_km": step, "crossings": True, "max_depth_km": None}


def write_picture(
    comparison: "Comparison", path: Path, fmt: str, provenance: Mapping[str, object]
) -> None:
    """Draw a comparison: cumulative units, areas, and the difference of the sides.

    Parameters
    ----------
    comparison : Comparison
        With its crossings and its curve.
    path : Path
        The file; written whole, the same bytes for the same comparison and date.
    fmt : {"svg", "png", "pdf"}
    provenance : mapping
        From `comparison_provenance`; stands under the picture.

    Raises
    ------
    InputError
        If matplotlib is not installed, or the file cannot be written.
    """
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise InputError(
            f"{path}: pictures need matplotlib; install it: pip install matplotlib"
        ) from error
    title = _title(comparison)
    with picture_settings(mpl), written_whole(path) as temporary:
        figure = _figure(comparison, title, provenance)
        figure.savefig(temporary, format=fmt, metadata=picture_metadata(fmt, title))


@contextmanager
def picture_settings(mpl: Any) -> Iterator[None]:  # noqa: ANN401  # the module, loaded late
    """Draw with our settings alone, whatever a user's matplotlibrc says."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def picture_metadata(fmt: str, title: str) -> dict[str, str | None]:
    """Return what the file says of itself: no date, and no program's version."""
    if fmt == "svg":
        return {"Title": title, "Creator": "csbm", "Date": None}
    if fmt == "pdf":
        return {"Title": title, "Creator": "csbm", "Producer": None, "CreationDate": None}
    return {"Title": title, "Software": None}


def _title(comparison: "Comparison") -> str:
    names = "–".join(_names(comparison))
    return f"{names}: depths compared, up to {comparison.depths[-1].depth_km:g} km"


def _names(comparison: "Comparison") -> list[str]:
    return [_plain(side) for side in comparison.border.title.split("–")]


def _plain(text: str) -> str:
    """Return a text without characters that cannot be drawn."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _figure(comparison: "Comparison", title: str, provenance: Mapping[str, object]) -> "Figure":
    from matplotlib.figure import Figure

    columns = _foot_columns(provenance)
    foot = (max(map(len, columns)) * _FOOT_LINE_IN + 0.2) / _SIZE_IN[1]
    figure = Figure(figsize=_SIZE_IN)
    figure.text(0.055, 0.965, title, fontsize=14, fontweight="bold", va="top")
    figure.text(0.055, 0.925, _reading(comparison), fontsize=8.5, va="top", color="#444444")
    for lines, left in zip(columns, (0.055, 0.525), strict=True):
        figure.text(
            left, foot, "\n".join(lines), fontsize=5.6, va="top", color="#555555", linespacing=1.25
        )
    grid = figure.add_gridspec(
        2,
        2,
        left=0.07,
        right=0.93,
        top=0.845,
        bottom=foot + 0.085,
        wspace=0.24,
        hspace=0.22,
        height_ratios=[1.45, 1],
    )
    panels = [[figure.add_subplot(grid[row, column]) for column in (0, 1)] for row in (0, 1)]
    for row in panels:
        for axes in row:
            _depth_axis(axes, comparison)
    for axes in panels[1]:
        axes.set_xlabel("depth, km from the shared border", fontsize=8)
    _units_panel(panels[0][0], comparison)
    _units_difference(panels[1][0], comparison)
    _area_panel(panels[0][1], comparison)
    _area_difference(panels[1][1], comparison)
    return figure


def _foot_columns(provenance: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """Return the provenance in small print: two columns of about the same height."""
    lines = [
        part
        for line in provenance_lines(provenance)
        for part in textwrap.wrap(_plain(line), _FOOT_LETTERS, subsequent_indent="    ") or [""]
    ]
    half = -(-len(lines) // 2)
    return lines[:half], lines[half:]


def _reading(comparison: "Comparison") -> str:
    assert comparison.curve is not None
    first, second = _names(comparison)
    error = float(comparison.curve.area_error_km2.max())
    said = (
        f"{first}: solid, circles. {second}: dashed, squares. "
        "A unit counts from the depth at which it is in; the shade spans what may be in besides."
        f"\nMarks are drawn zones; the area curves are good to {error:,.0f} km² or better (95 %)."
    )
    if comparison.jitter is not None:
        said += (
            f" Bars: 90 % of {comparison.jitter.draws:,} random displacements of units and border."
        )
    return said


def _depth_axis(axes: "Axes", comparison: "Comparison") -> None:
    greatest = comparison.depths[-1].depth_km
    axes.set_xlim(0, greatest)
    axes.tick_params(labelsize=8, length=3)
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)
    for depth in comparison.depths[:-1]:
        axes.axvline(depth.depth_km, color="#d9d9d9", linewidth=0.7, zorder=0)


def _units_panel(axes: "Axes", comparison: "Comparison") -> None:
    told = [f"{side} {word}" for side, word in comparison.uncounted.items()]
    axes.set_title("; ".join(["Units inside, counted from the border", *told]))
    greatest = comparison.depths[-1].depth_km
    ends = []
    for number in range(2):
        if comparison.depths[0].totals[number].uncounted:
            ends.append(0.0)
            continue
        steps = Steps.of(comparison, number)
        depth, least, most = steps.along(greatest)
        axes.fill_between(
            depth, least, most, step="post", color=_COLOURS[number], alpha=0.16, linewidth=0
        )
        _line(axes, number, depth, least, drawstyle="steps-post")
        ends.append(float(least[-1]))
        _bars(axes, comparison, number)
    axes.set_ylim(0, None)
    _end_labels(
        axes,
        comparison,
        ends,
        [
            "?" if side.uncounted else f"{end:.0f}"
            for side, end in zip(comparison.depths[0].totals, ends, strict=True)
        ],
    )


def _bars(axes: "Axes", comparison: "Comparison", number: int) -> None:
    if comparison.jitter is None:
        return
    greatest = comparison.depths[-1].depth_km
    aside = (-0.004 if number == 0 else 0.004) * greatest
    for count in comparison.jitter.counts:
        if count.side == comparison.groups[number]:
            axes.plot(
                [min(count.depth_km + aside, greatest)] * 2,
                [count.low, count.high],
                color=_INK if number == 0 else _COLOURS[number],
                linewidth=2.2,
                solid_capstyle="butt",
                clip_on=False,
                zorder=4,
            )


def _units_difference(axes: "Axes", comparison: "Comparison") -> None:
    first, second = comparison.groups
    axes.set_title(f"Balance of units: {second} − {first}")
    if comparison.uncounted:
        words = "; ".join(f"{side}: {word}" for side, word in comparison.uncounted.items())
        axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", color=_INK)
        return
    greatest = comparison.depths[-1].depth_km
    sides = [Steps.of(comparison, number) for number in range(2)]
    depth = np.unique(np.concatenate([side.edges(greatest) for side in sides]))
    one, two = (side.at(depth) for side in sides)
    axes.fill_between(
        depth, two[0] - one[1], two[1] - one[0], step="post", color=_INK, alpha=0.12, linewidth=0
    )
    axes.plot(depth, two[0] - one[0], color=_INK, linewidth=1.5, drawstyle="steps-post")
    _even(axes, f"more in {second} ↑", f"more in {first} ↓")


def _area_panel(axes: "Axes", comparison: "Comparison") -> None:
    curve = comparison.curve
    assert curve is not None
    axes.set_title("Area of the zone, 1,000 km²")
    ends = []
    areas, errors = (curve.by_group(one) for one in (curve.area_km2, curve.area_error_km2))
    for number in range(2):
        area, error = areas[:, number] / 1000, errors[:, number] / 1000
        axes.fill_between(
            curve.depths_km, area - error, area + error, color=_COLOURS[number], alpha=0.25, lw=0
        )
        _line(axes, number, curve.depths_km, area)
        axes.plot(
            [depth.depth_km for depth in comparison.depths],
            [depth.totals[number].area_km2 / 1000 for depth in comparison.depths],
            linestyle="none",
            marker=_MARKERS[number],
            markersize=4,
            markerfacecolor="white",
            markeredgecolor=_COLOURS[number],
            clip_on=False,
            zorder=5,
        )
        ends.append(comparison.depths[-1].totals[number].area_km2 / 1000)
    axes.set_ylim(0, None)
    _end_labels(axes, comparison, ends, [f"{end:,.1f}" for end in ends])


def _area_difference(axes: "Axes", comparison: "Comparison") -> None:
    curve = comparison.curve
    assert curve is not None
    first, second = comparison.groups
    axes.set_title(f"Balance of area: {second} − {first}, 1,000 km²")
    areas = curve.by_group(curve.area_km2)
    gap = (areas[:, 1] - areas[:, 0]) / 1000
    error = curve.area_error_km2.sum(axis=1) / 1000
    axes.fill_between(curve.depths_km, gap - error, gap + error, color=_INK, alpha=0.18, lw=0)
    axes.plot(curve.depths_km, gap, color=_INK, linewidth=1.5)
    for depth in comparison.depths:
        value = depth.area_difference_km2 / 1000
        axes.plot(
            depth.depth_km,
            value,
            marker="D",
            markersize=3.5,
            markerfacecolor="white",
            markeredgecolor=_INK,
            clip_on=False,
            zorder=5,
        )
        axes.annotate(
            f"{depth.area_ratio:.2f} : 1",
            (depth.depth_km, value),
            xytext=(-6, 5),
            textcoords="offset points",
            fontsize=7,
            ha="right",
        )
    _even(axes, f"more in {second} ↑", f"more in {first} ↓")


def _even(axes: "Axes", above: str, below: str) -> None:
    """Draw the line of balance, and say what lies on either side of it."""
    low, high = axes.get_ylim()
    room = 0.12 * (high - low)
    low, high = min(low, -room), max(high + 0.5 * room, room)
    axes.set_ylim(low, high)
    axes.axhline(0, color=_INK, linewidth=0.9, linestyle=(0, (1, 2)))
    left, right = (0.012, 0.96, above, "left", "top"), (0.988, 0.04, below, "right", "bottom")
    for across, up, words, across_from, up_from in (left, right):
        axes.text(
            across,
            up,
            words,
            transform=axes.transAxes,
            fontsize=7.5,
            ha=across_from,
            va=up_from,
            color="#666666",
        )


def _line(axes: "Axes", number: int, x: "Floats", y: "Floats", **more: Any) -> None:  # noqa: ANN401
    axes.plot(
        x, y, color=_COLOURS[number], linestyle=_DASHES[number], linewidth=1.7, zorder=3, **more
    )


def _end_labels(
    axes: "Axes", comparison: "Comparison", ends: Sequence[float], values: Sequence[str]
) -> None:
    """Write each side's name and value beside the end of its line, apart where they would meet."""
    low, high = axes.get_ylim()
    room = 0.11 * (high - low)
    places = list(ends)
    upper = int(ends[1] >= ends[0])
    lack = room - (places[upper] - places[1 - upper])
    if lack > 0:
        places[upper] += lack / 2
        places[1 - upper] = max(places[upper] - room, low)
    for number, party in enumerate(comparison.groups):
        axes.annotate(
            f"{party}\n{values[number]}",
            (comparison.depths[-1].depth_km, places[number]),
            xytext=(8, 0),
            textcoords="offset points",
            color=_COLOURS[number],
            fontsize=8.5,
            fontweight="bold",
            va="center",
            linespacing=1.15,
            annotation_clip=False,
        )
