// How many units lie within each depth: a line per side, with the doubt as a band around it.

import { drawing, element } from "./dom.js";
import { reaches } from "./model.js";

const WIDTH = 400;
const HEIGHT = 112;
const EDGE = { left: 30, right: 10, top: 8, bottom: 20 };

/** The least round number that is not smaller. */
export function roundTop(value) {
  const power = 10 ** Math.floor(Math.log10(value > 0 ? value : 1));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((top) => top >= value) ?? value;
}

/** How many of ascending numbers are not greater than a limit. */
export function countWithin(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Corners [distance, count] of the stairs that ascending distances make, thinned to `slots` of them. */
export function corners(sorted, limit, slots) {
  const found = [];
  let slot = -1;
  for (let at = 0; at < sorted.length && sorted[at] <= limit; at += 1) {
    const here = Math.floor((sorted[at] / limit) * slots);
    if (here === slot) found[found.length - 1][1] = at + 1;
    else found.push([sorted[at], at + 1]);
    slot = here;
  }
  return found;
}

export class Curve {
  constructor(frame, app, pick) {
    this.frame = frame;
    this.app = app;
    this.key = null;
    this.left = EDGE.left;
    this.depths = null;
    frame.addEventListener("click", (event) => {
      if (!this.depths) return;
      const box = frame.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * WIDTH;
      pick(((at - this.left) / (WIDTH - this.left - EDGE.right)) * (this.limit / 1000));
    });
  }

  x(metres) {
    return Math.round((this.left + (metres / this.limit) * (WIDTH - this.left - EDGE.right)) * 10) / 10;
  }

  y(count) {
    const share = count / this.top;
    return Math.round((HEIGHT - EDGE.bottom - share * (HEIGHT - EDGE.top - EDGE.bottom)) * 10) / 10;
  }

  draw() {
    const { state, words } = this.app;
    const key = JSON.stringify([state.rule, state.third, state.time, state.count, state.facets, words.language, state.facets.status ? state.depths : null]);
    if (key !== this.key) this.drawLines();
    this.key = key;
    this.drawDepths();
  }

  drawLines() {
    const { units, state, data } = this.app;
    this.limit = 1000 * Math.max(...data.steps.map((step) => step.depth_km));
    // Of a side that nobody surveyed there is nothing to draw.
    this.sides = units.groups.map((group) => {
      const counted = group.filter((code) => !data.uncounted?.[code]);
      return counted.length === 0 ? { perhaps: [], surely: [], none: true } : reaches(units, counted, state);
    });
    this.frame.closest("section").hidden = units.count === 0;
    if (this.sides.every((side) => side.none)) {
      this.depths = null;
      this.frame.replaceChildren(element("p", { class: "aside", text: this.unsaid() }));
      return;
    }
    this.depths = drawing("g");
    const most = Math.max(1, ...this.sides.map((side) => countWithin(side.perhaps, this.limit)));
    this.top = roundTop(most);
    this.left = this.top >= 10000 ? EDGE.left + 14 : EDGE.left;
    this.title = drawing("title");
    const svg = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img" }, this.title);
    this.drawAxes(svg);
    this.sides.forEach((side, at) => {
      if (side.none) return;
      svg.append(drawing("path", { class: at === 0 ? "band first" : "band second", d: this.band(side) }));
    });
    this.sides.forEach((side, at) => {
      if (side.none) return;
      const d = `${this.stairs(side.surely)}H${this.x(this.limit)}`;
      svg.append(drawing("path", { class: at === 0 ? "line first" : "line second", d }));
    });
    svg.append(this.depths);
    this.frame.replaceChildren(svg);
  }

  stairs(sorted) {
    const steps = corners(sorted, this.limit, 2 * WIDTH).map(([at, count]) => `H${this.x(at)}V${this.y(count)}`);
    return `M${this.x(0)} ${this.y(0)}${steps.join("")}`;
  }

  band(side) {
    const back = corners(side.surely, this.limit, 2 * WIDTH).reverse();
    const lower = back.map(([at, count]) => `V${this.y(count)}H${this.x(at)}`).join("");
    return `${this.stairs(side.perhaps)}H${this.x(this.limit)}${lower}V${this.y(0)}Z`;
  }

  drawAxes(svg) {
    const { words } = this.app;
    for (const count of this.top === 1 ? [0, 1] : [0, this.top / 2, this.top]) {
      const y = this.y(count);
      svg.append(
        drawing("line", { class: "grid", x1: this.left, x2: WIDTH - EDGE.right, y1: y, y2: y }),
        drawing("text", { class: "tick", x: this.left - 5, y: y + 3.5, "text-anchor": "end", text: words.number(count) }),
      );
    }
    const limit = this.limit / 1000;
    const step = roundTop(limit / 5);
    for (let km = 0; km <= limit * 1.0001; km += step) {
      const last = km + step > limit * 1.0001;
      const anchor = km === 0 ? "start" : last && km > 0.97 * limit ? "end" : "middle";
      const text = last ? words.say("unit.km", { value: words.depth(km) }) : words.depth(km);
      svg.append(drawing("text", { class: "tick", x: this.x(km * 1000), y: HEIGHT - 5, "text-anchor": anchor, text }));
    }
  }

  /** What stands in a chart's place where nobody surveyed either side. */
  unsaid() {
    const { data, words } = this.app;
    const told = data.parties.map(({ code }) => [this.app.country(code), words.term("survey", data.uncounted[code])]);
    const same = new Set(told.map(([, word]) => word)).size === 1;
    return same ? told[0][1] : told.map(([name, word]) => `${name}: ${word}`).join(" · ");
  }

  drawDepths() {
    if (!this.depths) return;
    const { state, words, data } = this.app;
    const said = [];
    this.depths.replaceChildren();
    const { units } = this.app;
    const shown = units.bands
      ? units.bands.rows.filter((band) => !state.off.includes(band.key)).map((band) => [band.side, band.depth_km])
      : data.parties.map((party) => [party.code, state.depths[party.code]]);
    shown.forEach(([code, km]) => {
      const at = units.groups.findIndex((group) => group.includes(code));
      if (data.uncounted?.[code]) {
        said.push(`${this.app.country(code)}: ${words.term("survey", data.uncounted[code])}`);
        return;
      }
      const depth = km * 1000;
      const count = countWithin(this.sides[at].surely, depth);
      const kind = at === 0 ? "first" : "second";
      said.push(`${this.app.country(code)}, ${words.say("unit.km", { value: words.depth(km) })}: ${words.number(count)}`);
      this.depths.append(
        drawing("line", { class: `depth ${kind}`, x1: this.x(depth), x2: this.x(depth), y1: EDGE.top - 4, y2: HEIGHT - EDGE.bottom }),
        drawing("circle", { class: `dot ${kind}`, cx: this.x(depth), cy: this.y(count), r: 3.2 }),
      );
    });
    this.title.textContent = `${words.say("curve.title")}. ${said.join(", ")}`;
  }
}
