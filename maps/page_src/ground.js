// The base map: land, waters, railways and roads on one canvas under all else.

import { inflated } from "./core.js";
import { PaperPen } from "./paper_pen.js";
import { unpackedGround } from "./ground_pack.js";
import { rasterPicture, rastersOf, strength } from "./ground_raster.js";
import { decodeLine } from "./polyline.js";

/** Widths in pixels at a zoom, and the zoom from which a layer is drawn; in the order of drawing. */
const RIVERS = [
  ["rivers1", 0, 1.6], ["rivers2", 6, 1.3], ["rivers3", 7, 1.1], ["rivers4", 8, 1], ["rivers5", 8.5, 0.9], ["own_rivers", 6, 1.6],
];
/** From here on a map extract of one's own takes the place of what is bundled. */
const OWN_FROM = 7.5;
const HOUSES_FROM = 11.5;
const FADES = 9.5;
const GONE = 12.5;

/** A line or ring, lon and lat in turn in steps of 1/scale degrees, as pixels of zoom 0, with its box. */
function worldPath(steps, scale) {
  const points = new Float64Array(steps.length);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < steps.length; at += 2) {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, steps[at + 1] / scale)) * Math.PI) / 180);
    const x = (128 / 180) * (steps[at] / scale + 180);
    const y = 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine));
    points[at] = x;
    points[at + 1] = y;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return { points, box };
}

function worldLayers(layers, decimals) {
  return Object.fromEntries(Object.entries(layers).map(([name, shapes]) => [name, shapes.map((shape) => shape.map((line) => worldPath(line, 10 ** decimals)))]));
}

/** Layers of the ground, ready to be drawn: areas as lists of rings, ways as lines. */
async function layersOf(ground) {
  // A page of every border has cut them itself: [lat, lon] already.
  if (ground.layers) return Object.fromEntries(Object.entries(ground.layers).map(([name, shapes]) => [name, shapes.map((shape) => shape.map((line) => worldPath(line.flatMap(([lat, lon]) => [lon, lat]), 1)))]));
  const bundled = worldLayers(unpackedGround(await inflated(ground.packed)), ground.packed_decimals);
  if (!ground.own) return bundled;
  return { ...bundled, ...worldLayers(unpackedGround(await inflated(ground.own.packed)), ground.own.decimals) };
}

let GroundSheet = null;

