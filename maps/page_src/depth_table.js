// A depth table: places judged band by band, as geo/zones/places.py and coverage.py judge them.

import { FromLine, interval } from "./from_line.js";
import { Area } from "./lands.js";
import { sentence } from "./reasons.js";
import { NO, OUT, UNKNOWN, YES, statusOfHolders } from "./rule.js";

/** How sure it is that something lies on the good side of an edge: `lead` metres inside, negative outside. */
const beyondDoubt = (lead, doubt) => {
  if (Math.abs(lead) <= doubt) return UNKNOWN;
  return lead < 0 ? NO : YES;
};

/** Land that is left out: a disc around a place, or what lies between corners. */
class LeftOut {
  constructor(core, told, exact) {
    Object.assign(this, { core, name: told.name, radius: told.radius_m, sides: told.sides, categories: told.categories });
    this.edge = core.line(exact[told.line], true);
    this.rings = told.rings === null ? null : exact[told.rings];
    this.area = this.rings ? new Area(core, this.rings) : null;
  }

  appliesTo(side, category) {
    return (this.sides.length === 0 || this.sides.includes(side)) && (this.categories.length === 0 || this.categories.includes(category));
  }

  /** How far inside its edge points lie, metres; negative outside. */
  depths(points) {
    const away = this.core.nearest(this.edge, points);
    return Array.from({ length: points.length / 2 }, (_, row) => {
      if (!this.area) return this.radius - away[6 * row];
      return this.area.holds(points[2 * row], points[2 * row + 1]) ? away[6 * row] : -away[6 * row];
    });
  }
}

export class DepthTable {
  /** `told` as maps/engine_bands.py writes it, `exact` the lines that it numbers. */
  constructor(engine, told, exact, ring) {
    this.engine = engine;
    const { core } = engine;
    const accuracyM = engine.told.accuracy_m;
    this.bands = told.table.map(([side, category, from, to, measure]) => ({ side, category, from, to, measure, party: engine.parties.indexOf(side) }));
    this.categories = [...new Set(this.bands.map((band) => band.category))];
    const segments = new Map();
    const segment = (numbers) => {
      const key = String(numbers);
      if (!segments.has(key)) segments.set(key, numbers.map((number) => core.line(exact[number], true)));
      return segments.get(key);
    };
    this.measures = told.measures.map(({ line, ends, segment: numbers }, at) => ({
      isBorder: line === null,
      from: line === null ? engine.border : new FromLine(core, exact[line], {
        runs: exact[line].map((part, number) => [number, 0, part.length - 1, accuracyM, ""]), ends, stars: told.stars[at].map(ring), accuracyM,
      }),
      segment: numbers && segment(numbers),
    }));
    /** Whether all bands are measured from one line: then it also says what lies across. */
    this.single = this.measures.length === 1;
    this.leftOut = told.exclusions.map((one) => new LeftOut(core, one, exact));
  }

  /** Half the difference of the distances to the rest of the border and to a part of it; null of the whole. */
  leads({ segment }, points) {
    if (!segment) return null;
    const [own, other] = segment.map((line) => this.engine.core.nearest(line, points));
    return Array.from({ length: points.length / 2 }, (_, row) => (other[6 * row] - own[6 * row]) / 2);
  }

  /** What places have from each line of the table; `whole` is what they have from the border. */
  measured(points, accuracy, whole) {
    const known = new Map([[this.engine.border, whole]]);
    for (const { from } of this.measures) if (!known.has(from)) known.set(from, from.measured(points, accuracy));
    const leads = this.measures.map((measure) => this.leads(measure, points));
    const depths = this.leftOut.map((one) => one.depths(points));
    return accuracy.map((radius, row) => ({
      lines: this.measures.map(({ from }) => known.get(from)[row]),
      segments: leads.map((lead) => (lead ? beyondDoubt(lead[row], radius + this.engine.told.accuracy_m) : YES)),
      // Its edge belongs to what is left out.
      leftOut: depths.map((depth) => (depth[row] === 0 && radius === 0 ? NO : beyondDoubt(-depth[row], radius))),
    }));
  }

