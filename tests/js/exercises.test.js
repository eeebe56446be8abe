import assert from "node:assert/strict";
import { test } from "node:test";

import { grouped, heldIn, yearsOf } from "../../maps/page_src/exercises.js";
import { translator } from "../../maps/page_src/words.js";

const held = (start, end, name = "x") => ({ name, start, end });

test("an exercise is shown in every year it touches, and always where it has no date", () => {
  assert.deepEqual(yearsOf(held("2021-12-30", "2022-01-02")), [2021, 2022]);
  assert.deepEqual(yearsOf(held("", "2022")), [2022, 2022]);
  assert.equal(yearsOf(held("spring", "")), null);
  assert.deepEqual(["2020", "2021", "2022", ""].map((year) => heldIn(held("2021-12", "2022-01"), year)), [false, true, true, true]);
  assert.equal(heldIn(held("", ""), "2022"), true);
});

test("an exercise of several places is one, newest first", () => {
  const groups = grouped([held("2017", "2017", "a"), held("2021", "2021", "b"), held("2017", "2017", "a")]);
  assert.deepEqual(groups.map((one) => [one.name, one.places]), [["b", [1]], ["a", [0, 2]]]);
});

test("a span of days is written as short as the language allows", () => {
  const { dates } = translator({ en: {} }, "en", ["en-GB"]);
  assert.match(dates("2017-09-14", "2017-09-20"), /^14\s?–\s?20 September 2017$/);
  assert.equal(dates("2024-03", "2024-04"), "March 2024 – April 2024");
  assert.equal(dates("2024", "2024"), "2024");
  assert.equal(dates("2017-09-20", "2017-09-14"), "20 September 2017 – 14 September 2017");
  assert.equal(dates("<b>", ""), "<b>");
});
