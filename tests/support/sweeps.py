"""Sweeps over many borders, formats or documents: a few in `make test`, all in `make full`."""

from collections.abc import Iterable
from typing import Any

import pytest


def sweep(values: Iterable[Any], *here: Any) -> list[Any]:  # what pytest takes
    """Give all values of a sweep, those but ``here`` marked slow.

    Parameters
    ----------
    values : iterable
        What the test is to be run for; tuples where it takes several.
    here : any
        Those of them that every run of the tests has.
    """
    values = list(values)
    assert set(here) <= set(values), "a sweep runs here what it has"
    found = []
    for value in values:
        own = value if isinstance(value, tuple) else (value,)
        found.append(pytest.param(*own, marks=() if value in here else pytest.mark.slow))
    return found
