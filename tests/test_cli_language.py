"""Tables on the terminal: other languages, digits as the doubt allows, room, provenance."""

import json
import re

import pytest

from csbm.exports.tables import format_table
from csbm.words.language import SPOKEN, Words
from csbm.words.languages import LANGUAGES

from command import csbm as run

OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_the_list_speaks_the_language_and_tells_the_same_figures(language):
    words = Words(language)
    ran = run("units", "--depth", "30", "--lang", language)
    rows = json.loads(run("units", "--depth", "30", "--format", "json").out)
    table = ran.out.split("\n\n")[0].splitlines()
    assert table[0].split()[0] == words.say("Side")
    assert len(table) == len(rows) + 1
    for line, row in zip(table[1:], rows, strict=True):
        assert line.startswith(words.state(row["side"]))
        doubt_km = row["position_accuracy_m"] / 1000 + 0.05
        assert words.kilometres(row["distance_km"], doubt_km) in line
        assert words.say({"in": "inside"}.get(row["status"], row["status"])) in line
    (counts,) = [one for one in ran.out.splitlines() if one.startswith(f"{words.state('BLR')}: ")]
    assert words.say("inside") in counts
    assert SPOKEN.get() == "en"


@pytest.mark.parametrize("words", [("compare", "--depths", "30"), ("zone",), ("where", "Brest"),
                                   ("borders", "BLR-POL")])  # fmt: skip
@pytest.mark.parametrize("language", ["pl", "ru"])
def test_no_english_word_is_in_a_table_of_another_language(words, language):
    out = run(*words, "--lang", language).out
    # What units are counted by is told in English yet, below the table and its notes.
    table = "\n".join(out.split("\n\n")[:2]) if words[0] == "compare" else out
    told = "\n".join(
        line for line in table.splitlines() if "csbm" not in line and "5.9 km" not in line
    )
    shown = re.sub(r"OpenStreetMap.*", "", told)
    found = set(re.findall(r"[A-Za-z]{3,}", shown)) - {"all", "BLR", "POL"}
    english = {
        *("side", "area", "depth", "inside", "position", "land", "party", "ratio"),
        *("distance", "nearest", "point", "border", "new", "open", "release", "length"),
    }
    assert not {word.lower() for word in found} & english
    if language == "ru":
        assert not found


def test_a_table_fits_its_room_and_says_what_it_leaves_out():
    rows = [{"name": "A" * 40, "kind": "B" * 20, "n": 123456}]
    wide = format_table(rows, room=80, spare=("kind",))
    assert "B" * 20 in wide
    assert "Not shown" not in wide
    fits = format_table(rows, room=60, spare=("kind",))
    assert "A" * 40 in fits
    assert "Not shown for want of room: kind." in fits
    cut = format_table(rows, room=30, spare=("kind",))
    assert "A" * 19 + "…" not in cut or max(map(len, cut.splitlines()[:2])) <= 30
    assert max(map(len, cut.splitlines()[:2])) <= 30
    assert "123456" in cut


def test_one_line_of_provenance_and_all_of_it_when_asked(tmp_path):
    short = run("units", "--depth", "30").out
    assert len(short.split("\n\n")[-1].strip().splitlines()) == 1
    assert "csbm bundled unit list" in short.splitlines()[-1]
    whole = run("units", "--depth", "30", "--provenance").out
    assert "A distance equal to the depth is in" in whole
    assert "A distance equal to the depth is in" not in run("units", "--depth", "30").out
    assert run("units", "--depth", "30", "-o", tmp_path / "a.txt").code == 0
    assert "no statement on any legal claim" in (tmp_path / "a.txt").read_text("utf-8")


def test_a_distance_has_no_more_digits_than_it_is_known_to():
    out = run("units", "--depth", "30").out
    row = json.loads(run("units", "--depth", "30", "--format", "json").out)[0]
    assert row["distance_km"] != round(row["distance_km"], 1)
    assert f"{row['distance_km']:.3f}" not in out
    doubt_km = row["position_accuracy_m"] / 1000 + 0.05
    assert Words("en").kilometres(row["distance_km"], doubt_km) in out.splitlines()[1]
