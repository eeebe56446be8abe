"""The document: each form is read back, and its figures are those of the commands."""

import hashlib
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from sweeps import sweep

from csbm.boundaries.evidence import CLASSES
from csbm.brief.document import Cell, Document, Heading, Paragraph, Table, side_by_side
from csbm.brief.writers import FORMS
from csbm.common.errors import UsageError
from csbm.exports.provenance import DISCLAIMER
from csbm.words.language import Words, languages_of
from csbm.words.languages import LANGUAGES
from csbm.words.named import GRADES

from catalogues import asked, texts_in
from command import csbm as run

LINES = {"pair": ("BLR-POL",), "rim": ("BLR-all", "--except", "RUS"), "korea": ("KOR-PRK",)}
EN = Words("en")


@pytest.fixture(scope="module", params=sweep(LINES, "pair"))
def made(request, tmp_path_factory):
    """Make all four forms of a line from one model, and ask the commands the same."""
    from csbm.brief.compose import composed
    from csbm.brief.facts import gathered_facts
    from csbm.case.request import BorderRequest, ZoneRequest, resolve_units, resolve_zone
    from csbm.units.sources import UnitSources

    words = LINES[request.param]
    without = words[2] if len(words) > 1 else None
    zone = resolve_zone(ZoneRequest(border=BorderRequest(text=words[0], without=without))).zone
    units = resolve_units(UnitSources(), parties=zone.border.parties).units
    facts = gathered_facts(zone, units, provenance={}, command="csbm brief")
    document = composed(facts, EN)
    return {
        "forms": {form: write(document) for form, write in FORMS.items()},
        "units": json.loads(run("units", *words, "--format", "json").out),
        "compare": json.loads(run("compare", *words, "--format", "json").out),
        "facts": facts,
        "line": request.param,
    }


