"""The Vienna Document on the command line."""

import json

from command import csbm


def test_the_list_marks_what_is_unverified():
    told = csbm("vd")
    assert "unverified" in told.out
    assert "read in the text, edition 2011" in told.out
    assert "only paragraphs 9 to 10.1 could be read" in told.out


def test_one_paragraph_is_told_with_its_edition_and_source():
    out = csbm("vd", "107").out
    for words in ("before 1999", "not seen in this edition", "https://nuke.fas.org/", "sixty"):
        assert words in out
    rows = json.loads(csbm("vd", "107", "--format", "json").out)
    assert [row["paragraph"] for row in rows] == ["107", "107.1"]


def test_words_are_searched():
    rows = json.loads(csbm("vd", "--search", "airborne", "--format", "json").out)
    assert {row["rests_on"] for row in rows} == {"unverified"}


def test_what_was_not_read_is_refused_in_one_line():
    run = csbm("vd", "41")
    assert run.code == 2
    assert "paragraph 41: was not read in any edition" in run.err
    assert csbm("vd", "--search", "xyzzy").code == 2
    assert "not both" in csbm("vd", "9", "--search", "forces").err
