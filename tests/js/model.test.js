import assert from "node:assert/strict";
import { test } from "node:test";

import { asOpened, balance, listed, reaches, standsAt, statusOf, statuses, unitsOf, years } from "../../maps/page_src/model.js";
import { IN, INDETERMINATE, NOT_BOUND, OUT } from "../../maps/page_src/rule.js";

function data(rows, changes = {}) {
  const column = (name, missing) => rows.map((row) => (name in row ? row[name] : missing));
  const text = {};
  for (const name of ["id", "name", "name_local", "country", "kind", "branch", "echelon", "settlement"]) {
    text[name] = column(name, "");
  }
  text.side = column("side", "AAA");
  text.status = column("status", "out");
  for (const name of ["valid_from", "valid_to"]) {
    if (rows.some((row) => name in row)) {
      text.valid_from = column("valid_from", "");
      text.valid_to = column("valid_to", "");
    }
  }
  return {
    parties: [{ code: "AAA" }, { code: "BBB" }],
    depth_km: { AAA: 80, BBB: 80 },
    tripoint: "round",
    border: { accuracy_m: 250 },
    units: {
      count: rows.length,
      text,
      distance_m: column("distance_m", 0),
      position_accuracy_m: column("position_accuracy_m", 0),
      side_certain: column("side_certain", 1),
      ends: column("end", 2),
      holders: rows.map((row) => holdersOf(row, changes.border?.accuracy_m ?? 250)),
    },
    ...changes,
  };
}

// As document.py makes them where it has a side, a distance and an accuracy only.
function holdersOf({ side = "AAA", distance_m: distance = 0, position_accuracy_m: own = 0, side_certain: sure = 1, holders }, border) {
  if (holders) return holders;
  const known = distance !== null && own !== null;
  const reach = known ? [Math.max(0, distance - own - border), distance + own + border] : [null, null];
  const parties = sure ? [["AAA", "BBB"].indexOf(side)] : [0, 1];
  return [parties.map((party) => [party, ...reach])];
}

const one = (row) => unitsOf(data([row]));
const equal = (km) => ({ AAA: km, BBB: km });
const everything = { third: false, time: "", rule: "round", query: "", sort: "distance", show: ["in", "indeterminate", "out"] };

test("a unit at exactly the depth is in, where nothing is in doubt", () => {
  const units = unitsOf(data([{ distance_m: 50000 }], { border: { accuracy_m: 0 } }));
  assert.equal(statusOf(units, 0, equal(50), "round"), IN);
  assert.equal(statusOf(units, 0, equal(51), "round"), IN);
  assert.equal(statusOf(units, 0, equal(49), "round"), OUT);
});

test("the uncertainty is the position's and the border's together, and an equal distance is in", () => {
  const units = one({ distance_m: 50000, position_accuracy_m: 1000 });
  assert.equal(units.doubt_m[0], 1250);
  assert.equal(statusOf(units, 0, equal(51.249), "round"), INDETERMINATE);
  assert.equal(statusOf(units, 0, equal(51.25), "round"), IN);
  assert.equal(statusOf(units, 0, equal(48.75), "round"), INDETERMINATE);
  assert.equal(statusOf(units, 0, equal(48.749), "round"), OUT);
});

test("Python's own status stands at the depths the page opened with", () => {
  const units = one({ distance_m: 10, status: "indeterminate" });
  assert.ok(asOpened(units, equal(80), "round"));
  assert.equal(statusOf(units, 0, equal(80), "round"), INDETERMINATE);
  assert.equal(statusOf(units, 0, equal(90), "round"), IN);
});

test("each side has its own depth", () => {
  const units = unitsOf(data([{ distance_m: 40000, side: "AAA" }, { distance_m: 40000, side: "BBB" }]));
  assert.deepEqual([...statuses(units, { AAA: 30, BBB: 50 }, "round")], [OUT, IN]);
});

test("where the side is in doubt, only equal answers count", () => {
  const units = one({ distance_m: 100, side: "AAA", side_certain: 0 });
  assert.equal(statusOf(units, 0, { AAA: 30, BBB: 50 }, "round"), IN);
  const between = unitsOf(data([{ distance_m: 40000, side: "AAA", side_certain: 0 }]));
  assert.equal(statusOf(between, 0, { AAA: 30, BBB: 50 }, "round"), INDETERMINATE);
});

test("third-state land is not bound, whatever the depth; claimed land is as each claimant would have it", () => {
  const third = one({ distance_m: 40000, side: "", holders: [[[-1, 39750, 40250]]] });
  assert.equal(statusOf(third, 0, { AAA: 30, BBB: 50 }, "round"), NOT_BOUND);
  const both = one({ distance_m: 40000, side: "disputed", holders: [[[0, 39750, 40250], [1, 39750, 40250]]] });
  assert.equal(statusOf(both, 0, { AAA: 30, BBB: 50 }, "round"), INDETERMINATE);
  assert.equal(statusOf(both, 0, { AAA: 45, BBB: 50 }, "round"), IN);
  const other = one({ distance_m: 40000, side: "disputed", holders: [[[0, 39750, 40250], [-1, 39750, 40250]]] });
  assert.equal(statusOf(other, 0, { AAA: 45, BBB: 50 }, "round"), INDETERMINATE);
  assert.equal(statusOf(other, 0, { AAA: 30, BBB: 50 }, "round"), OUT);
});

