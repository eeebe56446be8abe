// A line of the reader's own: read, made ready as the program makes a line of a file, and all data set against it.

import { Engine } from "./engine.js";
import { destination, inverse } from "./geodesic.js";
import { unitsAround } from "./every_border.js";
import { readPosition } from "./written_position.js";

const MOST_POSITIONS = 1000;
const LONGEST_M = 2000;
// Edges are straight in longitude and latitude, and cut until that and the geodesic agree: geo/measure/densify.py.
const AGREEMENT_M = 0.05;
const TAKEN_OFF = 0.9;
const RADIUS_M = 6335000;
const LARGER = 1.011;
const NEAR_POLE = (89.9 * Math.PI) / 180;
const RADIAN_ = Math.PI / 180;
const TYPES = { Feature: (one) => one.geometry, FeatureCollection: (one) => (one.features?.length === 1 ? one.features[0]?.geometry : null) };

/** What is wrong with a line: a key of the page's words, and what it names. */
export class LineFault extends Error {
  constructor(key, values = {}) {
    super(key);
    Object.assign(this, { key, values });
  }
}

/** Into how many equal pieces an edge must be cut. */
function piecesNeeded([x1, y1], [x2, y2]) {
  const [low, high] = [y1 * RADIAN_, y2 * RADIAN_];
  const nearest = low * high < 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
  const furthest = Math.min(Math.max(Math.abs(low), Math.abs(high)), NEAR_POLE);
  const east = RADIUS_M * LARGER * Math.abs(x2 - x1) * RADIAN_ * Math.cos(nearest);
  const length = Math.hypot(east, RADIUS_M * LARGER * Math.abs(high - low));
  const sine = length > 0 ? east / length : 0;
  const bulge = ((Math.min(1.089, 2 * sine) * Math.tan(furthest)) / RADIUS_M) * (length ** 2 / 8);
  return Math.max(1, Math.ceil(Math.sqrt(bulge / (AGREEMENT_M * TAKEN_OFF))));
}

/** Vertices [lon, lat] with those added that make every edge a geodesic; counted from the smaller end. */
function densified(points) {
  const found = [];
  for (let at = 0; at + 1 < points.length; at += 1) {
    const [one, other] = [points[at], points[at + 1]];
    const count = piecesNeeded(one, other);
    const backward = one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]);
    const [low, high] = backward ? [other, one] : [one, other];
    found.push(one);
    for (let step = 1; step < count; step += 1) {
      const share = (backward ? count - step : step) / count;
      found.push([low[0] + (high[0] - low[0]) * share, low[1] + (high[1] - low[1]) * share]);
    }
  }
  found.push(points.at(-1));
  return found;
}

/** The vertices of a line [lat, lon] as the measure wants them, [lon, lat]: no piece longer than two kilometres. */
export function readyLine(points) {
  const turned = points.map(([lat, lon]) => [lon, lat]);
  const whole = densified(turned.filter((point, at) => at === 0 || point[0] !== turned[at - 1][0] || point[1] !== turned[at - 1][1]));
  const found = [];
  for (let at = 0; at + 1 < whole.length; at += 1) {
    const [from, to] = [[...whole[at]].reverse(), [...whole[at + 1]].reverse()];
    const { metres, azimuth } = inverse(from, to);
    const count = Math.max(1, Math.ceil(metres / LONGEST_M));
    found.push(whole[at]);
    for (let step = 1; step < count; step += 1) found.push(destination(from, azimuth, (metres / count) * step).reverse());
  }
  found.push(whole.at(-1));
  return found;
}

/** Refuse what is no line that the page can measure from. */
export function checkedLine(points) {
  if (points.length > MOST_POSITIONS) throw new LineFault("line.long", { number: points.length, most: MOST_POSITIONS });
  for (const [lat, lon] of points) {
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) throw new LineFault("line.position");
  }
  const moved = points.filter(([lat, lon], at) => at === 0 || lat !== points[at - 1][0] || lon !== points[at - 1][1]);
  if (moved.length < 2) throw new LineFault("line.short");
  if (moved.some(([, lon], at) => at > 0 && Math.abs(lon - moved[at - 1][1]) > 180)) throw new LineFault("line.turns");
  return moved;
}

function ofGeometry(content) {
  let found = content;
  for (let turn = 0; turn < 2 && TYPES[found?.type]; turn += 1) found = TYPES[found.type](found);
  const positions = Array.isArray(found) ? found : found?.type === "LineString" ? found.coordinates : null;
  if (!Array.isArray(positions) || !positions.every((one) => Array.isArray(one) && one.slice(0, 2).every((axis) => typeof axis === "number"))) return null;
  return positions.map(([lon, lat]) => [lat, lon]);
}