class _Tables(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self.rows[-1].append(self.cell)
            self.cell = None


def rows_of(form, data):
    """Return the rows of all tables of a document; of a PDF its lines, for it has no tables."""
    if form == "html":
        parser = _Tables()
        parser.feed(data.decode())
        return parser.rows
    if form == "md":
        lines = [line for line in data.decode().splitlines() if line.startswith("| ")]
        cells = [re.split(r"(?<!\\) \| ", line[2:].removesuffix(" |")) for line in lines]
        return [[re.sub(r"\\(.)", r"\1", cell) for cell in row] for row in cells]
    if form == "docx":
        held = docx.Document(io.BytesIO(data))
        every = held.element.body.iter(qn("w:tbl"))  # a dossier's facts stand in a table
        tables = [DocxTable(one, held) for one in every]
        return [
            ["".join(p.text for p in cell.paragraphs) for cell in row.cells]
            for table in tables
            for row in table.rows
        ]
    return [re.split(r"\s+", line) for line in pdf_text(data).splitlines()]


def pdf_text(data):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def holds(form, rows, wanted):
    """Tell whether there is a row of these cells; in a PDF, a line of their words."""
    if form != "pdf":
        return list(wanted) in [row[: len(wanted)] for row in rows]
    words = " ".join(wanted).split()
    if wanted[-1][-1:] in {")", "y", "d"}:  # words, which the setting of lines may part
        return squeezed("".join(words)) in squeezed("".join(word for row in rows for word in row))
    flat = [word for row in rows for word in row]
    return any(flat[at : at + len(words)] == words for at in range(len(flat)))


def squeezed(text):
    """Return a text without what the setting of lines adds or takes: blanks and hyphens."""
    return re.sub(r"[\s\xad‐-]", "", text)


@pytest.mark.parametrize("form", FORMS)
def test_areas_and_counts_by_side_are_those_of_compare(made, form):
    rows = rows_of(form, made["forms"][form])
    depth = next(one for one in made["compare"]["depths"] if one["depth_km"] == 80)
    assert len(depth["sides"]) >= 2
    for side, told in depth["sides"].items():
        areas = [told["area_km2"], told["perpendicular_area_km2"]]
        wanted = [EN.state(side), *(f"{area:,.0f}" for area in areas)]
        if told["units_in"] is None:
            wanted += [told["units_not_counted"]]
        else:
            wanted += [str(told["units_in"]), str(told["units_indeterminate"])]
        assert holds(form, rows, wanted), wanted


@pytest.mark.parametrize("form", FORMS)
def test_other_depths_are_those_of_compare(made, form):
    rows = rows_of(form, made["forms"][form])
    for depth in made["compare"]["depths"]:
        for number, (side, told) in enumerate(depth["sides"].items()):
            counted = told["units_in"] is not None
            wanted = [
                *([f"{depth['depth_km']:g}"] if not number else [""]),
                EN.state(side),
                f"{told['area_km2']:,.0f}",
                f"{told['share_of_land'] * 100:.1f}",
                str(told["units_in"]) if counted else told["units_not_counted"],
                *([str(told["units_indeterminate"])] if counted else []),
            ]
            assert holds(form, rows, wanted), wanted


def listed_rows(rows):
    """Return the rows of the list of units: name, place, side, distance, status."""
    return [row for row in rows if len(row) == 5 and re.search(r"\d ± \d|unknown", row[3])]


@pytest.mark.parametrize("form", [form for form in FORMS if form != "pdf"])
def test_every_unit_stands_as_csbm_units_lists_it(made, form):
    told = listed_rows(rows_of(form, made["forms"][form]))
    units = made["units"]
    assert len(told) == len(units)
    assert len(units) > 50 or made["line"] == "korea"
    for row, unit in zip(told, units, strict=True):
        assert row[0].startswith(" ".join(unit["name"].split()))
        assert row[2] == EN.state(unit["side"])
        assert row[4] == {"in": "inside"}.get(unit["status"], unit["status"])
        doubt_km = (unit["position_accuracy_m"] + made["facts"].zone.border.accuracy_m) / 1000
        assert row[3] == EN.kilometres(unit["distance_km"], doubt_km)
        shown = float(row[3].split(" ± ")[0].replace(",", ""))
        assert abs(shown - unit["distance_km"]) <= min(0.5, doubt_km)


def test_every_unit_is_in_the_pdf(made):
    flat = squeezed(pdf_text(made["forms"]["pdf"]))
    for unit in made["units"]:
        assert squeezed(unit["name"]) in flat, unit["name"]
        doubt_km = (unit["position_accuracy_m"] + made["facts"].zone.border.accuracy_m) / 1000
        status = {"in": "inside"}.get(unit["status"], unit["status"])
        shown = EN.kilometres(unit["distance_km"], doubt_km)
        assert squeezed(f"{EN.state(unit['side'])}{shown}{status}") in flat, unit["name"]


@pytest.mark.parametrize("form", FORMS)
def test_each_borderline_unit_has_its_dossier_and_each_list_its_hash(made, form):
    data = made["forms"][form]
    text = (
        pdf_text(data)
        if form == "pdf"
        else "\n".join(cell for row in rows_of(form, data) for cell in row)
    )
    open_ = [unit for unit in made["units"] if unit["status"] == "indeterminate"]
    assert len(made["facts"].borderline) == len(open_)
    assert open_ or made["line"] == "korea"
    assert squeezed(text).count("Chancethatitisinside") == len(open_)
    for source in made["facts"].sources:
        assert source["sha256"] in text.replace("\n", "")


def footnotes_of(raw):
    """Return the texts of a DOCX file's footnotes by their number."""
    held = zipfile.ZipFile(io.BytesIO(raw))
    if "word/footnotes.xml" not in held.namelist():
        return {}
    root = ET.fromstring(held.read("word/footnotes.xml"))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return {
        int(one.get(f"{name}id")): "".join(node.text or "" for node in one.iter(f"{name}t"))
        for one in root.iter(f"{name}footnote")
        if int(one.get(f"{name}id")) > 0
    }


def test_the_docx_has_true_footnotes_each_marked_once_and_then_by_its_number(made):
    raw = made["forms"]["docx"]
    notes = footnotes_of(raw)
    xml = docx.Document(io.BytesIO(raw)).element.xml
    marked = [int(number) for number in re.findall(r'<w:footnoteReference w:id="(\d+)"', xml)]
    assert marked == sorted(notes) == list(range(1, len(notes) + 1))
    again = {int(number) for number in re.findall(r"NOTEREF note_(\d+)", xml)}
    assert again <= set(marked)
    assert again or made["line"] == "korea"
    for number in again:
        assert f'w:name="note_{number}"' in xml


@pytest.mark.parametrize("form", FORMS)
def test_every_source_is_a_numbered_note_with_its_day(made, form):
    data = made["forms"][form]
    plain = {
        "pdf": pdf_text,
        "docx": lambda raw: "\n".join(footnotes_of(raw).values()),
    }.get(form, bytes.decode)(data)
    flat = squeezed(re.sub(r"&amp;|&|\\\\", "", plain))
    for unit in made["units"]:
        assert squeezed(unit["source_url"].replace("&", "")) in flat, unit["id"]
        assert squeezed(EN.day(unit["source_date"])) in flat, unit["id"]


def test_the_same_answer_gives_the_same_bytes(made):
    from csbm.brief.compose import composed

    again = composed(made["facts"], EN)
    for form, write in FORMS.items():
        first, second = (
            hashlib.sha256(data).hexdigest() for data in (made["forms"][form], write(again))
        )
        assert first == second, form


def test_the_docx_has_styles_captions_contents_and_alt_texts(made):
    held = docx.Document(io.BytesIO(made["forms"]["docx"]))
    styles = [paragraph.style.name for paragraph in held.paragraphs]
    assert styles.count("Heading 1") >= 7
    assert styles.count("Caption") >= 5
    xml = held.element.xml
    assert 'TOC \\o "1-2"' in xml
    assert "SEQ Table" in xml
    pictures = re.findall(r"<wp:docPr [^>]*>", xml)
    assert len(pictures) == 2 + len(made["facts"].borderline)
    assert all('descr="' in one for one in pictures)


def test_the_pdf_is_of_two_to_forty_pages_and_tagged(made):
    reader = pypdf.PdfReader(io.BytesIO(made["forms"]["pdf"]))
    assert 2 <= len(reader.pages) <= 40
    assert "/StructTreeRoot" in reader.trailer["/Root"]


HOSTILE = '#panic("x") $x$ <b>&amp;</b> | *a* `b` [c](d) {{e}} \\f @g =1+1 \x1b[2J'


@pytest.mark.parametrize("form", FORMS)
def test_a_text_from_a_file_is_a_text_in_every_form(form):
    table = Table("t", ("Unit",), ((Cell(HOSTILE),),))
    blocks = (Heading(HOSTILE), Paragraph(HOSTILE), table)
    data = FORMS[form](Document(HOSTILE, "", "en", "Table", "Figure", "", blocks))
    text = " ".join(cell for row in rows_of(form, data) for cell in row)
    plain = text.replace(" ", "").replace("\x1b", "")
    assert '#panic("x")$x$<b>&amp;</b>|*a*`b`[c](d){{e}}\\f@g=1+1' in plain
    if form == "html":
        assert b"<b>" not in data


# -- languages ---------------------------------------------------------------------------------
OTHERS = [language for language in LANGUAGES if language != "en"]


def english_texts():
    return [text for one in asked() for text in (one.text, one.many) if text]


@pytest.mark.parametrize("language", sweep(["pl", "ru"], "pl"))
def test_a_document_in_another_language_has_the_same_figures(made, language):
    from csbm.brief.compose import composed

    words = Words(language)
    rows = rows_of("docx", FORMS["docx"](composed(made["facts"], words)))
    depth = next(one for one in made["compare"]["depths"] if one["depth_km"] == 80)
    for side, told in depth["sides"].items():
        areas = [told["area_km2"], told["perpendicular_area_km2"]]
        wanted = [words.state(side), *map(words.number, areas)]
        if told["units_in"] is not None:
            wanted += [words.number(told["units_in"]), words.number(told["units_indeterminate"])]
        assert holds("docx", rows, wanted), wanted


def test_numbers_days_and_states_are_those_of_the_language():
    assert Words("pl").state("BLR") == "Białoruś"
    assert Words("be").number(1234567.8, 1) == "1\xa0234\xa0567,8"
    assert Words("lt").day("2026-11-22") == "2026 m. lapkričio 22 d."
    assert Words("en").day("2024-11") == "November 2024"
    assert Words("en").day("before 2020") == "before 2020"


def test_a_distance_has_as_many_digits_as_its_uncertainty_allows():
    assert EN.kilometres(5.871, 3.05) == "5.9 ± 3 km"
    assert EN.kilometres(66.31, 20.05) == "66 ± 20 km"


def test_languages_are_one_or_two():
    assert languages_of("pl, ru") == ("pl", "ru")
    for wrong in ("de", "pl,pl", "pl,ru,be", ""):
        with pytest.raises(UsageError):
            languages_of(wrong)


def test_two_languages_stand_side_by_side():
    one = Document(
        "A", "", "en", "Table", "", "", (Paragraph("a"), Table("c", ("x",), ((Cell("1"),),)))
    )
    two = Document(
        "B", "", "pl", "Tabela", "", "", (Paragraph("b"), Table("d", ("y",), ((Cell("1"),),)))
    )
    both = side_by_side(one, two)
    assert [getattr(block, "text", "") for block in both.blocks] == ["a", "b", ""]
    assert both.blocks[2].head == ("x / y",)
    assert both.blocks[2].rows == ((Cell("1"),),)


def test_the_words_of_classes_and_the_disclaimer_are_those_of_the_rest():
    assert GRADES == CLASSES
    assert DISCLAIMER in english_texts()


def own_words(document, facts):
    """Return the words of a document that are ours: without names, places and titles."""
    texts = [document.title, document.table_word, document.figure_word]
    for block in document.blocks:
        texts += [getattr(block, name, "") for name in ("text", "caption", "alt", "title")]
        if isinstance(block, Table):
            texts += [*block.head, *(cell.text for row in block.rows for cell in row)]
    source = facts.zone.border.source
    data = {source.title, source.release, source.licence, source.attribution, facts.command}
    data |= {facts.second_source, facts.zone.border.name, *facts.local_names.values()}
    for row in facts.rows.to_dict("records"):
        data |= {str(row["name"]), str(row["settlement"]), str(row.get("nearest_border"))}
    data |= {one.name for one in facts.entering}
    for piece in facts.zone.border.disputes:
        data |= {piece.name, piece.un_document, f"csbm borders {facts.zone.border.name}"}
    data |= {text for one in facts.sources for text in one.values()}
    known = sorted((text for text in data if text), key=len, reverse=True)
    joined = "\n".join(texts)
    for text in known:
        joined = joined.replace(text, " ")
    return set(re.findall(r"[^\W\d_]{3,}", re.sub(r"\b[A-Z]{3}-[A-Z,]+", " ", joined).lower()))


OURS = {"csbm", "verify", "wgs", "sha", "provenance"}


@pytest.mark.parametrize("language", sweep(["pl", "ru"], "ru"))
def test_no_english_word_is_in_a_document_of_another_language(made, language):
    from csbm.brief.compose import composed

    found = own_words(composed(made["facts"], Words(language)), made["facts"])
    english = {
        word
        for text in english_texts()
        for word in re.findall(r"[a-z]{3,}", re.sub(r"\{\w+\}", "", text).lower())
    }
    own = {
        word
        for text in texts_in(language)
        for word in re.findall(r"[^\W\d_]{3,}", re.sub(r"\{\w+\}", "", text).lower())
    }
    assert found & english - own - OURS == set()
    if language == "ru":
        assert {word for word in found if re.fullmatch("[a-z]+", word)} <= OURS
    assert (
        own_words(composed(made["facts"], EN), made["facts"]) & english - own - OURS
    )  # it can fail


def test_the_rim_in_polish_has_fifteen_pages_at_most_beside_its_dossiers(made):
    from csbm.brief.compose import composed

    if made["line"] != "rim":
        pytest.skip("of the rim only")
    pdf = FORMS["pdf"](composed(made["facts"], Words("pl")))
    dossiers = sum(row["status"] == "indeterminate" for row in made["units"])
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) <= 15 + dossiers / 4