/** A canvas that moves and zooms with the map, as Leaflet's own renderers do. */
function sheetOf(paint) {
  GroundSheet ??= L.Renderer.extend({
    initialize: function initialize(draw, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this.draw = draw;
    },
    _initContainer: function initContainer() {
      this._container = document.createElement("canvas");
      this._container.className = "ground-canvas";
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer: function destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _updatePaths() {},
    _update: function update() {
      if (!this._map || (this._map._animatingZoom && this._bounds)) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const origin = this._map.getPixelOrigin();
      const zoom = this._map.getZoom();
      const view = { left: origin.x + min.x, top: origin.y + min.y, width: size.x, height: size.y, scale: 2 ** zoom, zoom };
      this.paper?.remove();
      this.paper = null;
      this._container.hidden = this.onPaper === true;
      if (this.onPaper) {
        const pen = new PaperPen(size.x, size.y);
        this.draw(pen, view);
        this.paper = pen.svg;
        L.DomUtil.setPosition(this.paper, min);
        this._container.after(this.paper);
        return;
      }
      const ratio = globalThis.devicePixelRatio ?? 1;
      L.DomUtil.setPosition(this._container, min);
      Object.assign(this._container, { width: Math.round(size.x * ratio), height: Math.round(size.y * ratio) });
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      const pen = this._container.getContext("2d");
      pen.scale(ratio, ratio);
      this.draw(pen, view);
    },
  });
  return new GroundSheet(paint, { pane: "ground", padding: 0.25 });
}

export class Ground {
  constructor(map, data, off) {
    this.map = map;
    this.data = data;
    this.off = off;
    this.layers = null;
    this.rasters = {};
    this.pictures = new Map();
    this.sheet = sheetOf((pen, view) => this.paint(pen, view)).addTo(map);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
    new MutationObserver(() => this.redraw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.ready = Promise.all([layersOf(data.ground), rastersOf(data.ground.rasters)]).then(([layers, rasters]) => {
      Object.assign(this, { layers, rasters });
      document.documentElement.dataset.ground = "drawn";
      this.redraw();
    }, () => { document.documentElement.dataset.ground = "refused"; });
  }

  /** Draw anew; on paper as paths, which are sharp at any size. */
  redraw(onPaper = this.sheet.onPaper) {
    this.sheet.onPaper = onPaper;
    if (this.sheet._map) this.sheet._update();
  }

  /** The paths that reach into view, as one path of the canvas. */
  trace(pen, name, view, closed) {
    const { left, top, width, height, scale } = view;
    pen.beginPath();
    for (const paths of this.layers[name] ?? []) {
      const [west, north, east, south] = paths[0].box;
      if (east * scale < left || west * scale > left + width || south * scale < top || north * scale > top + height) continue;
      for (const { points } of paths) {
        let [lastX, lastY] = [Infinity, Infinity];
        for (let at = 0; at < points.length; at += 2) {
          const x = points[at] * scale - left;
          const y = points[at + 1] * scale - top;
          const end = at + 2 >= points.length;
          if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.7 && !end) continue;
          if (at === 0) pen.moveTo(x, y);
          else pen.lineTo(x, y);
          [lastX, lastY] = [x, y];
        }
        if (closed) pen.closePath();
      }
    }
  }

  paint(pen, view) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    if (!this.layers) {
      pen.fillStyle = colour("--water");
      pen.fillRect(0, 0, view.width, view.height);
      return;
    }
    Object.assign(pen, { lineJoin: "round", lineCap: "round" });
    const off = this.off();
    // Land first, what only lies on it next, and the sea behind both.
    this.trace(pen, "land", view, true);
    pen.fillStyle = colour("--land");
    pen.fill("evenodd");
    for (const name of ["cover", "relief"]) if (!off.includes(name)) this.raster(pen, name, view, colour);
    pen.globalCompositeOperation = "destination-over";
    pen.fillStyle = colour("--water");
    pen.fillRect(0, 0, view.width, view.height);
    pen.globalCompositeOperation = "source-over";
    this.trace(pen, "land", view, true);
    Object.assign(pen, { strokeStyle: colour("--coast"), lineWidth: 0.7 });
    pen.stroke();
    const own = Boolean(this.data.ground.own) && !off.includes("own") && view.zoom >= OWN_FROM;
    if (own) this.ownAreas(pen, view, colour, off);
    if (!off.includes("water")) this.waters(pen, view, colour, own);
    if (!off.includes("ways")) this.ways(pen, view, colour, own);
    if (own && view.zoom >= HOUSES_FROM) this.patch(pen, "own_buildings", view, colour("--house"));
  }

  patch(pen, name, view, fill) {
    this.trace(pen, name, view, true);
    pen.fillStyle = fill;
    pen.fill("evenodd");
  }

  /** Woods and built-up land of an extract of one's own. */
  ownAreas(pen, view, colour, off) {
    if (off.includes("cover")) return;
    this.patch(pen, "own_built", view, colour("--built"));
    this.patch(pen, "own_wood", view, colour("--wood"));
  }

  /** Coarse cells as a soft picture on the land, in the colours of the theme. */
  raster(pen, name, view, colour) {
    const share = strength(view.zoom);
    if (!this.rasters[name] || share === 0) return;
    const key = `${name} ${colour("--land")}`;
    if (!this.pictures.has(key)) this.pictures.set(key, rasterPicture(this.rasters[name], name, colour));
    const { picture, box: [left, top, right, bottom] } = this.pictures.get(key);
    const { scale } = view;
    Object.assign(pen, { globalAlpha: share, globalCompositeOperation: "source-atop", imageSmoothingEnabled: true, imageSmoothingQuality: "high" });
    pen.drawImage(picture, left * scale - view.left, top * scale - view.top, (right - left) * scale, (bottom - top) * scale);
    Object.assign(pen, { globalAlpha: 1, globalCompositeOperation: "source-over" });
  }

  area(pen, name, view, fill, edge) {
    this.trace(pen, name, view, true);
    pen.fillStyle = fill;
    pen.fill("evenodd");
    pen.strokeStyle = edge;
    pen.lineWidth = 0.7;
    pen.stroke();
  }

  waters(pen, view, colour, own) {
    pen.strokeStyle = colour("--river");
    const more = Math.max(0, (view.zoom - 8) * 0.35);
    const rivers = own && this.layers.own_streams ? [["own_streams", 0, 0.9]] : RIVERS;
    for (const [name, from, width] of rivers) {
      if (!this.layers[name] || view.zoom < from) continue;
      this.trace(pen, name, view, false);
      pen.lineWidth = (name === "own_rivers" ? 3 : 1) * (width + more);
      pen.stroke();
    }
    if (own && this.layers.own_water) this.patch(pen, "own_water", view, colour("--water"));
    else this.area(pen, "lakes", view, colour("--water"), colour("--coast"));
  }

  /** Roads run straight between their junctions: the nearer one looks, the paler they are. */
  ways(pen, view, colour, own) {
    const zoom = view.zoom;
    const [roads, rails] = ["roads", "rails"].map((name) => (own && this.layers[`own_${name}`] ? `own_${name}` : name));
    if (zoom < 5.5) return;
    if (zoom > 6.2) {
      pen.globalAlpha = zoom < FADES || roads === "own_roads" ? 1 : Math.max(0.3, 1 - (zoom - FADES) / (GONE - FADES));
      pen.strokeStyle = colour("--road");
      pen.lineWidth = zoom < 8 ? 0.8 : roads === "own_roads" ? 1.6 + Math.max(0, zoom - 10) * 0.7 : 1.6;
      this.trace(pen, roads, view, false);
      pen.stroke();
      pen.globalAlpha = 1;
    }
    pen.strokeStyle = colour("--rail");
    pen.lineWidth = zoom < 8 ? 0.7 : 1.1;
    this.trace(pen, rails, view, false);
    pen.stroke();
    if (zoom < 9) return;
    Object.assign(pen, { lineWidth: 3, lineCap: "butt" });
    pen.setLineDash([1, 7]);
    pen.stroke();
    pen.setLineDash([]);
  }
}

/** The lines between other states: few, so that they stay sharp on paper. */
export function drawStates(map, data) {
  const { ground } = data;
  const renderer = L.svg({ pane: "states", padding: 0.4 });
  const states = L.layerGroup();
  for (const [disputed, text] of ground.boundaries) {
    const className = disputed ? "state-line disputed" : "state-line";
    states.addLayer(L.polyline(decodeLine(text, ground.decimals), { pane: "states", renderer, className, interactive: false, smoothFactor: 1.2 }));
  }
  return states.addTo(map);
}
