// A line that places are measured from: the border, or a side's own; how well it is known, and its ends.

import { NO, UNKNOWN, YES } from "./rule.js";

const SAME_M = 1e-4;

/** What the distance of a place from a line may be if it is a holder's. */
export function interval({ accuracy_m: radius }, holder, { low_m, high_m }, isBorder = true) {
  const across = isBorder && holder.across;
  const low = across ? 0 : Math.max(low_m - radius, 0);
  const high = across ? Math.max(radius - low_m, 0) : high_m + radius;
  return holder.unknown || !(low <= high) ? { low: null, high: null } : { low, high };
}

export class FromLine {
  /** `runs` are its stretches with their radii, as maps/engine.py writes them; `stars` the rings around what is nearest to an end. */
  constructor(core, parts, { runs, ends, stars, accuracyM }) {
    this.core = core;
    this.parts = parts;
    this.line = core.line(parts, true);
    this.ends = ends;
    this.starRings = stars;
    this.stars = stars.length > 0 ? core.line(stars) : null;
    this.accuracyM = accuracyM;
    this.groups = this.byRadius(runs);
  }

  /** The line's stretches by radius, the smallest first. */
  byRadius(all) {
    const radii = [...new Set(all.map((run) => run[3]))].sort((a, b) => a - b);
    return radii.map((radius) => {
      const runs = all.filter((run) => run[3] === radius);
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

  /** Whether a nearest point is a true end of the line. */
  isAtEnd(near, row) {
    const { partOf, startM, lengthM, spans } = this.line;
    const piece = near[6 * row + 4];
    const along = startM[piece] + near[6 * row + 5] * spans[piece];
    return this.ends.some(([part, atStart]) =>
      partOf[piece] === part && Math.abs(along - (atStart ? 0 : lengthM[part])) <= SAME_M);
  }

  /** Whether nearest points are true ends, and how places count under the perpendicular reading. */
  readings(near, points, doubts) {
    const count = points.length / 2;
    const edge = this.stars ? this.core.nearest(this.stars, points) : null;
    return Array.from({ length: count }, (_, row) => {
      const atEnd = this.isAtEnd(near, row);
      const certain = atEnd ? NO : YES;
      return { atEnd, end: edge && edge[6 * row] <= doubts[row] ? UNKNOWN : certain };
    });
  }

  /** All that places have from this line; `accuracy` are their radii, infinite where they may be anywhere. */
  measured(points, accuracy) {
    const near = this.distances(points);
    const low = this.bound(points, near, -1);
    const high = this.bound(points, near, 1);
    const readings = this.readings(near, points, accuracy.map((one) => one + this.accuracyM));
    return readings.map((reading, row) => ({
      ...reading,
      distance_m: near[6 * row], nearest_lon: near[6 * row + 1], nearest_lat: near[6 * row + 2],
      azimuth_deg: (near[6 * row + 3] + 360) % 360,
      low_m: low.best[row], high_m: high.best[row], runWords: low.words[row],
    }));
  }
}
