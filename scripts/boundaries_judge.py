"""Judge what the measured distances say of each stretch: a class, a 95 % radius, and why.

The rules stand in docs/borders.md. Nothing is read or measured here, so that a test can leave a
source out and judge again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Radii are rounded up to these, metres; none is stated below the first.
LADDER = np.array(
    [50, 60, 75, 100, 125, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1250, 1500, 2000]
    + [2500, 3000, 4000, 5000, 7500, 10000, 15000, 20000, 30000, 50000],
    dtype=float,
)
#: Two drawings this far apart differ; nearer they agree, metres.
APART_M = 100.0
#: A line whose median is beyond this says nothing about metres (each stretch has its worst sample).
FINE_M = 110.0
#: Farther than this a source is taken to have another line, or none, not to have moved.
NO_LINE_M = 20_000.0
#: With so many stretches within a metre, two lines have a common origin.
COMMON = 0.25
#: What is around a stretch, for the p95 of the line it is held against: so many stretches each way.
AROUND = 50
YEARS = (2018, 2019, 2020, 2021, 2025)
#: Vertices per stretch (mean of 21) that part the stretches that compare with one another.
STRATA = (0.6, 1.0, 3.0)
#: What lines that were kept out showed: the p95 of one line is taken so much wider, for that line
#: has faults of its own (docs/borders.md).
WIDER = 1.5
_SMALL_SCALE = ("EuroGlobalMap", "GlobalMap", "Canada Census")


@dataclass(frozen=True)
class Other:
    """A line of another maker along one border: the worst distance of each stretch, metres."""

    lineage: str
    detail: str
    country: str
    distance_m: Floats

    @property
    def source(self) -> str:
        """Who is behind it, as `csbm.boundaries.evidence.SOURCES` has it."""
        if self.lineage == "pl-gugik":
            return "pl-gugik"
        official = self.lineage in {"lsib", "us-dshiu"} or "US State" in self.detail
        return "us" if official else "gazetteer"

    @property
    def is_fine(self) -> bool:
        """Whether it can say anything about metres here."""
        small = any(name in self.detail for name in _SMALL_SCALE)
        thinned = self.lineage == "us-dshiu" and self.country in {"NOR", "SWE"}
        return not small and not thinned and float(np.median(self.distance_m)) < FINE_M

    @property
    def common_origin(self) -> bool:
        """Whether so much of it is the bundled line that agreement proves little."""
        return bool((self.distance_m <= 1.0).mean() > COMMON)


@dataclass(frozen=True)
class Facts:
    """What is known of one border before it is judged: arrays of one entry per stretch.

    Parameters
    ----------
    moves : mapping of int to array
        Distance to the release of each year, metres.
    others : sequence of Other
    disputed : array of bool
        Whether the source gives land beside it to both parties or to neither.
    density : array of float
        Vertices of the bundled line per stretch, smoothed.
    coarse_m : float
        The stated default of a line drawn at a small scale; 0 of any other.
    """

    moves: Mapping[int, Floats]
    others: Sequence[Other]
    disputed: NDArray[np.bool_]
    density: Floats
    coarse_m: float = 0.0

    def without(self, *lineages: str) -> "Facts":
        """Give the same without the lines of some sources (see `Other.source`)."""
        return replace(self, others=[one for one in self.others if one.source not in lineages])

    @property
    def moved_m(self) -> Floats:
        """How far the source moved since 2018, metres; NaN where no release has the line."""
        every = np.stack([self.moves[year] for year in YEARS])
        every = np.where(every < NO_LINE_M, every, np.nan)
        seen = ~np.isnan(every).all(axis=0)
        found = np.full(every.shape[1], np.nan)
        found[seen] = np.nanmax(every[:, seen], axis=0)
        return found

    @property
    def moved_after(self) -> NDArray[np.int64]:
        """The last release that had another line; 0 where none had."""
        found = np.zeros(len(self.disputed), np.int64)
        for year in YEARS:
            moved = (self.moves[year] > APART_M) & (self.moves[year] < NO_LINE_M)
            found[moved] = year
        return found

    @property
    def letters(self) -> list[Other]:
        """One vote per line: fine lines that differ from one another."""
        groups: list[list[Other]] = []
        rank = {"pl-gugik": 0, "us": 1, "gazetteer": 2}
        for one in sorted(self.others, key=lambda o: (rank[o.source], np.median(o.distance_m))):
            if one.is_fine:
                home = next((group for group in groups if _same(one, group[0])), None)
                if home is None:
                    groups.append([one])
                else:
                    home.append(one)
        # Of one line's copies the one that has the fewest old stretches; a register stands first.
        return [
            group[0] if group[0].source == "pl-gugik" else min(group, key=_p95) for group in groups
        ]


def _p95(one: Other) -> float:
    return float(np.percentile(one.distance_m, 95))


def _same(one: Other, other: Other) -> bool:
    return bool((np.abs(one.distance_m - other.distance_m) < 10).mean() > 0.8)


@dataclass(frozen=True)
class Verdicts:
    """Of each stretch: class, radius in metres, and what they rest on."""

    grade: NDArray[np.str_]
    radius_m: Floats
    cause: NDArray[np.str_]
    source: NDArray[np.str_]
    measured_m: Floats
    year: NDArray[np.int64]


def stratum(density: Floats) -> NDArray[np.int64]:
    """Say which stretches compare: by how many vertices the line has there."""
    return np.digitize(density, STRATA)


def comparable(borders: Sequence[Facts]) -> Floats:
    """Give the p95 of each stratum: of unmoved stretches, to the best independent line."""
    pools: list[list[Floats]] = [[] for _ in range(len(STRATA) + 1)]
    for facts in borders:
        best = _best([one for one in facts.letters if not one.common_origin])
        if best is None:
            continue
        moved = facts.moved_m
        use = ~facts.disputed & (np.nan_to_num(moved, nan=np.inf) <= APART_M)
        use &= best.distance_m < NO_LINE_M
        kinds = stratum(facts.density)
        for kind, pool in enumerate(pools):
            pool.append(best.distance_m[use & (kinds == kind)])
    return np.array([float(np.percentile(np.concatenate(pool), 95)) for pool in pools])


def _best(letters: Sequence[Other]) -> Other | None:
    return min(letters, key=lambda one: float(np.median(one.distance_m)), default=None)


def judge(facts: Facts, comparable_m: Floats) -> Verdicts:
    """Judge every stretch of a border.

    Parameters
    ----------
    facts : Facts
    comparable_m : array
        See `comparable`.
    """
    made = _Judgement.of(facts, comparable_m)
    made.stable(facts)
    made.moved(facts)
    made.contradicted(facts)
    made.register(facts)
    made.coarse(facts)
    grade = np.where(facts.disputed, "E", made.grade)
    cause = np.where(facts.disputed, "disputed", made.cause)
    radius = LADDER[np.searchsorted(LADDER, np.minimum(made.radius, LADDER[-1]))]
    return Verdicts(grade, radius, cause, made.source, made.measured, made.year)


@dataclass
class _Judgement:
    """Verdicts in the making; later rules outrank earlier ones."""

    grade: NDArray[np.str_]
    radius: Floats
    cause: NDArray[np.str_]
    source: NDArray[np.str_]
    measured: Floats
    year: NDArray[np.int64]
    base: Floats
    independent: Other | None

    @classmethod
    def of(cls, facts: Facts, comparable_m: Floats) -> "_Judgement":
        count = len(facts.disputed)
        independent = _best([one for one in facts.letters if not one.common_origin])
        base = comparable_m[stratum(facts.density)]
        if independent is not None:
            around = _around_p95(independent.distance_m) * WIDER
            base = np.where(np.isnan(around), base, around)
        return cls(
            grade=np.full(count, "B"),
            radius=np.maximum(base, LADDER[0]),
            cause=np.full(count, "alone", dtype="<U12"),
            source=np.full(count, "elsewhere", dtype="<U12"),
            measured=np.zeros(count),
            year=np.zeros(count, np.int64),
            base=base,
            independent=independent,
        )

    def put(
        self, where: NDArray[np.bool_], says: tuple[str, str, str], measured: Floats, radius: Floats
    ) -> None:
        """Write one verdict: class, cause and source, with what was measured and the radius."""
        self.grade[where], self.cause[where], self.source[where] = says
        self.measured[where] = measured[where]
        self.radius[where] = np.maximum(radius, LADDER[0])[where]

    def stable(self, facts: Facts) -> None:
        """B: held against the best independent line, where there is one."""
        moved = np.nan_to_num(facts.moved_m)
        self.radius = np.maximum(self.radius, np.minimum(moved, APART_M))
        best = self.independent
        if best is None:
            return
        there = best.distance_m < NO_LINE_M
        near = there & (best.distance_m <= self.radius)
        self.put(near, ("B", "held", best.source), best.distance_m, self.radius)
        away = there & ~near
        self.put(away, ("B", "local", best.source), best.distance_m, best.distance_m)

    def moved(self, facts: Facts) -> None:
        """C or D: the source had another line in some release since 2018."""
        moved_m, after = facts.moved_m, facts.moved_after
        moved = after > 0
        best = self.independent
        confirmed = np.zeros(len(moved), dtype=bool)
        if best is not None:
            confirmed = moved & (best.distance_m <= APART_M)
            radius = np.maximum(self.base, best.distance_m)
            self.put(confirmed, ("C", "confirmed", best.source), moved_m, radius)
        open_ = moved & ~confirmed
        self.put(
            open_, ("D", "moved", ""), moved_m, np.maximum(np.nan_to_num(moved_m), self.radius)
        )
        self.year = after

    def contradicted(self, facts: Facts) -> None:
        """Give D where every fine line is elsewhere, and two agree or one of them is telling."""
        letters = [one for one in facts.letters if one.source != "pl-gugik"]
        if not letters:
            return
        every = np.stack([one.distance_m for one in letters])
        every = np.where(every < NO_LINE_M, every, np.nan)
        least = np.where(np.isnan(every).all(axis=0), np.nan, np.nanmin(_filled(every), axis=0))
        most = np.where(np.isnan(least), 0.0, np.nan_to_num(every).max(axis=0))
        telling = np.zeros(len(least), dtype=bool)
        for number, one in enumerate(letters):
            if one.source == "us" or one.common_origin:
                telling |= ~np.isnan(every[number])
        telling |= ((~np.isnan(every)).sum(axis=0) > 1) & (most - least < least / 2)
        off = telling & (np.nan_to_num(least) > APART_M)
        source = letters[0].source
        self.put(off, ("D", "off", source), least, np.maximum(most, self.radius))

    def register(self, facts: Facts) -> None:
        """Give A where a party's register agrees, D where it differs."""
        for one in facts.letters:
            if one.source != "pl-gugik":
                continue
            seen = one.distance_m < NO_LINE_M
            agrees = seen & (one.distance_m <= APART_M)
            self.put(agrees, ("A", "register", one.source), one.distance_m, one.distance_m)
            off = seen & ~agrees
            radius = np.maximum(one.distance_m, np.nan_to_num(facts.moved_m))
            self.put(off, ("D", "register-off", one.source), one.distance_m, radius)

    def coarse(self, facts: Facts) -> None:
        """F: drawn at a small scale, or with nothing at all to hold it against."""
        unseen = np.isnan(facts.moved_m) & np.isin(self.cause, ["alone"])
        self.put(unseen, ("F", "unseen", ""), np.zeros(len(unseen)), np.maximum(self.base, 1000.0))
        if facts.coarse_m:
            whole = np.ones(len(unseen), dtype=bool)
            radius = np.maximum(self.radius, facts.coarse_m)
            self.put(whole, ("F", "coarse", ""), np.zeros(len(whole)), radius)


def _filled(every: Floats) -> Floats:
    """Give the same with infinity for columns of nothing, so that a least exists."""
    found = every.copy()
    found[:, np.isnan(every).all(axis=0)] = np.inf
    return found


def _around_p95(distance_m: Floats) -> Floats:
    """Give the p95 of what is around each stretch; NaN where the other line is missing."""
    found = np.full(len(distance_m), np.nan)
    kept = np.where(distance_m < NO_LINE_M, distance_m, np.nan)
    for place in range(len(kept)):
        window = kept[max(place - AROUND, 0) : place + AROUND + 1]
        window = window[~np.isnan(window)]
        if len(window) >= AROUND // 2 or len(window) == len(kept):
            found[place] = np.percentile(window, 95)
    return found
