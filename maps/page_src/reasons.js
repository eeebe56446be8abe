// Why a status is what it is: the command line's own sentence, word for word; geo/zones/reasons.py.

import { NO, STATUS_NAMES, UNKNOWN, YES } from "./rule.js";

const NOT_STATES = { sea: "at sea", unclaimed: "on land that no state claims", elsewhere: "elsewhere" };
const ON_ANOTHER_PART = { [NO]: "its nearest border point is on another part of the border", [UNKNOWN]: "which part of the border is nearest is not certain" };
const AT_END = { [NO]: "its nearest border point is a tripoint", [UNKNOWN]: "whether its nearest border point is a tripoint is not certain" };

/** A number rounded to some decimals, an exact half to the even side, as Python rounds. */
export function rounded(value, digits) {
  const exact = Math.abs(value).toFixed(Math.min(100, digits + 60));
  const cut = exact.indexOf(".") + 1 + digits;
  const half = /^50*$/.test(exact.slice(cut));
  const kept = digits === 0 ? exact.slice(0, cut - 1) : exact.slice(0, cut);
  const even = Number(kept.at(-1)) % 2 === 0;
  return Math.sign(value) * Number(half && even ? kept : Math.abs(value).toFixed(digits));
}

const sixDigits = (value) => String(Number(value.toPrecision(6)));

/** Kilometres as people say them: 81.7 km, 3 km, 0.25 km. */
export function km(kilometres) {
  return `${sixDigits(rounded(kilometres, kilometres >= 1 ? 1 : 3))} km`;
}

/** Where a distance lies against the nearer edge of a band, all in km. */
function against({ from = 0, to }, distance) {
  if (!to) return "no depth on this side";
  const inner = from > 0 && Math.abs(distance - from) < Math.abs(distance - to);
  const inside = inner ? distance >= from : distance <= to;
  return `${km(Math.abs(distance - (inner ? from : to)))} ${inside ? "inside" : "outside"} ${inner ? "the inner " : ""}${sixDigits(inner ? from : to)} km`;
}

const inWords = (names, nameOf, last = "or") => {
  const told = names.map((name) => NOT_STATES[name] ?? nameOf(name));
  return told.length === 1 ? told[0] : `${told.slice(0, -1).join(", ")} ${last} ${told.at(-1)}`;
};

const placed = (name, nameOf) => NOT_STATES[name] ?? `in ${nameOf(name)}`;

function listedPlaces(names, nameOf) {
  const states = names.filter((name) => !NOT_STATES[name]);
  const rest = names.filter((name) => NOT_STATES[name]).map((name) => NOT_STATES[name]);
  return [...(states.length > 0 ? [`in ${inWords(states, nameOf)}`] : []), ...rest].join(" or ");
}

/** Whose land it is, where that is no party's or not certain. */
function ofHolders({ own, possible, contradicted, narrowed }, status, nameOf) {
  const claimants = own.split("/");
  const others = possible.filter((name) => !claimants.includes(name));
  const found = [];
  if (contradicted) found.push(`its source says ${inWords(others, nameOf)}, and the position does not: check it`);
  else if (own === "unknown") return ["on land of which the source does not say whose it is"];
  else if (claimants.length > 1) found.push(`on land that ${inWords(claimants, nameOf, "and")} claim`);
  else if (status === "not_bound") found.push(`${placed(own, nameOf)}, ${NOT_STATES[own] ? "where no party is bound" : "which is not bound"}`);
  if (others.length > 0 && !contradicted) found.push(`may stand ${listedPlaces(others, nameOf)}`);
  if (narrowed && status !== "not_bound" && claimants.length === 1) found.push(`${placed(own, nameOf)} by its source`);
  return found;
}

/** What does not count, or may not: `end` and `segment` are readings, `names` of what is left out. */
function ofRules({ end, segment, names, surely }) {
  return [AT_END[end], ON_ANOTHER_PART[segment], ...names.map((name) => `${surely ? "in" : "perhaps in"} ${name}, which is left out`)].filter(Boolean);
}

/** The whole sentence: a place, what it has from a line, its status as a number of rule.js, the band in km, and what counts. */
export function sentence(place, line, status, band, told, nameOf) {
  const name = STATUS_NAMES[status];
  const distance = line.distance_m / 1000;
  const doubts = ofHolders(place, name, nameOf);
  if (name !== "out" || line.distance_m <= band.to * 1000) doubts.push(...ofRules(told));
  if (line.atEnd && !AT_END[told.end]) doubts.push("its nearest border point is the very end of the border");
  if (name === "indeterminate" && line.runWords) doubts.push(line.runWords);
  return [
    name === "not_bound" ? km(distance) : `${km(distance)}, ${against(band, distance)}`,
    ...doubts,
    Number.isFinite(place.accuracy_m) ? `position ± ${km(place.accuracy_m / 1000)}` : "position of unknown accuracy",
    `border ± ${km(rounded(Math.max(line.high_m - line.distance_m, line.distance_m - line.low_m), 6) / 1000)}`,
  ].join(", ");
}

/** The same where each side has one depth from 0: `place` is from engine.js, `depth` the one that is shown, in km. */
export function reasonOf(place, status, depth, perpendicular, nameOf, parties) {
  // What does not count is asked only where a party may hold the place within the depth.
  const asked = perpendicular && place.rows.some((one) => one.party >= 0 && (one.low === null || one.low <= depth.of(parties[one.party]) * 1000));
  return sentence(place, place, status, { to: depth.shown }, { end: asked ? place.end : YES, segment: YES, names: [] }, nameOf);
}
