"""Each border shows its own disputed land, and of no other's, in words that take no side."""

import json
import re

import pytest
import shapely
from sweeps import sweep

from csbm import bundled_units
from csbm.boundaries.border import Border
from csbm.boundaries.catalogue import catalogue
from csbm.boundaries.disputes import pieces, pieces_of, reading
from csbm.boundaries.outlines import outline_of
from csbm.boundaries.viewpoints import GENERAL
from csbm.common.errors import UsageError
from csbm.exports.provenance import provenance, provenance_lines
from csbm.geo.zones.zone import inspection_zone
from csbm.maps.assembly import zone_page_content
from csbm.maps.document import document

from command import csbm

#: Words of which a border's outputs show one only if an entry of its own has it.
MARKS = {piece.id: piece.name for piece in pieces()}
NAMES = {"-".join(entry.parties) for entry in catalogue()}


@pytest.mark.parametrize(
    "entry", sweep(catalogue(), *catalogue()[::12]), ids=lambda entry: "-".join(entry.parties)
)
def test_a_border_shows_its_own_entries_and_no_others(entry):
    border = Border.between(*entry.parties)
    own = {piece.id for piece in border.disputes}
    view = border.source.viewpoint
    lines = "\n".join(provenance_lines(provenance(border=border)))
    carried = provenance(border=border)["border"]
    assert view.startswith(GENERAL)
    for key, name in MARKS.items():
        assert (f"{name}: " in view) == (key in own)
        assert (f"ed: {name}: administered by" in lines) == (key in own)
    told = [piece["piece"] for piece in carried.get("disputed_pieces", [])]
    assert told == [piece.name for piece in border.disputes]
    assert ("count with both edges" in view) == (entry.disputed_km >= 0.05)


@pytest.mark.parametrize("pair", ["GEO-RUS", "ISR-SYR", "RUS-UKR", "BLR-POL", "SDN-SSD"])
def test_the_second_source_tells_of_its_own_land_only(pair):
    view = Border.between(*pair.split("-"), source="natural-earth").source.viewpoint
    own = {piece.name for piece in pieces_of([pair]) if piece.second}
    assert {piece.name for piece in pieces() if f"{piece.name}: " in view} == own
    assert "Crimea" not in view or pair == "RUS-UKR"


@pytest.mark.parametrize("piece", pieces(), ids=lambda piece: piece.id)
def test_an_entry_is_whole_and_its_words_take_no_side(piece):
    assert set(piece.borders) <= NAMES
    assert piece.borders or piece.no_line
    assert not set(piece.no_line) & NAMES
    for key in (*piece.sources, *piece.un_sources):
        source = reading(key)
        assert source.url.startswith("http")
        assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", source.date)
    assert (
        bool(piece.un) == bool(piece.un_document) == bool(piece.un_date) == bool(piece.un_sources)
    )
    assert not piece.un or re.fullmatch(r"\d{4}-\d{2}-\d{2}", piece.un_date)
    assert piece.un or "United Nations: none found" in piece.words
    words = f"{piece.words} {piece.drawn}".lower()
    for loaded in (
        "illegal",
        "occupied by",
        "so-called",
        "regime",
        "separatist",
        "liberat",
        "rightful",
    ):
        assert loaded not in words
    # A border's words are joined with "; " and taken apart by it.
    assert ";" not in piece.drawn
    holders = {piece.holder.de_facto, piece.holder.un, *piece.holder.claims} - {""}
    codes = {code for name in NAMES for code in name.split("-")} | {"CYP"}
    assert holders <= codes


@pytest.mark.parametrize("piece", [p for p in pieces() if p.shape], ids=lambda piece: piece.id)
def test_the_borders_of_a_piece_touch_its_outline(piece):
    """Of a bundled outline: every border that the entry names comes within 12 km of it."""
    border = Border.between(*piece.borders[0].split("-"))
    outline = outline_of(piece, border.atlas)
    assert outline is not None
    assert outline.is_valid
    for name in piece.borders:
        line = Border.between(*name.split("-")).line
        assert shapely.distance(line, outline) < 0.11, name


def test_the_entries_that_the_field_asks_for_are_there():
    asked = {
        "RUS-UKR": "crimea", "ISR-SYR": "golan", "ESH-MAR": "western-sahara",
        "ISR-PSE": "east-jerusalem", "EGY-PSE": "gaza", "IND-PAK": "siachen",
        "CHN-IND": "aksai-chin", "BTN-CHN": "doklam", "GEO-RUS": "abkhazia",
        "ARM-AZE": "armenia-azerbaijan-enclaves", "KEN-SSD": "ilemi", "ETH-SDN": "al-fashaga",
        "ERI-ETH": "badme", "EGY-SDN": "bir-tawil", "SDN-SSD": "abyei", "MDA-UKR": "transnistria",
        "SRB-XKX": "kosovo", "GUY-VEN": "essequibo", "KOR-PRK": "korean-line",
        "CYP-TUR": "northern-cyprus", "DEU-LUX": "german-luxembourg",
    }  # fmt: skip
    for border, key in asked.items():
        assert key in {piece.id for piece in pieces_of([border])}
    assert "Abkhazia: administered by its own authorities" in " ".join(
        piece.words for piece in pieces_of(["GEO-RUS"])
    )


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("FRA", "BRA", "BRA-GUF"),
        ("SUR", "FRA", "GUF-SUR"),
        ("TUR", "CYP", "--border FILE.*Northern Cyprus: administered by"),
        ("GBR", "CYP", "--border FILE"),
    ],
)
def test_a_missing_pair_leads_somewhere(one, other, words):
    with pytest.raises(UsageError, match=words):
        Border.between(one, other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Georgia-Abkhazia", "an entry of GEO-RUS"),
        ("CYP-Northern Cyprus", "an entry of CYP-TUR"),
        ("MDA-Transnistria", "--border FILE --parties"),
    ],
)
def test_a_party_that_is_no_state_leads_to_its_entry_and_to_a_file(text, words):
    ran = csbm("borders", text)
    assert ran.code == 2
    assert words in ran.err
    assert "csbm lines" in ran.err


def test_the_page_shows_a_border_s_own_entries():
    units = bundled_units()
    for pair, name in (("GEO-RUS", "Abkhazia"), ("BLR-LVA", "")):
        zone = inspection_zone(Border.between(*pair.split("-")), 2, tolerance_m=200)
        content = zone_page_content(
            zone,
            units,
            third_states=False,
            title=pair,
            provenance=provenance(border=zone.border),
        )
        told = document(content)
        shown = json.dumps(told["border"]["disputes"]) + json.dumps(told["provenance"])
        assert (f"{name}: administered by" in shown) == bool(name)
        others = [p.name for p in pieces() if p.name not in {q.name for q in zone.border.disputes}]
        assert not [one for one in others if f"{one}: administered" in shown]
        # The layer: every kilometre of the line in one of five colours.
        assert len(told["border"]["known"]) == 5
        assert sum(map(len, told["border"]["known"])) > 0
        assert told["border"]["known_m"] == zone.border.evidence.share_radius_m()


def test_the_brief_shows_a_border_s_own_entries(tmp_path):
    ran = csbm("brief", "GEO-RUS", "--depth", "2", "-o", tmp_path / "brief.md")
    assert ran.code == 0, ran.err
    text = (tmp_path / "brief.md").read_text("utf-8")
    assert "Abkhazia: administered by its own authorities" in text
    assert "Crimea" not in text
