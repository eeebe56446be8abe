// The bands of a depth table on the map: each with its own dash, weight, hatch and number.

import { byId, drawing, element } from "./dom.js";
import { bandsOfSide } from "./model.js";
import { STATUS_NAMES } from "./rule.js";
import { keptPolygon, partsOf } from "./zones.js";

const SIDE_CLASSES = ["first", "second"];

// Line by category, so that bands are told apart without colour; the hue is the side's.
const DASHES = [null, "9 4", "1.5 4.5", "13 4 2 4", "5 3", "16 5 2 5 2 5", "3 7", "20 4"];
const WEIGHTS = [2, 2, 2.6, 2, 1.4, 1.6, 3, 2.6];
const SIZE = 14;
// Hatch by category: strokes of a tile, as path data.
const HATCHES = [
  "M-2 2L2 -2M0 14L14 0M12 16L16 12", "M-2 12L2 16M0 0L14 14M12 -2L16 2", "M0 7H14", "M7 0V14",
  "M3 3h.1M10 10h.1", "M0 3.500H14M0 10.500H14", "M3.500 0V14M10.500 0V14", "M0 7H14M7 0V14",
];

/** How the band of a category is drawn; more than eight categories begin again, and keep their number. */
export function styleOf(at) {
  const turn = at % DASHES.length;
  return { dash: DASHES[turn], weight: WEIGHTS[turn], hatch: HATCHES[turn], dotted: turn === 4 };
}

