"""Facts of exercises and events that reports name: each with its claimant and date, everywhere."""

import json

import openpyxl
import pytest

from command import csbm

EXERCISES = {
    "allied-resolve-2022": (
        *("fewer than 13,000", "Pozirk, 20 February 2025", "TVN24, February 2022"),
        *(
            "30,000",
            "United States and NATO",
            "20,000 (A. Lukashenko)",
            "70,000 (Ukrainian sources)",
        ),
        *("S-400", "Su-25", "12 Su-35S", "Pantsir-S", "Uragan", "Iskander", "no exercise"),
    ),
    "zapad-2025": (
        *("more than 13,000", "20 February 2025", "News.Az", "OSCE states were to be invited"),
        *("Vitebsk, Minsk and Hrodna", "Barents Sea", "41 grounds"),
    ),
    "dragon-24": ("15,000 Polish and 5,000 allied",),
    "blr-bilateral-2023": ("no place is named",),
}
EVENTS = {
    "blr-serbia-38-bde-2024": ("Serbian officers", "38th brigade", "2024-06", "only verification"),
    "blr-lithuania-inspectors-2022": ("2022-02-19", "LTU;LVA", "Obuz-Lesnovsky"),
    "blr-zapad-2025-observers": ("2025-09-15", "23 states"),
    "blr-zapad-2025-announced": ("2025-02-20", "13,000"),
    "blr-offer-2025": ("80 km", "pozirk.online"),
}


def told(command, fmt, folder):
    """Return what a command says of each id, as text, in a format."""
    file = folder / f"told.{fmt}"
    ran = csbm(*command, "--format", fmt, "-o", file)
    assert ran.code == 0, ran.err
    rows = {}
    if fmt == "json":
        for row in json.loads(file.read_text("utf-8")):
            rows[row["id"]] = rows.get(row["id"], "") + json.dumps(row, ensure_ascii=False)
    elif fmt == "xlsx":
        head, *lines = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
        for line in lines:
            key = str(line[head.index("id")])
            rows[key] = rows.get(key, "") + "|".join(str(cell) for cell in line)
    else:
        text = file.read_text("utf-8")
        rows = dict.fromkeys({*EXERCISES, *EVENTS}, text)
    return rows


@pytest.mark.parametrize("fmt", ["json", "csv", "xlsx", "md"])
def test_every_fact_is_in_every_format(fmt, tmp_path):
    for command, facts in (("exercises", EXERCISES), ("events", EVENTS)):
        rows = told((command,), fmt, tmp_path)
        for key, words in facts.items():
            for word in words:
                assert word in rows[key].replace("\\", ""), (fmt, key, word)


def test_every_fact_is_on_the_screen():
    out = csbm("exercises").out
    for key, words in EXERCISES.items():
        for word in words:
            assert word in out, (key, word)
    out = csbm("events").out
    for word in ("Serbian officers", "38th brigade", "only verification event", "pozirk.online"):
        assert word in out


def test_an_exercise_s_figures_have_none_of_an_attack():
    rows = json.loads(csbm("exercises", "--format", "json").out)
    (one, *_) = [row for row in rows if row["id"] == "allied-resolve-2022"]
    assert "70,000" not in one["other_estimates"]
    assert "70,000" in one["kept_apart"]


def test_places():
    rows = json.loads(csbm("exercises", "--format", "json").out)
    places = {}
    for row in rows:
        places.setdefault(row["id"], set()).add(row["place"])
    assert {"Barysaw", "Mulino (Nizhny Novgorod Oblast)"} <= places["zapad-2025"]
    assert {"Kwidzyn (Vistula crossing at Korzeniewo)", "Nowa Dęba"} <= places["dragon-24"]
    assert {"Homyel", "Rechytsa", "Hrodna"} <= places["allied-resolve-2022"]
    assert places["blr-bilateral-2023"] == {""}
    assert "no place known" in csbm("exercises").out
    assert "0 of 0" not in csbm("exercises").out
