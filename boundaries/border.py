"""The border of two parties, and the ways to come by one: bundled, of groups, from a file."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Literal

from .border_line import BorderLine
from .bundled import BorderEnd, BorderSource, EndKind
from .bundled_border import bundled_border

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Border", "BorderEnd", "BorderSource", "EndKind"]


class Border(BorderLine):  # noqa: D101  # as inherited, with its parameters
    __doc__ = BorderLine.__doc__

    if TYPE_CHECKING:
        pieces: "tuple[Border, ...]"

    @classmethod
    def of(cls, line: BorderLine) -> "Border":
        """Return a border that was put together elsewhere, with its pieces.

        Parameters
        ----------
        line : BorderLine

        Examples
        --------
        >>> Border.of(bundled_border("BLR", "POL")) == Border.between("BLR", "POL")
        True
        """
        held = {one.name: getattr(line, one.name) for one in fields(line)}
        return cls(**held | {"pieces": tuple(cls.of(piece) for piece in line.pieces)})

    @classmethod
    def between(
        cls,
        party_a: str | Sequence[str],
        party_b: str | Sequence[str],
        *,
        source: Literal["natural-earth"] | None = None,
    ) -> "Border":
        """Read the bundled land border of two parties, or of two groups of states.

        Parameters
        ----------
        party_a, party_b : str, or sequence of str
            In any order and case: ISO 3166-1 alpha-3, alpha-2, or an English name. Groups share all
            borders between a state of the one and a state of the other; see `boundaries.groups`.
        source : {"natural-earth"}, optional
            The coarser second source, with whose land is whose by it; see `naturalearth`.

        Returns
        -------
        Border
            Its line at the full precision of the bundled data.

        Raises
        ------
        UsageError
            If a party is unknown, both are the same, or the two share no border on land; if a
            state of a group shares none with any of the other group.

        Examples
        --------
        >>> border = Border.between("Poland", "by")
        >>> border.parties
        ('BLR', 'POL')
        >>> [end.kind for end in border.ends]
        ['tripoint', 'tripoint']
        >>> Border.between(["BLR"], ["POL", "LTU"]).name
        'BLR-LTU,POL'
        """
        first, second = ([one] if isinstance(one, str) else one for one in (party_a, party_b))
        if len(first) > 1 or len(second) > 1:
            from .groups import border_of_groups

            return cls.of(border_of_groups(first, second, source=source))
        return cls.of(bundled_border(first[0], second[0], source=source))

    @classmethod
    def from_file(
        cls,
        path: "str | Path",
        parties: Sequence[str] | None = None,
        *,
        layer: str | None = None,
        snap_m: float | None = None,
        accuracy_m: float | None = None,
    ) -> "Border":
        """Read a border of one's own from a vector file: see `csbm.boundaries.userfile`.

        Parameters
        ----------
        path : str or Path
            GeoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, KML, KMZ or GeoParquet, in any
            reference system: polygons of two parties, one line they share, or a line for each.
        parties : sequence of str, optional
            The two, where the file holds more or does not name them; of a line that names none,
            left and right in the line's direction.
        layer : str, optional
            Which layer of the file.
        snap_m : float, optional
            How far polygons that do not share their edges may be apart or overlap, metres.
        accuracy_m : float, optional
            95 % radius of the line's position in metres; 250 m where it is not known.

        Raises
        ------
        InputError
            If the file is no such border.
        UsageError
            If the parties asked for are not two, or not in the file.

        Returns
        -------
        Border

        Examples
        --------
        >>> import pathlib, tempfile
        >>> line = '{"type": "LineString", "coordinates": [[1.4, 42.5], [1.7, 42.5]]}'
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "line.geojson")
        ...     written = file.write_text(line)
        ...     border = Border.from_file(file, ["AND", "ESP"])
        >>> border.parties, round(border.length_km, 1)
        (('AND', 'ESP'), 24.7)
        """
        from .userfile import border_from_file

        return cls.of(
            border_from_file(path, parties, layer=layer, snap_m=snap_m, accuracy_m=accuracy_m)
        )
