import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { styleOf } from "../../maps/page_src/bands.js";
import { record, toCsv } from "../../maps/page_src/downloads.js";
import { clear, explainBand } from "../../maps/page_src/explain.js";
import { bandBalance, bandStatus, bandsFor, statuses, unitsOf } from "../../maps/page_src/model.js";
import { IN, INDETERMINATE, NOT_BOUND, OUT } from "../../maps/page_src/rule.js";
import { translator } from "../../maps/page_src/words.js";

const english = translator({ en: JSON.parse(readFileSync(new URL("../../maps/assets/messages/en.json", import.meta.url))) }, "en");

const part = (side, category, depth_km, min_km = 0) => ({ side, role: "party", category, depth_km, min_km });
// Guns 12-20 km on AAA's side only; infantry 5 km on AAA's and 10 km on BBB's.
const page = {
  parties: [{ code: "AAA" }, { code: "BBB" }], depth_km: { AAA: 20, BBB: 20 }, tripoint: "round",
  border: { accuracy_m: 100 }, bands: { count: 3, marks: [] },
  steps: [{ parts: [part("BBB", "infantry", 10), part("AAA", "guns", 20, 12), part("AAA", "infantry", 5)] }],
  units: {
    count: 4, categories: ["infantry", "guns"], by_category: ["io?n", "oion"], other_by_category: ["ooon", "oion"],
    text: { side: ["AAA", "AAA", "BBB", ""], status: ["in", "out", "indeterminate", "not_bound"], category: ["", "", "", ""], name: ["", "", "", ""] },
    distance_m: [3000, 15000, 10050, 4000], position_accuracy_m: [0, 0, 0, 0], ends: [0, 2, 2, 2],
    holders: [[[[0, 2900, 3100]]], [[[0, 14900, 15100]]], [[[1, 9950, 10150]]], [[[-1, 3900, 4100]]]],
    side_certain: [1, 1, 1, 1],
    ...Object.fromEntries(["lat", "lon", "nearest_lat", "nearest_lon", "azimuth_deg"].map((name) => [name, [0, 0, 0, 0]])),
  },
};
const units = unitsOf(page);
const state = { rule: "round", third: false, time: "", off: [] };

test("bands are numbered as the table lists them, side by side", () => {
  const numbers = units.bands.rows.map((band) => [band.side, band.category, band.number]);
  assert.deepEqual(numbers, [["BBB", "infantry", 3], ["AAA", "guns", 1], ["AAA", "infantry", 2]]);
});

test("a unit is judged by its own side's bands, on no party's land by the widest of each category", () => {
  const named = (index) => bandsFor(units, index).map((band) => `${band.side} ${band.category}`);
  assert.deepEqual(named(0), ["AAA guns", "AAA infantry"]);
  assert.deepEqual(named(2), ["BBB infantry"]);
  assert.deepEqual(named(3), ["BBB infantry", "AAA guns"]);
});

test("in any band shown is in; a band that is put away takes its units with it", () => {
  const over = (off, rule = "round") => [...statuses(units, page.depth_km, rule, off)];
  assert.deepEqual(over([]), [IN, IN, INDETERMINATE, NOT_BOUND]);
  assert.deepEqual(over(["band-1"]), [IN, OUT, INDETERMINATE, NOT_BOUND]);
  assert.deepEqual(over(["band-0", "band-1", "band-2"]), [OUT, OUT, OUT, OUT]);
  assert.deepEqual(over([], "perpendicular"), [OUT, IN, OUT, NOT_BOUND]);
});

test("the balance of each band counts its own side's units", () => {
  const sums = bandBalance(units, state);
  assert.deepEqual([...sums.values()], [
    { in: 0, indeterminate: 1 }, { in: 1, indeterminate: 0 }, { in: 1, indeterminate: 0 },
  ]);
});

test("a reason names the nearer edge, and says where more than the distance decides", () => {
  const [, guns, infantry] = units.bands.rows;
  const why = (index, band, rule = "round") => explainBand(units, index, band, bandStatus(units, band, index, rule), rule, english);
  assert.match(why(1, guns), /^15.0 km .* 3.0 km beyond the inner bound of 12 km/);
  assert.match(why(0, guns), /9.0 km short of the inner bound of 12 km/);
  assert.match(why(0, infantry), /2.0 km inside the depth of 5 km/);
  assert.match(why(0, infantry, "perpendicular"), /nearest to its very end/);
  assert.equal(clear(units, 0, infantry, IN), true);
  assert.equal(clear(units, 0, infantry, OUT), false);
});

test("a record tells its band's category and depth", () => {
  const [, guns] = units.bands.rows;
  const made = record(units, 1, { status: IN, band: guns, reason: "" });
  assert.deepEqual([made.category, made.depth_km, made.margin_km, made.status], ["guns", 20, 5, "in"]);
  assert.match(toCsv([made]), /,guns,20,5,yes,in,/);
});

test("eight categories have eight lines, and none is told by colour", () => {
  const styles = new Set(Array.from({ length: 8 }, (_, at) => JSON.stringify(styleOf(at))));
  assert.equal(styles.size, 8);
});