# -- agreements with bands ---------------------------------------------------------------------
@pytest.mark.parametrize("form", sweep(["md", "docx", "html", "pdf"], "docx"))
def test_an_agreement_of_several_bands_is_told_band_by_band(form, tmp_path):
    words = ("KOR-PRK", "--regime", "kor-cma-2018", "--split-at", "38.3,127.2")
    target = tmp_path / f"brief.{form}"
    ran = run("brief", *words, "-o", target)
    assert ran.code == 0, ran.err
    rows = rows_of(form, target.read_bytes())
    zone = run("zone", *words, "--format", "geojson").out
    parts = [one["properties"] for one in json.loads(zone)["features"]]
    parts = [one for one in parts if one["role"] == "party"]
    assert len(parts) == 14
    flat = squeezed(" ".join(cell for row in rows for cell in row))
    for part in parts:
        assert squeezed(part["category"]) in flat
        assert f"{part['area_km2']:,.0f}" in flat
    assert flat.count("notsurveyed") >= 7  # North Korea


def test_a_regime_of_one_depth_has_the_figures_of_the_depth(tmp_path):
    target = tmp_path / "brief.md"
    assert run("brief", "--regime", "blr-pol-2025", "-o", target).code == 0
    text = target.read_text("utf-8")
    assert "| Belarus | 21,909 |" in text
    assert "Other depths" in text
    assert "pozirk.online" in text


