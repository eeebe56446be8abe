"""What a regime file holds: one agreement or proposal with its depth table, as it was read."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator

ALL: Final = "all"
LEAST_KM: Final = 0.01
"""The least depth, and the least between two bounds of a band, kilometres."""

MOST_WORDS: Final = 40
"""A quotation is shorter than this, words."""

Kind = Literal[
    "proposal",
    "bilateral agreement",
    "treaty",
    "ceasefire line",
    "military agreement",
    "Security Council resolution",
    "political document",
    "expired",
]
Basis = Literal["depth", "units", "territory"]
Lines = Literal["border", "one", "each"]
Reading = Literal["per side", "total width"]
Tripoint = Literal["round", "perpendicular"]
Heading = Literal["north", "south", "east", "west"]

_PLAIN: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
"""No control character: what is printed is what was written."""

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=_PLAIN)
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=_PLAIN)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Party = Annotated[str, StringConstraints(pattern=r"^[\w][\w .'’-]*$", max_length=60)]
Category = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_PLAIN)
]
Pair = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[A-Z]{3}$")]
Kilometres = Annotated[float, Field(ge=LEAST_KM, le=1000, allow_inf_nan=False, strict=True)]
Inner = Annotated[float, Field(ge=0, lt=1000, allow_inf_nan=False, strict=True)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where something was read."""

    title: Text
    url: Note = Field(default="", description="Address; empty where there is none.")


class Quotation(_Strict):
    """The operative words of a regime, as a source has them."""

    text: Text = Field(description="Word for word, fewer than 40 words.")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = Field(
        default="en", description="ISO 639-1 of the words quoted."
    )
    article: Note = Field(default="", description="Article, paragraph or point they stand in.")
    title: Text = Field(description="Where they were read.")
    url: Note = ""
    read: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] = Field(
        description="The day on which they were read, ISO 8601."
    )
    second_reader: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = Field(
        default="",
        description="The day on which another reader found them there word for word; empty where"
        " nobody did yet.",
    )

    @model_validator(mode="after")
    def _short(self) -> Self:
        words = len(self.text.split())
        if words >= MOST_WORDS:
            raise ValueError(f"quotes {words} words; fewer than {MOST_WORDS} are wanted")
        return self


class Verified(_Strict):
    """What of a regime was read in a source, existence and depth apart."""

    existence: bool = Field(description="Whether a source was read that it exists.")
    depth: bool = Field(description="Whether a source was read that states the depths.")
    note: Note = Field(default="", description="What the verdict rests on.")


class Line(_Strict):
    """What the depths are measured from."""

    text: Text = Field(description="The line as the text of the regime names it.")
    drawn_from: Lines = Field(
        default="border",
        description="border: the land borders below; one: a line the user supplies with --border;"
        " each: two such lines, one for each side.",
    )
    borders: tuple[Pair, ...] = Field(
        default=(),
        description="Land borders it runs along, or that stand in for it, such as KOR-PRK.",
    )
    note: Note = Field(default="", description="How far a border stands in for it.")
    stand_in_m: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] = Field(
        default=0.0,
        description="Where a border stands in for the line: the 95 % radius, metres, of where the"
        " line may run; 0 where what is known of the border holds for it.",
    )
    stand_in_why: Note = Field(default="", description="What that radius rests on.")


class Band(_Strict):
    """One row of the depth table."""

    side: Party = Field(description="ISO 3166-1 alpha-3, or the regime's own id of a party.")
    category: Category = Field(default=ALL, description="What the row speaks of.")
    min_km: Inner = Field(default=0.0, description="Inner bound, kilometres; 0 is the line.")
    max_km: Kilometres | None = Field(
        default=None, description="Outer bound, kilometres; absent where it was not found."
    )
    segment: Heading | None = Field(
        default=None,
        description="Only the part of the line to this side of the point given with --split-at.",
    )

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if 0 < self.min_km < LEAST_KM:
            raise ValueError(f"min_km {self.min_km:g} is neither 0 nor at least {LEAST_KM:g}")
        if self.max_km is not None and self.max_km - self.min_km < LEAST_KM:
            raise ValueError(f"min_km {self.min_km:g} is not below max_km {self.max_km:g}")
        return self


