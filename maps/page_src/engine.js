// The page's engine: any place against the line as it is, and its status at any depth by the one rule.

import { Core, inflated } from "./core.js";
import { DepthTable } from "./depth_table.js";
import { FromLine, interval } from "./from_line.js";
import { Lands } from "./lands.js";
import { linePool } from "./polyline.js";
import { reasonOf } from "./reasons.js";
import { YES, statusOfHolders } from "./rule.js";
import { zoneArea } from "./zone_area.js";

const ANYWHERE_M = 10000000;
const WIDE_M = 200000;
const turned = (points) => points.map(([lat, lon]) => [lon, lat]);

/** Lines out of one row of longitudes and then latitudes: each given by the sizes of its parts. */
function linesOf(coordinates, all) {
  const count = coordinates.length / 2;
  let at = 0;
  return all.map((sizes) => sizes.map((size) => {
    at += size;
    return Array.from({ length: size }, (_, step) => [coordinates[at - size + step], coordinates[count + at - size + step]]);
  }));
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
    const pools = [told.lines, ...(told.pools ?? [])].map((lines) => linePool(lines, told.decimals));
    const ring = (number) => turned(Array.isArray(number) ? pools[number[0]](number[1]) : pools[0](number));
    const [parts, ...exact] = linesOf(coordinates, [told.parts, ...(told.bands?.lines ?? [])]);
    this.border = new FromLine(core, parts, { runs: told.runs, ends: told.ends, stars: told.stars.map(ring), accuracyM: told.accuracy_m });
    const { line, stars, starRings } = this.border;
    Object.assign(this, { parts, line, stars, starRings });
    this.lands = new Lands(core, told.lands, { ring, parties: this.parties, groups, seams: told.seams ?? null });
    this.nameOf = (code) => this.lands.called.get(code) || data.names[code] || told.names[code] || code;
    this.landM = told.land_km * 1000;
    /** The depth table of a page of bands; null where each side has one depth. */
    this.table = told.bands ? new DepthTable(this, told.bands, exact, ring) : null;
  }

  distances(points) {
    return this.border.distances(points);
  }

  isAtEnd(near, row) {
    return this.border.isAtEnd(near, row);
  }

  /** Set places against the border, before any depth: [{ lon, lat, accuracy_m, atSea, locatedIn }]. */
  places(given) {
    const lon = given.map((one) => ((((one.lon + 180) % 360) + 360) % 360) - 180);
    const lat = given.map((one) => one.lat);
    const accuracy = given.map((one) => (one.accuracy_m < ANYWHERE_M ? one.accuracy_m : Infinity));
    const points = new Float64Array(2 * given.length);
    given.forEach((_, row) => points.set([lon[row], lat[row]], 2 * row));
    const whole = this.border.measured(points, accuracy);
    const table = this.table?.measured(points, accuracy, whole);
    const narrow = accuracy.map((radius) => radius < WIDE_M);
    const radius = accuracy.map((one, row) => (narrow[row] ? one : 0));
    const holders = this.lands.holders({
      lon, lat, radius, narrow, known: accuracy.map(Number.isFinite),
      borderLow: (table && this.table.single ? table.map((one) => one.lines[0]) : whole).map((one) => one.low_m),
      reach: radius.map((one) => one + this.told.accuracy_m),
      atSea: given.map((one) => one.atSea), locatedIn: given.map((one) => one.locatedIn ?? ""),
    });
    return given.map((one, row) => {
      const place = {
        ...one, lon: Math.abs(one.lon) <= 180 ? one.lon : lon[row], accuracy_m: accuracy[row], ...holders[row], ...whole[row], ...table?.[row],
      };
      // Beyond the land that the page carries nobody can be told as the holder.
      place.beyond = !(place.distance_m + (narrow[row] ? radius[row] : 0) + this.told.accuracy_m < this.landM);
      for (const holder of place.rows) Object.assign(holder, interval(place, holder, place));
      return place;
    });
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

  /** What is told of a place at what is shown, { depths, rule, off }: over all bands where there are some, and band by band. */
  answer(place, asked) {
    if (!this.table) return this.judged(place, asked.depths, asked.rule);
    const bands = this.table.judged(place, asked.rule);
    return { ...bands[0], status: this.table.overall(place, asked), bands };
  }

  /** That status alone. */
  statusAt(place, asked) {
    return this.table ? this.table.overall(place, asked) : this.status(place, asked.depths, asked.rule);
  }
}