# -- the command -------------------------------------------------------------------------------
def test_the_command_writes_a_case_s_line(tmp_path):
    case = tmp_path / "case.toml"
    case.write_text(
        'title = "x"\noutputs = ["units.csv"]\n[[lines]]\nname = "one"\nborder = "LTU-POL"\n'
        "depth = 30\n[compare]\ndepths = [20, 40]\n",
        encoding="utf-8",
    )
    target = tmp_path / "brief.md"
    assert run("brief", str(case), "-o", str(target)).code == 0
    text = target.read_text("utf-8")
    assert text.startswith("# Lithuania – Poland: 30 km from the border")
    assert "csbm brief" in text
    assert str(tmp_path / "brief.md") not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("BLR-POL",), "say where the document goes"),
        (("BLR-POL", "-o", "brief.rtf"), "ending"),
        (("BLR-POL", "--lang", "de", "-o", "brief.md"), "there is no 'de'"),
        (("--line", "rim", "-o", "brief.md"), "--line names a line of a case"),
        (("case.toml", "--depths", "10", "-o", "b.md"), "a case says itself"),
    ],
)
def test_a_wrong_question_is_an_error_of_one_line(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = run("brief", *words)
    assert told.code == 2
    assert said in told.err
    assert not list(tmp_path.iterdir())


def test_a_case_makes_the_document_with_the_same_bytes_in_any_folder(tmp_path):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "mine.csv").write_text("name,lat,lon\nA,54.1,23.3\n", encoding="utf-8")
        (folder / "case.toml").write_text(
            'title = "x"\noutputs = ["brief.docx"]\n[[lines]]\nname = "one"\nborder = "LTU-POL"\n'
            'depth = 20\n[units]\nlists = ["mine.csv"]\n[compare]\ndepths = [10, 20]\n'
            '[brief]\nlang = "lt"\n',
            encoding="utf-8",
        )
        ran = run("run", folder / "case.toml")
        assert ran.code == 0, ran.err
        made.append((folder / "case" / "one" / "brief.docx").read_bytes())
    assert made[0] == made[1]
    held = docx.Document(io.BytesIO(made[0]))
    assert held.paragraphs[0].text.startswith("Lietuva")
    assert any("csbm brief LTU-POL" in p.text and "mine.csv" in p.text for p in held.paragraphs)
