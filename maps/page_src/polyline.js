// The polyline code, read back. Python writes it; see maps/polyline.py.

/** Whole steps [x, y, x, y, …] of a text in the polyline code. */
export function decodeSteps(text) {
  const steps = [];
  const last = [0, 0];
  let axis = 0;
  let value = 0;
  let shift = 0;
  for (let index = 0; index < text.length; index += 1) {
    const bits = text.charCodeAt(index) - 63;
    value += (bits & 0x1f) * 2 ** shift;
    shift += 5;
    if (bits >= 0x20) continue;
    last[axis] += value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    steps.push(last[axis]);
    axis = 1 - axis;
    value = 0;
    shift = 0;
  }
  return steps;
}

function toLatLng(steps, decimals) {
  const scale = 10 ** decimals;
  const points = [];
  for (let index = 0; index < steps.length; index += 2) {
    points.push([steps[index + 1] / scale, steps[index] / scale]);
  }
  return points;
}

/** [lat, lon] pairs of a text in the polyline code. */
export function decodeLine(text, decimals) {
  return toLatLng(decodeSteps(text), decimals);
}

/** Lines of a pool: each a list of texts and of stretches of earlier lines; read when asked for. */
export function linePool(lines, decimals) {
  const known = new Map();
  function steps(number) {
    if (!known.has(number)) known.set(number, joined(lines[number], steps));
    return known.get(number);
  }
  return (number) => toLatLng(steps(number), decimals);
}

function joined(pieces, stepsOf) {
  const all = [];
  function push(x, y) {
    const end = all.length;
    if (end >= 2 && all[end - 2] === x && all[end - 1] === y) return;
    all.push(x, y);
  }
  for (const piece of pieces) {
    if (typeof piece === "string") {
      const steps = decodeSteps(piece);
      for (let at = 0; at < steps.length; at += 2) push(steps[at], steps[at + 1]);
      continue;
    }
    const [line, first, last] = piece;
    const steps = stepsOf(line);
    const way = last < first ? -1 : 1;
    for (let at = first; at !== last + way; at += way) push(steps[2 * at], steps[2 * at + 1]);
  }
  return all;
}