class Exclusion(_Strict):
    """Land that is carved out: a disc, or a polygon."""

    name: Text
    lat: Latitude | None = Field(default=None, description="Middle of a disc, degrees.")
    lon: Longitude | None = Field(default=None, description="Middle of a disc, degrees.")
    radius_km: Kilometres | None = Field(default=None, description="Of a disc, kilometres.")
    polygon: tuple[tuple[Latitude, Longitude], ...] = Field(
        default=(), description="Corners as latitude, longitude in degrees, three at least."
    )
    sides: tuple[Party, ...] = Field(default=(), description="Only of these sides; else of all.")
    categories: tuple[Category, ...] = Field(
        default=(), description="Only of these rows of the table; else of all."
    )
    note: Note = Field(default="", description="What of it is not in the source.")

    @model_validator(mode="after")
    def _shape(self) -> Self:
        disc = [self.lat is not None, self.lon is not None, self.radius_km is not None]
        if any(disc) and self.polygon:
            raise ValueError("give a disc or a polygon, not both")
        if not (all(disc) or len(self.polygon) >= 3):
            raise ValueError("give lat, lon and radius_km, or a polygon of three corners at least")
        if self.polygon and not len(set(self.polygon)) >= 3:
            raise ValueError("the polygon has fewer than three different corners")
        longitudes = [lon for _, lon in self.polygon]
        if longitudes and max(longitudes) - min(longitudes) > 180:
            raise ValueError("the polygon crosses longitude 180; give two, one on each side")
        return self


class Regime(_Strict):
    """An agreement or proposal, with its depth table."""

    id: Key
    name: Text
    kind: Kind
    parties: tuple[Party, ...] = Field(min_length=1)
    year: Note = ""
    status: Note = ""
    measures: tuple[Text, ...] = ()
    basis: Basis = Field(
        default="depth",
        description="Whether it speaks of a depth from a line, of units, or of named territory.",
    )
    reading: Reading = Field(
        default="per side",
        description="Whether a figure is each side's depth, or both sides' together.",
    )
    tripoint: Tripoint = "round"
    depth_text: Note = Field(default="", description="The depth in words, with what was not found.")
    line: Line
    verified: Verified
    unverified_because: Note = Field(
        default="", description="Why its depths are not verified, and what was tried."
    )
    article: Note = Field(
        default="", description="Article or paragraph that states the depth, where it was seen."
    )
    binds: Note = Field(default="", description="What it binds: activity, kind of force, height.")
    bands: tuple[Band, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    quotation: tuple[Quotation, ...] = ()
    sources: tuple[Source, ...] = ()
    note: Note = ""

    _sha256: str = PrivateAttr(default="")
    _file: str = PrivateAttr(default="")

    @model_validator(mode="after")
    def _table(self) -> Self:
        seen = set()
        for band in self.bands:
            if band.side not in self.parties:
                raise ValueError(f"a band of {band.side}, who is none of the parties")
            row = (band.side, band.category)
            if row in seen:
                raise ValueError(f"two bands of {band.side} and category {band.category!r}")
            seen.add(row)
            if band.segment and self.line.drawn_from == "each":
                raise ValueError("a band of a segment wants one line, not one for each side")
        for exclusion in self.exclusions:
            self._check_exclusion(exclusion)
        self._check_line()
        if self.verified.existence and not self.sources:
            raise ValueError("its existence is verified, but sources names none")
        return self

    def _check_line(self) -> None:
        sides = {band.side for band in self.bands}
        for pair in self.line.borders:
            if sides and not sides & set(pair.split("-")):
                raise ValueError(f"line.borders: no band has a side of {pair}")
        if self.line.drawn_from == "border" and self.drawable and not self.line.borders:
            raise ValueError("its depths are verified, but line.borders names no border")

    def _check_exclusion(self, exclusion: Exclusion) -> None:
        for side in exclusion.sides:
            if side not in self.parties:
                raise ValueError(f"exclusion {exclusion.name!r}: {side} is none of the parties")
        known = {band.category for band in self.bands}
        for category in exclusion.categories:
            if category not in known:
                raise ValueError(f"exclusion {exclusion.name!r}: no band has {category!r}")

    @property
    def file(self) -> str:
        """The name of the user's file it was read from; empty for a bundled regime."""
        return self._file

    @property
    def sha256(self) -> str:
        """The hash of the user's file it was read from; empty for a bundled regime."""
        return self._sha256

    def from_file(self, name: str, sha256: str) -> Self:
        """Return it as read from a user's file: nothing of it counts as verified by csbm."""
        own = self.model_copy()
        own._file, own._sha256 = name, sha256  # noqa: SLF001  # of its own class
        return own

    @property
    def known(self) -> dict[str, bool]:
        """What csbm verified of it: nothing of a regime that a user's file holds."""
        bundled = not self._sha256
        return {
            "existence": bundled and self.verified.existence,
            "depth": bundled and self.verified.depth,
        }

    @property
    def read_twice(self) -> bool:
        """Whether it is quoted, and every quotation was found at its source by a second reader."""
        return bool(self.quotation) and all(one.second_reader for one in self.quotation)

    @property
    def drawable(self) -> bool:
        """Whether it can be drawn without the user stating a depth."""
        return self.verified.depth and any(True for _ in self.stated_bands())

    def stated_bands(self) -> Iterator[Band]:
        """Give the bands that have a depth."""
        return (band for band in self.bands if band.max_km is not None)
