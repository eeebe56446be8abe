// The zone's polygons, one layer per side, depth and rule, made when first shown.

import { sideClass } from "./model.js";

const ROLE_CLASSES = { third_state: "zone-third", disputed: "zone-disputed", sea: "zone-sea" };

/** All parts of a side at a depth: `side` is a party, or null for what is nobody's side. */
export function partsOf(step, rule, opened, side, parties) {
  const parts = (rule === opened ? step?.parts : step?.other_parts) ?? [];
  return parts.filter((part) => (side === null ? !parties.includes(part.side) : part.side === side));
}

const KM_PER_DEGREE = 111.32;

/** One box around many: west, south, east, north. */
export function around(boxes) {
  return [0, 1, 2, 3].map((edge) => (edge < 2 ? Math.min : Math.max)(...boxes.map((box) => box[edge])));
}

/** A box around all that lies within a depth of the border, about; as maps/display.py's `reach_of`. */
export function reachBox(data, depth) {
  const [west, south, east, north] = data.border.box;
  const high = depth / KM_PER_DEGREE;
  const wide = high / Math.max(0.05, Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180));
  return [Math.max(-180, west - wide), Math.max(-85, south - high), Math.min(180, east + wide), Math.min(85, north + high)];
}

let Kept = null;

/** A polygon that keeps its drawing: shown again at the same zoom and place, nothing is worked out anew. */
export function keptPolygon(rings, options) {
  Kept ??= L.Polygon.extend({
    _project: function project() {
      const key = `${this._map.getZoom()} ${this._map.getPixelOrigin()}`;
      if (key === this.projected) return;
      this.projected = key;
      L.Polygon.prototype._project.call(this);
    },
    _update: function update() {
      if (!this._map) return;
      const { min, max } = this._renderer._bounds;
      const key = `${this.projected} ${min} ${max}`;
      if (key !== this.cut) {
        this._clipPoints();
        this._simplifyPoints();
        this.drawing = L.SVG.pointsToPath(this._parts, true);
        this.cut = key;
      }
      this._renderer._setPath(this, this.drawing);
    },
  });
  return new Kept(rings, { pane: "zones", interactive: false, smoothFactor: 0.8, ...options });
}

export class Zones {
  constructor(map, data, line) {
    this.map = map;
    this.data = data;
    /** What draws any depth, once the engine is there. */
    this.canvas = null;
    /** What knows areas at any depth, once the engine is there. */
    this.book = null;
    this.line = line;
    this.parties = data.parties.map((party) => party.code);
    this.renderer = L.svg({ pane: "zones", padding: 0.4 });
    this.made = new Map();
    this.group = L.layerGroup().addTo(map);
    this.hasOtherRule = data.both_rules ?? data.steps.some((step) => step.other_parts.length > 0);
  }

  stepAt(depth) {
    return this.data.steps.find((step) => step.depth_km === depth);
  }

  parts(side, depth, rule) {
    return partsOf(this.stepAt(depth), rule, this.data.tripoint, side, this.parties);
  }

  /** The area of a side: { km2, error }, no error where Python measured it; `patient` where others may come first. */
  area(side, depth, rule, patient = false) {
    const parts = this.parts(side, depth, rule).filter((part) => part.role === "party");
    if (parts.length > 0) return { km2: parts.reduce((sum, part) => sum + part.area_km2, 0), error: null };
    return this.book?.area(side, [side], depth, rule, patient) ?? null;
  }

  thirdArea(depth, rule) {
    if (this.stepAt(depth)?.parts.length > 0) {
      const parts = this.parts(null, depth, rule).filter((part) => part.role === "third_state");
      return { km2: parts.reduce((sum, part) => sum + part.area_km2, 0), error: null };
    }
    return this.book?.area("third", this.book.thirdStates, depth, "round", false) ?? null;
  }

