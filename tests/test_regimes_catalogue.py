"""The regimes that csbm carries, and what a regime file may hold."""

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from csbm.common.errors import InputError, UsageError
from csbm.regimes.catalogue import DATA, find_regime, read_regime, regime_json_schema, regimes
from csbm.regimes.schema import Regime
from csbm.regimes.vienna_document import paragraphs

PLAIN = """
id = "my-zone"
name = "A zone of my own"
kind = "proposal"
parties = ["BLR", "POL"]

[line]
text = "the border"
borders = ["BLR-POL"]

[verified]
existence = true
depth = true

[[bands]]
side = "BLR"
min_km = 12
max_km = 24

[[sources]]
title = "my own idea"
"""


def written(folder, text):
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_bundled_file_is_a_regime_named_by_its_id():
    files = sorted(DATA.glob("*.toml"))
    assert len(files) == 57
    assert [one.id for one in regimes()] == [file.stem for file in files]


def test_what_is_not_verified_is_not_drawn():
    for one in regimes():
        if not one.verified.depth:
            assert not one.drawable, one.id
        if "unverified" in one.depth_text or "not found" in one.depth_text:
            assert not one.verified.depth, one.id


def test_every_verified_depth_is_quoted_and_every_other_has_its_reason():
    for one in regimes():
        if one.verified.depth:
            assert one.quotation, one.id
            assert one.article, one.id
            assert one.binds, one.id
            assert not one.unverified_because, one.id
        else:
            assert one.unverified_because, one.id
        assert "general knowledge" not in one.model_dump_json().lower(), one.id


def test_a_depth_is_verified_only_where_every_quotation_was_found_by_a_second_reader():
    once = {one.id for one in regimes() if one.quotation and not one.read_twice}
    assert once == set()
    assert not any(find_regime(name).verified.depth for name in once)
    for one in regimes():
        if one.verified.depth:
            assert one.read_twice, one.id
        for quotation in one.quotation:
            assert not quotation.second_reader or quotation.second_reader >= quotation.read, one.id


def test_what_was_read_on_a_document_host_says_so():
    hosts = ("docslib", "fdocuments", "issuhub", "scribd", "studylib", "vdocuments")
    places = [place for one in regimes() for place in (*one.sources, *one.quotation)]
    places += [one.source for one in paragraphs() if one.source]
    held = [place for place in places if any(host in place.url for host in hosts)]
    assert len(held) > 5
    assert all("reprint on a document host" in place.title for place in held)


def test_no_source_is_one_that_nobody_can_cite():
    unfit = ("158.69.", "slideserve", "blogspot", "/tag/", "daily8")
    for one in regimes():
        for place in (*one.sources, *one.quotation):
            assert place.url.startswith("http"), (one.id, place.title)
            assert not any(word in place.url for word in unfit), (one.id, place.url)


def test_a_figure_of_a_verified_depth_stands_in_its_quotation_or_its_sources():
    """What is quoted names at least one of the depths, in figures or in words."""
    words = {"2": "two", "5": "five", "10": "ten"}
    for one in regimes():
        if not one.verified.depth:
            continue
        quoted = " ".join(quotation.text.lower() for quotation in one.quotation)
        named = {f"{band.max_km:g}" for band in one.stated_bands()}
        assert any(km in quoted or words.get(km, km) in quoted for km in named), one.id


def test_a_quotation_of_forty_words_is_refused():
    held = find_regime("irq-kwt-1991").model_dump()
    held["quotation"][0]["text"] = "word " * 40
    with pytest.raises(ValidationError, match="quotes 40 words"):
        Regime.model_validate(held)


@pytest.mark.parametrize(
    ("name", "bands"),
    [
        ("kor-armistice-1953", {("KOR", 2.0), ("PRK", 2.0)}),
        ("minsk-2014", {("UKR", 15.0), ("formations", 15.0)}),
        ("blr-pol-2025", {("BLR", 80.0), ("POL", 80.0)}),
        ("irq-kwt-1991", {("IRQ", 10.0), ("KWT", 5.0)}),
        ("kos-1999", {("SRB", 5.0), ("SRB", 25.0)}),
        # Total widths as the text has them; each side's depth is half.
        ("minsk2-2015", {(s, w) for s in ("UKR", "formations") for w in (50.0, 70.0, 140.0)}),
    ],
)
def test_depth_tables_are_those_of_the_sources(name, bands):
    assert {(band.side, band.max_km) for band in find_regime(name).bands} == bands