/** A text as a line, [lat, lon] each: a GeoJSON LineString, a list of [lon, lat], or a position on every row; null where it is none. */
export function lineOfText(text, reading) {
  if (/^\s*[{[]/.test(text)) {
    try {
      return ofGeometry(JSON.parse(text));
    } catch {
      return null;
    }
  }
  const rows = text.split(/\r\n|\n|\r/).map((row) => row.trim()).filter(Boolean);
  if (rows.length < 2 || rows.length > 100 * MOST_POSITIONS) return null;
  try {
    return rows.map((row) => {
      const { lat, lon } = readPosition(row, reading);
      return [lat, lon];
    });
  } catch {
    return null;
  }
}

/** A line as the address has it. */
export const lineInWords = (points) => points.map((point) => point.join(",")).join(";");

/** The line that an address asks for: [lat, lon] each; an empty list where it asks for none, null where it does not say. */
export function lineOfAddress(hash) {
  const asked = /(?:^#|&)line=([^&]*)(?=&|$)/.exec(hash);
  if (!asked) return null;
  if (asked[1] === "") return [];
  return decodeURIComponent(asked[1]).split(";").map((pair) => pair.split(",").map(Number));
}

/** Which ends of the line are what those of the border are that lie nearest to them; boundaries/ends.py. */
function endsLike(vertices, ends) {
  const [first, last] = [vertices[0], vertices.at(-1)];
  if (first[0] === last[0] && first[1] === last[1]) return [];
  const kinds = [null, null];
  for (const [lon, lat, kind] of ends) {
    const away = [first, last].map(([x, y]) => inverse([lat, lon], [y, x]).metres);
    kinds[away[0] <= away[1] ? 0 : 1] ??= kind;
  }
  return [first, last].map(([lon, lat], at) => [lon, lat, kinds[at] ?? "cut"]);
}

/** The data of a page set against a line of the reader's own; `data.engine.made` is its engine. */
async function withLine(data, given, module) {
  const points = checkedLine(given);
  const base = await Engine.made(data, module);
  const vertices = readyLine(points);
  const flat = Float64Array.from([...vertices.map(([lon]) => lon), ...vertices.map(([, lat]) => lat)]);
  const away = base.distances(Float64Array.from(vertices.flat()));
  const farthest = Math.max(...vertices.map((_, at) => away[6 * at])) / 1000;
  // Land is known so far from the border itself: a depth from the line must stay within it.
  const most = Math.min(data.engine.most_km, Math.floor(base.told.land_km - farthest));
  if (most < 1) throw new LineFault("line.far", { km: Math.floor(base.told.land_km) });
  const ends = endsLike(vertices, data.border.ends);
  const rest = {
    ...base.told, parts: [vertices.length], runs: [[0, 0, vertices.length - 1, 0, ""]], accuracy_m: 0, stars: [],
    ends: ends.flatMap(([, , kind], at) => (kind === "tripoint" ? [[0, at === 0]] : [])),
    base: { parts: base.told.parts, line: Float64Array.from([...base.parts.flat().map(([lon]) => lon), ...base.parts.flat().map(([, lat]) => lat)]) },
  };
  const made = new Engine(base.core, flat, rest, data);
  const depths = Object.fromEntries(Object.entries(data.depth_km).map(([code, depth]) => [code, Math.min(depth, most)]));
  const [lats, lons] = [0, 1].map((axis) => vertices.map((vertex) => vertex[1 - axis]));
  const length = made.line.lengthM.reduce((sum, one) => sum + one, 0) / 1000;
  const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  const [west, south, east, north] = data.ground.box;
  const [wide, high] = [1.6, 0.9];
  return {
    ...data, drawn: { points, most, left: 0 }, tripoint: "round", both_rules: false, round_only: true, depth_km: depths, exercises: [], balance: [], tab: data.tab === "exercises" ? "units" : data.tab,
    border: {
      parts: [vertices.map(([lon, lat]) => [lat, lon])], box, length_km: length, accuracy_m: 0, known: [], known_m: null, disputes: [], ends,
      source: { title: "a line that the reader drew", release: "", licence: "", attribution: data.border.source.attribution, viewpoint: `the line is the reader's; whose land is whose is by ${data.border.source.title}: ${data.border.source.viewpoint}`, url: "" },
    },
    view: [Math.max(west, box[0] - wide), Math.max(south, box[1] - high), Math.min(east, box[2] + wide), Math.min(north, box[3] + high)],
    steps: data.steps.filter(({ depth_km: depth }) => depth <= most).map(({ depth_km: depth }) => ({ depth_km: depth, drawn: false, parts: [], other_parts: [] })),
    units: unitsAround(data.units, made, depths, "round"),
    provenance: { ...data.provenance, border: { title: "a line that the reader drew", positions: points.length } },
    engine: { ...data.engine, most_km: most, line: flat, rest, made },
  };
}

/** The same, or the data as they are, with what is wrong with the line. */
export async function dataDrawn(data, line, module) {
  try {
    return await withLine(data, line, module);
  } catch (error) {
    // Where a browser refuses to measure, the page itself says so.
    if (error instanceof LineFault) data.lineFault = { key: error.key, values: error.values };
    return data;
  }
}
