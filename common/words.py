"""How several things are named in one phrase."""

from collections.abc import Iterable

__all__ = ["listing"]


def listing(names: Iterable[str], *, word: str = "and") -> str:
    """Return names as a phrase.

    Examples
    --------
    >>> listing(["Poland"]), listing(["BLR", "POL"], word="or"), listing("abc")
    ('Poland', 'BLR or POL', 'a, b and c')
    """
    *most, last = list(names) or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
