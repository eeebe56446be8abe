// What the units are, and their status at a depth. Distances are Python's; nothing is measured here.

import { facetValues, passes } from "./facets.js";
import { IN, INDETERMINATE, NOT_BOUND, OUT, STATUS_NAMES, YES, statusOfHolders, thresholds } from "./rule.js";

/** A column of words: as it is, or a list of words and which of them each row has. */
export function unpacked(column, count) {
  if (column === undefined) return new Array(count).fill("");
  return Array.isArray(column) ? column : column.at.map((index) => column.words[index]);
}

/** The class of what belongs to a party's side of the line, or to neither. */
export function sideClass(parties, code) {
  return ["first", "second"][parties.find((party) => party.code === code)?.group] ?? "third";
}

/** Units as columns, ready to be asked. */
export function unitsOf(data) {
  const units = data.units;
  const text = {};
  for (const name of Object.keys(units.text)) text[name] = unpacked(units.text[name], units.count);
  const accuracy = data.border.accuracy_m;
  const parties = data.parties.map((party) => party.code);
  // Who stands together on one side of the line: two groups, by default of one party each.
  const groups = [0, 1].map((group) => data.parties.filter((party) => party.group === group).map((party) => party.code));
  const order = Array.from({ length: units.count }, (_, index) => index);
  const made = {
    ...units,
    nobodys: Uint8Array.from(text.side, (side) => Number(side === "")),
    nearestFirst: order.sort((a, b) => (units.distance_m[a] ?? Infinity) - (units.distance_m[b] ?? Infinity) || a - b),
    orders: new Map(),
    text,
    parties,
    groups,
    classOf: (code) => sideClass(data.parties, code),
    asOf: data.as_of ?? "",
    openedDepths: data.depth_km,
    openedRule: data.tripoint,
    openedStatus: text.status.map((name) => STATUS_NAMES.indexOf(name)),
    doubt_m: units.position_accuracy_m.map((own) => (own ?? Infinity) + accuracy),
    // Whether a party may hold it at all.
    bindable: units.holders.map((places) => places.some((holders) => holders.some(([party]) => party >= 0))),
    comesIn: { round: units.holders.map((places) => thresholds(places, YES)),
      perpendicular: units.holders.map((places, index) => thresholds(places, units.ends[index])) },
    dated: text.valid_from !== undefined,
    bands: data.bands ? bandsOf(data) : null,
    counting: data.counting ?? { choices: {}, classes: [], opened: "all" },
  };
  made.facets = facetValues(made, data.as_of ?? "");
  return made;
}

const LETTERS = { o: OUT, i: IN, "?": INDETERMINATE, n: NOT_BOUND };

/** The bands of a depth table, and every unit's status in each category, as Python told them. */
function bandsOf(data) {
  const { units } = data;
  const read = (texts) => texts.map((text) => Uint8Array.from(text, (letter) => LETTERS[letter]));
  const rows = data.steps[0].parts.filter((part) => part.role === "party").map((part, at) => ({
    key: `band-${at}`, side: part.side, category: part.category, at: units.categories.indexOf(part.category),
    min_km: part.min_km, depth_km: part.depth_km,
  }));
  // Numbered as the table lists them: side by side.
  const sideBySide = data.parties.flatMap(({ code }) => rows.filter((band) => band.side === code));
  sideBySide.forEach((band, at) => { band.number = at + 1; });
  return { rows, categories: units.categories, opened: read(units.by_category), other: read(units.other_by_category) };
}

/** The bands that speak of a unit: its side's; where it stands on no party's land, the widest of each category. */
export function bandsFor(units, index, off = []) {
  return bandsOfSide(units, units.text.side[index], off);
}

/** The same of any place: by the side it is on. */
export function bandsOfSide(units, side, off = []) {
  const shown = units.bands.rows.filter((band) => !off.includes(band.key));
  if (units.parties.includes(side)) return shown.filter((band) => band.side === side);
  const widest = new Map();
  for (const band of shown) {
    if (band.depth_km > (widest.get(band.at)?.depth_km ?? 0)) widest.set(band.at, band);
  }
  return [...widest.values()];
}

/** A unit's status in one band. */
export function bandStatus(units, band, index, rule) {
  const { opened, other } = units.bands;
  return (rule === units.openedRule ? opened : other)[band.at][index];
}

/** The status over all bands that are shown: of several the greatest counts. */
function overBands(units, rule, off) {
  const found = new Uint8Array(units.count);
  const bySide = new Map();
  for (let index = 0; index < units.count; index += 1) {
    const side = units.text.side[index];
    if (!bySide.has(side)) bySide.set(side, bandsFor(units, index, off));
    const own = bySide.get(side).map((band) => bandStatus(units, band, index, rule));
    found[index] = own.length > 0 ? Math.max(...own) : OUT;
  }
  return found;
}

