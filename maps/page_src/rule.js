// The rule of status: who may hold a place, and how far away it may be. It is core/rule.c, compiled;
// here it is only given its arrays. geo/zones/status.py asks the same rule for the program.

import { compiledRule } from "./compiled_rule.js";

/** By number. Of several (a unit's places, the bands of a regime) the greatest counts. */
export const STATUS_NAMES = ["not_bound", "out", "indeterminate", "in"];
export const NOT_BOUND = 0;
export const OUT = 1;
export const INDETERMINATE = 2;
export const IN = 3;

export const NO = 0;
export const UNKNOWN = 1;
export const YES = 2;

const rule = compiledRule();
const FLOAT = 8;

/** Arrays of one call, laid out in the rule's memory: doubles and 64-bit numbers first, bytes behind them. */
class Layout {
  constructor(floats, bytes) {
    this.at = Math.ceil(rule.__heap_base.value / FLOAT) * FLOAT;
    const lack = this.at + FLOAT * floats + bytes - rule.memory.buffer.byteLength;
    if (lack > 0) rule.memory.grow(Math.ceil(lack / 65536));
    this.buffer = rule.memory.buffer;
  }

  take(Kind, count) {
    const array = new Kind(this.buffer, this.at, count);
    this.at += array.byteLength;
    return array;
  }
}

/** Fill rows of bands, `width` of them each; NaN where a row has fewer. */
function fillBands(table, row, bands, width) {
  for (let band = 0; band < width; band += 1) {
    const [from, to] = bands[band] ?? [NaN, NaN];
    table[2 * (row * width + band)] = from;
    table[2 * (row * width + band) + 1] = to;
  }
}

/** Whether a distance, metres, lies in any of some bands; both ends of a band belong to it. */
export function within(low, high, bands) {
  const width = Math.max(1, bands.length);
  const layout = new Layout(2 + 2 * width, 1);
  const interval = layout.take(Float64Array, 2);
  const table = layout.take(Float64Array, 2 * width);
  const answer = layout.take(Int8Array, 1);
  interval.set([low ?? NaN, high ?? NaN]);
  fillBands(table, 0, bands, width);
  const [lowAt, highAt] = [interval.byteOffset, interval.byteOffset + FLOAT];
  rule.within_many(lowAt, highAt, table.byteOffset, width, 1, answer.byteOffset);
  return answer[0];
}

/** The status of a place from all that may hold it: { low, high, bands, reading } each. */
export function statusOfHolders(holders) {
  const count = holders.length;
  const width = Math.max(1, ...holders.map(({ bands }) => bands.length));
  const layout = new Layout((3 + 2 * width) * count, count + 2);
  const lows = layout.take(Float64Array, count);
  const highs = layout.take(Float64Array, count);
  const table = layout.take(Float64Array, 2 * width * count);
  const place = layout.take(Float64Array, count).fill(0); // whose holders they are: all of place 0
  const answers = layout.take(Int8Array, count);
  const status = layout.take(Int8Array, 1);
  const work = layout.take(Uint8Array, 1);
  holders.forEach(({ low, high, bands }, row) => {
    lows[row] = low ?? NaN;
    highs[row] = high ?? NaN;
    fillBands(table, row, bands, width);
  });
  rule.within_many(lows.byteOffset, highs.byteOffset, table.byteOffset, width, count, answers.byteOffset);
  holders.forEach(({ reading }, row) => {
    answers[row] = Math.min(answers[row], reading);
  });
  rule.decided_many(place.byteOffset, answers.byteOffset, table.byteOffset, width, count, 1, status.byteOffset, work.byteOffset);
  return status[0];
}

/** Between which depths, metres, a unit comes in where both parties are bound from 0 to the depth. */
export function thresholds(places, reading) {
  const holders = places.flatMap((rows, place) => rows.map(([party, low, high]) => ({ place, party, low, high })));
  const count = holders.length;
  const layout = new Layout(3 * count + 2 * places.length, 2 * count);
  const lows = layout.take(Float64Array, count);
  const highs = layout.take(Float64Array, count);
  const perhaps = layout.take(Float64Array, places.length);
  const surely = layout.take(Float64Array, places.length);
  const place = layout.take(Uint32Array, 2 * count).fill(0); // 64-bit numbers, low half first
  const bindable = layout.take(Uint8Array, count);
  const readings = layout.take(Int8Array, count).fill(reading);
  holders.forEach((holder, row) => {
    lows[row] = holder.low ?? NaN;
    highs[row] = holder.high ?? NaN;
    place[2 * row] = holder.place;
    bindable[row] = Number(holder.party >= 0);
  });
  rule.thresholds_many(
    place.byteOffset, lows.byteOffset, highs.byteOffset, bindable.byteOffset, readings.byteOffset,
    count, places.length, perhaps.byteOffset, surely.byteOffset,
  );
  return { perhaps: Math.min(...perhaps), surely: Math.min(...surely) };
}
