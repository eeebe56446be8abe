// The ground as maps/ground_pack.py packs it: layers of whole steps, seven bits to a byte.

/** Whole numbers of a stream of bytes from one place to another. */
export function numbersOf(bytes, from, to) {
  const found = [];
  let value = 0;
  let factor = 1;
  for (let at = from; at < to; at += 1) {
    value += (bytes[at] & 127) * factor;
    factor *= 128;
    if (bytes[at] & 128) continue;
    found.push(value);
    value = 0;
    factor = 1;
  }
  return found;
}

/** Layers by name: each a list of shapes, a shape a list of lines or rings, a line [x, y, x, y, …]. */
export function unpackedGround(bytes) {
  const end = bytes.indexOf(10);
  const told = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const layers = {};
  let at = end + 1;
  for (const [name, streams] of Object.entries(told)) {
    const read = {};
    for (const [key, length] of Object.entries(streams)) {
      read[key] = numbersOf(bytes, at, at + length);
      at += length;
    }
    layers[name] = shapesOf(read);
  }
  return layers;
}

function shapesOf({ n, xy, rings }) {
  let [x, y, at] = [0, 0, 0];
  const lines = n.map((count) => {
    const line = new Float64Array(2 * count);
    for (let vertex = 0; vertex < count; vertex += 1) {
      x += unfolded(xy[at]);
      y += unfolded(xy[at + 1]);
      at += 2;
      line[2 * vertex] = x;
      line[2 * vertex + 1] = y;
    }
    return line;
  });
  if (!rings) return lines.map((line) => [line]);
  let first = 0;
  return rings.map((many) => lines.slice(first, (first += many)));
}

function unfolded(value) {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
