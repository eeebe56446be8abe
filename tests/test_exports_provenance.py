"""What every output carries."""

import json
from dataclasses import dataclass

import pytest

from csbm.exports.provenance import provenance, provenance_lines
from csbm.exports.tables import json_text
from csbm.units.bundled import bundled_units


@dataclass(frozen=True)
class Source:
    title: str = "OpenStreetMap"
    release: str = "2026a"
    licence: str = "ODbL-1.0"
    attribution: str = "© OpenStreetMap contributors"
    viewpoint: str = "as mapped on the ground"
    url: str = "https://www.openstreetmap.org"


@dataclass(frozen=True)
class Border:
    parties: tuple[str, str] = ("BLR", "POL")
    source: Source = Source()
    accuracy_m: float = 240.0
    accuracy_reason: str = "two releases agree to it"
    length_km: float = 419.7
    claimant: str | None = None
    name: str = "BLR-POL"
    title: str = "Belarus–Poland"
    groups: tuple[tuple[str, ...], ...] = (("BLR",), ("POL",))
    pieces: tuple[()] = ()


@dataclass(frozen=True)
class Band:
    side: str
    depth_km: float
    category: str = "all"
    min_km: float = 0.0


def carried() -> dict[str, object]:
    return provenance(
        border=Border(),
        bands=[Band("BLR", 80), Band("POL", 50, "aircraft", 10)],
        tripoint="round",
        tolerance_m=1.0,
        units_sources=bundled_units().attrs["sources"],
        extra={"as_of": "2026-01-01"},
    )


def test_it_carries_everything_in_a_fixed_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    content = carried()
    assert list(content) == [
        "made_by", "date", "border", "depths", "rules", "units", "as_of", "licence_line",
        "disclaimer",
    ]  # fmt: skip
    assert content["date"] == "2026-01-01"
    assert content["disclaimer"] == "Lines on this map are no statement on any legal claim."
    assert json.loads(json_text(content)) == json.loads(json.dumps(content))


def test_the_lines_name_source_licence_viewpoint_accuracy_and_the_hash_of_the_units() -> None:
    text = "\n".join(provenance_lines(carried()))
    digest = bundled_units().attrs["source"]["sha256"][:16]
    for expected in (
        "Border BLR-POL, 419.7 km: OpenStreetMap, release 2026a, ODbL-1.0",
        "© OpenStreetMap contributors; viewpoint: as mapped on the ground",
        "known to 240 m: two releases agree to it",
        "BLR 80 km; POL 10 to 50 km (aircraft)",
        "Tripoint rule, round",
        "Third states are not counted",
        "within 1 m of the true depth",
        digest,
        "as of: 2026-01-01",
    ):
        assert expected in text


def test_without_a_border_it_is_short() -> None:
    assert list(provenance()) == ["made_by", "date", "disclaimer"]
    assert len(provenance_lines(provenance())) == 2