  layer(part) {
    if (!this.made.has(part)) {
      const className = ROLE_CLASSES[part.role] ?? `zone-${sideClass(this.data.parties, part.side)}`;
      const rings = part.polygons.map((polygon) => polygon.map(this.line));
      const edges = this.edges(part);
      const area = keptPolygon(rings, { renderer: this.renderer, className: `zone ${className}${edges ? " shored" : ""}` });
      const line = edges?.length > 0 ? [L.polyline(edges, { pane: "zones", renderer: this.renderer, interactive: false, smoothFactor: 0.8, className: `zone-edge edge-${className.slice(5)}` })] : [];
      this.made.set(part, line.length > 0 ? L.layerGroup([area, ...line]) : area);
    }
    return this.made.get(part);
  }

  /** The stretches of a part's rings that lie at its depth; null where nobody told them apart. */
  edges(part) {
    return part.edge?.map(([ring, first, last]) => this.line(ring).slice(first, last + 1)) ?? null;
  }

  /** The same of the parties' parts at a depth, as lines of [lat, lon]. */
  edgesAt(depth, rule) {
    return this.parties.flatMap((code) => this.parts(code, depth, rule)).flatMap((part) => this.edges(part) ?? part.polygons.flatMap((polygon) => polygon.map(this.line)));
  }

  /** The box around what is shown: of the parts that were made, else of all that may lie within the depth. */
  box(state) {
    const deepest = Math.max(...this.parties.map((code) => state.depths[code]));
    const others = this.parts(null, deepest, state.rule).filter((part) => state.third || part.role === "disputed");
    const own = this.parties.map((code) => this.parts(code, state.depths[code], state.rule));
    const boxes = [...own.flat(), ...others].map((part) => part.box).filter((box) => box?.length === 4);
    return own.every((parts) => parts.length > 0) && boxes.length > 0 ? around(boxes) : reachBox(this.data, deepest);
  }

  /** While nothing else is to be done, make what the slider will ask for. */
  warm() {
    const waiting = this.data.steps.filter((step) => step.drawn).flatMap((step) => step.parts.filter((part) => part.role === "party"));
    const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 60));
    const work = (idle) => {
      while (waiting.length > 0 && idle.timeRemaining() > 4) this.layer(waiting.shift());
      if (waiting.length > 0) later(work);
    };
    later(work);
  }

  draw(state) {
    const wanted = new Set();
    const made = this.parties.every((code) => this.stepAt(state.depths[code])?.drawn);
    // A picture shows the polygons themselves, where there are some.
    if (this.canvas && (state.beside || !(made && document.documentElement.classList.contains("picture")))) {
      this.group.clearLayers();
      this.canvas.draw(state);
      return;
    }
    this.canvas?.clear();
    const deepest = Math.max(...this.parties.map((code) => state.depths[code]));
    const others = this.parts(null, deepest, state.rule).filter(
      (part) => part.role === "disputed" || (part.role === "third_state" && state.third),
    );
    const shown = this.parties.filter((code) => !state.off.includes(`side-${code}`));
    const own = shown.flatMap((code) => this.parts(code, state.depths[code], state.rule));
    if (!state.off.includes("zones")) {
      for (const part of [...others, ...own]) wanted.add(this.layer(part));
    }
    this.group.eachLayer((layer) => {
      if (!wanted.has(layer)) this.group.removeLayer(layer);
    });
    for (const layer of wanted) this.group.addLayer(layer);
  }
}

/** The border coloured by how well it is known; null where nothing is known of it. */
export function drawKnown(data, line) {
  const known = data.border.known ?? []; // a page of every border has none
  if (known.length === 0) return null;
  const renderer = L.svg({ pane: "lines", padding: 0.4 });
  const style = (className) => ({ pane: "lines", renderer, className, interactive: false, smoothFactor: 0.8 });
  return L.layerGroup(known.map((lines, at) => L.polyline(lines.map(line), style(`border-known border-known-${at}`))));
}

/** Draw the border: a pale casing under a dark line. */
export function drawBorder(map, data, line) {
  const renderer = L.svg({ pane: "lines", padding: 0.4 });
  const lines = data.border.parts ?? data.border.lines.map(line);
  const style = (className) => ({ pane: "lines", renderer, className, interactive: false, smoothFactor: 0.8 });
  return L.layerGroup([
    L.polyline(lines, style("border-casing")),
    L.polyline(lines, style("border-line")),
  ]).addTo(map);
}
