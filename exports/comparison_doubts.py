"""What a second line and random displacement say of a comparison, each as a section of text."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from ..words.language import spoken
from ..words.named import status_word
from .delivery import fitted_table, side_words, spoken_rows

if TYPE_CHECKING:
    from ..geo.analysis.jitter import Jitter
    from ..geo.analysis.sensitivity import Apart, Sensitivity

__all__ = ["jitter_section", "sensitivity_section"]


def sensitivity_section(found: "Sensitivity") -> str:
    """Return what a second line changes.

    Parameters
    ----------
    found : Sensitivity
    """
    words = spoken()
    say = words.say
    flips = [asdict(flip) for flip in found.flips]
    for flip in flips:
        both = (str(flip["side"] or ""), str(flip["side_against"] or ""))
        flip["sides"] = " → ".join(
            dict.fromkeys(side_words(side) if side else say("elsewhere") for side in both)
        )
        flip["change"] = " → ".join(
            status_word(words, str(flip[name])) for name in ("status", "status_against")
        )
    table = fitted_table(
        flips,
        columns=[
            *("depth_km", "sides", "distance_km", "distance_against_km", "change", "name", "id"),
        ],
        headers={
            "depth_km": say("Depth, km"),
            "sides": say("Side"),
            "distance_km": say("Distance, km"),
            "distance_against_km": say("against, km"),
            "change": say("Status"),
            "name": say("Unit"),
        },
    )
    areas = [asdict(one) | {"change_km2": one.change_km2} for one in found.areas]
    area_table = fitted_table(
        spoken_rows(areas),
        columns=["depth_km", "side", "area_km2", "area_against_km2", "change_km2"],
        headers={
            "depth_km": say("Depth, km"),
            "side": say("Side"),
            "area_km2": say("Area, km²"),
            "area_against_km2": say("against, km²"),
            "change_km2": say("change, km²"),
        },
    )
    source = found.against.source
    return "\n".join(
        [
            say(
                "Against {title}, {release} ({length} km)",
                title=source.title,
                release=source.release,
                length=words.number(found.against.length_km, 1),
            ),
            "",
            say("Along the first line: {apart}.", apart=_apart(found.there)),
            say("Along the other: {apart}.", apart=_apart(found.back)),
            *([found.note] if found.note else []),
            "",
            say("Units that flip ({number} of units and depths)", number=words.number(len(flips))),
            "",
            table if flips else say("none"),
            "",
            area_table,
        ]
    )


def _apart(one: "Apart") -> str:
    words = spoken()
    return words.say(
        "at most {largest} m apart (± {error} m; at {lat}, {lon}), {mean} m on average,"
        " {most} m or less along 95 % of it",
        largest=words.number(one.largest_m, 1),
        error=words.number(one.largest_error_m, 1),
        lat=f"{one.lat:.5f}",
        lon=f"{one.lon:.5f}",
        mean=words.number(one.mean_m, 1),
        most=words.number(one.share_95_m, 1),
    )


def jitter_section(found: "Jitter") -> str:
    """Return what random displacement of units and border changes.

    Parameters
    ----------
    found : Jitter
    """
    words = spoken()
    say = words.say
    counts = spoken_rows(asdict(one) for one in found.counts)
    table = fitted_table(
        counts,
        columns=["depth_km", "side", "low", "median", "high", "mean"],
        headers={
            "depth_km": say("Depth, km"),
            "side": say("Side"),
            "low": "5 %",
            "median": say("median"),
            "high": "95 %",
            "mean": say("mean"),
        },
        decimals={"mean": 1},
    )
    first, second = found.groups
    chances = spoken_rows(
        asdict(one)
        | {
            "chance": f"{one.chance_in:.3f} ± {one.chance_error:.3f}",
            "status": status_word(words, one.status),
        }
        for one in found.chances
    )
    doubtful = fitted_table(
        chances,
        columns=[
            *("depth_km", "side", "distance_km", "status", "chance"),
            *("chance_first", "chance_second", "name", "id"),
        ],
        headers={
            "depth_km": say("Depth, km"),
            "side": say("Side"),
            "distance_km": say("Distance, km"),
            "status": say("Status"),
            "chance": say("chance inside"),
            "chance_first": say("on {side}", side=first),
            "chance_second": say("on {side}", side=second),
            "name": say("Unit"),
        },
        decimals={"chance_first": 3, "chance_second": 3},
    )
    heading = say(
        "Units and border displaced at random {draws} times (seed {seed}): how many are in",
        draws=words.number(found.draws),
        seed=str(found.seed),
    )
    note = say(
        "Accuracies are taken as 95 % radii of a two-dimensional normal; the border's error is"
        " one shift per draw, shared by all units."
    )
    if found.not_drawn:
        left = say(
            "Units of unknown accuracy, in none of these figures: {number}.",
            number=words.number(found.not_drawn),
        )
        note += f" {left}"
    return "\n".join(
        [
            heading,
            "",
            table,
            "",
            say("Doubtful units ({number} of units and depths)", number=words.number(len(chances))),
            "",
            doubtful if chances else say("none"),
            "",
            note,
        ]
    )
