"""The Vienna Document paragraph by paragraph."""

import pytest
from pydantic import ValidationError

from csbm.common.errors import UsageError
from csbm.regimes.thresholds import vienna_document
from csbm.regimes.vienna_document import Paragraph, by_number, paragraph, paragraphs, search


def test_keys_are_unique_and_every_row_says_where_it_was_read():
    rows = paragraphs()
    assert len({one.key for one in rows}) == len(rows)
    for one in rows:
        assert (one.source is None) == (one.basis == "memory") == (not one.verified)
        assert ("unverified" in one.cite) == (one.basis == "memory")
        assert one.edition in one.cite


def test_a_number_is_told_only_of_an_edition_in_which_it_was_read():
    seen = {(one.number, one.edition) for one in paragraphs() if one.number}
    assert {number for number, edition in seen if edition == "2011"} == {"9", "10", "10.1"}
    assert ("107", "before 1999") in seen
    assert paragraph("evaluation-107").seen == "not seen in this edition"


def test_every_topic_that_an_officer_looks_for_has_a_row():
    topics = {one.topic for one in paragraphs()}
    assert topics >= {
        *("zone", "forces", "counts", "notification", "observation", "calendars", "constraints"),
        *("inspection", "evaluation", "visits", "regional"),
    }


def test_what_is_cited_is_there():
    table = vienna_document()
    cited = [
        row["cites"] for step in ("notification", "observation") for row in table[step].values()
    ]
    for key in (*cited, table["quota"]["cites"], table["notice_cites"]):
        assert paragraph(key)


def test_a_number_brings_its_parts_and_every_edition():
    assert [one.key for one in by_number("(10)")] == [
        *("forces-10", "forces-10.1", "forces-10.1.1-1999", "forces-10.2-1999"),
    ]
    with pytest.raises(UsageError, match="paragraph 41: was not read in any edition"):
        by_number("41")


def test_words_are_searched_in_any_case():
    assert {one.key for one in search("Sixty")} == {"evaluation-107"}
    assert search("no such word") == ()


@pytest.mark.parametrize(
    "change",
    [
        {"source": None},
        {"basis": "memory"},
        {"basis": "summary"},
        {"seen": "1999"},
        {"number": "about 9"},
        {"verdict": "yes"},
    ],
)
def test_a_row_that_claims_more_than_was_read_is_refused(change):
    held = paragraph("forces-9").model_dump() | change
    with pytest.raises(ValidationError):
        Paragraph.model_validate(held)
