"""Thresholds of the Vienna Document 2011: which exercise is to be notified, which observed.

Every threshold says what it rests on: read in a source, or unverified; and cites its paragraph.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from .vienna_document import paragraph

TABLES: Final = Path(__file__).parent / "tables"
FIGURES: Final = ("troops", "tanks", "acv", "artillery", "airborne")
"""What thresholds are set for: people; tanks; armoured combat vehicles; artillery pieces of 100 mm
and more; airborne, heliborne and amphibious troops."""

Step = Literal["notification", "observation"]
Verdict = Literal["observable", "notifiable", "neither", "unknown"]


@dataclass(frozen=True)
class Threshold:
    """From which number on something is to be done, and what that figure rests on."""

    figure: str
    number: int
    basis: str
    source_title: str
    source_url: str
    cites: str = ""


@dataclass(frozen=True)
class Answer:
    """Whether figures reach a step's thresholds.

    Parameters
    ----------
    reached : bool or None
        ``None`` where no figure reaches its threshold and not every figure is known.
    by : tuple of Threshold
        Those that are reached.
    below : tuple of Threshold
        Those that are not.
    unknown : tuple of Threshold
        Those for which no figure is known.
    """

    reached: bool | None
    by: tuple[Threshold, ...]
    below: tuple[Threshold, ...]
    unknown: tuple[Threshold, ...]


@cache
def vienna_document() -> dict[str, Any]:
    """Read the table of the Vienna Document 2011."""
    return tomllib.loads((TABLES / "vienna-document-2011.toml").read_text(encoding="utf-8"))


def thresholds(step: Step) -> tuple[Threshold, ...]:
    """Return the thresholds of a step, one for each of `FIGURES`.

    Examples
    --------
    >>> [(one.figure, one.number) for one in thresholds("notification")][:2]
    [('troops', 9000), ('tanks', 250)]
    """
    held = vienna_document()[step]
    found = []
    for figure in FIGURES:
        row = held[figure]
        source = row.get("source", {})
        found.append(
            Threshold(
                figure,
                row["number"],
                row["basis"],
                source.get("title", ""),
                source.get("url", ""),
                paragraph(row["cites"]).cite,
            )
        )
    return tuple(found)


def answer(step: Step, figures: Mapping[str, int | None]) -> Answer:
    """Set figures against a step's thresholds; a figure equal to one reaches it.

    Parameters
    ----------
    step : {"notification", "observation"}
    figures : mapping of str to int or None
        Numbers by `FIGURES`; ``None`` or absent where not known.

    Examples
    --------
    >>> answer("notification", {"troops": 13_000}).reached
    True
    >>> answer("notification", {"troops": 6_850}).reached is None
    True
    """
    known = {name: figures.get(name) for name in FIGURES}
    rows = [(one, known[one.figure]) for one in thresholds(step)]
    by = tuple(one for one, number in rows if number is not None and number >= one.number)
    below = tuple(one for one, number in rows if number is not None and number < one.number)
    unknown = tuple(one for one, number in rows if number is None)
    reached = True if by else (None if unknown else False)
    return Answer(reached, by, below, unknown)


def verdict(figures: Mapping[str, int | None]) -> Verdict:
    """Return in one word what figures come to.

    Examples
    --------
    >>> verdict({"troops": 12_700}), verdict({"troops": 13_000}), verdict({})
    ('notifiable', 'observable', 'unknown')
    >>> verdict(dict.fromkeys(FIGURES, 0))
    'neither'
    """
    if answer("observation", figures).reached:
        return "observable"
    notification = answer("notification", figures).reached
    if notification:
        return "notifiable"
    return "unknown" if notification is None else "neither"


STANDING: Final = {
    "read": "threshold as reports give it, not seen in the edition",
    "unverified": "threshold unverified",
}
"""What is said of a verdict, by the basis of the thresholds that it rests on."""


def rests_on(figures: Mapping[str, int | None]) -> str:
    """Return what the thresholds behind a verdict rest on; empty where there is no verdict.

    Examples
    --------
    >>> rests_on({"troops": 13_000})
    'threshold as reports give it, not seen in the edition'
    >>> rests_on({"tanks": 300}), rests_on(dict.fromkeys(FIGURES, 0)), rests_on({})
    ('threshold unverified', 'threshold unverified', '')
    """
    told = verdict(figures)
    if told == "unknown":
        return ""
    if told == "neither":
        return STANDING["unverified"] if unverified("notification") else STANDING["read"]
    step: Step = "observation" if told == "observable" else "notification"
    bases = {one.basis for one in answer(step, figures).by}
    return STANDING["read" if "read" in bases else "unverified"]


def unverified(step: Step) -> tuple[Threshold, ...]:
    """Return the thresholds of a step for which no source was read."""
    return tuple(one for one in thresholds(step) if one.basis == "unverified")


def standing() -> str:
    """Return what the thresholds rest on, in one line for whatever output uses them.

    Examples
    --------
    >>> standing().split("; ")[1]
    'notification: troops 9,000 (read in a report), tanks 250 (unverified), acv 500 (unverified), \
artillery 250 (unverified), airborne 3,000 (unverified)'
    """
    told = [f"{vienna_document()['title']}, in whose text no threshold was seen"]
    for step in get_args(Step):
        words = [
            f"{one.figure} {one.number:,} "
            + ("(unverified)" if one.basis == "unverified" else "(read in a report)")
            for one in thresholds(step)
        ]
        told.append(f"{step}: {', '.join(words)}")
    return "; ".join(told)


def in_words(figures: Mapping[str, int | None]) -> str:
    """Return why figures come to what they come to.

    Examples
    --------
    >>> in_words({"troops": 6_850})
    'troops 6,850 below 9,000; tanks, acv, artillery, airborne not known'
    """
    observation, notification = answer("observation", figures), answer("notification", figures)
    first = {one.figure: (one, "observation") for one in observation.by}
    reached = first | {
        one.figure: (one, "notification") for one in notification.by if one.figure not in first
    }
    words = [
        f"{name} {figures[name]:,} at least {one.number:,} ({step}{_doubt(one)})"
        for name, (one, step) in reached.items()
    ]
    words += [
        f"{one.figure} {figures[one.figure]:,} below {one.number:,}"
        + (" (unverified)" if one.basis == "unverified" else "")
        for one in notification.below
    ]
    if notification.unknown:
        words.append(f"{', '.join(one.figure for one in notification.unknown)} not known")
    return "; ".join(words)


def _doubt(one: Threshold) -> str:
    return ", threshold unverified" if one.basis == "unverified" else ""
