// The compiled measure in the page: geo/measure's own module, its memory, and lines made ready for it.

const LEAF = 4;
const AT_ONCE = 1 << 14;
const PIECE_M = 2000;
export const AXIS_M = 6378137;
export const FLAT = 1 / 298.257223563;
export const E2 = FLAT * (2 - FLAT);
const POLE_M = AXIS_M * (1 - FLAT);
export const IN_RADIANS = Math.PI / 180;

/** The bytes of a base64 text of deflated data. */
export async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function normal(lon, lat) {
  const lam = lon * IN_RADIANS;
  const phi = lat * IN_RADIANS;
  const cos = Math.cos(phi);
  return [cos * Math.cos(lam), cos * Math.sin(lam), Math.sin(phi)];
}

function surface([x, y, z]) {
  const prime = AXIS_M / Math.sqrt(1 - E2 * z * z);
  return [prime * x, prime * y, prime * (1 - E2) * z];
}

/** How far the chord's middle lies below the ellipsoid, along the mid normal, four times. */
function bow(start, end, mid) {
  const middle = start.map((value, at) => (value + end[at]) / 2);
  const square = (middle[0] / AXIS_M) ** 2 + (middle[1] / AXIS_M) ** 2 + (middle[2] / POLE_M) ** 2;
  const slope = (middle[0] * mid[0] + middle[1] * mid[1]) / (AXIS_M * AXIS_M) + (middle[2] * mid[2]) / (POLE_M * POLE_M);
  return 4 * Math.max((1 - square) / 2 / slope, 0);
}

/** Boxes of an implicit binary tree over consecutive pieces, root first; as LineIndex._boxes. */
function boxesOf(pieces, count) {
  let leaves = 1;
  while (leaves < Math.ceil(count / LEAF)) leaves *= 2;
  const boxes = new Float64Array(6 * (2 * leaves - 1));
  for (let node = 0; node < 2 * leaves - 1; node += 1) boxes.set([Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity], 6 * node);
  for (let at = 0; at < count; at += 1) {
    const box = 6 * (leaves - 1 + Math.floor(at / LEAF));
    for (let axis = 0; axis < 3; axis += 1) {
      const [one, other] = [pieces[12 * at + axis], pieces[12 * at + 3 + axis]];
      boxes[box + axis] = Math.min(boxes[box + axis], one, other);
      boxes[box + 3 + axis] = Math.max(boxes[box + 3 + axis], one, other);
    }
  }
  for (let node = leaves - 2; node >= 0; node -= 1) {
    for (let axis = 0; axis < 3; axis += 1) {
      boxes[6 * node + axis] = Math.min(boxes[12 * node + 6 + axis], boxes[12 * node + 12 + axis]);
      boxes[6 * node + 3 + axis] = Math.max(boxes[12 * node + 9 + axis], boxes[12 * node + 15 + axis]);
    }
  }
  return { boxes, first: leaves - 1 };
}

export class Core {
  /** Compile the module; the promise fails where a browser refuses WebAssembly. */
  static async made(bytes, spread) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Core(instance.exports, spread);
  }

  constructor(exports, spread) {
    this.exports = exports;
    this.spread = spread;
    this.top = exports.__heap_base.value;
    this.calls = 0;
  }

  /** Room for so many bytes from the top; what stays moves the top up. */
  room(bytes, stays) {
    const at = Math.ceil(this.top / 16) * 16;
    const { memory } = this.exports;
    const lack = at + bytes - memory.buffer.byteLength;
    if (lack > 0) memory.grow(Math.ceil(lack / 65536));
    if (stays) this.top = at + bytes;
    return at;
  }

  floats(at, count) {
    return new Float64Array(this.exports.memory.buffer, at, count);
  }

  stay(array) {
    const at = this.room(array.byteLength, true);
    this.floats(at, array.length).set(array);
    return at;
  }

  /** Distances in metres (and directions) of pairs: rows of lon, lat, lon, lat. */
  inverse(rows) {
    const count = rows.length / 4;
    const from = this.room(48 * count + 16, false);
    this.floats(from, rows.length).set(rows);
    const to = from + 32 * count;
    this.exports.inverse_many(from, count, to);
    return this.floats(to, 2 * count).slice();
  }

  /** Put vertices between those farther apart than a piece may be long: edges of land are straight in degrees. */
  cut(part) {
    const lengths = this.lengths(part);
    if (lengths.every((length) => length <= PIECE_M)) return part;
    return [...part.slice(0, -1).flatMap((vertex, at) => {
      const count = Math.max(1, Math.ceil(lengths[at] / PIECE_M));
      return Array.from({ length: count }, (_, step) => vertex.map((value, axis) => value + ((part[at + 1][axis] - value) * step) / count));
    }), part.at(-1)];
  }

  lengths(part) {
    const rows = new Float64Array(4 * (part.length - 1));
    for (let at = 0; at + 1 < part.length; at += 1) rows.set([...part[at], ...part[at + 1]], 4 * at);
    return this.inverse(rows).filter((_, at) => at % 2 === 0);
  }

  /** Make a line ready: parts of [lon, lat], at least two each; `whole` where they are already cut. */
  line(parts, whole = false) {
    const cut = parts.map((part) => (whole ? part : this.cut(part)));
    const count = cut.reduce((sum, part) => sum + part.length - 1, 0);
    const pieces = new Float64Array(12 * count);
    const partOf = new Int32Array(count);
    const startM = new Float64Array(count);
    const lengthM = [];
    let row = 0;
    let sag = 0;
    cut.forEach((part, number) => {
      const lengths = this.lengths(part);
      const normals = part.map(([lon, lat]) => normal(lon, lat));
      const places = normals.map(surface);
      let along = 0;
      lengths.forEach((length, at) => {
        const sum = normals[at].map((value, axis) => value + normals[at + 1][axis]);
        const size = Math.hypot(...sum);
        const mid = sum.map((value) => value / size);
        const rise = bow(places[at], places[at + 1], mid);
        sag = Math.max(sag, rise / 4);
        pieces.set([...places[at], ...places[at + 1], ...mid, rise, length, Number(at === lengths.length - 1)], 12 * row);
        partOf[row] = number;
        startM[row] = along;
        along += length;
        row += 1;
      });
      lengthM.push(along);
    });
    const { boxes, first } = boxesOf(pieces, count);
    return { at: this.stay(pieces), count, boxes: this.stay(boxes), first, sag, partOf, startM, lengthM, spans: Float64Array.from({ length: count }, (_, at) => pieces[12 * at + 10]) };
  }

  /** Nearest points: of n points [lon, lat, …] six numbers each, as the core gives them. */
  nearest(line, points) {
    const count = points.length / 2;
    const found = new Float64Array(6 * count);
    for (let start = 0; start < count; start += AT_ONCE) {
      const some = points.subarray(2 * start, 2 * Math.min(start + AT_ONCE, count));
      const n = some.length / 2;
      const from = this.room(64 * n, false);
      const to = from + 16 * n;
      this.floats(from, 2 * n).set(some);
      this.exports.nearest_many(line.at, line.count, line.boxes, line.first, line.sag, this.spread, from, n, to);
      found.set(this.floats(to, 6 * n), 6 * start);
    }
    this.calls += count;
    return found;
  }
}
