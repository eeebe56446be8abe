// Units on the map: signs where they count, a stack for those of one side that would hide each other, dots outside.

import { bySide, groupsOf, merged, parted, tally, worldPoints } from "./clusters.js";
import { FAN_MAX, Fan } from "./fan.js";
import { Dots } from "./dots.js";
import { element, onKey } from "./dom.js";
import { counts, outside } from "./model.js";
import { INDETERMINATE } from "./rule.js";

const DOTS_MAX = 4000;
/** Signs and circles nearer than this, in pixels, would hide each other. */
const APART = 30;
/** Signs of a stack that are seen. */
const SEEN = 3;
const CIRCLES_MAX = 600;
const RANKS = ["", "company", "battalion", "regiment", "brigade", "division", "corps", "command"];
const ZOOMS_KEPT = 6;
const LIST_MAX = 200;

function signAddress(svg) {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Where in a sign its middle is: a headquarters' anchor is the foot of its staff, which a stack would pull apart. */
function inStack({ x, y, width, height }) {
  return y > 0.8 * height ? { x: width / 2, y: height / 3 } : { x, y };
}

export class Markers {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.units = app.units;
    this.world = worldPoints(this.units.lat, this.units.lon);
    this.signs = this.units.signs.map(([svg, width, height, x, y]) => ({
      address: signAddress(svg), width, height, x, y,
    }));
    this.made = new Map();
    this.grouped = new Map();
    this.wanted = new Uint8Array(this.units.count);
    this.drawn = new Map();
    this.outsideCounts = { given: 0, drawn: 0 };
    this.Sign = L.Icon.extend({ createShadow: () => null });
    this.layer = L.layerGroup().addTo(map);
    this.sides = Uint8Array.from(this.units.text.side, (side) => ({ first: 0, second: 1 })[this.units.classOf(side)] ?? 2);
    this.rank = this.units.text.echelon.map((one) => Math.max(0, RANKS.indexOf(one)));
    this.fan = new Fan(map, app, (index, place) => this.fresh(index, place));
    this.circles = L.layerGroup().addTo(map);
    this.circleRenderer = L.svg({ pane: "areas", padding: 0.2 });
    this.dots = new Dots(map, this.world, (index) => app.pick(index, false));
    map.on("zoomend moveend resize", () => this.place());
  }

  position(index) {
    return [this.units.lat[index], this.units.lon[index]];
  }

  /** A sign's own element is made once and kept: it comes and goes with the slider. */
  icon(index, indeterminate) {
    const sign = this.signs[this.units.sign_at[index]];
    const icon = new this.Sign();
    let node = null;
    icon.createIcon = () => {
      if (node) return node;
      const image = element("img", { width: sign.width, height: sign.height, alt: "" });
      image.src = sign.address;
      const body = element("span", { class: indeterminate ? "sign indeterminate" : "sign" }, image);
      node = element("div", { class: "leaflet-marker-icon sign-icon" }, body);
      node.style.marginLeft = `${-sign.x}px`;
      node.style.marginTop = `${-sign.y}px`;
      node.title = this.units.text.name[index];
      return node;
    };
    return icon;
  }

  sign(index, status) {
    const key = `${index} ${status}`;
    if (!this.made.has(key)) {
      if (this.made.size > 3000) this.made.clear();
      const marker = L.marker(this.position(index), { icon: this.icon(index, status === INDETERMINATE) });
      const { x, y, width, height } = this.signs[this.units.sign_at[index]];
      marker.reach = [-x, -y, width - x, height - y];
      marker.on("click", () => this.app.pick(index, false));
      onKey(marker, () => this.app.pick(index, true));
      marker.on("add", () => marker.getElement().setAttribute("aria-label", this.app.label(index)));
      this.made.set(key, marker);
    }
    return this.made.get(key);
  }

  /** A marker of its own for a unit, wherever it is to stand. */
  fresh(index, place = this.position(index), options = {}) {
    const marker = L.marker(place, { icon: this.icon(index, this.app.status[index] === INDETERMINATE), zIndexOffset: 5000, ...options });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", this.app.label(index)));
    return marker;
  }

  cluster(groups) {
    const body = element("span", { class: "cluster" });
    const icon = L.divIcon({ html: body, className: "cluster-icon", iconSize: null });
    const marker = L.marker([0, 0], { icon });
    marker.body = body;
    marker.on("click", () => this.open(groups, false, marker.getLatLng()));
    onKey(marker, () => this.open(groups, true, marker.getLatLng()));
    marker.on("add", () => {
      marker.getElement().setAttribute("aria-label", marker.said);
      marker.getElement().title = marker.said;
    });
    return marker;
  }

  /** The units of some groups, the highest first, then the nearest. */
  members(wanted) {
    const { group } = this.groups();
    const inside = [];
    for (let index = 0; index < group.length; index += 1) if (wanted.includes(group[index]) && this.wanted[index]) inside.push(index);
    return inside.sort((a, b) => this.rank[b] - this.rank[a] || (this.units.distance_m[a] ?? 0) - (this.units.distance_m[b] ?? 0) || a - b);
  }

  /** Fill a stack: the signs of its highest units, and how many there are. */
  fill(marker, { count, unsure, groups, side }) {
    const { words } = this.app;
    const inside = this.members(groups);
    const sideCode = this.units.text.side[inside[0]];
    const whose = sideCode === "" ? words.say("third.states") : this.app.country(sideCode);
    marker.said = `${words.say("list.count", { count, number: words.number(count) })}, ${whose}`;
    const seen = [...new Map(inside.map((index) => [this.units.sign_at[index], index])).values()].slice(0, SEEN);
    // The number at the corner is part of what is covered.
    let reach = [-15, -23, 30, 15];
    const signs = seen.reverse().map((index, at) => {
      const sign = this.signs[this.units.sign_at[index]];
      const image = element("img", { width: sign.width, height: sign.height, alt: "" });
      image.src = sign.address;
      const step = seen.length - 1 - at;
      const { x, y } = inStack(sign);
      const [left, top] = [step * 5 - x, -y - step * 4];
      image.style.left = `${left}px`;
      image.style.top = `${top}px`;
      reach = [Math.min(reach[0], left), Math.min(reach[1], top), Math.max(reach[2], left + sign.width), Math.max(reach[3], top + sign.height)];
      return image;
    });
    marker.reach = reach;
    const name = ["first", "second", "third"][side];
    marker.body.replaceChildren(...signs, element("b", { class: `many ${name}`, text: words.number(count) }));
    marker.body.className = `cluster ${name}${unsure ? " indeterminate" : ""}`;
    const node = marker.getElement();
    if (node) {
      node.setAttribute("aria-label", marker.said);
      node.title = marker.said;
    }
  }

  groups() {
    const zoom = this.map.getZoom().toFixed(2);
    if (!this.grouped.has(zoom)) {
      if (this.grouped.size >= ZOOMS_KEPT) this.grouped.delete(this.grouped.keys().next().value);
      this.grouped.set(zoom, bySide(groupsOf(this.world, this.map.options.crs.scale(this.map.getZoom()) / 256), this.sides));
    }
    return { zoom, ...this.grouped.get(zoom) };
  }

  /** Bring the map to a new set of statuses. */
  draw(status, state) {
    const hidden = state.off.includes("units");
    for (let index = 0; index < this.units.count; index += 1) {
      const shown = !hidden && !outside(this.units, index, status[index], state.depths) && counts(this.units, index, state);
      this.wanted[index] = shown ? status[index] : 0;
    }
    this.fan.close();
    this.place();
    this.drawCircles(state);
    this.dots.set(state.off.includes("outside") ? [] : this.outsideOf(status, state));
  }

  /** Put signs and circles where they belong, touching only what has changed. */
  place() {
    const groups = this.groups();
    const { many, unsure, last, sumX, sumY } = tally(this.world, groups, this.wanted);
    const bounds = this.map.getBounds().pad(0.2);
    const [topLeft, bottomRight] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => this.map.project(corner, 0));
    const scale = this.map.options.crs.scale(this.map.getZoom()) / 256;
    const items = [];
    for (let group = 0; group < groups.count; group += 1) {
      const count = many[group];
      if (count === 0) continue;
      const [x, y] = [sumX[group] / count, sumY[group] / count];
      if (x < topLeft.x || x > bottomRight.x || y < topLeft.y || y > bottomRight.y) continue;
      items.push({ x: x * scale, y: y * scale, count, unsure: unsure[group] === 1, groups: [group], side: group % 3, index: last[group] });
    }
    const seen = new Map();
    const stacks = [0, 1, 2].flatMap((side) => merged(items.filter((one) => one.side === side), APART));
    for (const one of parted(stacks, APART)) {
      if (one.count === 1) seen.set(`u${one.index} ${this.wanted[one.index]}`, { index: one.index });
      else seen.set(`c${groups.zoom} ${one.groups.join(" ")}`, { ...one, index: undefined, x: one.x / scale, y: one.y / scale });
    }
    this.swap(seen);
  }

  swap(seen) {
    for (const [key, { marker }] of this.drawn) {
      if (seen.has(key)) continue;
      this.layer.removeLayer(marker);
      this.drawn.delete(key);
    }
    for (const [key, one] of seen) {
      const before = this.drawn.get(key);
      if (one.index !== undefined) {
        if (before) continue;
        const marker = this.sign(one.index, this.wanted[one.index]);
        this.drawn.set(key, { marker });
        this.layer.addLayer(marker);
        continue;
      }
      const shape = `${one.count} ${one.unsure} ${one.x} ${one.y} ${this.app.words.language}`;
      if (before?.shape === shape) continue;
      const marker = before?.marker ?? this.cluster(one.groups);
      marker.setLatLng(this.map.unproject(L.point(one.x, one.y), 0));
      this.fill(marker, one);
      this.drawn.set(key, { marker, shape });
      if (!before) this.layer.addLayer(marker);
    }
  }

  /** Open a stack like a fan; one too large for that comes closer, or is a list where nothing parts it. */
  open(wanted, focus, place) {
    const inside = this.members(wanted);
    const bounds = L.latLngBounds(inside.map((index) => this.position(index)));
    if (inside.length <= FAN_MAX) {
      this.fan.show(inside, place, focus, document.activeElement);
      return;
    }
    const nearest = this.map.options.maxZoom;
    const spread = this.map.project(bounds.getSouthWest(), nearest).distanceTo(this.map.project(bounds.getNorthEast(), nearest));
    const zoom = Math.min(nearest, Math.max(this.map.getBoundsZoom(bounds.pad(0.15)), this.map.getZoom() + 1));
    if (spread > APART && this.map.getZoom() < nearest) this.map.setView(bounds.getCenter(), zoom, { animate: false });
    else this.list(inside, bounds.getCenter(), focus);
  }

  /** How well each unit's place is known, as a circle; only where it is asked for. */
  drawCircles(state) {
    this.circles.clearLayers();
    if (state.off.includes("doubt")) return;
    let left = CIRCLES_MAX;
    for (const index of this.units.nearestFirst) {
      const radius = this.units.position_accuracy_m[index];
      if (!this.wanted[index] || !radius) continue;
      this.circles.addLayer(L.circle(this.position(index), { radius, pane: "areas", renderer: this.circleRenderer, interactive: false, className: "doubt" }));
      left -= 1;
      if (left === 0) return;
    }
  }

  list(inside, place, focus) {
    const { words, app } = { words: this.app.words, app: this.app };
    const rows = inside.slice(0, LIST_MAX).map((index) => element("li", {}, element("button", {
      type: "button", text: this.units.text.name[index] || this.units.text.id[index], click: () => app.choose(index, { focus: true }),
    })));
    const title = words.say("list.count", { count: inside.length, number: words.number(inside.length) });
    const content = element("div", { class: "popup", tabindex: "-1", role: "group", "aria-label": title },
      element("h3", { text: title }), element("ul", { class: "stacked" }, ...rows));
    const back = focus ? document.activeElement : null;
    const popup = L.popup({ minWidth: 220, maxWidth: 300, maxHeight: 320, closeButton: false, offset: [0, -8] });
    popup.setLatLng(place).setContent(content);
    popup.on("remove", () => {
      if (back && document.contains(back) && !app.state.unit) back.focus({ preventScroll: true });
    });
    popup.openOn(this.map);
    if (focus) content.focus({ preventScroll: true });
  }

  /** Units to draw as dots: all that are outside, or the nearest of very many. */
  outsideOf(status, state) {
    const found = [];
    let given = 0;
    for (const index of this.units.nearestFirst) {
      if (!outside(this.units, index, status[index], state.depths) || !counts(this.units, index, state)) continue;
      given += 1;
      if (found.length < DOTS_MAX) found.push(index);
    }
    this.outsideCounts = { given, drawn: found.length };
    return found;
  }

  /** What signs and stacks cover now, as boxes in pixels of the map's layer. */
  stands() {
    return [...this.drawn.values()].map(({ marker }) => {
      const { x, y } = this.map.latLngToLayerPoint(marker.getLatLng());
      const [left, top, right, bottom] = marker.reach;
      return [x + left, y + top, x + right, y + bottom];
    });
  }

  /** Labels again, in another language. */
  relabel() {
    for (const { marker } of this.drawn.values()) this.layer.removeLayer(marker);
    this.drawn.clear();
    this.place();
  }
}
