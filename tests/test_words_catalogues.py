"""One catalogue for a language: documents, tables and page; nothing missing, nothing left over."""

import re
import string
import subprocess
import sys

import pytest

from csbm.words.language import Words
from csbm.words.languages import LANGUAGES, plural_categories, plural_forms, script_of, tag_of

from catalogues import ROOT, asked, catalogue, script, texts_of

OTHERS = [language for language in LANGUAGES if language != "en"]


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_there_is_one_row_and_one_file_for_a_language():
    assert {path.stem for path in (ROOT / "words" / "messages").iterdir()} == set(OTHERS)
    for language in LANGUAGES:
        assert re.fullmatch(rf"{language}-[A-Z]{{2}}", tag_of(language))
        assert script_of(language) in {"Latn", "Cyrl"}


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_missing_and_none_is_left_over(language):
    held = {(one.context or "", one.id): texts_of(one) for one in catalogue(language)}
    wanted = {(one.context, one.id) for one in asked()}
    assert [key for key in wanted if not all(held.get(key, [""]))] == []
    assert sorted(map(str, set(held) - wanted)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_message_has_the_same_values_in_every_language_and_form(language):
    for one in catalogue(language):
        english = one.id if isinstance(one.id, str) else one.id[1]
        for text in texts_of(one):
            assert fields(text) == fields(english), (one.id, text)


@pytest.mark.parametrize("language", OTHERS)
def test_a_message_has_a_form_for_each_plural_of_the_cldr(language):
    assert plural_forms(language).startswith(f"nplurals={len(plural_categories(language))};")
    for one in catalogue(language):
        if not isinstance(one.id, str):
            assert len(texts_of(one)) == len(plural_categories(language)), one.id


@pytest.mark.parametrize(("language", "counts"), [
    ("pl", {1: "jednostka", 3: "jednostki", 12: "jednostek", 22: "jednostki"}),
    ("uk", {1: "частина", 2: "частини", 11: "частин", 21: "частина"}),
])  # fmt: skip
def test_a_count_takes_the_form_its_number_asks_for(language, counts):
    for number, form in counts.items():
        told = Words(language).say_count(
            "{number} unit", "{number} units", number, number=str(number)
        )
        assert told == f"{number} {form}"


@pytest.mark.parametrize("language", [one for one in OTHERS if script_of(one) == "Cyrl"])
def test_a_cyrillic_message_holds_no_latin_word_but_names(language):
    names = {
        *("WGS", "SHA", "csbm", "verify", "provenance", "GSHHG", "OpenStreetMap", "GeoNames"),
        *("Natural", "Earth", "CSV", "XLSX", "GeoJSON", "KML", "WebAssembly", "PNG", "SVG"),
        *("Enter",),
    }
    for one in catalogue(language):
        for text in texts_of(one):
            words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", text)))
            assert words <= names, one.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_file_is_as_the_script_writes_it(language):
    from babel.messages.pofile import read_po

    module = script()
    path = module.FOLDER / f"{language}.po"
    with path.open("rb") as file:
        made = module.written(module.updated(read_po(file), language))
    assert made == path.read_text(encoding="utf-8")


def test_a_language_is_one_row_and_one_file(tmp_path):
    """In a copy of the source: a row, a catalogue of two messages; brief, tables, page speak it."""
    import shutil

    copy = tmp_path / "csbm"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(
        ".git", ".venv", "node_modules", "tests", "docs", "benchmarks", ".typing", "*.egg-info",
        ".mypy_cache", ".ruff_cache", ".pytest_cache", "build", "dist", "__pycache__",
    ))  # fmt: skip
    table = copy / "words" / "languages.py"
    row = '    "lv": Language("latviešu"),\n'
    text = table.read_text(encoding="utf-8")
    assert text.count(row) == 1
    table.write_text(text.replace(row, row + '    "et": Language("eesti"),\n'), encoding="utf-8")
    (copy / "words" / "messages" / "et.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: et\\n"\n'
        f'"Plural-Forms: {plural_forms("et")}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Side"\nmsgstr "Pool"\n\n'
        'msgid "Question and answer"\nmsgstr "Küsimus ja vastus"\n\n'
        'msgid "Print"\nmsgstr "Prindi"\n\n'
        'msgid "{number} unit"\nmsgid_plural "{number} units"\n'
        'msgstr[0] "{number} üksus"\nmsgstr[1] "{number} üksust"\n',
        encoding="utf-8",
    )

    def run(*words):
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=True,
            env={"PYTHONPATH": str(tmp_path), "PATH": "", "PYTHONSAFEPATH": "1"},
        ).stdout  # fmt: skip

    assert str(copy) in run("-c", "import csbm.cli; print(csbm.cli.__file__)")
    command = ("-m", "csbm")
    listed = run(*command, "units", "AND-ESP", "--depth", "30", "--lang", "et")
    assert listed.split()[0] == "Pool" or "Hispaania" in listed
    run(*command, "brief", "AND-ESP", "--depth", "5", "--lang", "et", "-o", "a.md")
    assert "Küsimus ja vastus" in (tmp_path / "a.md").read_text(encoding="utf-8")
    run(*command, "brief", "AND-ESP", "--depth", "5", "--lang", "et", "-o", "a.docx")
    run(*command, "map", "AND-ESP", "--depth", "5", "--lang", "et", "-o", "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert '<option value="et" lang="et">Eesti</option>' in page
    assert '"Prindi"' in page
    assert '{"one":"{number} üksus","other":"{number} üksust"}' in page
