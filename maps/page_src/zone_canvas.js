// The zone at any depth, on a canvas: the field's paths, cut to each side's own land.

import { Field } from "./field.js";
import { besideOf } from "./swipe.js";

const PADDING = 0.12;
/** Pixels beside the canvas within which a ring that runs round the Earth may still reach it. */
const ROOM = 4096;
const EARTH_M = 2 * Math.PI * 6378137;
const CANVAS_DASHES = { first: [], second: [7, 5], third: [1.5, 4], disputed: [] };

export class ZoneCanvas {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "zone-canvas";
    this.canvas.setAttribute("aria-hidden", "true");
    map.getPane("zones").append(this.canvas);
    map.on("zoomstart", () => { this.canvas.hidden = true; });
    map.on("moveend zoomend resize viewreset", () => this.redraw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
  }

  /** Put the canvas where the map is, and forget what was known of another view. */
  place() {
    const { map } = this;
    const size = map.getSize();
    const pad = size.multiplyBy(PADDING).round();
    const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1)).round();
    const ratio = this.fine ?? (globalThis.devicePixelRatio || 1);
    const origin = map.getPixelOrigin();
    const key = `${map.getZoom()} ${corner} ${origin} ${size} ${ratio}`;
    if (key === this.key) return;
    this.key = key;
    const [width, height] = [size.x + 2 * pad.x, size.y + 2 * pad.y];
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    L.DomUtil.setPosition(this.canvas, corner);
    this.corner = corner;
    this.ratio = ratio;
    this.size = { width, height };
    // World pixels of this zoom; the map's own projection is Web Mercator.
    this.world = 256 * 2 ** map.getZoom();
    this.left = origin.x + corner.x;
    this.top = origin.y + corner.y;
    this.field = this.fieldOf((points) => this.app.engine.distances(points));
    this.paths = new Map();
  }

  /** A field over the view, of any distances: nothing that changes faster than the way that is gone. */
  fieldOf(distances) {
    return new Field({
      ...this.size,
      lonLat: (x, y) => [this.lonAt(x), this.latAt(y)],
      metres: (y, span) => (EARTH_M / this.world) * Math.max(this.squeeze(y), this.squeeze(y + span), this.squeeze(Math.min(Math.max(this.world / 2 - this.top, y), y + span))),
      distances,
    });
  }

  lonAt(x) {
    return ((this.left + x) / this.world) * 360 - 180;
  }

  latAt(y) {
    const north = Math.PI * (1 - (2 * (this.top + y)) / this.world);
    return (Math.atan(Math.sinh(north)) * 180) / Math.PI;
  }

  xOf(lon) {
    return ((lon + 180) / 360) * this.world - this.left;
  }

  yOf(lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * this.world - this.top;
  }

  squeeze(y) {
    return Math.cos((this.latAt(y) * Math.PI) / 180);
  }

  /** Rings of [lon, lat] as a path; what lies closer than a third of a pixel is drawn as one. */
  path(rings) {
    const found = new Path2D();
    for (const ring of rings) {
      const points = ring.map(([lon, lat]) => [this.xOf(lon), this.yOf(lat)]);
      for (const turn of [-this.world, 0, this.world]) this.ring(found, points, turn);
    }
    return found;
  }

  ring(path, points, turn) {
    const { width } = this.size;
    if (!points.some(([x]) => x + turn >= -ROOM && x + turn <= width + ROOM) && turn !== 0) return;
    let last = [Infinity, Infinity];
    for (const [x, y] of points) {
      if (Math.abs(x - last[0]) + Math.abs(y - last[1]) < 0.33) continue;
      if (last[0] === Infinity) path.moveTo(x + turn, y);
      else path.lineTo(x + turn, y);
      last = [x, y];
    }
    path.closePath();
  }

  kept(name, make) {
    if (!this.paths.has(name)) this.paths.set(name, make());
    return this.paths.get(name);
  }

  /** What is drawn: [style, depth in km, whose land], the parties' last. */
  wanted(state) {
    const { engine, units } = this.app;
    const deepest = Math.max(...units.parties.map((code) => state.depths[code]));
    const rest = engine.lands.all.filter((land) => land.area && !units.parties.includes(land.own)).map((land) => land.own);
    const disputed = rest.filter((own) => own.includes("/"));
    const third = state.third ? rest.filter((own) => !own.includes("/")) : [];
    return [
      ...(third.length > 0 ? [["third", deepest, third]] : []),
      ...(disputed.length > 0 ? [["disputed", deepest, disputed]] : []),
      ...units.parties.filter((code) => !state.off.includes(`side-${code}`)).map((code) => [units.classOf(code), state.depths[code], [code]]),
    ];
  }

  draw(state) {
    this.shown = state;
    this.redraw();
  }

  clear() {
    this.shown = null;
    this.canvas.hidden = true;
  }

  redraw() {
    const state = this.shown;
    if (!state || !this.app.engine) return;
    this.canvas.hidden = state.off.includes("zones");
    if (this.canvas.hidden) return;
    const begun = performance.now();
    this.place();
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, this.size.width, this.size.height);
    const colours = getComputedStyle(document.documentElement);
    this.paintAll(pen, state, (name) => colours.getPropertyValue(name).trim());
    if (this.fine) this.settle(pen);
    this.took = performance.now() - begun;
  }

  paintAll(pen, state, colour) {
    const zones = new Map();
    for (const [half, from, to] of this.halves(state)) {
      pen.save();
      pen.beginPath();
      pen.rect(from, 0, to - from, this.size.height);
      pen.clip();
      this.drawOne(pen, half, zones, colour);
      pen.restore();
    }
  }

  /** What is drawn from where to where: all of one state, or two on either side of the divider. */
  halves(state) {
    const { swipe, units } = this.app;
    const { width } = this.size;
    if (!swipe?.shown) return [[state, 0, width]];
    const at = this.map.containerPointToLayerPoint([swipe.x, 0]).x - this.corner.x;
    return [[state, 0, at], [besideOf(state, units.parties), at, width]];
  }

  drawOne(pen, state, zones, colour) {
    for (const [style, depth, owners] of this.wanted(state)) {
      if (!zones.has(depth)) zones.set(depth, this.field.zone(depth * 1000));
      pen.save();
      // The reading at the ends is of what is bound: third states and disputed land are as they are.
      this.cut(pen, owners, ["third", "disputed"].includes(style) ? "round" : state.rule);
      this.paint(pen, zones.get(depth), style, colour);
      pen.restore();
    }
  }

  /** Make the drawing plain pixels: Chromium prints the strokes themselves, and with the first, which empties the canvas, all beneath it. */
  settle(pen) {
    pen.putImageData(pen.createImageData(1, 1), 0, 0);
  }

  /** Only on the land of some, and by the perpendicular reading not where an end is nearest. */
  cut(pen, owners, rule) {
    const { engine } = this.app;
    pen.clip(this.kept(owners.join(), () => this.path(engine.lands.all.filter((land) => owners.includes(land.own) && land.area)
      .flatMap((land) => (land.dry ?? land.area).rings))), "evenodd");
    if (rule === "perpendicular") this.cutRings(pen, "stars", engine.starRings);
  }

  /** Only outside some rings. */
  cutRings(pen, name, rings) {
    if (rings.length === 0) return;
    pen.clip(this.kept(name, () => {
      const path = this.path(rings);
      path.rect(-ROOM, -ROOM, this.size.width + 2 * ROOM, this.size.height + 2 * ROOM);
      return path;
    }), "evenodd");
  }

  paint(pen, { fill, lines }, style, colour) {
    const stroke = style === "disputed" ? colour("--third") : colour(`--${style}`);
    const base = { first: "--first-fill", second: "--second-fill", third: "--third-fill" }[style];
    if (base) {
      pen.fillStyle = colour(base);
      pen.fill(fill);
    }
    if (style === "second" || style === "disputed") {
      pen.fillStyle = this.hatch(style, style === "second" ? colour("--hatch") : stroke);
      pen.fill(fill);
    }
    this.stroke(pen, lines, { colour: stroke, weight: style === "disputed" ? 1 : 1.8, dash: CANVAS_DASHES[style] });
  }

  stroke(pen, lines, { colour, weight, dash }) {
    pen.strokeStyle = colour;
    pen.lineWidth = weight;
    pen.setLineDash(dash);
    pen.lineJoin = "round";
    pen.beginPath();
    for (const line of lines) line.forEach(([x, y], at) => (at === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    pen.stroke();
  }

  hatch(style, colour) {
    const step = style === "second" ? 10 : 8;
    const tile = document.createElement("canvas");
    tile.width = tile.height = step * this.ratio;
    const pen = tile.getContext("2d");
    pen.scale(this.ratio, this.ratio);
    pen.strokeStyle = colour;
    pen.lineWidth = style === "second" ? 1.4 : 0.7;
    pen.beginPath();
    for (const turn of [-step, 0, step]) {
      pen.moveTo(turn - 1, step + 1);
      pen.lineTo(turn + step + 1, -1);
      if (style === "second") continue;
      pen.moveTo(turn - 1, -1);
      pen.lineTo(turn + step + 1, step + 1);
    }
    pen.stroke();
    const pattern = pen.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / this.ratio));
    return pattern;
  }
}
