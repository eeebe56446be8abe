// How many units lie within each depth: a line per side, with the doubt as a band around it.

import { drawing } from "./dom.js";
import { reaches } from "./model.js";

const WIDTH = 400;
const HEIGHT = 118;
const EDGE = { left: 30, right: 10, top: 8, bottom: 20 };

function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((top) => top >= value) ?? value;
}

function countWithin(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function stairs(sorted, limit, x, y) {
  const points = [`M${x(0)} ${y(0)}`];
  let count = 0;
  let last = -1;
  for (const distance of sorted) {
    if (distance > limit) break;
    count += 1;
    const at = Math.round(x(distance) * 4) / 4;
    points.push(at === last ? `V${y(count)}` : `H${at}V${y(count)}`);
    last = at;
  }
  return { path: `${points.join("")}H${x(limit)}`, end: count };
}

function band(side, limit, x, y) {
  const upper = stairs(side.nearest, limit, x, y).path;
  const steps = [];
  for (let at = Math.min(side.farthest.length, countWithin(side.farthest, limit)); at > 0; at -= 1) {
    steps.push(`V${y(at)}H${x(side.farthest[at - 1])}`);
  }
  return `${upper}${steps.join("")}V${y(0)}Z`;
}

/** Draw the curve into a frame; `pick` is told the depth in km that was pointed at. */
export function drawCurve(frame, app, pick) {
  const { units, state, words, data } = app;
  const limit = 1000 * Math.max(...data.steps.map((step) => step.depth_km));
  const sides = data.parties.map((party) => reaches(units, party.code, state));
  const most = Math.max(1, ...sides.map((side) => countWithin(side.nearest, limit)));
  const top = niceTop(most);
  const x = (metres) => Math.round((EDGE.left + (metres / limit) * (WIDTH - EDGE.left - EDGE.right)) * 10) / 10;
  const y = (count) => Math.round((HEIGHT - EDGE.bottom - (count / top) * (HEIGHT - EDGE.top - EDGE.bottom)) * 10) / 10;
  const svg = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img" });
  const summary = data.parties.map((party, at) =>
    `${app.country(party.code)}: ${words.number(countWithin(sides[at].measured, state.depths[party.code] * 1000))}`);
  svg.append(drawing("title", { text: `${words.say("curve.title")}. ${summary.join(", ")}` }));
  for (const share of [0, 0.5, 1]) {
    const count = Math.round(top * share);
    svg.append(
      drawing("line", { class: "grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(count), y2: y(count) }),
      drawing("text", { class: "tick", x: EDGE.left - 5, y: y(count) + 3.5, "text-anchor": "end", text: words.number(count) }),
    );
  }
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const km = (limit / 1000) * share;
    const anchor = share === 1 ? "end" : share === 0 ? "start" : "middle";
    const text = share === 1 ? `${words.depth(km)} km` : words.number(km);
    svg.append(drawing("text", { class: "tick", x: x(km * 1000), y: HEIGHT - 5, "text-anchor": anchor, text }));
  }
  sides.forEach((side, at) => {
    svg.append(drawing("path", { class: at === 0 ? "band first" : "band second", d: band(side, limit, x, y) }));
  });
  sides.forEach((side, at) => {
    const { path } = stairs(side.measured, limit, x, y);
    svg.append(drawing("path", { class: at === 0 ? "line first" : "line second", d: path }));
  });
  drawDepths(svg, app, sides, x, y);
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * WIDTH;
    pick(((at - EDGE.left) / (WIDTH - EDGE.left - EDGE.right)) * (limit / 1000));
  });
  frame.replaceChildren(svg);
}

function drawDepths(svg, app, sides, x, y) {
  app.data.parties.forEach((party, at) => {
    const depth = app.state.depths[party.code] * 1000;
    const kind = at === 0 ? "first" : "second";
    svg.append(
      drawing("line", { class: `depth ${kind}`, x1: x(depth), x2: x(depth), y1: EDGE.top - 4, y2: HEIGHT - EDGE.bottom }),
      drawing("circle", { class: `dot ${kind}`, cx: x(depth), cy: y(countWithin(sides[at].measured, depth)), r: 3.2 }),
    );
  });
}
