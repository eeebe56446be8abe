import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { between, destination, inverse } from "../../maps/page_src/geodesic.js";

// [lat, lon, lat, lon, metres, azimuth] as geographiclib 2.1 (Karney's algorithm) gives them: pairs all over
// the globe, pairs a day's drive apart, and the awkward ones: poles, equator, the antimeridian, antipodes.
const known = JSON.parse(readFileSync(new URL("geodesics.json", import.meta.url)));

test("distances agree with geographiclib to a tenth of a millimetre, antipodal points included", () => {
  for (const [a, b, c, d, metres] of known) {
    const found = inverse([a, b], [c, d]).metres;
    assert.ok(Math.abs(found - metres) < 1e-4, `${[a, b, c, d]}: ${found} for ${metres}`);
  }
  assert.ok(known.length >= 49);
});

test("directions agree too, where there is one shortest way and no more", () => {
  const single = known.filter(([a, , c, , metres]) => metres > 1 && metres < 19.9e6 && Math.abs(a) < 89 && Math.abs(c) < 89);
  assert.ok(single.length >= 36);
  for (const [a, b, c, d, , azimuth] of single) {
    const off = Math.abs(inverse([a, b], [c, d]).azimuth - azimuth);
    assert.ok(Math.min(off, 360 - off) < 1e-6, `${[a, b, c, d]}`);
  }
});

test("who sets out in that direction arrives", () => {
  for (const [a, b, c, d] of known) {
    const { metres, azimuth } = inverse([a, b], [c, d]);
    const missed = inverse(destination([a, b], azimuth, metres), [c, d]).metres;
    // Between antipodes the direction is only known as well as the distance tells it apart.
    assert.ok(missed < (metres > 19.9e6 ? 0.1 : 1e-6), `${[a, b, c, d]}: ${missed}`);
  }
});

test("the drawn line has both ends, no long leg, and runs on past 180 degrees", () => {
  const line = between([60, 179], [61, -178]);
  assert.deepEqual([line[0], line.at(-1)], [[60, 179], [61, 182]]);
  assert.ok(line.length >= 5);
  for (let at = 1; at < line.length; at += 1) assert.ok(inverse(line[at - 1], line[at]).metres < 40001);
  assert.deepEqual(between([1, 1], [1, 1]), [[1, 1], [1, 1]]);
});
