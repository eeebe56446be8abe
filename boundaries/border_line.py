"""What a border is: a line with source, viewpoint and accuracy, and whose land is around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Self

from ..common.errors import UsageError
from ..common.words import listing
from .bundled import BorderEnd, BorderSource, bundled_source
from .countries import find_country
from .disputes import pieces_of

if TYPE_CHECKING:
    from shapely.geometry import MultiLineString

    from .atlas import Atlas
    from .disputes import Piece
    from .evidence import LineEvidence

__all__ = ["BorderLine"]


@dataclass(frozen=True)
class BorderLine:
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
    pieces : tuple of borders
        The borders of two that a border of groups is made of, in the order of their codes.
    view : str
        By which view or choice the line is drawn otherwise than the source has it; else empty.
    own_evidence : LineEvidence, optional
        How well the line is known along it, where that is not the bundled line.
    at_least_m : float
        A 95 % radius that no stretch is known better than: of a line that stands in for another.

    Examples
    --------
    >>> from csbm.boundaries.bundled_border import bundled_border
    >>> border = bundled_border("BLR", "POL")
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
    pieces: "tuple[BorderLine, ...]" = field(default=(), repr=False)
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

    def claimed_by(self, party: str) -> Self:
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
        >>> from csbm import Border
        >>> Border.between("GEO", "RUS").claimed_by("Georgia").claimant
        'GEO'
        """
        code = party if party in self.parties else find_country(party).alpha3
        if code not in self.parties:
            raise UsageError(f"disputed land as {party}'s: the parties are {listing(self.parties)}")
        return replace(self, claimant=code)

    def standing_in(self, radius_m: float, why: str) -> Self:
        """Return the border as one that stands in for a line of which less is known.

        Parameters
        ----------
        radius_m : float
            95 % radius of where that line may run, metres; 0 changes nothing.
        why : str
            What it rests on.

        Examples
        --------
        >>> from csbm import Border
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


def _pair(parties: tuple[str, ...]) -> tuple[str, str]:
    one, other = parties
    return one, other
