import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf, merged, tally, worldPoints } from "../../maps/page_src/clusters.js";

const lats = [52, 52.001, 53, -40, 52.0005];
const lons = [23, 23.001, 24, 179.999, 23.0005];
const world = worldPoints(lats, lons);

test("points of the world are Web Mercator's pixels of zoom 0", () => {
  const { x, y } = worldPoints([0, 0, 85.051128779, -85.051128779], [-180, 180, 0, 0]);
  assert.deepEqual([x[0], x[1], y[0]], [0, 256, 128]);
  assert.ok(Math.abs(y[2]) < 0.1 && Math.abs(y[3] - 256) < 0.1);
});

test("those that would lie on each other are one group, and none at a great scale", () => {
  const far = groupsOf(world, 64, 36);
  assert.deepEqual([...far.group].map((one) => one === far.group[0]), [true, true, false, false, true]);
  assert.equal(groupsOf(world, 2 ** 24, 36).count, 5);
});

test("no two beginnings of groups lie within the radius, and each point is within it of its own", () => {
  let seed = 1;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  const many = worldPoints(Array.from({ length: 800 }, () => 50 + 4 * random()), Array.from({ length: 800 }, () => 20 + 6 * random()));
  const scale = 50;
  const { group, count } = groupsOf(many, scale, 36);
  const first = Array.from({ length: count }, (_, one) => group.indexOf(one));
  const away = (a, b) => Math.hypot(many.x[a] - many.x[b], many.y[a] - many.y[b]) * scale;
  for (const a of first) for (const b of first) assert.ok(a === b || away(a, b) >= 36);
  group.forEach((one, at) => assert.ok(away(at, first[one]) < 36));
});

test("a group counts what is wanted, knows who is alone, and whether any is in doubt", () => {
  const groups = groupsOf(world, 64, 36);
  const { many, unsure, last } = tally(world, groups, Uint8Array.from([1, 0, 2, 1, 1]));
  assert.deepEqual([...many], [2, 1, 1]);
  assert.deepEqual([...unsure], [0, 1, 0]);
  assert.equal(last[1], 2);
});

test("what would still hide each other goes into the larger, with its doubt and its groups", () => {
  const one = (x, count, group, unsure = false) => ({ x, y: 0, count, unsure, groups: [group] });
  const found = merged([one(0, 1, 0, true), one(20, 5, 1), one(60, 1, 2)], 25);
  assert.deepEqual(found.map(({ x, count, unsure, groups }) => [x, count, unsure, groups]), [[20, 6, true, [1, 0]], [60, 1, false, [2]]]);
});
