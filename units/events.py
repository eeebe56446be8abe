"""Inspections, visits and observations: who looked at what, when, and who says so."""

import csv
from dataclasses import asdict, dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Event:
    """One inspection, visit or observation, as its source has it; text that is not known is empty.

    Parameters
    ----------
    id : str
    date_from, date_to : str
        A day, month or year; empty where the source does not say.
    kind : str
        Such as ``inspection of an area``, ``evaluation visit``, ``observation``.
    host : str
        On whose land: ISO 3166-1 alpha-3.
    place : str
    unit : str
        Id of the unit in the bundled list, where it was one.
    by : str
        Whose inspectors or observers: ISO 3166-1 alpha-3, ``;`` between them.
    under : str
        By which document or agreement.
    what : str
        What the source says, in short.
    source_title, source_url, source_date : str
    evidence : {"stated", "inferred"}
    notes : str
    """

    id: str
    date_from: str
    date_to: str
    kind: str
    host: str
    place: str
    unit: str
    by: str
    under: str
    what: str
    source_title: str
    source_url: str
    source_date: str
    evidence: str
    notes: str

    def row(self) -> dict[str, str]:
        """Return it as one row of a table."""
        return asdict(self)


def bundled_events() -> tuple[Event, ...]:
    """Return the events that csbm knows of itself, the latest first; those without a date last.

    Examples
    --------
    >>> [one.kind for one in bundled_events()][:2]
    ['briefing', 'observation']
    """
    text = files(__package__ or "csbm.units").joinpath("data", "events.csv").read_text("utf-8")
    rows = [Event(**row) for row in csv.DictReader(text.splitlines())]
    return tuple(sorted(rows, key=lambda one: (one.date_from, one.id), reverse=True))