function hatchPattern(at, side) {
  const { hatch, dotted } = styleOf(at);
  return drawing("pattern", { id: `hatch-${at}-${side}`, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse" },
    drawing("path", { d: hatch, class: `hatch-stroke ${SIDE_CLASSES[side]}${dotted ? " dotted" : ""}` }));
}

/** The same hatch as a tile of pixels, `ratio` of them to one of the screen's. */
export function drawnHatch(at, colour, ratio) {
  const { hatch, dotted } = styleOf(at);
  const tile = document.createElement("canvas");
  tile.width = tile.height = SIZE * ratio;
  const pen = tile.getContext("2d");
  pen.scale(ratio, ratio);
  Object.assign(pen, { strokeStyle: colour, globalAlpha: dotted ? 0.5 : 0.3, lineWidth: dotted ? 2.2 : 1, lineCap: dotted ? "round" : "butt" });
  pen.stroke(new Path2D(hatch));
  return tile;
}

/** A small picture of a band's style, for the legend and the table. */
export function bandKey(at, side) {
  const { dash, weight } = styleOf(at);
  const box = { x: 1.5, y: 1.5, width: 31, height: 15, rx: 2 };
  return drawing("svg", { class: `band-key ${SIDE_CLASSES[side]}`, width: 34, height: 18, viewBox: "0 0 34 18", "aria-hidden": "true" },
    drawing("rect", { ...box, class: "band-ground" }),
    drawing("rect", { ...box, class: "band-edge", fill: `url(#hatch-${at}-${side})`, "stroke-dasharray": dash, "stroke-width": weight }));
}

/** Takes the place of Zones where a page shows a depth table. */
export class Bands {
  constructor(map, data, units, line) {
    this.map = map;
    this.data = data;
    this.line = line;
    this.rows = units.bands.rows;
    this.groups = units.groups;
    /** What draws the bands from distances, once the engine is there. */
    this.canvas = null;
    this.group = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "zones", padding: 0.4 });
    this.hasOtherRule = data.steps[0].other_parts.length > 0;
    // Without an engine only what is drawn can be shown.
    this.onlyDrawn = () => { this.hasOtherRule &&= !data.engine; };
    this.made = new Map();
    this.leftOut = data.left_out.map((one) => keptPolygon(one.polygons.map((polygon) => polygon.map(line)), { renderer: this.renderer, className: "zone left-out" }));
    const used = new Set(this.rows.map((band) => `${band.at}|${this.sideOf(band)}`));
    document.querySelector(".patterns defs").append(
      ...[...used].map((text) => text.split("|").map(Number)).map(([at, side]) => hatchPattern(at, side)));
  }

  sideOf(band) {
    return this.groups.findIndex((group) => group.includes(band.side));
  }

  part(band, rule) {
    const step = this.data.steps[0];
    return (rule === this.data.tripoint ? step.parts : step.other_parts)[this.rows.indexOf(band)];
  }

  area(band, rule) {
    return this.part(band, rule).area_km2;
  }

  others(state) {
    return partsOf(this.data.steps[0], state.rule, this.data.tripoint, null, this.groups.flat());
  }

  thirdArea(_, rule) {
    const parts = this.others({ rule }).filter((part) => part.role === "third_state");
    return { km2: parts.reduce((sum, part) => sum + part.area_km2, 0), error: null };
  }

  layer(part, options) {
    if (!this.made.has(part)) this.made.set(part, this.drawing(part, options));
    return this.made.get(part);
  }

  /** A part's area; where its edge is told from coasts and ends, those are faint beside it. */
  drawing(part, options) {
    const rings = part.polygons.map((polygon) => polygon.map(this.line));
    const edges = part.role === "party" ? part.edge?.map(([ring, first, last]) => this.line(ring).slice(first, last + 1)) ?? [] : [];
    if (edges.length === 0) return keptPolygon(rings, { renderer: this.renderer, ...options });
    const { className, dashArray, weight } = options;
    return L.layerGroup([
      keptPolygon(rings, { renderer: this.renderer, ...options, className: `${className} shored` }),
      L.polyline(edges, { pane: "zones", renderer: this.renderer, interactive: false, smoothFactor: 0.8, className: className.replace("zone ", ""), dashArray, weight, fill: false }),
    ]);
  }

  bandLayer(band, rule) {
    const side = this.sideOf(band);
    const { dash, weight } = styleOf(band.at);
    return this.layer(this.part(band, rule), {
      className: `zone band-zone ${SIDE_CLASSES[side]}`, dashArray: dash, weight, fillColor: `url(#hatch-${band.at}-${side})`,
    });
  }

  number(band) {
    const places = this.data.bands.marks[this.rows.indexOf(band)] ?? [];
    const text = String(band.number);
    return places.map(([lon, lat]) => {
      const html = element("span", { class: `band-number ${SIDE_CLASSES[this.sideOf(band)]}`, text });
      const icon = L.divIcon({ className: "band-mark", html, iconSize: [0, 0] });
      return L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "lines" });
    });
  }

  /** The box around all bands. */
  box() {
    return this.data.view;
  }

  /** Deepest first, so that no band hides another's edge. */
  draw(state) {
    this.group.clearLayers();
    const shown = this.rows.filter((band) => !state.off.includes(band.key));
    shown.sort((a, b) => b.depth_km - a.depth_km);
    // A picture shows the polygons themselves, where there are some.
    const made = this.bandsMade(state.rule) && document.documentElement.classList.contains("picture");
    if (this.canvas && !made) this.canvas.draw(state);
    else this.canvas?.clear();
    if (state.off.includes("zones")) return;
    if (!this.canvas || made) this.drawPolygons(state, shown);
    for (const layer of this.leftOut) this.group.addLayer(layer);
    for (const band of shown) for (const mark of this.number(band)) this.group.addLayer(mark);
  }

  /** Whether the bands are there as polygons under a rule, too: under the one that the page was made with. */
  bandsMade(rule) {
    return !this.data.engine || rule === this.data.tripoint;
  }

  drawPolygons(state, shown) {
    const wanted = { third_state: state.third, disputed: true };
    const around = { third_state: "zone zone-third", disputed: "zone zone-disputed" };
    for (const part of this.others(state)) {
      if (wanted[part.role]) this.group.addLayer(this.layer(part, { className: around[part.role] }));
    }
    for (const band of shown) this.group.addLayer(this.bandLayer(band, state.rule));
  }
}

/** From and to, as it is written: 0–80 km. */
export function bandRange(words, band) {
  return words.say("unit.km", { value: `${words.depth(band.min_km)}–${words.depth(band.depth_km)}` });
}

/** The name of a category; the plain one has a word of ours. */
export function categoryName(words, category) {
  return category === "all" ? words.say("band.all") : category;
}

export const STATUS_MARKS = { in: "●", indeterminate: "◐", out: "○", not_bound: "–" };

/** Bands with a status each, as marks by the bands' numbers: 1 ● 3 ◐ 5 ○. */
export function marksOf(pairs) {
  return pairs.map(([band, status]) => `${band.number}\u00a0${STATUS_MARKS[STATUS_NAMES[status]]}`).join("  ");
}

/** Those marks as an element, with the same in words. */
export function marked(words, pairs, text = marksOf(pairs)) {
  const said = pairs.map(([band, status]) => `${categoryName(words, band.category)}: ${words.say(`status.${STATUS_NAMES[status]}`)}`).join("; ");
  return element("span", { class: "band-marks", role: "img", "aria-label": said, title: said, text });
}

/** The marks of a place of one's own list. */
export function placeMarks({ units, state, words }, place) {
  const of = (band) => place.bands.find((one) => one.category === band.category).status;
  return marked(words, bandsOfSide(units, place.side, state.off).map((band) => [band, of(band)]));
}

