// "What if it stood here": a unit's symbol moved by hand. A supposition, shown beside what is listed; it changes nothing else.

import { element } from "./dom.js";
import { STATUS_NAMES } from "./rule.js";
import { written } from "./coordinates.js";

const MOVE_PX = 10;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class WhatIf {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.index = null;
    this.box = null;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.lines = L.layerGroup().addTo(map);
  }

  get on() {
    return this.index !== null;
  }

  /** The card is made anew under the click: the map would take it for a click on itself. */
  pressed(event, work) {
    event.stopPropagation();
    work();
    if (!this.on) this.app.selection.focus();
  }

  begin(index) {
    const { units, markers } = this.app;
    this.end();
    this.index = index;
    this.marker = markers.fresh(index, [units.lat[index], units.lon[index]], { draggable: true, autoPan: true, zIndexOffset: 9000 });
    this.group.addLayer(this.marker);
    const node = this.marker.getElement();
    node.classList.add("supposed");
    node.setAttribute("aria-label", this.app.words.say("if.how"));
    this.marker.on("drag dragend", () => this.moved());
    node.addEventListener("keydown", (event) => this.key(event));
    this.app.selection.refresh(index);
    this.moved();
    node.focus({ preventScroll: true });
  }

  /** Put it back: nothing of the supposition stays. */
  end() {
    if (!this.on) return;
    const { index } = this;
    this.index = null;
    this.box = null;
    this.group.clearLayers();
    this.lines.clearLayers();
    this.app.selection.refresh(index);
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.end();
      this.app.selection.focus();
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const size = event.shiftKey ? 1 : MOVE_PX;
    const at = this.map.latLngToContainerPoint(this.marker.getLatLng()).add([size * step[0], size * step[1]]);
    this.marker.setLatLng(this.map.containerPointToLatLng(at));
    this.moved();
  }

  /** The place to five decimals, as a click takes it, judged as csbm where judges it. */
  moved() {
    const { app } = this;
    const { lat, lng } = this.marker.getLatLng();
    const to = (value) => Number(value.toFixed(5));
    const lon = to(((((lng + 180) % 360) + 360) % 360) - 180);
    const accuracy = app.units.position_accuracy_m[this.index];
    [this.place] = app.engine.places([{ lon, lat: to(Math.max(-90, Math.min(90, lat))), accuracy_m: accuracy ?? Infinity, atSea: true, locatedIn: "" }]);
    this.turn = lng - this.place.lon;
    this.draw();
    this.fill();
  }

  draw() {
    const { place } = this;
    this.lines.clearLayers();
    const style = (className) => ({ pane: "selection", renderer: this.renderer, interactive: false, className });
    const here = [place.lat, place.lon + this.turn];
    const there = [place.nearest_lat, here[1] + ((((place.nearest_lon - place.lon + 180) % 360) + 360) % 360) - 180];
    this.lines.addLayer(L.polyline([here, there], style("reach-casing")));
    this.lines.addLayer(L.polyline([here, there], style("measured live")));
    this.lines.addLayer(L.circleMarker(there, { radius: 4.5, ...style("foot") }));
  }

  /** What a unit's card shows of it: a button that begins, or the supposition. */
  part(index) {
    const { app } = this;
    if (!app.engine || app.units.bands) return null;
    if (this.index !== index) {
      return element("button", { type: "button", class: "copy what-if", text: app.words.say("if.begin"), click: (event) => this.pressed(event, () => this.begin(index)) });
    }
    this.box = element("div", { class: "supposition", role: "status" });
    this.fill();
    return element("div", {}, this.box,
      element("p", { class: "how", text: app.words.say("if.how") }),
      element("button", { type: "button", class: "copy", text: app.words.say("if.end"), click: (event) => this.pressed(event, () => this.end()) }));
  }

  fill() {
    const { app, place, box } = this;
    if (!box || !place) return;
    const { words, state, engine } = app;
    const told = engine.judged(place, state.depths, state.rule);
    const name = STATUS_NAMES[told.status];
    box.replaceChildren(
      element("strong", { text: words.say("if.title") }),
      place.beyond ? element("p", { text: words.say("place.beyond", { km: words.number(engine.told.land_km) }) })
        : element("p", { class: "verdict" }, element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) }), element("span", { text: ` ${words.km(place.distance_m, 3)}` })),
      ...(place.beyond ? [] : [element("p", { class: "reason", lang: "en", text: told.reason })]),
      element("p", { class: "where", text: written(place.lat, place.lon, state.format) }));
  }
}