test("an area is in where any of its places certainly is", () => {
  const area = one({ holders: [[[0, 0, 900], [1, 0, 900]], [[0, 4000, 5000]]] });
  assert.equal(statusOf(area, 0, { AAA: 30, BBB: 0.5 }, "round"), IN);
  assert.equal(statusOf(area, 0, { AAA: 4.5, BBB: 0.5 }, "round"), INDETERMINATE);
});

test("the perpendicular reading leaves out what is nearest to a tripoint", () => {
  const units = one({ distance_m: 1000, end: 0, status: "in" });
  assert.equal(statusOf(units, 0, equal(80), "perpendicular"), OUT);
  assert.equal(statusOf(units, 0, equal(80), "round"), IN);
  const unsure = one({ distance_m: 1000, end: 1, status: "in" });
  assert.equal(statusOf(unsure, 0, equal(80), "perpendicular"), INDETERMINATE);
});

test("an unknown distance is never decided", () => {
  assert.equal(statusOf(one({ distance_m: null }), 0, equal(30), "round"), INDETERMINATE);
});

test("columns of repeated words are read like any other", () => {
  const packed = data([{}, {}, {}]);
  packed.units.text.kind = { words: ["unit", "base"], at: [0, 1, 0] };
  assert.deepEqual(unitsOf(packed).text.kind, ["unit", "base", "unit"]);
});

test("the balance counts in and indeterminate by side and kind, third states only when shown", () => {
  const rows = [
    { kind: "unit", status: "in" }, { kind: "unit", status: "indeterminate" }, { kind: "base", status: "out" },
    { kind: "base", side: "BBB", status: "in" }, { kind: "base", side: "", status: "not_bound", holders: [[[-1, 0, 9]]] },
  ];
  const units = unitsOf(data(rows));
  const status = statuses(units, equal(80), "round");
  const sums = balance(units, status, everything);
  assert.deepEqual([...sums.keys()], ["AAA", "BBB"]);
  assert.equal(sums.get("AAA").in, 1);
  assert.deepEqual(sums.get("AAA").kinds.get("unit"), { in: 1, indeterminate: 1 });
  assert.equal(balance(units, status, { ...everything, third: true }).get(""), undefined);
});

test("the list is nearest first, and every word of a search must be found", () => {
  const rows = [{ name: "B 10", distance_m: 3 }, { name: "a 9", distance_m: 1, settlement: "Brest" }, { name: "A 10", distance_m: 2 }];
  const units = unitsOf(data(rows));
  const status = statuses(units, equal(80), "round");
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const find = (changes) => listed(units, status, { ...everything, ...changes }, compare);
  assert.deepEqual(find({}), [1, 2, 0]);
  assert.deepEqual(find({ descending: true }), [0, 2, 1]);
  assert.deepEqual(find({ sort: "name" }), [1, 2, 0]);
  assert.deepEqual(find({ query: "bREST a" }), [1]);
  assert.deepEqual(find({ query: "brest b10" }), []);
  assert.deepEqual(find({ show: ["in"] }), []);
});

test("a search finds letters of any script in either case", () => {
  const units = unitsOf(data([{ name_local: "Гродненская" }, { name: "Łomża" }]));
  const status = statuses(units, equal(80), "round");
  const find = (query) => listed(units, status, { ...everything, query }, () => 0);
  assert.deepEqual(find("ГРОДН"), [0]);
  assert.deepEqual(find("łomŻ"), [1]);
});

test("the curve goes between what may be in and what is, and never below nothing", () => {
  const units = unitsOf(data([{ distance_m: 100, position_accuracy_m: 1000 }, { distance_m: 90000 }]));
  const { perhaps, surely } = reaches(units, "AAA", everything);
  assert.deepEqual(perhaps, [0, 89750]);
  assert.deepEqual(surely, [1350, 90250]);
});

test("a year shows what stood then, by dates of any fineness", () => {
  const rows = [{ valid_from: "2019-05" }, { valid_to: "2015-01-05" }, {}];
  const units = unitsOf(data(rows));
  const at = (year) => rows.map((_, index) => standsAt(units, index, year));
  assert.deepEqual(at("2018"), [false, false, true]);
  assert.deepEqual(at("2019"), [true, false, true]);
  assert.deepEqual(at("2015"), [false, true, true]);
  assert.deepEqual(at(""), [true, true, true]);
  assert.deepEqual(years(units), ["2015", "2016", "2017", "2018", "2019"]);
  assert.deepEqual(years(unitsOf(data([{}]))), []);
});
