"""Measure how cost grows with points, vertices and tolerance; draw it. CPU time, medians.

python benchmarks/slopes.py --plot docs/pictures/measure-cost.png
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

from csbm.geo.measure.buffer import geodesic_buffer
from csbm.geo.measure.ellipsoid import GEOD
from csbm.geo.measure.geodesic import LineIndex

from workload import Floats, around, cpu_s, line_of

Series = tuple[list[float], list[float]]


def finer(line: Floats, parts: int) -> Floats:
    """Return the same line with each edge cut into equal geodesic parts."""
    start, end = line[:-1], line[1:]
    azimuth, _, length = GEOD.inv(*start.T, *end.T)
    step = np.arange(parts)
    lon, lat, _ = GEOD.fwd(
        np.repeat(start[:, 0], parts),
        np.repeat(start[:, 1], parts),
        np.repeat(azimuth, parts),
        (length[:, None] / parts * step).ravel(),
    )
    return np.vstack([np.stack([lon, lat], axis=-1), line[-1:]])


def measured(cases: dict[float, Callable[[], object]]) -> Series:
    """Return the sizes and the median CPU times."""
    for work in cases.values():
        work()
    times = {size: cpu_s(work, rounds=3) for size, work in cases.items()}
    return list(times), list(times.values())


def slope(series: Series) -> float:
    """Return the slope of the straight line through the logarithms."""
    return float(np.polyfit(np.log(series[0]), np.log(series[1]), 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    index = line_of("BLR-POL")
    line = index.lines[0]
    lon, lat = around(index, 1_000_000).T.copy()
    thinned = {len(line[::k]): LineIndex([line[::k]]) for k in (64, 16, 4, 1)}
    denser = {len(line) * k: LineIndex([finer(line, k)]) for k in (4, 16, 64)}
    lines = {**thinned, **denser}
    few = lon[:100_000], lat[:100_000]
    found = {
        "distances: points": measured(
            {
                n: lambda n=n: index.nearest(lon[:n], lat[:n])
                for n in (1_000, 10_000, 100_000, 1_000_000)
            }
        ),
        "100,000 distances: vertices": measured(
            {n: lambda i=i: i.nearest(*few) for n, i in lines.items()}
        ),
        "zone at 1 m, 80 km: vertices": measured(
            {n: lambda i=i: geodesic_buffer(i, 80e3, tolerance_m=1.0) for n, i in lines.items()}
        ),
        "zone at 80 km: 1 / tolerance, 1/m": measured(
            {
                1 / t: lambda t=t: geodesic_buffer(index, 80e3, tolerance_m=t)
                for t in (100.0, 10.0, 1.0, 0.1, 0.01)
            }
        ),
        "zone at 1 m: depth, km": measured(
            {
                d: lambda d=d: geodesic_buffer(index, d * 1e3, tolerance_m=1.0)
                for d in (1.0, 5.0, 20.0, 80.0, 200.0, 500.0, 2000.0)
            }
        ),
    }
    print("| cost against | " + "sizes | CPU s | slope |\n|---|---|---|---|")
    for name, (sizes, times) in found.items():
        print(
            f"| {name} | {', '.join(f'{s:,.6g}' for s in sizes)} | "
            f"{', '.join(f'{t:.3f}' for t in times)} | {slope((sizes, times)):.2f} |"
        )
    if asked.plot:
        drawn(found, asked.plot)


def drawn(found: dict[str, Series], path: Path) -> None:
    """Draw every series, logarithmic both ways."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, len(found), figsize=(3.1 * len(found), 3.0), sharey=True)
    for axis, (name, (sizes, times)) in zip(axes, found.items(), strict=True):
        axis.loglog(sizes, times, "o-", color="#1b5e91", linewidth=1.5, markersize=4)
        title, _, label = name.partition(": ")
        axis.set_title(f"{title}\nslope {slope((sizes, times)):.2f}", fontsize=9)
        axis.set_xlabel(label, fontsize=9)
        axis.grid(visible=True, which="major", color="#d0d0d0", linewidth=0.6)
        axis.tick_params(labelsize=8)
    axes[0].set_ylabel("CPU seconds", fontsize=9)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130, metadata={"Software": None})


if __name__ == "__main__":
    main()
