"""A second border line to compare with: another source, or a file."""

from ...boundaries.border import Border
from ...boundaries.userfile import border_from_file
from ...common.errors import UsageError

SECOND = "natural-earth"
DRAWN = "drawn"
"""The bundled line as its source draws it: what a view or a choice is compared with."""


def second_border(border: Border, text: str) -> tuple[Border, str]:
    """Return another line of the same border, and how it was read.

    Parameters
    ----------
    border : Border
        The first.
    text : str
        ``natural-earth``, ``drawn`` (the bundled line, of a border by a view), or the path of a
        vector file: a line, or polygons of both parties.

    Returns
    -------
    Border
        Polygons bring their own land. A line leaves whose land is whose to the first border,
        unless its columns name a left and a right.
    str
        What the reader should know of that.

    Raises
    ------
    UsageError
        If the source does not have this border.
    InputError
        If the file is no such border.
    """
    if text == DRAWN:
        first, second = border.groups
        return Border.between(first, second), ""
    if text == SECOND:
        first, second = border.groups
        return Border.between(first, second, source="natural-earth"), ""
    if border.pieces:
        raise UsageError(
            f"--against {text}: of two groups of states only {SECOND} is a second line; compare"
            f" one border at a time, such as {border.pieces[0].name}"
        )
    other = Border.of(border_from_file(text, border.parties, like=border))
    note = "How well the line is known is taken from the first border: the file does not say."
    if other.atlas is border.atlas:
        note = (
            "Whose land is whose, and how well the line is known, are the first border's: "
            "the file says neither."
        )
    return other, note