/** Whether depths and rule are those Python's own statuses were computed for. */
export function asOpened(units, depths, rule) {
  return (
    rule === units.openedRule && units.parties.every((code) => depths[code] === units.openedDepths[code])
  );
}

/** The status of one unit: Python's own where the page shows what it opened with, else by the rule. */
export function statusOf(units, index, depths, rule) {
  return judge(units, asOpened(units, depths, rule), units.parties.map((code) => depths[code] * 1000), rule)(index);
}

/** A judge of units at given depths in metres: what is the same for all of them is asked once. */
function judge(units, opened, depths_m, rule) {
  if (opened) return (index) => units.openedStatus[index];
  const bands = depths_m.map((depth) => [[0, depth]]);
  return (index) => {
    const reading = rule === "perpendicular" ? units.ends[index] : YES;
    return Math.max(...units.holders[index].map((holders) => statusOfHolders(holders.map(
      ([party, low, high]) => ({ low, high, bands: party >= 0 ? bands[party] : [], reading }),
    ))));
  };
}

/** The depth that counts for one unit, in km. */
export function depthFor(units, index, depths) {
  const own = depths[units.text.side[index]];
  return own ?? Math.max(...units.parties.map((code) => depths[code]));
}

const END = "-12-31";
const START = "-01-01";

/** Whether a unit was where it is listed at any time of a year, month or day; empty means at any time. */
export function standsAt(units, index, time) {
  if (!time || !units.dated) return true;
  const from = units.text.valid_from[index];
  const to = units.text.valid_to[index];
  const [first, last] = [time + START.slice(time.length - 4), time + END.slice(time.length - 4)];
  return (!from || from + START.slice(from.length - 4) <= last) && (!to || to + END.slice(to.length - 4) >= first);
}

/** The years that dates span, units' and others', ascending; none where nothing is dated. */
export function years(units, others = []) {
  const own = units.dated ? [...units.text.valid_from, ...units.text.valid_to] : [];
  const found = [...own, ...others]
    .map((text) => /^(\d{4})/.exec(text)?.[1])
    .filter((year) => year && year > "1900" && year < "2200")
    .map(Number);
  if (found.length === 0) return [];
  const [first, last] = [Math.min(...found), Math.max(...found)];
  return Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
}

/** The status of every unit, as an array of numbers; `off` names bands that are not shown. */
export function statuses(units, depths, rule, off = []) {
  if (units.bands) return overBands(units, rule, off);
  const found = new Uint8Array(units.count);
  const told = judge(units, asOpened(units, depths, rule), units.parties.map((code) => depths[code] * 1000), rule);
  for (let index = 0; index < units.count; index += 1) found[index] = told(index);
  return found;
}

/** Whether a unit is shown at all: one that no party may hold only where third states are. */
export function counts(units, index, state) {
  if (state.facets && !passes(units, index, state.facets)) return false;
  if (units.nobodys[index] && !units.bindable[index] && !state.third) return false;
  return standsAt(units, index, state.time || units.asOf);
}

/** Whether a unit is shown and is of what is counted; a list that says nothing of it counts whole. */
export function tallied(units, index, state) {
  return counts(units, index, state) && ofCount(units, index, state.count);
}

function ofCount(units, index, count) {
  const classes = units.counting.choices[count ?? units.counting.opened];
  return !classes || !units.text.counts_as || classes.includes(units.text.counts_as[index]);
}

/** What of each class is in, by side, in the order in which counts are told: whatever is counted. */
export function mixOf(units, status, state) {
  const sides = new Map();
  if (!units.text.counts_as) return sides;
  for (let index = 0; index < units.count; index += 1) {
    if (status[index] !== IN || !counts(units, index, state)) continue;
    const side = units.text.side[index];
    if (!sides.has(side)) sides.set(side, new Map(units.counting.classes.map((name) => [name, 0])));
    const own = sides.get(side);
    own.set(units.text.counts_as[index], own.get(units.text.counts_as[index]) + 1);
  }
  return sides;
}

/** Numbers in and indeterminate, by side and by kind, and how many of those in are inferred. */
export function balance(units, status, state) {
  const sides = new Map();
  for (let index = 0; index < units.count; index += 1) {
    if ((status[index] !== IN && status[index] !== INDETERMINATE) || !tallied(units, index, state)) continue;
    const side = units.text.side[index];
    if (!sides.has(side)) sides.set(side, { in: 0, indeterminate: 0, inferred: 0, kinds: new Map() });
    const entry = sides.get(side);
    const name = STATUS_NAMES[status[index]];
    entry[name] += 1;
    if (status[index] === IN && units.text.evidence?.[index] === "inferred") entry.inferred += 1;
    const kind = units.text.kind[index];
    if (!entry.kinds.has(kind)) entry.kinds.set(kind, { in: 0, indeterminate: 0 });
    entry.kinds.get(kind)[name] += 1;
  }
  return sides;
}

