// Depths compared on the map: each chosen one as an outline, and each unit by the depth that takes it in.

import { element } from "./dom.js";
import { counts } from "./model.js";

/** Dark to light, told apart without colour by their numbers: the first is the least depth. */
export const NESTED_COLOURS = ["#3b0f70", "#8c2981", "#de4968", "#c9601d", "#7a7a00", "#1d7a6b"];
export const NESTED_MAX = NESTED_COLOURS.length;

/** Which of ascending depths in km first takes a unit in for sure: its place, or -1 where none does. */
export function enters(units, index, depths, rule) {
  return depths.findIndex((depth) => units.comesIn[rule][index].surely <= depth * 1000);
}

/** From which depth to which: 50–80; the least one from 0. */
export function enterWords(words, depths, at) {
  return words.say("unit.km", { value: `${words.depth(at === 0 ? 0 : depths[at - 1])}–${words.depth(depths[at])}` });
}

export class Nested {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.renderer = L.svg({ pane: "lines", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    map.on("moveend zoomend resize", () => this.draw());
  }

  get depths() {
    const { state, units } = this.app;
    return units.bands ? [] : [...state.nested].sort((a, b) => a - b);
  }

  /** The outlines: from distances where the page measures, else the drawn steps' own edges. */
  draw() {
    this.group.clearLayers();
    const { depths } = this;
    if (depths.length === 0) return;
    depths.forEach((depth, at) => this.outline(depth, at));
    this.marks(depths);
  }

  outline(depth, at) {
    const { zones, state } = this.app;
    const lines = zones.canvas ? this.measured(zones.canvas, depth) : zones.edgesAt(depth, state.rule);
    for (const className of ["nested-casing", `nested nested-${at}`]) {
      this.group.addLayer(L.polyline(lines, { pane: "lines", renderer: this.renderer, interactive: false, className, smoothFactor: 0.5 }));
    }
    const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), []);
    if (longest.length < 2) return;
    const html = element("span", { class: `nested-name nested-${at}`, text: this.app.words.say("unit.km", { value: this.app.words.depth(depth) }) });
    this.group.addLayer(L.marker(longest[Math.floor(longest.length * (0.35 + 0.08 * at))], { icon: L.divIcon({ className: "nested-mark", html, iconSize: [0, 0] }), interactive: false, keyboard: false, pane: "lines" }));
  }

  /** Lines of the field at a depth, on the parties' land alone, as [lat, lon]. */
  measured(canvas, depth) {
    canvas.place();
    const { engine, units } = this.app;
    const own = engine.lands.all.filter((land) => land.area && units.parties.includes(land.own));
    const land = canvas.kept(`nested ${units.parties.join()}`, () => canvas.path(own.flatMap((one) => (one.dry ?? one.area).rings)));
    const pen = canvas.canvas.getContext("2d");
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    const found = canvas.field.zone(depth * 1000).lines.flatMap((line) => {
      const runs = [[]];
      for (const [x, y] of line) {
        if (pen.isPointInPath(land, x, y, "evenodd")) runs.at(-1).push([canvas.latAt(y), canvas.lonAt(x)]);
        else if (runs.at(-1).length > 0) runs.push([]);
      }
      return runs.filter((run) => run.length > 1);
    });
    pen.restore();
    return found;
  }

  /** A coloured ring around each unit that one of the depths takes in. */
  marks(depths) {
    const { units, state } = this.app;
    if (units.count > 1500) return;
    for (let index = 0; index < units.count; index += 1) {
      if (!units.parties.includes(units.text.side[index]) || !counts(units, index, state)) continue;
      const at = enters(units, index, depths, state.rule);
      if (at === -1) continue;
      this.group.addLayer(L.circleMarker([units.lat[index], units.lon[index]], { radius: 5, pane: "lines", renderer: this.renderer, interactive: false, className: `nested-dot nested-${at}` }));
    }
  }

  legend() {
    const { words } = this.app;
    return this.depths.map((_, at, depths) => element("li", {}, element("span", { class: `key key-nested nested-${at}`, "aria-hidden": "true" }),
      element("span", { text: words.say("nested.enters", { band: enterWords(words, depths, at) }) })));
  }
}