  /** What binds each party in one category, in the order in which places.py asks. */
  reaches(category) {
    const own = this.bands.filter((band) => band.category === category);
    return own.sort((a, b) => a.measure - b.measure);
  }

  /** What the rule is asked of the possible holders of a place in one category, and what does not count there. */
  told(place, category, rule) {
    const found = { end: YES, segment: YES, names: [], surely: false };
    const asked = new Map();
    for (const reach of this.reaches(category)) {
      const holders = place.rows.filter((holder) => holder.party === reach.party);
      const line = place.lines[reach.measure];
      const spans = new Map(holders.map((holder) => [holder, interval(place, holder, line, this.measures[reach.measure].isBorder)]));
      const here = holders.some((holder) => spans.get(holder).low === null || spans.get(holder).low <= reach.to * 1000);
      // Farther away nothing is asked of what counts.
      const end = here && rule === "perpendicular" ? line.end : YES;
      const segment = here ? place.segments[reach.measure] : YES;
      const left = here ? this.leftOutOf(place, reach, found) : YES;
      found.end = Math.min(found.end, end);
      found.segment = Math.min(found.segment, segment);
      const bands = [[reach.from * 1000, reach.to * 1000]];
      for (const holder of holders) asked.set(holder, { ...spans.get(holder), bands, reading: Math.min(end, segment, left) });
    }
    found.holders = place.rows.map((holder) => asked.get(holder) ?? { low: null, high: null, bands: [], reading: YES });
    return found;
  }

  leftOutOf(place, { side, category }, found) {
    const names = [];
    let least = YES;
    this.leftOut.forEach((one, at) => {
      const code = place.leftOut[at];
      if (code === YES || !one.appliesTo(side, category)) return;
      least = Math.min(least, code);
      names.push(one.name);
      found.surely ||= code === NO;
    });
    if (names.length > 0) found.names = names;
    return least;
  }

  /** From which line a place is measured in one category: its side's, else the nearest that has such a band. */
  measureOf(place, reaches) {
    const own = reaches.find((reach) => reach.side === place.side);
    if (own) return own.measure;
    const has = [...new Set(reaches.map((reach) => reach.measure))].sort((a, b) => a - b);
    return has.reduce((best, one) => (place.lines[one].distance_m < place.lines[best].distance_m ? one : best));
  }

  /** The band that is told of a place: its side's, of depth 0 where it has none; else the widest of its line. */
  bandOf(place, category, measure) {
    const own = this.bands.find((band) => band.side === place.side && band.category === category);
    if (own) return own;
    if (this.engine.parties.includes(place.side)) return { from: 0, to: 0 };
    const some = this.bands.filter((band) => band.category === category && band.measure === measure);
    return some.reduce((best, one) => (one.to > best.to ? one : best));
  }

  /** The place's status in every category, with its reason as the command line says it. */
  judged(place, rule) {
    return this.categories.map((category) => {
      const told = this.told(place, category, rule);
      const status = statusOfHolders(told.holders);
      const measure = this.measureOf(place, this.reaches(category));
      const line = place.lines[measure];
      const band = this.bandOf(place, category, measure);
      const { distance_m, nearest_lon, nearest_lat, azimuth_deg } = line;
      return {
        category, status, from: band.from, shown: band.to, distance_m, nearest_lon, nearest_lat, azimuth_deg,
        reason: sentence(place, line, status, band, told, this.engine.nameOf),
      };
    });
  }

  /** The status over the bands that speak of a place and are shown: of several the greatest counts. */
  overall(place, { rule, off = [] }) {
    const isSide = this.engine.parties.includes(place.side);
    const own = this.bands.filter((band) => !isSide || band.side === place.side);
    const shown = own.filter((band) => !off.includes(`band-${this.bands.indexOf(band)}`));
    // Where no band is of its side, all of them say that it is not bound.
    const asked = new Set((own.length > 0 ? shown : this.bands).map((band) => band.category));
    const all = [...asked].map((category) => statusOfHolders(this.told(place, category, rule).holders));
    return all.length > 0 ? Math.max(...all) : OUT;
  }
}
