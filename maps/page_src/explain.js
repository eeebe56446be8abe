// Why a unit's status is what it is, in one sentence.

import { depthFor } from "./model.js";
import { INDETERMINATE, NO, STATUS_NAMES, UNKNOWN, YES } from "./rule.js";

/** One sentence: where a unit stands against the depth, and why. */
export function explain(units, index, status, state, words) {
  const distance = units.distance_m[index];
  if (distance === null) return words.say("reason.unknown");
  const depth = depthFor(units, index, state.depths);
  const values = valuesOf(units, index, depth, words);
  const name = STATUS_NAMES[status[index]];
  const end = state.rule === "perpendicular" ? units.ends[index] : YES;
  if (end === NO && name === "out") return words.say("reason.tripoint", values);
  if (end === UNKNOWN && name === "indeterminate") return words.say("reason.end", values);
  const beyond = Math.abs(distance - depth * 1000) > units.doubt_m[index];
  if (name === "indeterminate" && beyond) return words.say("reason.side", values);
  return words.say(`reason.${name}`, values);
}

function valuesOf(units, index, depth, words) {
  const km = (metres) => words.number(metres / 1000, 1);
  const distance = units.distance_m[index];
  return {
    distance: km(distance),
    depth: words.depth(depth),
    margin: km(Math.abs(depth * 1000 - distance)),
    doubt: km(units.doubt_m[index]),
  };
}

/** The edge of a band that a unit is nearer to, and what the distance alone tells. */
function nearerEdge(units, index, band) {
  const distance = units.distance_m[index];
  const inner = band.min_km > 0 && Math.abs(distance / 1000 - band.min_km) < Math.abs(distance / 1000 - band.depth_km);
  const edge = inner ? band.min_km : band.depth_km;
  const gap = distance - edge * 1000;
  const told = Math.abs(gap) <= units.doubt_m[index] ? "indeterminate" : gap > 0 === inner ? "in" : "out";
  return { inner, edge, told };
}

/** Whether the distance alone, beyond all doubt, gives a band's status. */
export function clear(units, index, band, status) {
  if (units.distance_m[index] === null || status === INDETERMINATE) return false;
  return nearerEdge(units, index, band).told === STATUS_NAMES[status];
}

/** The same against one band of a depth table: the nearer of its edges is the one that is told. */
export function explainBand(units, index, band, status, rule, words) {
  if (units.distance_m[index] === null) return words.say("reason.unknown");
  const name = STATUS_NAMES[status];
  const { inner, edge, told } = nearerEdge(units, index, band);
  const values = valuesOf(units, index, edge, words);
  if (told === name) return words.say(inner ? `reason.inner.${name}` : `reason.${name}`, values);
  // Python knows more than the distance: the rule at the tripoints, the side, land that is left out.
  const end = rule === "perpendicular" ? units.ends[index] : YES;
  if (end === NO && name === "out") return words.say("reason.tripoint", values);
  return words.say(`reason.other.${name}`, values);
}
