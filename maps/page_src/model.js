// What the units are, and their status at a depth. Distances are Python's; nothing is measured here.

export const OUT = 0;
export const IN = 1;
export const INDETERMINATE = 2;
export const STATUS_NAMES = ["out", "in", "indeterminate"];

function unpacked(column, count) {
  if (column === undefined) return new Array(count).fill("");
  return Array.isArray(column) ? column : column.at.map((index) => column.words[index]);
}

/** Units as columns, ready to be asked. */
export function unitsOf(data) {
  const units = data.units;
  const text = {};
  for (const name of Object.keys(units.text)) text[name] = unpacked(units.text[name], units.count);
  const accuracy = data.border.accuracy_m;
  const parties = data.parties.map((party) => party.code);
  const order = Array.from({ length: units.count }, (_, index) => index);
  return {
    ...units,
    // 0 and 1 are the parties, 2 is nobody's side, 3 any other land.
    sideAt: Uint8Array.from(text.side, (side) => (side === "" ? 2 : parties.indexOf(side) === -1 ? 3 : parties.indexOf(side))),
    nearestFirst: order.sort((a, b) => (units.distance_m[a] ?? Infinity) - (units.distance_m[b] ?? Infinity) || a - b),
    orders: new Map(),
    text,
    parties,
    openedDepths: data.depth_km,
    openedRule: data.tripoint,
    openedStatus: text.status.map((name) => STATUS_NAMES.indexOf(name)),
    doubt_m: units.position_accuracy_m.map((own) => (own ?? 0) + accuracy),
    dated: text.valid_from !== undefined,
    bands: data.bands ? bandsOf(data) : null,
  };
}

const LETTERS = { o: OUT, i: IN, "?": INDETERMINATE };

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
  const side = units.text.side[index];
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

/** The status over all bands that are shown: in any is in, else in doubt of any is in doubt. */
function overBands(units, rule, off) {
  const found = new Uint8Array(units.count);
  const bySide = new Map();
  for (let index = 0; index < units.count; index += 1) {
    const side = units.text.side[index];
    if (!bySide.has(side)) bySide.set(side, bandsFor(units, index, off));
    const own = bySide.get(side).map((band) => bandStatus(units, band, index, rule));
    found[index] = own.includes(IN) ? IN : own.includes(INDETERMINATE) ? INDETERMINATE : OUT;
  }
  return found;
}

function byRule(distance_m, doubt_m, depth_m) {
  if (Math.abs(distance_m - depth_m) <= doubt_m) return INDETERMINATE;
  return distance_m <= depth_m ? IN : OUT;
}

/** Whether depths and rule are those Python's own statuses were computed for. */
export function asOpened(units, depths, rule) {
  return (
    rule === units.openedRule && units.parties.every((code) => depths[code] === units.openedDepths[code])
  );
}

/** The status of one unit: Python's own where the page shows what it opened with, else by its rule. */
export function statusOf(units, index, depths, rule) {
  return judge(units, asOpened(units, depths, rule), units.parties.map((code) => depths[code] * 1000), rule)(index);
}

/** A judge of units at given depths in metres: what is the same for all of them is asked once. */
function judge(units, opened, [first_m, second_m], rule) {
  if (opened) return (index) => units.openedStatus[index];
  const deepest = Math.max(first_m, second_m);
  return (index) => {
    const distance = units.distance_m[index];
    if (distance === null) return INDETERMINATE;
    if (rule === "perpendicular" && units.at_tripoint[index]) return OUT;
    const doubt = units.doubt_m[index];
    const side = units.sideAt[index];
    if (side === 2) return byRule(distance, doubt, deepest);
    const own = byRule(distance, doubt, side === 1 ? second_m : first_m);
    if (side < 2 && units.side_certain[index] === 1) return own;
    return byRule(distance, doubt, side === 1 ? first_m : second_m) === own ? own : INDETERMINATE;
  };
}

/** The depth that counts for one unit, in km. */
export function depthFor(units, index, depths) {
  const own = depths[units.text.side[index]];
  return own ?? Math.max(...units.parties.map((code) => depths[code]));
}

/** Whether a unit was where it is listed, at a time such as "2024"; empty means at any time. */
export function standsAt(units, index, time) {
  if (!time || !units.dated) return true;
  const from = units.text.valid_from[index];
  const to = units.text.valid_to[index];
  return (!from || from.slice(0, time.length) <= time) && (!to || to.slice(0, time.length) >= time);
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

/** Whether a unit belongs to the zone at all: a third state's only where these are shown. */
export function counts(units, index, state) {
  if (units.sideAt[index] === 2 && !state.third) return false;
  return !state.time || standsAt(units, index, state.time);
}

/** Numbers in and indeterminate, by side and by kind. */
export function balance(units, status, state) {
  const sides = new Map();
  for (let index = 0; index < units.count; index += 1) {
    if (status[index] === OUT || !counts(units, index, state)) continue;
    const side = units.text.side[index];
    if (!sides.has(side)) sides.set(side, { in: 0, indeterminate: 0, kinds: new Map() });
    const entry = sides.get(side);
    const name = STATUS_NAMES[status[index]];
    entry[name] += 1;
    const kind = units.text.kind[index];
    if (!entry.kinds.has(kind)) entry.kinds.set(kind, { in: 0, indeterminate: 0 });
    entry.kinds.get(kind)[name] += 1;
  }
  return sides;
}

/** Numbers in and indeterminate, by band. */
export function bandBalance(units, state) {
  const sums = new Map(units.bands.rows.map((band) => [band.key, { in: 0, indeterminate: 0 }]));
  for (let index = 0; index < units.count; index += 1) {
    const side = units.text.side[index];
    if (!units.parties.includes(side) || !counts(units, index, state)) continue;
    for (const band of bandsFor(units, index)) {
      const status = bandStatus(units, band, index, state.rule);
      if (status !== OUT) sums.get(band.key)[STATUS_NAMES[status]] += 1;
    }
  }
  return sums;
}

/** Distances of a side's units, ascending: as measured, and with the doubt taken off and added. */
export function reaches(units, side, state) {
  const nearest = [];
  const measured = [];
  const farthest = [];
  for (let index = 0; index < units.count; index += 1) {
    const distance = units.distance_m[index];
    if (units.text.side[index] !== side || distance === null) continue;
    if (!counts(units, index, state)) continue;
    if (state.rule === "perpendicular" && units.at_tripoint[index]) continue;
    measured.push(distance);
    nearest.push(Math.max(0, distance - units.doubt_m[index]));
    farthest.push(distance + units.doubt_m[index]);
  }
  for (const list of [nearest, measured, farthest]) list.sort((a, b) => a - b);
  return { nearest, measured, farthest };
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

/** Units of the list, in its order. */
export function listed(units, status, state, compare) {
  const wanted = STATUS_NAMES.map((name) => state.show.includes(name));
  const words = state.query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = inOrder(units, state.sort, state.descending, compare).filter((index) => wanted[status[index]] && counts(units, index, state));
  if (words.length === 0) return found;
  return found.filter((index) => {
    const hay = SEARCHED.map((name) => units.text[name][index]).join(" ").toLocaleLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
