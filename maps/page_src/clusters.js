// Units that would lie on each other are shown as one: groups by place alone, so that a step of the
// slider moves nothing, and only counts.

export const RADIUS = 36;

/** Web Mercator in pixels of zoom 0. */
export function worldPoints(lats, lons) {
  const x = new Float64Array(lats.length);
  const y = new Float64Array(lats.length);
  for (let at = 0; at < lats.length; at += 1) {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lats[at])) * Math.PI) / 180);
    x[at] = (128 / 180) * (lons[at] + 180);
    y[at] = 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine));
  }
  return { x, y };
}

/**
 * A group for each point at a scale (pixels per pixel of zoom 0): each point joins the first group that
 * was begun within the radius, or begins one. Points far apart are never compared.
 */
export function groupsOf({ x, y }, scale, radius = RADIUS) {
  const group = new Int32Array(x.length);
  const seeds = [];
  const cells = new Map();
  const least = radius * radius;
  for (let at = 0; at < x.length; at += 1) {
    const [px, py] = [x[at] * scale, y[at] * scale];
    const [column, row] = [Math.floor(px / radius), Math.floor(py / radius)];
    let found = -1;
    let nearest = least;
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const seed of cells.get((column + dx) * 67108864 + row + dy) ?? []) {
          const away = (seeds[seed][0] - px) ** 2 + (seeds[seed][1] - py) ** 2;
          if (away < nearest) [nearest, found] = [away, seed];
        }
      }
    }
    if (found === -1) {
      found = seeds.length;
      seeds.push([px, py]);
      const key = column * 67108864 + row;
      if (cells.has(key)) cells.get(key).push(found);
      else cells.set(key, [found]);
    }
    group[at] = found;
  }
  return { group, count: seeds.length };
}

/** The groups of points once more by what they belong to (a small number each): no group mixes two. */
export function bySide({ group, count }, sides, many = 3) {
  return { group: group.map((one, at) => one * many + sides[at]), count: count * many };
}

/** What each group shows: how many of its points are wanted, which one if it is alone, where they lie. */
export function tally({ x, y }, { group, count }, wanted) {
  const many = new Int32Array(count);
  const unsure = new Uint8Array(count);
  const last = new Int32Array(count).fill(-1);
  const sumX = new Float64Array(count);
  const sumY = new Float64Array(count);
  for (let at = 0; at < group.length; at += 1) {
    if (wanted[at] === 0) continue;
    const one = group[at];
    many[one] += 1;
    last[one] = at;
    sumX[one] += x[at];
    sumY[one] += y[at];
    if (wanted[at] === 2) unsure[one] = 1;
  }
  return { many, unsure, last, sumX, sumY };
}

/** Move items of different sides that would hide each other apart, half the way each. */
export function parted(items, reach) {
  for (let round = 0; round < 3; round += 1) {
    for (let a = 0; a < items.length; a += 1) {
      for (let b = a + 1; b < items.length; b += 1) {
        const [one, other] = [items[a], items[b]];
        const dx = other.x - one.x;
        const dy = other.y - one.y;
        const away = Math.hypot(dx, dy);
        if (one.side === other.side || away >= reach) continue;
        const [ux, uy] = away > 0.5 ? [dx / away, dy / away] : [one.side < other.side ? 1 : -1, 0];
        const push = (reach - away) / 2;
        Object.assign(one, { x: one.x - ux * push, y: one.y - uy * push });
        Object.assign(other, { x: other.x + ux * push, y: other.y + uy * push });
      }
    }
  }
  return items;
}

/**
 * What would still be drawn on each other is one circle: smaller ones go into larger ones. Items have
 * x and y in pixels, a count, whether any is in doubt, and their groups.
 */
export function merged(items, reach) {
  const kept = [];
  const order = [...items].sort((a, b) => b.count - a.count || a.groups[0] - b.groups[0]);
  for (const item of order) {
    const near = kept.find((one) => (one.x - item.x) ** 2 + (one.y - item.y) ** 2 < reach * reach);
    if (!near) {
      kept.push({ ...item });
      continue;
    }
    near.count += item.count;
    near.unsure = near.unsure || item.unsure;
    near.groups = [...near.groups, ...item.groups];
  }
  return kept;
}
