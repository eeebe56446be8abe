// The page's engine: any place against the line as it is, and its status at any depth by the one rule.

import { Core, inflated } from "./core.js";
import { Lands } from "./lands.js";
import { linePool } from "./polyline.js";
import { reasonOf } from "./reasons.js";
import { NO, UNKNOWN, YES, statusOfHolders } from "./rule.js";
import { zoneArea } from "./zone_area.js";

const ANYWHERE_M = 10000000;
const WIDE_M = 200000;
const SAME_M = 1e-4;
const turned = (points) => points.map(([lat, lon]) => [lon, lat]);

/** Parts of [lon, lat] from all longitudes and then all latitudes, and how many each part has. */
function partsFrom(coordinates, sizes) {
  const count = coordinates.length / 2;
  let at = 0;
  return sizes.map((size) => {
    at += size;
    return Array.from({ length: size }, (_, step) => [coordinates[at - size + step], coordinates[count + at - size + step]]);
  });
}

export class Engine {
  /** Read what the page carries; fails where WebAssembly or reading is refused. */
  static async made(data, moduleText) {
    const { line, rest } = data.engine;
    // An app unpacks a border once, for the page and its worker; a page carries both packed.
    const [module, coordinates, told] = await Promise.all([
      inflated(moduleText),
      typeof line === "string" ? inflated(line).then((bytes) => new Float64Array(bytes.buffer)) : line,
      typeof rest === "string" ? inflated(rest).then((bytes) => JSON.parse(new TextDecoder().decode(bytes))) : rest,
    ]);
    return new Engine(await Core.made(module, told.spread), coordinates, told, data);
  }

  constructor(core, coordinates, told, data) {
    this.core = core;
    this.told = told;
    this.parties = data.parties.map((party) => party.code);
    const groups = [0, 1].map((group) => data.parties.filter((party) => party.group === group).map((party) => party.code));
    this.parts = partsFrom(coordinates, told.parts);
    this.line = core.line(this.parts, true);
    this.groups = this.byRadius();
    const pools = [told.lines, ...(told.pools ?? [])].map((lines) => linePool(lines, told.decimals));
    const ring = (number) => turned(Array.isArray(number) ? pools[number[0]](number[1]) : pools[0](number));
    this.lands = new Lands(core, told.lands, { ring, parties: this.parties, groups, seams: told.seams ?? null });
    this.starRings = told.stars.map(ring);
    this.stars = this.starRings.length > 0 ? core.line(this.starRings) : null;
    this.nameOf = (code) => this.lands.called.get(code) || data.names[code] || told.names[code] || code;
    this.landM = told.land_km * 1000;
    // Land is known around the border that the page was made for, whatever line is measured from.
    this.base = told.base ? core.line(partsFrom(told.base.line, told.base.parts), true) : null;
  }

  /** The line's stretches by radius, the smallest first. */
  byRadius() {
    const radii = [...new Set(this.told.runs.map((run) => run[3]))].sort((a, b) => a - b);
    return radii.map((radius) => {
      const runs = this.told.runs.filter((run) => run[3] === radius);
      return { radius, runs, line: this.core.line(runs.map(([part, first, last]) => this.parts[part].slice(first, last + 1)), true) };
    });
  }

  distances(points) {
    return this.core.nearest(this.line, points);
  }

  /** The least of distance plus signed radius over the stretches, and the words of the one that has it. */
  bound(points, near, sign) {
    const count = points.length / 2;
    const best = new Float64Array(count).fill(Infinity);
    const words = new Array(count).fill("");
    const order = sign < 0 ? [...this.groups].reverse() : this.groups;
    for (const { radius, runs, line } of order) {
      const added = sign * radius;
      const rows = [];
      for (let row = 0; row < count; row += 1) if (near[6 * row] + added < best[row] + 1e-6) rows.push(row);
      if (rows.length === 0) break;
      const found = this.core.nearest(line, Float64Array.from(rows.flatMap((row) => [points[2 * row], points[2 * row + 1]])));
      rows.forEach((row, at) => {
        const reach = found[6 * at] + added;
        if (reach >= best[row]) return;
        best[row] = reach;
        words[row] = runs[line.partOf[found[6 * at + 4]]][4];
      });
    }
    return { best, words };
  }

  /** Whether a nearest point is a true end of the border. */
  isAtEnd(near, row) {
    const { partOf, startM, lengthM, spans } = this.line;
    const piece = near[6 * row + 4];
    const along = startM[piece] + near[6 * row + 5] * spans[piece];
    return this.told.ends.some(([part, atStart]) =>
      partOf[piece] === part && Math.abs(along - (atStart ? 0 : lengthM[part])) <= SAME_M);
  }

