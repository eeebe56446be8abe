"""The schema is in one place, and the documentation shows that very schema."""

from pathlib import Path

from csbm.readers.findings import Finding, Findings, refusal, row_ranges
from csbm.readers.headers import plain
from csbm.readers.opener import READERS
from csbm.units.columns import SPELLINGS, recognise
from csbm.units.schema import COLUMNS, REQUIRED, schema_table

DOCS = Path(__file__).parents[1] / "docs" / "units.md"


def test_the_documentation_shows_the_schema_as_it_is() -> None:
    assert schema_table() in DOCS.read_text(encoding="utf-8")


def test_the_documentation_names_every_ending_that_is_read() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [
        ending for ending in READERS if f"`{ending}" not in text and f" {ending}" not in text
    ] == []


def test_every_column_has_spellings_and_none_stands_for_two() -> None:
    assert set(COLUMNS) <= set(SPELLINGS)
    seen: dict[str, str] = {}
    for column, words in SPELLINGS.items():
        for word in words.split(","):
            assert seen.setdefault(plain(word), column) == column, word


def test_headers_of_eight_languages_are_recognised() -> None:
    for headers in (
        ["Designation", "Latitude", "Longitude"],
        ["Nazwa", "Szerokość geograficzna", "Długość geograficzna"],
        ["Название", "Широта", "Долгота"],
        ["Назва", "Шырата", "Даўгата"],
        ["назва", "широта", "довгота"],
        ["Pavadinimas", "Platuma", "Ilguma"],
        ["Nosaukums", "Platums", "Garums"],
        ["Bezeichnung", "Breite", "Länge"],
    ):
        findings = Findings()
        chosen = recognise(headers, findings)
        assert [chosen.get(column) for column in REQUIRED] == headers
        assert findings.faults == []


def test_the_schemas_own_name_goes_before_a_spelling() -> None:
    findings = Findings()
    chosen = recognise(["title", "name", "lat", "lon", "comment", "remarks"], findings)
    assert chosen["name"] == "name"
    assert chosen["notes"] == "remarks"
    assert [doubt.column for doubt in findings.doubts] == ["title", "comment"]


def test_rows_are_told_in_runs() -> None:
    assert row_ranges([9, 2, 3, 4, 4]) == "rows 2-4 and 9"
    assert row_ranges(range(2, 1000)) == "rows 2-999"
    assert row_ranges(range(0, 100, 2)).endswith("22 and 38 more")
    assert row_ranges([]) == ""


def test_one_fault_is_one_line_and_many_are_counted() -> None:
    one = Finding("row 5", "lat", "95 is no latitude", "mend it")
    assert str(refusal("a.csv", [one])) == "a.csv: row 5, lat: 95 is no latitude; mend it"
    many = str(refusal("a.csv", [one] * 150)).splitlines()
    assert many[0] == "a.csv: not read, 150 faults:"
    assert many[-1] == "  and 50 faults more"