/** The status of a place in every category, each with the command line's reason. */
export function placeByBand({ words }, bands) {
  return element("ul", { class: "by-band" }, ...bands.map((one) => {
    const name = STATUS_NAMES[one.status];
    return element("li", {},
      element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) }),
      element("span", { class: "category", text: categoryName(words, one.category) }),
      one.shown > 0 ? element("span", { class: "range", text: `, ${bandRange(words, { min_km: one.from, depth_km: one.shown })}` }) : null,
      element("span", { class: "why reason", lang: "en", text: one.reason }));
  }));
}

/** The table of bands: switch, style, category, from and to, area, units. */
export class BandTable {
  constructor(app) {
    this.app = app;
    this.frame = byId("bands");
  }

  draw(counted) {
    const { units, state } = this.app;
    const bodies = units.parties.map((code) => {
      const own = units.bands.rows.filter((band) => band.side === code);
      return own.length > 0 ? this.body(code, own, counted, state) : null;
    });
    const { words } = this.app;
    const heads = [["", "band"], ["", "unit.km2"], ["c-units", "column.units"]];
    const focused = document.activeElement?.id;
    this.frame.replaceChildren(element("table", { class: "figures bands" },
      element("caption", { class: "unseen", text: words.say("bands.title") }),
      element("thead", {}, element("tr", {}, ...heads.map(([name, key]) =>
        element("th", { scope: "col", class: name || null, text: words.say(key, { value: "" }).trim() })))),
      ...bodies.filter(Boolean)));
    if (focused?.startsWith("shows-band-")) byId(focused)?.focus();
  }

  /** What a page of a depth table cannot know. */
  drawLimits() {
    const { words, data } = this.app;
    const { not_drawn: notDrawn, notes } = data.bands;
    const categories = notDrawn.map((category) => categoryName(words, category)).join("; ");
    byId("band-limits").replaceChildren(
      element("p", { text: words.say(data.engine ? "bands.limits" : "bands.drawn_only") }),
      ...(categories ? [element("p", { text: words.say("bands.not_drawn", { categories }) })] : []),
      ...notes.map((text) => element("p", { lang: "en", text })));
  }

  body(code, own, counted, state) {
    const at = this.app.units.groups.findIndex((group) => group.includes(code));
    const head = element("tr", { class: "side" }, element("th", { scope: "rowgroup", colspan: 3 },
      element("span", { class: `swatch ${SIDE_CLASSES[at]}`, "aria-hidden": "true" }), element("span", { text: this.app.country(code) })));
    return element("tbody", {}, head, ...own.map((band) => this.row(band, at, counted.get(band.key), state)));
  }

  row(band, at, sum, state) {
    const { words, store, zones, data } = this.app;
    const box = element("input", {
      type: "checkbox", id: `shows-${band.key}`,
      change: (event) => {
        const off = store.get().off.filter((one) => one !== band.key);
        store.set({ off: event.target.checked ? off : [...off, band.key] });
      },
    });
    box.checked = !state.off.includes(band.key);
    const label = element("label", { class: "choice", for: `shows-${band.key}` }, box, bandKey(band.at, at),
      element("span", { class: `band-number ${SIDE_CLASSES[at]}`, "aria-hidden": "true", text: band.number }),
      element("span", { class: "band-name" },
        element("span", { class: "category", text: categoryName(words, band.category) }),
        element("span", { class: "range", text: bandRange(words, band) })));
    const told = data.uncounted?.[band.side];
    const inside = told ? words.term("survey", told) : `${words.number(sum.in)}${sum.indeterminate ? ` + ${words.number(sum.indeterminate)} ◐` : ""}`;
    return element("tr", {}, element("th", { scope: "row" }, label),
      element("td", { text: words.areaNumber(zones.area(band, state.rule)) }), element("td", { text: inside }));
  }
}

/** The legend's lines for bands: style, number, side, category, from and to, area. */
export function bandLegend(app) {
  const { units, words, zones, state } = app;
  const shown = units.bands.rows.filter((band) => !state.off.includes(band.key));
  return shown.map((band) => {
    const at = units.groups.findIndex((group) => group.includes(band.side));
    return element("li", { class: "band-line" }, element("span", { class: "key" }, bandKey(band.at, at)),
      element("span", { class: `band-number ${SIDE_CLASSES[at]}`, "aria-hidden": "true", text: band.number }),
      element("span", {},
        element("span", { class: "category", text: categoryName(words, band.category) }),
        element("span", { class: "range", text: ` ${app.country(band.side)}, ${bandRange(words, band)}, ${words.area(zones.area(band, state.rule))}` })));
  });
}
