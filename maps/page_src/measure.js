// The measuring tool: points by mouse, touch or keyboard, the way between them along the ellipsoid.

import { byId, element } from "./dom.js";
import { between, inverse } from "./geodesic.js";

/** Metres of each leg and of all, and the last leg's direction. */
export function legs(points) {
  const found = points.slice(1).map((point, at) => inverse(points[at], point));
  return {
    count: found.length,
    last: found.at(-1) ?? null,
    total: found.reduce((sum, leg) => sum + leg.metres, 0),
  };
}

export class Measure {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.points = [];
    this.on = false;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.live = L.layerGroup().addTo(map);
    byId("measure").addEventListener("click", () => this.switch(!this.on));
    byId("measure-undo").addEventListener("click", () => this.undo());
    byId("measure-clear").addEventListener("click", () => this.take([]));
    byId("measure-close").addEventListener("click", () => this.switch(false, true));
    map.on("click", (event) => this.add(event.latlng));
    map.on("mousemove", (event) => this.hover(event.latlng));
    map.on("mouseout", () => this.live.clearLayers());
    map.getContainer().addEventListener("keydown", (event) => this.key(event));
  }

  switch(on, focus = false) {
    this.on = on;
    byId("measure").setAttribute("aria-pressed", String(on));
    byId("measure-panel").hidden = !on;
    byId("cross").hidden = !on;
    this.map.getContainer().classList.toggle("measuring", on);
    this.live.clearLayers();
    if (on) {
      if (this.app.state.unit) this.app.choose(null);
      this.map.closePopup();
      this.map.getContainer().focus({ preventScroll: true });
    } else {
      this.take([]);
      if (focus) byId("measure").focus();
    }
    this.say();
  }

  add(latLng) {
    if (!this.on) return;
    this.take([...this.points, [latLng.lat, latLng.lng]]);
  }

  undo() {
    this.take(this.points.slice(0, -1));
  }

  take(points) {
    this.points = points;
    this.live.clearLayers();
    this.draw();
    this.say();
  }

  /** Enter or space sets a point where the cross is; the arrow keys move the map under it. */
  key(event) {
    if (!this.on || event.target !== this.map.getContainer()) return;
    if (event.key === "Enter" || event.key === " ") this.add(this.map.getCenter());
    else if (event.key === "Backspace" || event.key === "Delete") this.undo();
    else return;
    event.preventDefault();
  }

  style(className) {
    return { pane: "selection", renderer: this.renderer, interactive: false, className };
  }

  draw() {
    this.group.clearLayers();
    this.points.forEach((point, at) => {
      if (at > 0) {
        const line = between(this.points[at - 1], point);
        this.group.addLayer(L.polyline(line, this.style("reach-casing")));
        this.group.addLayer(L.polyline(line, this.style("measured")));
      }
    });
    for (const point of this.points) this.group.addLayer(L.circleMarker(point, { radius: 4, ...this.style("measured-point") }));
  }

  hover(latLng) {
    const last = this.points.at(-1);
    if (!this.on || !last) return;
    this.live.clearLayers();
    this.live.addLayer(L.polyline(between(last, [latLng.lat, latLng.lng]), this.style("measured live")));
    this.say([latLng.lat, latLng.lng]);
  }

  say(next = null) {
    const { words } = this.app;
    const { count, last, total } = legs(next ? [...this.points, next] : this.points);
    const said = byId("measure-said");
    // What the pointer passes is seen; only what is set is read out.
    said.setAttribute("aria-live", next ? "off" : "polite");
    byId("measure-undo").disabled = byId("measure-clear").disabled = this.points.length === 0;
    if (!last) {
      said.replaceChildren(element("span", { text: words.say(this.points.length === 0 ? "measure.first" : "measure.next") }));
      return;
    }
    const whole = element("strong", { text: words.km(total, 3) });
    const direction = `${words.number(last.azimuth, 1)}°`;
    const leg = count > 1 ? words.say("measure.leg", { distance: words.km(last.metres, 3), direction }) : direction;
    said.replaceChildren(whole, element("span", { text: ` ${leg}` }));
  }
}
