"""Drafts of requests for an inspection of a specified area and for an evaluation visit.

The paragraphs that list what a request contains were not read in any edition, so a draft holds what
csbm can measure or cite, leaves the rest to the sender, and says which paragraph each part is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..regimes.vienna_document import paragraph

HEAD: Final = "DRAFT, NOT A NOTIFICATION"
SENDER: Final = "[to be given by the sender]"
UNREAD: Final = (
    "The paragraph that lists what a request contains was not read in any edition; check this "
    "draft against the document and its agreed formats before anything is sent."
)


@dataclass(frozen=True)
class Draft:
    """A draft of a request: its title, its parts, what it rests on.

    Parameters
    ----------
    title : str
    parts : tuple of (str, str, str)
        What is asked for, what the draft has for it, and the key of the paragraph it is for
        (`regimes.vienna_document.paragraph`), empty where none is known.
    rests_on : str
        The plan or the record it is from.
    """

    title: str
    parts: tuple[tuple[str, str, str], ...]
    rests_on: str


def area_draft(area: Mapping[str, Any], *, asks: str, plan: str) -> Draft:
    """Return a draft of a request to inspect a specified area.

    Parameters
    ----------
    area : mapping
        An area of a plan: ``name``, ``side``, ``area_km2``, ``corners`` with ``dms``.
    asks : str
        The state that asks; empty leaves it to the sender.
    plan : str
        The plan it is from, with its hash.

    Examples
    --------
    >>> corner = {"dms": "54N 024E"}
    >>> held = {"name": "BLR 1", "side": "BLR", "area_km2": 17_605.0, "corners": [corner] * 4}
    >>> draft_text(area_draft(held, asks="", plan="plan.json")).splitlines()[0]
    'DRAFT, NOT A NOTIFICATION'
    """
    corners = [f"   {number}. {one['dms']}" for number, one in enumerate(area["corners"], 1)]
    return Draft(
        "Request for an inspection of a specified area",
        (
            ("State that asks", asks or SENDER, ""),
            ("State that is asked", str(area["side"]), "inspection-three"),
            ("Reasons for the request", SENDER, "inspection-request"),
            (
                "Specified area",
                "\n".join([f"{area['area_km2']:,.0f} km², corners:", *corners]),
                "inspection-area",
            ),
            ("Points of entry, arrival, means of transport", SENDER, "inspection-request"),
            ("Team", f"{SENDER}; four at most", "inspection-team"),
            ("Time of the inspection", f"{SENDER}; 48 hours at most", "inspection-team"),
            ("Flights over the area", SENDER, "inspection-request"),
        ),
        f"Area {area['name']} of {plan}",
    )


def visit_draft(unit: Mapping[str, Any], *, asks: str, doubt: str) -> Draft:
    """Return a draft of a request for an evaluation visit to a unit.

    Parameters
    ----------
    unit : mapping
        A record of a unit list.
    asks : str
        The state that asks; empty leaves it to the sender.
    doubt : str
        Whether it counts as a unit, and why.
    """
    from .plan import dms

    place = dms(float(unit["lat"]), float(unit["lon"]))
    known = f"{unit['settlement'] or 'place not said'}, {place}"
    return Draft(
        "Request for an evaluation visit",
        (
            ("State that asks", asks or SENDER, ""),
            ("State that is asked", str(unit["country"]), "evaluation-107"),
            ("Formation or unit", str(unit["name"]), "evaluation-106"),
            ("Its normal peacetime location", f"{known} (from a public list)", "evaluation-106"),
            ("As the state's own return has it", SENDER, "forces-10.1"),
            ("Whether it counts", doubt, "evaluation-107"),
            ("One visit at a time on the territory", "to be checked", "evaluation-108"),
            ("Team, arrival, time", SENDER, "evaluation-request"),
        ),
        f"Unit {unit['id']}: {unit['source_title']} {unit['source_url']}".rstrip(),
    )


def cited(key: str) -> str:
    """Return how a part's paragraph is cited; empty for none."""
    return paragraph(key).cite if key else ""


def draft_text(draft: Draft) -> str:
    """Return a draft as text, headed and closed as no notification."""
    lines = [HEAD, "", draft.title, ""]
    for name, text, key in draft.parts:
        first, *more = text.split("\n")
        lines.append(f"{name}: {first}" + (f"   ({cited(key)})" if key else ""))
        lines += more
    return "\n".join([*lines, "", UNREAD, draft.rests_on, HEAD])
