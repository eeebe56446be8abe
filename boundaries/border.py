"""The line two parties share, with its source, date, viewpoint and accuracy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Literal

from ..common.errors import UsageError
from ..common.words import listing
from .atlas import bundled_atlas
from .bundled import BorderEnd, BorderSource, EndKind, bundled_line, bundled_source
from .catalogue import entry_of
from .countries import Country, find_country, neighbours
from .disputes import pieces_of
from .viewpoints import missing_hint, second_viewpoint_of, viewpoint_of

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry import MultiLineString

    from .atlas import Atlas
    from .catalogue import CatalogueEntry
    from .disputes import Piece
    from .evidence import LineEvidence

__all__ = ["Border", "BorderEnd", "BorderSource", "EndKind"]


@dataclass(frozen=True)
class Border:
    """The border of two parties.

    Parameters
    ----------
    parties : tuple of str
        ISO 3166-1 alpha-3 codes, or what a file calls a party that is no state; two, alphabetical,
        or all members of two groups.
    line : MultiLineString
        Lon/lat in degrees, WGS84; an edge is the geodesic between its vertices.
    ends : tuple of BorderEnd
        The line's ends; empty for a ring.
    source : BorderSource
        Who drew the line.
    accuracy_m : float
        95 % radius of the line's position, in metres.
    accuracy_reason : str
        How that figure came about.
    length_km : float
        Geodesic length.
    atlas : Atlas
        Whose land is whose around the line.
    side_lines : mapping of str to MultiLineString
        Where the parties measure from lines of their own: each party's; then ``line`` holds both.
    claimant : str, optional
        The party whose claim is taken to hold on disputed land; by default any claimant's may.
    groups : tuple of two tuples of str
        Who stands on either side of the line; by default one party each.
    pieces : tuple of Border
        The borders of two that a border of groups is made of, in the order of their codes.
    view : str
        By which view or choice the line is drawn otherwise than the source has it; else empty.
    own_evidence : LineEvidence, optional
        How well the line is known along it, where that is not the bundled line.
    at_least_m : float
        A 95 % radius that no stretch is known better than: of a line that stands in for another.

    Examples
    --------
    >>> border = Border.between("BLR", "POL")
    >>> border.parties, round(border.length_km)
    (('BLR', 'POL'), 420)
    """

    parties: tuple[str, ...]
    line: "MultiLineString"
    ends: tuple[BorderEnd, ...]
    source: BorderSource
    accuracy_m: float
    accuracy_reason: str
    length_km: float
    atlas: "Atlas"
    side_lines: "Mapping[str, MultiLineString]" = field(
        default_factory=dict, repr=False, hash=False
    )
    claimant: str | None = None
    groups: tuple[tuple[str, ...], ...] = ()
    pieces: "tuple[Border, ...]" = field(default=(), repr=False)
    view: str = ""
    own_evidence: "LineEvidence | None" = field(default=None, repr=False, compare=False)
    at_least_m: float = 0.0

    def __post_init__(self) -> None:
        if not self.groups:
            object.__setattr__(self, "groups", tuple((party,) for party in self.parties))

    def __repr__(self) -> str:
        source = f"{self.source.title}, {self.source.release}"
        return f"<Border {self.name}: {self.length_km:.1f} km; {source}>"

    def _repr_html_(self) -> str:
        """Return what is known of the line as a table, for a notebook to show."""
        facts = {
            "border": f"{self.title} ({self.name})",
            "length": f"{self.length_km:.1f} km",
            "source": f"{self.source.title}, {self.source.release}, {self.source.licence}",
            "viewpoint": self.source.viewpoint,
            "accuracy": f"{self.accuracy_m:g} m: {self.accuracy_reason}",
        }
        if self.evidence is not None:
            known = f"{self.evidence.share_radius_m():g} m along 95 % of it, by other lines"
            facts["95 % radius"] = known
        for piece in self.disputes:
            facts[piece.name] = piece.words
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>"
            for name, text in facts.items()
        )
        return f"<table>{rows}</table>"

    @property
    def name(self) -> str:
        """Its name in codes: ``BLR-POL``, or ``BLR-LTU,LVA,POL`` of groups."""
        return "-".join(",".join(group) for group in self.groups)

    @property
    def file_name(self) -> str:
        """Its name in codes for files: ``BLR-POL``, or ``BLR-LTU+LVA+POL`` of groups."""
        return self.name.replace(",", "+")

    @property
    def title(self) -> str:
        """Its name for people: Belarus–Poland, or Belarus–Lithuania, Latvia and Poland."""
        return "–".join(listing([self.atlas.name(one) for one in group]) for group in self.groups)

    @property
    def part_names(self) -> tuple[str, ...]:
        """Of each part of the line, in order: the name of the border of two that it is of."""
        pieces = self.pieces or (self,)
        return tuple(piece.name for piece in pieces for _ in piece.line.geoms)

    def claimed_by(self, party: str) -> "Border":
        """Return the border with disputed land taken to be one party's.

        Parameters
        ----------
        party : str
            One of the two: ISO 3166-1 alpha-3, alpha-2, or an English name.

        Raises
        ------
        UsageError
            If it is neither party.

        Examples
        --------
        >>> Border.between("GEO", "RUS").claimed_by("Georgia").claimant
        'GEO'
        """
        code = party if party in self.parties else find_country(party).alpha3
        if code not in self.parties:
            raise UsageError(f"disputed land as {party}'s: the parties are {listing(self.parties)}")
        return replace(self, claimant=code)

    def standing_in(self, radius_m: float, why: str) -> "Border":
        """Return the border as one that stands in for a line of which less is known.

        Parameters
        ----------
        radius_m : float
            95 % radius of where that line may run, metres; 0 changes nothing.
        why : str
            What it rests on.

        Examples
        --------
        >>> Border.between("CHN", "IND").standing_in(16_200.0, "no line is agreed").accuracy_m
        16200.0
        """
        if radius_m <= 0:
            return self
        return replace(
            self,
            accuracy_m=max(self.accuracy_m, radius_m),
            accuracy_reason=f"stands in for another line: {why}",
            at_least_m=radius_m,
        )

    @property
    def evidence(self) -> "LineEvidence | None":
        """How well each stretch of the bundled line is known; None of any other line."""
        from .evidence import joined_evidence, line_evidence

        if self.own_evidence is not None:
            return self.own_evidence
        if self.source.url != bundled_source().url:
            return None
        if self.pieces:
            return joined_evidence(
                tuple(_pair(piece.parties) for piece in self.pieces), self.at_least_m
            )
        return line_evidence(_pair(self.parties), self.at_least_m)

    @property
    def disputes(self) -> "tuple[Piece, ...]":
        """What is disputed, shared or not agreed along it: its own entries of the table."""
        own = self.pieces or (self,)
        return pieces_of("-".join(sorted(piece.parties)) for piece in own)

    @property
    def one_edge_km(self) -> float:
        """Its length with land that both parties claim passed once: the mean of its two edges."""
        from .doubled import doubled_along_km, doubled_km

        if self.view:
            return self.length_km - doubled_along_km(self.line, self.atlas, self.parties) / 2
        if self.source.url != bundled_source().url:
            return self.length_km
        pieces = self.pieces or (self,)
        return self.length_km - sum(doubled_km(_pair(piece.parties)) for piece in pieces) / 2

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

            return border_of_groups(first, second, source=source)
        one, other = sorted((find_country(first[0]), find_country(second[0])), key=_code)
        parties = (one.alpha3, other.alpha3)
        entry = entry_of(parties)
        if entry is None:
            raise UsageError(_no_border(one, other))
        if source is not None:
            return _second(parties, source)
        return cls(
            parties=parties,
            line=bundled_line(parties),
            ends=tuple(BorderEnd(lon, lat, _kind(kind)) for lon, lat, kind in entry.ends),
            source=_source_of(entry),
            accuracy_m=entry.accuracy_m,
            accuracy_reason=entry.accuracy_reason,
            length_km=entry.length_km,
            atlas=bundled_atlas(),
        )

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

        return border_from_file(path, parties, layer=layer, snap_m=snap_m, accuracy_m=accuracy_m)


def _second(parties: tuple[str, str], source: str) -> Border:
    """Return a border by the second source."""
    from .ends import classified_ends
    from .naturalearth import (
        natural_earth_atlas,
        natural_earth_facts,
        natural_earth_line,
    )

    if source != "natural-earth":
        raise UsageError(f"border source {source!r}: there is natural-earth, besides the default")
    facts = natural_earth_facts()["borders"].get("-".join(parties))
    if facts is None:
        raise UsageError(f"natural-earth: has no land border of {' and '.join(parties)}")
    line = natural_earth_line(parties)
    atlas = natural_earth_atlas()
    return Border(
        parties=parties,
        line=line,
        ends=classified_ends(line, atlas, parties),
        source=_second_source(parties),
        accuracy_m=facts["accuracy_m"],
        accuracy_reason=facts["accuracy_reason"],
        length_km=facts["length_km"],
        atlas=atlas,
    )


def _second_source(parties: tuple[str, str]) -> BorderSource:
    """Return the second source, with the view that this border shows."""
    from .naturalearth import natural_earth_source

    source = natural_earth_source()
    return replace(source, viewpoint=second_viewpoint_of(parties, source.viewpoint))


def _source_of(entry: "CatalogueEntry") -> BorderSource:
    """Return the bundled source, with the view that this border shows."""
    view = viewpoint_of(entry.parties, entry.length_km, entry.disputed_km)
    return replace(bundled_source(), viewpoint=view)


def _pair(parties: tuple[str, ...]) -> tuple[str, str]:
    one, other = parties
    return one, other


def _code(state: Country) -> str:
    return state.alpha3


def _kind(text: str) -> EndKind:
    if text == "tripoint":
        return "tripoint"
    return "coast" if text == "coast" else "cut"


def _no_border(one: Country, other: Country) -> str:
    if one == other:
        return f"{one.name} ({one.alpha3}) was given twice; a border has two parties"
    known = []
    for state in (one, other):
        near = ", ".join(neighbours(state.alpha3)) or "no state"
        known.append(f"{state.alpha3} borders {near}")
    pair = f"{one.name} ({one.alpha3}) and {other.name} ({other.alpha3})"
    hint = missing_hint((min(one.alpha3, other.alpha3), max(one.alpha3, other.alpha3)))
    return "; ".join([f"{pair} share no border on land", *([hint] if hint else []), *known])
