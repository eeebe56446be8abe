"""A border of one's own drawn as a line, or as a line for each party."""

from collections.abc import Mapping
from typing import Final

import shapely
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from ..common.errors import InputError, UsageError
from ..readers.features import Feature
from .border_line import BorderLine
from .bundled_border import bundled_border
from .catalogue import entry_of
from .ends import classified_ends, ends_like
from .fileatlas import LineAtlas, line_ground, party_name
from .partycolumns import Party, lines_parties
from .split_by_line import chained, halves
from .userborder import (
    FileBorder,
    Pair,
    all_lines,
    densified_line,
    length_km,
    sorted_pair,
    strung,
)

Told = tuple[Party, Party, bool] | None

_SHORTEST_KM: Final = 1e-6


class FromLines(FileBorder):
    """A border drawn as a line, or as two."""

    def border(self, features: list[Feature]) -> BorderLine:
        """Return the border that the lines are."""
        told = [self._told(feature) for feature in features]
        if not any(told):
            wanted = None if self.wanted is None else {party.id for party in self.wanted}
            for by_name in (False, True):
                owned = self._owned(features, by_name=by_name)
                if len(owned) == 2 and (set(owned) == wanted or not (by_name or wanted)):
                    return self._two(owned)
                if len(owned) == 2 and not by_name:
                    raise UsageError(f"{self.path}: holds the lines of {' and '.join(owned)}")
        return self._one(features, told)

    def _owned(self, features: list[Feature], *, by_name: bool) -> dict[str, list[BaseGeometry]]:
        """Return the lines by party, where each is somebody's; a mere name must be asked for."""
        owned: dict[str, list[BaseGeometry]] = {}
        for feature in features:
            owner = self.party(feature, by_name=by_name)
            if owner is None:
                return {}
            owned.setdefault(owner.id, []).append(feature.shape)
        return owned

    def _told(self, feature: Feature) -> Told:
        try:
            return lines_parties(feature.fields)
        except InputError as error:
            raise InputError(f"{self.path}: feature {feature.number}: {error}") from error

    def _one(self, features: list[Feature], told: list[Told]) -> BorderLine:
        """Return the border that one line makes, whole or in parts."""
        pairs = {sorted_pair(*each[:2]) for each in told if each is not None}
        wanted = sorted_pair(*self.wanted) if self.wanted else None
        if wanted is None and not pairs:
            raise InputError(
                f"{self.path}: does not say whose border the line is; give the parties, left and"
                " right in the line's direction (or columns left and right)"
            )
        if wanted is None and len(pairs) > 1:
            known = ", ".join("-".join(pair) for pair in sorted(pairs)[:12])
            raise InputError(f"{self.path}: holds the borders {known}; say which two parties")
        if wanted is not None and pairs:
            if wanted not in pairs:
                known = ", ".join("-".join(pair) for pair in sorted(pairs)[:12])
                raise UsageError(
                    f"{self.path}: holds no border {'-'.join(wanted)}; there is {known}"
                )
            kept = [each is not None and sorted_pair(*each[:2]) == wanted for each in told]
            features = [feature for feature, keep in zip(features, kept, strict=True) if keep]
            told = [each for each, keep in zip(told, kept, strict=True) if keep]
        parties = wanted or next(iter(pairs))
        line = all_lines([feature.shape for feature in features])
        if length_km(line) < _SHORTEST_KM:  # also one that goes round the pole itself
            raise InputError(f"{self.path}: holds no line with a length")
        neighbours = entry_of(parties) is not None
        if self.like is None and not neighbours:
            return self._dividing(parties, line, told)
        first = bundled_border(*parties) if self.like is None else self.like
        if not neighbours and any(each is not None and each[2] for each in told):
            return self._dividing(parties, line, told)
        return self._other_line(parties, strung(line), first)

    def _other_line(self, parties: Pair, line: MultiLineString, first: BorderLine) -> BorderLine:
        """Return another line of a border whose territories are known."""
        line = densified_line(line)
        theirs = first.source
        return self.made(
            parties,
            line,
            ends_like(line, first.ends),
            first.atlas,
            viewpoint=(
                f"the line is the file's; whose land is whose is by {theirs.title}:"
                f" {theirs.viewpoint}"
            ),
        )

    def _dividing(self, parties: Pair, line: MultiLineString, told: list[Told]) -> BorderLine:
        """Return a line that itself says whose land is whose."""
        orders = {(each[0].id, each[1].id) for each in told if each is not None and each[2]}
        if len(orders) > 1:
            raise InputError(f"{self.path}: {' and '.join(parties)} change sides along the line")
        if orders:
            (left, right), by = orders.pop(), "its columns"
        elif self.wanted is not None:
            (left, right), by = (each.id for each in self.wanted), "the order of the parties given"
        else:
            raise InputError(
                f"{self.path}: does not say which of {' and '.join(parties)} is on the line's left;"
                " give the parties, left first (or columns left and right)"
            )
        line = densified_line(line)
        whole = strung(line, directed=True)
        sides = halves([shapely.get_coordinates(part) for part in whole.geoms])
        atlas = self._divided(dict(zip((left, right), sides, strict=True)), line, parties)
        return self.made(
            parties,
            whole,
            classified_ends(whole, atlas, parties),
            atlas,
            viewpoint=(
                f"the line divides {_names(atlas)}: {left} on the left of its direction, {right} on"
                f" the right, by {by}; beyond its ends it is drawn on straight"
            ),
        )

    def _two(self, by_party: Mapping[str, list[BaseGeometry]]) -> BorderLine:
        """Return a border of two lines, one for each party."""
        a, b = sorted(by_party)
        parties = (a, b)
        lines = {party: strung(densified_line(all_lines(by_party[party]))) for party in parties}
        sides = {
            party: self._away(lines[party], lines[other], party)
            for party, other in ((a, b), (b, a))
        }
        both = shapely.intersection(sides[a], sides[b])
        if both.area > 0:
            sides = {party: shapely.difference(side, both) for party, side in sides.items()}
        atlas = self._divided(sides, all_lines(lines.values()), parties)
        return self.made(
            parties,
            all_lines(lines.values()),
            tuple(e for party in parties for e in classified_ends(lines[party], atlas, parties)),
            atlas,
            viewpoint=(
                f"a line for each party divides {_names(atlas)}: each side begins at its own line,"
                " and the land between the lines belongs to no side; beyond their ends the lines"
                " are drawn on straight"
            ),
            side_lines=lines,
        )

    def _away(self, own: MultiLineString, other: MultiLineString, party: str) -> BaseGeometry:
        """Return what lies on the side of a line on which the other line does not lie."""
        left, right = halves(chained([shapely.get_coordinates(part) for part in own.geoms]))
        points = shapely.points(shapely.get_coordinates(other))
        apart = shapely.distance(points, own) > 1e-9
        votes = [int((shapely.intersects(side, points) & apart).sum()) for side in (left, right)]
        if max(votes) < 0.9 * sum(votes) or not any(votes):
            raise InputError(
                f"{self.path}: the two lines cross; the other party's line must lie on one side of"
                f" that of {party}"
            )
        return right if votes[0] > votes[1] else left

    def _divided(
        self, sides: Mapping[str, BaseGeometry], line: BaseGeometry, parties: Pair
    ) -> LineAtlas:
        ground = line_ground(line, parties)
        if not ground.states and not ground.disputed:
            raise InputError(f"{self.path}: the line runs through no state's land")
        return LineAtlas(dict(sides), ground)


def _names(atlas: LineAtlas) -> str:
    names = [party_name(code) for code in sorted(atlas.ground.states)]
    names += [
        f"land claimed by {' and '.join(c) or 'nobody'}" for c in sorted(atlas.ground.disputed)
    ]
    return "the land of " + ", ".join(names)
