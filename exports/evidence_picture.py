"""A border as a picture, coloured by how well each stretch of it is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ..boundaries.evidence import CLASSES
from ..common.errors import InputError, UsageError
from ..common.files import written_whole
from .picture import picture_metadata, picture_settings
from .provenance import DISCLAIMER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..boundaries.border import Border
    from ..boundaries.evidence import LineEvidence

__all__ = ["write_evidence_picture"]

_FORMATS: Final = ("svg", "png", "pdf")
_STEPS_M: Final = (100.0, 300.0, 1000.0)
_COLOURS: Final = ("#2b8a5f", "#8aa12c", "#e09b1a", "#c33d2c", "#8a4fb0")
_WORDS: Final = (
    "up to 100 m",
    "up to 300 m",
    "up to 1 km",
    "more than 1 km",
    "beside disputed land",
)


def write_evidence_picture(border: "Border", evidence: "LineEvidence", path: Path) -> None:
    """Draw a border: its course, and below it the radius along it.

    Parameters
    ----------
    border : Border
    evidence : LineEvidence
        Of its line.
    path : Path
        SVG, PNG or PDF by its ending; written whole, the same bytes for the same border.

    Raises
    ------
    UsageError
        If the ending is no picture's.
    InputError
        If matplotlib is not installed, or the file cannot be written.
    """
    fmt = path.suffix.lstrip(".").lower()
    if fmt not in _FORMATS:
        raise UsageError(f"--picture {path}: name it .svg, .png or .pdf")
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise InputError(
            f"{path}: pictures need matplotlib; install it: pip install matplotlib"
        ) from error
    title = f"{border.title}: how well each stretch is known"
    with picture_settings(mpl), written_whole(path) as temporary:
        figure = _figure(border, evidence, title)
        figure.savefig(temporary, format=fmt, metadata=picture_metadata(fmt, title))


def _figure(border: "Border", evidence: "LineEvidence", title: str) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.3, 10.5))
    course, along = figure.subplots(
        2, 1, gridspec_kw={"height_ratios": (3.2, 1), "hspace": 0.16, "top": 0.94, "bottom": 0.12}
    )
    figure.suptitle(title, x=0.125, ha="left", fontsize=12, fontweight="bold")
    kinds = np.where(
        evidence.grade == "E", len(_STEPS_M) + 1, np.searchsorted(_STEPS_M, evidence.bound_m)
    )
    _course(course, evidence, kinds)
    _along(along, evidence, kinds)
    classes = "; ".join(
        f"{grade} {km:,.0f} km: {CLASSES[grade]}" for grade, km in evidence.km_by_class().items()
    )
    source = border.source
    foot = f"{source.title}, {source.release}; {source.attribution}. {DISCLAIMER}"
    figure.text(0.125, 0.068, _wrapped(classes), fontsize=6.5, va="top", color="#555555")
    figure.text(0.125, 0.022, _wrapped(foot), fontsize=6.5, va="top", color="#555555")
    return figure


def _wrapped(text: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, 128))


def _course(axes: "Axes", evidence: "LineEvidence", kinds: Any) -> None:  # noqa: ANN401  # an array of int
    """Draw the line on a plain map, a degree of longitude as long as it is in the middle."""
    seen: set[int] = set()
    order = np.argsort(kinds, kind="stable").tolist()
    for number in order:
        kind = int(kinds[number])
        xy = evidence.coordinates(number)
        label = None if kind in seen else _WORDS[kind]
        seen.add(kind)
        wide = 1.6 + 0.5 * min(kind, 3)
        axes.plot(xy[:, 0], xy[:, 1], color=_COLOURS[kind], lw=wide, label=label)
    lat = float(np.mean([line[:, 1].mean() for line in evidence.lines]))
    axes.set_aspect(1 / np.cos(np.radians(lat)), adjustable="datalim")
    axes.legend(title="95 % radius", loc="best", frameon=False)
    axes.set_xlabel("longitude, degrees")
    axes.set_ylabel("latitude, degrees")


def _along(axes: "Axes", evidence: "LineEvidence", kinds: Any) -> None:  # noqa: ANN401  # an array of int
    """Draw the radius along the line."""
    for number in range(len(evidence)):
        span = [float(evidence.from_km[number]), float(evidence.to_km[number])]
        bound = float(evidence.bound_m[number])
        axes.fill_between(span, [10.0, 10.0], [bound, bound], color=_COLOURS[int(kinds[number])])
    axes.set_yscale("log")
    axes.set_ylim(bottom=10)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlim(0, float(evidence.to_km[-1]))
    axes.set_xlabel("km along the line")
    axes.set_ylabel("95 % radius, m")
