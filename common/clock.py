"""The date that results carry, and today's."""

import os
from datetime import UTC, date, datetime

from .errors import UsageError


def today() -> date:
    """Return today's date (UTC): what a list that states no day of its own is asked of."""
    return datetime.now(UTC).date()


def run_date() -> date:
    """Return the date of this run: ``SOURCE_DATE_EPOCH`` where it is set, else today (UTC).

    Raises
    ------
    UsageError
        If ``SOURCE_DATE_EPOCH`` is not a whole number of seconds that names a date.
    """
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    if not stamp:
        return today()
    try:
        return datetime.fromtimestamp(int(stamp), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {stamp!r}; it must be whole seconds since 1970"
        ) from error