def test_an_id_is_found_in_any_case_and_a_wrong_one_gets_a_hint():
    assert find_regime(" KOR-CMA-2018 ").id == "kor-cma-2018"
    with pytest.raises(UsageError, match="did you mean kor-cma-2018"):
        find_regime("kor-cma-2019")


def test_a_file_of_ones_own_is_read_and_nothing_of_it_is_verified(tmp_path):
    file = written(tmp_path, PLAIN)
    own = find_regime(str(file))
    assert own.bands[0].min_km == 12.0
    assert own.drawable
    assert own.known == {"existence": False, "depth": False}
    assert own.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert find_regime("blr-pol-2025").known == {"existence": True, "depth": True}


def test_a_file_of_ones_own_may_not_take_a_bundled_id(tmp_path):
    file = written(tmp_path, PLAIN.replace("my-zone", "blr-pol-2025"))
    with pytest.raises(InputError, match="blr-pol-2025 is the id of a bundled regime"):
        find_regime(str(file))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('side = "BLR"', 'side = "LTU"', "a band of LTU, who is none of the parties"),
        ("max_km = 24", "max_km = 5", "bands.1: min_km 12 is not below max_km 5"),
        ("max_km = 24", "max_km = nan", "bands.1.max_km"),
        ("max_km = 24", 'max_km = "24"', "bands.1.max_km: Input should be a valid number"),
        ("max_km = 24", "depth = 24", "bands.1.depth: there is no such field"),
        ('id = "my-zone"', 'id = "../my zone"', "id: has signs that cannot be there"),
        ('name = "A zone', 'name = "A \\u001b[31m zone', "name: has signs that cannot be there"),
        ('borders = ["BLR-POL"]', "borders = []", "names no border"),
        ('borders = ["BLR-POL"]', 'borders = ["BLR-POL", "DEU-POL"]', "no band has a side of DEU"),
        ("[verified]", "[verified", "is no TOML"),
    ],
)
def test_a_file_with_a_fault_is_refused_in_one_line(tmp_path, old, new, told):
    assert old in PLAIN
    with pytest.raises(InputError) as refused:
        read_regime(written(tmp_path, PLAIN.replace(old, new)))
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_fault_of_a_file_is_named_at_once(tmp_path):
    text = PLAIN.replace('kind = "proposal"', 'kind = "idea"').replace("max_km = 24", "max_km = -1")
    with pytest.raises(InputError, match=r"kind: .*; bands\.1\.max_km: "):
        read_regime(written(tmp_path, text))


@pytest.mark.parametrize(
    "exclusion",
    [
        {"name": "half a disc", "lat": 1.0, "lon": 2.0},
        {"name": "both", "lat": 1.0, "lon": 2.0, "radius_km": 3.0, "polygon": [[0, 0]] * 3},
        {"name": "no area", "polygon": [[0, 0], [0, 0], [1, 1]]},
        {"name": "round the world", "polygon": [[0, -170], [0, 170], [1, 0]]},
        {"name": "nobody's", "lat": 1.0, "lon": 2.0, "radius_km": 3.0, "sides": ["LTU"]},
    ],
)
def test_a_carve_out_that_is_none_is_refused(exclusion):
    held = find_regime("blr-pol-2025").model_dump() | {"exclusions": [exclusion]}
    with pytest.raises(ValidationError):
        Regime.model_validate(held)


def test_the_schema_is_for_editors_and_speaks_of_every_field():
    schema = json.loads(regime_json_schema())
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert set(schema["properties"]) == set(Regime.model_fields)
    assert schema["additionalProperties"] is False


def test_the_notice_stands_beside_the_files():
    assert (Path(DATA) / "NOTICE.md").is_file()
