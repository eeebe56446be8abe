// The rule of status, as geo/zones/status.py has it: who may hold a place, and how far away it may be.
// The cases of conformance/status.json hold for both.

export const OUT = 0;
export const IN = 1;
export const INDETERMINATE = 2;
export const NOT_BOUND = 3;
export const STATUS_NAMES = ["out", "in", "indeterminate", "not_bound"];

export const NO = 0;
export const UNKNOWN = 1;
export const YES = 2;

/** Bands in order, those that meet or overlap made one. */
function inOneRow(bands) {
  const found = [];
  for (const [from, to] of [...bands].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** Whether a distance, metres, lies in any of some bands; both ends of a band belong to it. */
export function within(low, high, bands) {
  if (bands.length === 0) return NO;
  if (low === null || high === null) return UNKNOWN;
  const all = bands.length > 1 ? inOneRow(bands) : bands;
  if (all.some(([from, to]) => from <= low && high <= to)) return YES;
  return all.some(([from, to]) => from <= high && low <= to) ? UNKNOWN : NO;
}

/** The status of a place from all that may hold it: { low, high, bands, reading } each. */
export function statusOfHolders(holders) {
  let bound = false;
  let mayBeIn = false;
  let mayBeOut = false;
  for (const { low, high, bands, reading } of holders) {
    if (bands.length > 0) bound = true;
    const answer = Math.min(within(low, high, bands), reading);
    if (answer !== NO) mayBeIn = true;
    if (answer !== YES) mayBeOut = true;
  }
  if (!bound) return NOT_BOUND;
  if (!mayBeIn) return OUT;
  return mayBeOut ? INDETERMINATE : IN;
}

/** The status of a unit from those of its places: in where any is, else by what they have in common. */
export function statusOfPlaces(found) {
  if (found.length === 1) return found[0];
  if (found.includes(IN)) return IN;
  if (found.includes(INDETERMINATE)) return INDETERMINATE;
  return found.includes(OUT) ? OUT : NOT_BOUND;
}

/** Between which depths, metres, a unit comes in where both parties are bound from 0 to the depth. */
export function thresholds(places, reading) {
  let perhaps = Infinity;
  let surely = Infinity;
  for (const holders of places) {
    let most = reading === YES ? 0 : Infinity;
    for (const [party, low, high] of holders) {
      if (party >= 0 && reading !== NO) perhaps = Math.min(perhaps, low ?? 0);
      most = Math.max(most, party >= 0 ? high ?? Infinity : Infinity);
    }
    surely = Math.min(surely, most);
  }
  return { perhaps, surely };
}