  /** Whether nearest points are true ends, and how places count under the perpendicular reading. */
  ends(near, points, doubts) {
    const count = points.length / 2;
    const edge = this.stars ? this.core.nearest(this.stars, points) : null;
    return Array.from({ length: count }, (_, row) => {
      const atEnd = this.isAtEnd(near, row);
      const certain = atEnd ? NO : YES;
      return { atEnd, end: edge && edge[6 * row] <= doubts[row] ? UNKNOWN : certain };
    });
  }

  /** Set places against the border, before any depth: [{ lon, lat, accuracy_m, atSea, locatedIn }]. */
  places(given) {
    const lon = given.map((one) => ((((one.lon + 180) % 360) + 360) % 360) - 180);
    const lat = given.map((one) => one.lat);
    const accuracy = given.map((one) => (one.accuracy_m < ANYWHERE_M ? one.accuracy_m : Infinity));
    const points = new Float64Array(2 * given.length);
    given.forEach((_, row) => points.set([lon[row], lat[row]], 2 * row));
    const near = this.distances(points);
    const low = this.bound(points, near, -1);
    const high = this.bound(points, near, 1);
    const narrow = accuracy.map((radius) => radius < WIDE_M);
    const radius = accuracy.map((one, row) => (narrow[row] ? one : 0));
    const holders = this.lands.holders({
      lon, lat, radius, narrow, known: accuracy.map(Number.isFinite), borderLow: low.best,
      reach: radius.map((one) => one + this.told.accuracy_m),
      atSea: given.map((one) => one.atSea), locatedIn: given.map((one) => one.locatedIn ?? ""),
    });
    const ends = this.ends(near, points, accuracy.map((one) => one + this.told.accuracy_m));
    const fromLand = this.base ? this.core.nearest(this.base, points) : near;
    return given.map((one, row) => {
      const place = {
        ...one, lon: Math.abs(one.lon) <= 180 ? one.lon : lon[row], accuracy_m: accuracy[row], ...holders[row], ...ends[row],
        distance_m: near[6 * row], nearest_lon: near[6 * row + 1], nearest_lat: near[6 * row + 2],
        azimuth_deg: (near[6 * row + 3] + 360) % 360,
        low_m: low.best[row], high_m: high.best[row], runWords: low.words[row],
      };
      // Beyond the land that the page carries nobody can be told as the holder.
      place.beyond = !(fromLand[6 * row] + (narrow[row] ? radius[row] : 0) + this.told.accuracy_m < this.landM);
      for (const holder of place.rows) this.interval(place, holder);
      return place;
    });
  }

  /** What the distance may be if the place is a holder's. */
  interval(place, holder) {
    const { accuracy_m: radius, low_m: low, high_m: high } = place;
    holder.low = holder.across ? 0 : Math.max(low - radius, 0);
    holder.high = holder.across ? Math.max(radius - low, 0) : high + radius;
    if (holder.unknown || !(holder.low <= holder.high)) holder.low = holder.high = null;
  }

  /** The status of a place at some depths in km by party. */
  status(place, depths, rule) {
    const reading = rule === "perpendicular" ? place.end : YES;
    return statusOfHolders(place.rows.map(({ party, low, high }) => ({
      low, high, reading, bands: party >= 0 ? [[0, depths[this.parties[party]] * 1000]] : [],
    })));
  }

  /** The area of the land of some owners within a depth in km, and how much it may be off: km². */
  area(owners, depth, rule) {
    const rings = this.lands.all.filter((land) => land.area && owners.includes(land.own)).flatMap((land) => (land.dry ?? land.area).rings);
    const field = { distances: (points) => this.distances(points) };
    // Only what is bound is read at the ends; third states are as they are.
    if (rule === "perpendicular" && this.stars && owners.every((code) => this.parties.includes(code))) {
      field.outline = (points, near) => {
        const found = this.core.nearest(this.stars, points);
        const rows = Array.from({ length: points.length / 2 }, (_, row) => row);
        return {
          atEnd: rows.map((row) => this.isAtEnd(near, row)),
          distance: rows.map((row) => found[6 * row]), azimuth: rows.map((row) => found[6 * row + 3]),
        };
      };
    }
    return zoneArea(rings, depth * 1000, field, this.line.lengthM.reduce((sum, one) => sum + one, 0));
  }

  /** That status, and its reason as the command line says it. */
  judged(place, depths, rule) {
    const perpendicular = rule === "perpendicular";
    const status = this.status(place, depths, rule);
    const of = (code) => depths[code];
    const shown = depths[place.side] ?? Math.max(...this.parties.map(of));
    return { status, shown, reason: reasonOf(place, status, { shown, of }, perpendicular, this.nameOf, this.parties) };
  }
}
