"""``csbm compare -o page.html``: the page of a comparison."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .progress import progress

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from ..geo.analysis.comparison import Comparison


def write_comparison_page(
    comparison: "Comparison",
    units: "GeoDataFrame",
    path: Path,
    carried: Mapping[str, object],
    *,
    third_states: bool,
    balance_sheet: bool,
) -> None:
    """Write the page that opens at the depths compared; what else was asked for, as text."""
    from ..exports import delivery
    from ..exports.comparison import comparison_text
    from ..maps.assembly import compared_depths, comparison_page_content
    from ..maps.page import render_page

    border = comparison.border
    names = border.title
    depths = compared_depths(comparison)
    told = ", ".join(f"{depth:g}" for depth in depths)
    text = comparison_text(
        comparison,
        "table",
        carried,
        third_states=third_states,
        balance_sheet=balance_sheet,
        path=path,
    )
    with progress(depths, "zones") as stepped:
        content = comparison_page_content(
            comparison,
            units,
            third_states=third_states,
            title=f"{names}: {told} km compared",
            provenance=carried,
            text=text,
            progress=stepped,
        )
    delivery.write_answer(render_page(content), path)