/** How many units that are not bound lie, or may lie, within the depth. */
export function unboundWithin(units, status, state) {
  let found = 0;
  for (let index = 0; index < units.count; index += 1) {
    if (status[index] === NOT_BOUND && counts(units, index, state) && reached(units, index, state.depths)) found += 1;
  }
  return found;
}

/** Numbers in and indeterminate, by band. */
export function bandBalance(units, state) {
  const sums = new Map(units.bands.rows.map((band) => [band.key, { in: 0, indeterminate: 0 }]));
  for (let index = 0; index < units.count; index += 1) {
    const side = units.text.side[index];
    if (!units.parties.includes(side) || !tallied(units, index, state)) continue;
    for (const band of bandsFor(units, index)) {
      const status = bandStatus(units, band, index, state.rule);
      if (status === IN || status === INDETERMINATE) sums.get(band.key)[STATUS_NAMES[status]] += 1;
    }
  }
  return sums;
}

/** Depths at which the units of a group of sides come in, ascending, metres: perhaps, and surely. */
export function reaches(units, sides, state) {
  const perhaps = [];
  const surely = [];
  for (let index = 0; index < units.count; index += 1) {
    if (!sides.includes(units.text.side[index]) || !tallied(units, index, state)) continue;
    const found = units.comesIn[state.rule][index];
    if (Number.isFinite(found.perhaps)) perhaps.push(found.perhaps);
    if (Number.isFinite(found.surely)) surely.push(found.surely);
  }
  for (const list of [perhaps, surely]) list.sort((a, b) => a - b);
  return { perhaps, surely };
}

/** Whether a unit lies outside: out, or not bound and beyond the depth. */
export function outside(units, index, status, depths) {
  return status === OUT || (status === NOT_BOUND && !reached(units, index, depths));
}

/** Whether a unit that is not bound lies, or may lie, within the depth. */
export function reached(units, index, depths) {
  const distance = units.distance_m[index];
  return distance === null || distance - units.doubt_m[index] <= 1000 * depthFor(units, index, depths);
}

const SORTS = {
  distance: (units) => (a, b) => (units.distance_m[a] ?? Infinity) - (units.distance_m[b] ?? Infinity),
  side: (units, compare) => (a, b) => compare(units.text.side[a], units.text.side[b]),
  name: (units, compare) => (a, b) => compare(units.text.name[a], units.text.name[b]),
  kind: (units, compare) => (a, b) => compare(units.text.kind[a], units.text.kind[b]),
};
export const SORT_KEYS = Object.keys(SORTS);

const SEARCHED = ["name", "name_local", "settlement", "id", "country", "kind", "branch", "echelon"];

/** All units in one order, kept: the list is sorted once and then only sifted. */
function inOrder(units, sort, descending, compare) {
  const key = SORTS[sort] ? sort : "distance";
  if (key === "distance" && !descending) return units.nearestFirst;
  const name = `${key} ${descending}`;
  const kept = units.orders.get(name);
  if (kept?.compare === compare) return kept.rows;
  const order = SORTS[key](units, compare);
  const nearest = SORTS.distance(units, compare);
  const way = descending ? -1 : 1;
  const rows = [...units.nearestFirst].sort((a, b) => way * order(a, b) || nearest(a, b) || a - b);
  units.orders.set(name, { compare, rows });
  return rows;
}

/** Units of the list, in its order; `said` gives the words of a unit that the list shows in the reader's language. */
export function listed(units, status, state, compare, said = () => "") {
  // Who filters by status has said which to list.
  const wanted = STATUS_NAMES.map((name) => (state.facets?.status ?? state.show).includes(name));
  const shown = (index) => (status[index] === NOT_BOUND
    ? state.third && (reached(units, index, state.depths) || state.show.includes("out") || wanted[NOT_BOUND])
    : wanted[status[index]]);
  const words = folded(state.query).split(/\s+/).filter(Boolean);
  const found = inOrder(units, state.sort, state.descending, compare).filter((index) => shown(index) && counts(units, index, state));
  if (words.length === 0) return found;
  return found.filter((index) => {
    const hay = folded(`${SEARCHED.map((name) => units.text[name][index]).join(" ")} ${said(index)}`);
    return words.every((word) => hay.includes(word));
  });
}

const PLAINER = { ł: "l", đ: "d", ø: "o", ß: "ss", æ: "ae", œ: "oe", ı: "i", ё: "е", ў: "у", "’": "'" };

/** A text as a search compares it: small letters without the marks on them. */
export function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC").replace(/[łđøßæœıёў’]/g, (sign) => PLAINER[sign]);
}
