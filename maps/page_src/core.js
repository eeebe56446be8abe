// The compiled measure in the page: geo/measure's own module, its memory, and lines made ready for it.

const LEAF = 4;
const AT_ONCE = 1 << 14;
const PIECE_M = 2000;
export const AXIS_M = 6378137;
export const FLAT = 1 / 298.257223563;
export const E2 = FLAT * (2 - FLAT);
const POLE_M = AXIS_M * (1 - FLAT);
export const IN_RADIANS = Math.PI / 180;

/** Python's base 85, its signs for < > & { exchanged for others: maps/engine.py, packed. */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%/()*+-;,=.?@^_`:|}~";

/** The bytes of a text in base 85: four of five signs, and at the end one fewer than there are signs. */
export function bytesOf(text) {
  const values = new Uint8Array(128);
  for (let at = 0; at < DIGITS.length; at += 1) values[DIGITS.charCodeAt(at)] = at;
  const bytes = new Uint8Array(4 * Math.ceil(text.length / 5));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 5) {
    let number = 0;
    for (let sign = at; sign < at + 5; sign += 1) number = 85 * number + (sign < text.length ? values[text.charCodeAt(sign)] : 84);
    view.setUint32((4 * at) / 5, number);
  }
  return bytes.subarray(0, Math.floor((4 * text.length) / 5));
}

/** The bytes of a text of deflated data. */
export async function inflated(text) {
  const bytes = bytesOf(text);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Unit normals of a part's vertices, and the places of the vertices, three numbers each. */
function normalsAndPlaces(part) {
  const normals = new Float64Array(3 * part.length);
  const places = new Float64Array(3 * part.length);
  part.forEach((vertex, at) => {
    const lam = vertex[0] * IN_RADIANS;
    const phi = vertex[1] * IN_RADIANS;
    const cos = Math.cos(phi);
    const [x, y, z] = [cos * Math.cos(lam), cos * Math.sin(lam), Math.sin(phi)];
    const prime = AXIS_M / Math.sqrt(1 - E2 * z * z);
    const row = 3 * at;
    normals[row] = x;
    normals[row + 1] = y;
    normals[row + 2] = z;
    places[row] = prime * x;
    places[row + 1] = prime * y;
    places[row + 2] = prime * (1 - E2) * z;
  });
  return { normals, places };
}

/** How far a chord's middle (x, y, z) lies below the ellipsoid, along the mid normal (u, v, w), four times. */
function bow(x, y, z, u, v, w) {
  const square = (x / AXIS_M) ** 2 + (y / AXIS_M) ** 2 + (z / POLE_M) ** 2;
  const slope = (x * u + y * v) / (AXIS_M * AXIS_M) + (z * w) / (POLE_M * POLE_M);
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
    const whole = [];
    lengths.forEach((length, at) => {
      const [[x1, y1], [x2, y2]] = [part[at], part[at + 1]];
      const count = Math.max(1, Math.ceil(length / PIECE_M));
      for (let step = 0; step < count; step += 1) whole.push([x1 + ((x2 - x1) * step) / count, y1 + ((y2 - y1) * step) / count]);
    });
    whole.push(part.at(-1));
    return whole;
  }

  lengths(part) {
    const rows = new Float64Array(4 * (part.length - 1));
    for (let at = 0; at + 1 < part.length; at += 1) {
      const [one, other] = [part[at], part[at + 1]];
      rows[4 * at] = one[0];
      rows[4 * at + 1] = one[1];
      rows[4 * at + 2] = other[0];
      rows[4 * at + 3] = other[1];
    }
    const found = this.inverse(rows);
    return Float64Array.from({ length: part.length - 1 }, (_, at) => found[2 * at]);
  }

  /** Make a line ready: parts of [lon, lat], at least two each; `whole` where they are already cut. */
  line(parts, whole = false) {
    const cut = parts.map((part) => (whole ? part : this.cut(part)));
    const count = cut.reduce((sum, part) => sum + part.length - 1, 0);
    const made = { pieces: new Float64Array(12 * count), partOf: new Int32Array(count), startM: new Float64Array(count), row: 0, sag: 0 };
    const lengthM = cut.map((part, number) => this.piecesOf(part, number, made));
    const { pieces, partOf, startM, sag } = made;
    const { boxes, first } = boxesOf(pieces, count);
    return { at: this.stay(pieces), count, boxes: this.stay(boxes), first, sag, partOf, startM, lengthM, spans: Float64Array.from({ length: count }, (_, at) => pieces[12 * at + 10]) };
  }

  /** Write the pieces of one part of a line; returns its length in metres. */
  piecesOf(part, number, made) {
    const lengths = this.lengths(part);
    const { normals, places } = normalsAndPlaces(part);
    const { pieces, partOf, startM } = made;
    let along = 0;
    for (let at = 0; at < lengths.length; at += 1) {
      const [one, to] = [3 * at, 12 * made.row];
      const [x, y, z] = [normals[one] + normals[one + 3], normals[one + 1] + normals[one + 4], normals[one + 2] + normals[one + 5]];
      const size = Math.hypot(x, y, z);
      for (let axis = 0; axis < 6; axis += 1) pieces[to + axis] = places[one + axis];
      pieces[to + 6] = x / size;
      pieces[to + 7] = y / size;
      pieces[to + 8] = z / size;
      const rise = bow((places[one] + places[one + 3]) / 2, (places[one + 1] + places[one + 4]) / 2, (places[one + 2] + places[one + 5]) / 2, x / size, y / size, z / size);
      made.sag = Math.max(made.sag, rise / 4);
      pieces[to + 9] = rise;
      pieces[to + 10] = lengths[at];
      pieces[to + 11] = Number(at === lengths.length - 1);
      partOf[made.row] = number;
      startM[made.row] = along;
      along += lengths[at];
      made.row += 1;
    }
    return along;
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
