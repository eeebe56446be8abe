// Distances over a view, asked only where an answer hangs on them: the zone's edge at any depth.

/** Metres that a pixel spans at most: the projection is a sphere's, the distances are an ellipsoid's. */
const STRETCH = 1.0102;
const ROOT = 128;

const thousandth = (value) => Math.round(value * 1000) / 1000;

/** Between two corners, where the depth is met. */
const share = (one, other) => one / (one - other);

export class Field {
  /**
   * Whole pixels from 0 to `width` and `height`; `lonLat(x, y)` says where one lies, `metres(y, span)` how
   * many metres a pixel spans at most over a row of cells, `distances` are the core's.
   */
  constructor({ width, height, lonLat, metres, distances }) {
    this.columns = Math.ceil(width / ROOT) * ROOT + 1;
    this.rows = Math.ceil(height / ROOT) * ROOT + 1;
    this.width = width;
    this.height = height;
    this.lonLat = lonLat;
    this.metres = metres;
    this.distances = distances;
    this.known = new Float64Array(this.columns * this.rows).fill(NaN);
    this.asked = 0;
  }

  /** Work out the distances of some corners that are not known yet. */
  fill(corners) {
    const missing = [];
    for (const at of corners) {
      if (!Number.isNaN(this.known[at])) continue;
      this.known[at] = Infinity;
      missing.push(at);
    }
    if (missing.length === 0) return;
    const points = new Float64Array(2 * missing.length);
    missing.forEach((at, row) => points.set(this.lonLat(at % this.columns, Math.floor(at / this.columns)), 2 * row));
    const found = this.distances(points);
    missing.forEach((at, row) => { this.known[at] = found[6 * row]; });
    this.asked += missing.length;
  }

  /** Cells wholly within a depth in metres, or beyond it, and cells of one pixel that its edge runs through. */
  cells(depth, beyond = false) {
    const inside = [];
    let cells = [];
    for (let y = 0; y < this.height; y += ROOT) for (let x = 0; x < this.width; x += ROOT) cells.push(x, y);
    for (let size = ROOT; size > 1; size /= 2) {
      const half = size / 2;
      const middles = [];
      for (let at = 0; at < cells.length; at += 2) middles.push((cells[at + 1] + half) * this.columns + cells[at] + half);
      this.fill(middles);
      const next = [];
      middles.forEach((middle, at) => {
        const [x, y] = [cells[2 * at], cells[2 * at + 1]];
        const gap = this.known[middle] - depth;
        // A distance changes by no more than the way that is gone: beyond it nothing is left to ask.
        if (Math.abs(gap) > half * Math.SQRT2 * STRETCH * this.metres(y, size)) {
          if ((gap < 0) !== beyond) inside.push(x, y, size);
        } else next.push(x, y, x + half, y, x, y + half, x + half, y + half);
      });
      cells = next;
    }
    return { inside, edge: cells };
  }

  /** The zone at a depth as paths: `fill` to be filled, or what lies beyond it, and `lines` along its edge. */
  zone(depth, beyond = false) {
    const { inside, edge } = this.cells(depth, beyond);
    // As text, which is read at once: thousands of calls would take longer than all else.
    const fill = [];
    for (let at = 0; at < inside.length; at += 3) fill.push(`M${inside[at]} ${inside[at + 1]}h${inside[at + 2]}v${inside[at + 2]}h${-inside[at + 2]}z`);
    const { columns } = this;
    const corners = [];
    for (let at = 0; at < edge.length; at += 2) {
      const corner = edge[at + 1] * columns + edge[at];
      corners.push(corner, corner + 1, corner + columns, corner + columns + 1);
    }
    this.fill(corners);
    const links = new Map();
    for (let at = 0; at < edge.length; at += 2) this.leaf([edge[at], edge[at + 1]], depth, beyond, fill, links);
    return { fill: new Path2D(fill.join("")), lines: chained(links) };
  }

  /** The part of one pixel that is within, or beyond, and where the edge enters and leaves it. */
  leaf([x, y], depth, beyond, fill, links) {
    const { columns, known } = this;
    const first = y * columns + x;
    const corners = [[x, y, first], [x + 1, y, first + 1], [x + 1, y + 1, first + columns + 1], [x, y + 1, first + columns]];
    // Each side of a pixel has one name, whichever of its two pixels asks.
    const names = [2 * first, 2 * (first + 1) + 1, 2 * (first + columns), 2 * first + 1];
    const shape = [];
    const met = [];
    corners.forEach(([x1, y1, at], side) => {
      const [x2, y2, after] = corners[(side + 1) % 4];
      const [one, other] = [depth - known[at], depth - known[after]];
      if ((one >= 0) !== beyond) shape.push([x1, y1]);
      if ((one >= 0) === (other >= 0)) return;
      // From the same end by both pixels, so that they meet bit for bit.
      const along = at < after ? share(one, other) : 1 - share(other, one);
      const point = [x1 + along * (x2 - x1), y1 + along * (y2 - y1)];
      shape.push(point);
      met.push([names[side], point]);
    });
    if (shape.length > 2) fill.push(`M${shape.map(([px, py]) => `${thousandth(px)} ${thousandth(py)}`).join("L")}z`);
    for (let at = 0; at + 1 < met.length; at += 2) {
      for (const [[name, point], [other]] of [[met[at], met[at + 1]], [met[at + 1], met[at]]]) {
        if (!links.has(name)) links.set(name, { point, to: [] });
        links.get(name).to.push(other);
      }
    }
  }
}

/** Stretches of an edge joined to lines, so that dashes run along them. */
export function chained(links) {
  const lines = [];
  const done = new Set();
  const follow = (name) => {
    const line = [];
    let here = name;
    while (here !== undefined && !done.has(here)) {
      done.add(here);
      const { point, to } = links.get(here);
      line.push(point);
      here = to.find((one) => !done.has(one));
      if (here === undefined && line.length > 2 && to.includes(name)) line.push(links.get(name).point);
    }
    if (line.length > 1) lines.push(line);
  };
  for (const [name, { to }] of links) if (to.length === 1) follow(name);
  for (const name of links.keys()) if (!done.has(name)) follow(name);
  return lines;
}
