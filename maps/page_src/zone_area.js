// The area of a zone at any depth, from cells: whole ones by the bound on distances, those that an edge
// runs through cut by the edge's own line. What a finer cut still changes is the stated error.

import { AXIS_M, E2, IN_RADIANS } from "./core.js";

const E = Math.sqrt(E2);
/** Not less than a degree of latitude anywhere on WGS84, metres. */
const MOST_PER_DEGREE = 111700;
/** A cell that an edge runs through is cut at least this small, metres; and never smaller than the least. */
const COARSE_M = 2500;
const SMALLEST_M = 4;

/** Twice the area between the equator and a latitude over a radian of longitude, in squares of the axis. */
function zonal(lat) {
  const sine = Math.sin(lat * IN_RADIANS);
  return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
}

/** The part of a ring [lon, lat, lon, lat, …] where a·lon + b·lat >= c; Sutherland and Hodgman's cut. */
export function halved(ring, a, b, c) {
  const out = [];
  const count = ring.length;
  if (count === 0) return out;
  let x = ring[count - 2];
  let y = ring[count - 1];
  let over = a * x + b * y - c;
  for (let at = 0; at < count; at += 2) {
    const [x2, y2] = [ring[at], ring[at + 1]];
    const over2 = a * x2 + b * y2 - c;
    if (over >= 0 !== over2 >= 0) {
      const part = over / (over - over2);
      out.push(x + part * (x2 - x), y + part * (y2 - y));
    }
    if (over2 >= 0) out.push(x2, y2);
    [x, y, over] = [x2, y2, over2];
  }
  return out;
}

/** Rings cut by a half-plane, those that vanish left out. */
const cutBy = (rings, a, b, c) => rings.map((ring) => halved(ring, a, b, c)).filter((ring) => ring.length > 4);

/** The area of rings in m², hulls clockwise and holes the other way round. */
export function areaOfRings(rings) {
  let sum = 0;
  for (const ring of rings) {
    const end = ring.length;
    let [lon, q] = [ring[end - 2], zonal(ring[end - 1])];
    for (let at = 0; at < end; at += 2) {
      const q2 = zonal(ring[at + 1]);
      sum += (q + q2) * (ring[at] - lon);
      [lon, q] = [ring[at], q2];
    }
  }
  return (sum * IN_RADIANS * AXIS_M * AXIS_M) / 4;
}

const cellOf = (west, south, east, north, rings) => {
  const near = south > 0 ? south : north < 0 ? north : 0;
  const high = (north - south) * MOST_PER_DEGREE;
  const wide = (east - west) * MOST_PER_DEGREE * Math.cos(near * IN_RADIANS);
  return { west, south, east, north, rings, size: Math.max(high, wide), half: Math.hypot(high, wide) / 2 };
};

/** A cell's four quarters, those with nothing in them left out. */
function quarters({ west, south, east, north, rings }) {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const found = [];
  for (const [low, high, half] of [[south, lat, cutBy(rings, 0, -1, -lat)], [lat, north, cutBy(rings, 0, 1, lat)]]) {
    if (half.length === 0) continue;
    const [left, right] = [cutBy(half, -1, 0, -lon), cutBy(half, 1, 0, lon)];
    if (left.length > 0) found.push(cellOf(west, low, lon, high, left));
    if (right.length > 0) found.push(cellOf(lon, low, east, high, right));
  }
  return found;
}

/** Cut rings by the line on which a distance to something, known in the middle, has a given value. */
function upTo(cell, rings, gap, azimuth) {
  const [lon, lat] = [(cell.west + cell.east) / 2, (cell.south + cell.north) / 2];
  const sine = Math.sin(lat * IN_RADIANS);
  const narrow = 1 - E2 * sine * sine;
  const a = Math.sin(azimuth * IN_RADIANS) * ((AXIS_M * Math.cos(lat * IN_RADIANS)) / Math.sqrt(narrow)) * IN_RADIANS;
  const b = Math.cos(azimuth * IN_RADIANS) * ((AXIS_M * (1 - E2)) / (narrow * Math.sqrt(narrow))) * IN_RADIANS;
  return cutBy(rings, a, b, a * lon + b * lat + gap);
}

/**
 * Judge cells: `whole` of those that no edge runs through, else the area as far as their edges are straight.
 * `field` gives { distances, ends, edges }: distances and azimuths from points to the border, and, where the
 * ends do not count, which points are nearest to an end and how far the outline of all such is.
 */
function judgeCells(cells, depth, field) {
  const points = new Float64Array(2 * cells.length);
  cells.forEach((cell, at) => points.set([(cell.west + cell.east) / 2, (cell.south + cell.north) / 2], 2 * at));
  const near = field.distances(points);
  const outline = field.outline?.(points, near);
  cells.forEach((cell, at) => {
    const gap = near[6 * at] - depth;
    const clear = !outline || outline.distance[at] > cell.half;
    cell.whole = Math.abs(gap) > cell.half && (clear || gap > 0);
    if (cell.whole) {
      cell.area = gap > 0 || outline?.atEnd[at] ? 0 : areaOfRings(cell.rings);
      return;
    }
    let rings = Math.abs(gap) > cell.half ? cell.rings : upTo(cell, cell.rings, gap, near[6 * at + 3]);
    if (!clear) {
      // Towards the outline lies what is not the end's; away from it, where the middle is not.
      const turn = outline.atEnd[at] ? 0 : 180;
      const way = outline.azimuth[at] + turn;
      rings = upTo(cell, rings, outline.atEnd[at] ? outline.distance[at] : -outline.distance[at], way);
    } else if (outline?.atEnd[at]) rings = [];
    cell.area = areaOfRings(rings);
  });
}

/**
 * The area in km² of what of some rings lies within a depth in metres, and how much it may be off.
 * `length` is about how long the border is, metres: the work is shared out along it.
 */
export function zoneArea(rings, depth, field, length) {
  const flat = rings.map((ring) => ring.flat());
  if (flat.length === 0) return { km2: 0, error: 0 };
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const ring of flat) {
    for (let at = 0; at < ring.length; at += 2) {
      west = Math.min(west, ring[at]);
      east = Math.max(east, ring[at]);
      south = Math.min(south, ring[at + 1]);
      north = Math.max(north, ring[at + 1]);
    }
  }
  const allowed = Math.max(2e4, 1e-5 * length * depth) / (4 * Math.max(length, 1000));
  let total = 0;
  let error = 0;
  let cells = [cellOf(west, south, east, north, flat)];
  judgeCells(cells, depth, field);
  if (cells[0].whole) return { km2: cells[0].area / 1e6, error: 0 };
  const coarse = Math.min(COARSE_M, Math.max(depth, SMALLEST_M));
  while (cells.length > 0) {
    const parted = cells.map(quarters);
    judgeCells(parted.flat(), depth, field);
    const next = [];
    parted.forEach((parts, at) => {
      const { area, size } = cells[at];
      const sum = parts.reduce((found, part) => found + part.area, 0);
      const off = Math.abs(sum - area);
      if (size <= SMALLEST_M || (size <= coarse && off <= allowed * size)) {
        total += sum;
        error += off;
        return;
      }
      for (const part of parts) {
        if (part.whole) total += part.area;
        else next.push(part);
      }
    });
    cells = next;
  }
  return { km2: total / 1e6, error: error / 1e6 };
}
