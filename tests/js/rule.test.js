import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { NO, STATUS_NAMES, UNKNOWN, YES, statusOfHolders, thresholds } from "../../maps/page_src/rule.js";

const file = new URL("../../conformance/status.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8"));
const READINGS = { does_not_count: NO, unknown: UNKNOWN, counts: YES };

test("every conformance case gets its status", () => {
  const wrong = cases.filter(({ holders, status }) => {
    const asked = holders.map((one) => ({ low: one.low_m, high: one.high_m, bands: one.bands, reading: READINGS[one.reading] }));
    return STATUS_NAMES[statusOfHolders(asked)] !== status;
  });
  assert.deepEqual(wrong.map((one) => one.name), []);
  assert.ok(cases.length >= 500);
});

test("the thresholds are where the rule changes its answer", () => {
  const places = [[[0, 3000, 9000], [1, 0, 2000]]];
  const at = (depth) => STATUS_NAMES[statusOfHolders(places[0].map(
    ([party, low, high]) => ({ low, high, bands: party >= 0 ? [[0, depth]] : [], reading: YES }),
  ))];
  const { perhaps, surely } = thresholds(places, YES);
  assert.deepEqual([perhaps, surely], [0, 9000]);
  assert.deepEqual([at(8999.9), at(9000)], ["indeterminate", "in"]);
  assert.deepEqual(thresholds([[[-1, 0, 10], [0, 5, 10]]], YES), { perhaps: 5, surely: Infinity });
  assert.deepEqual(thresholds(places, NO), { perhaps: Infinity, surely: Infinity });
});
