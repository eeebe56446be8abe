// Drawing a line of one's own on a page made with --sandbox: point by point, while the zone follows.

import { byId, element } from "./dom.js";
import { offerFile } from "./downloads.js";
import { between } from "./geodesic.js";
import { LineFault, checkedLine, lineInWords, lineOfText, readyLine } from "./own_line.js";
import { handOver } from "./page_copy.js";
import { toHash } from "./state.js";

const SAME_PX = 4;

export class Sandbox {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.points = [];
    this.on = false;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    byId("draw").hidden = false;
    byId("draw").addEventListener("click", () => this.switch(!this.on));
    byId("draw-undo").addEventListener("click", () => this.take(this.points.slice(0, -1)));
    byId("draw-finish").addEventListener("click", () => this.finish());
    byId("draw-close").addEventListener("click", () => this.switch(false));
    byId("line-save").addEventListener("click", () => this.save());
    byId("line-back").addEventListener("click", () => this.use([]));
    map.on("click", ({ latlng }) => this.add(latlng));
    map.on("dblclick", () => { if (this.on) this.finish(); });
    map.on("moveend zoomend", () => { if (this.on) this.preview(); });
    map.getContainer().addEventListener("keydown", (event) => this.key(event));
  }

  switch(on) {
    this.on = on;
    byId("draw").setAttribute("aria-pressed", String(on));
    byId("draw-panel").hidden = !on;
    byId("cross").hidden = !on;
    this.map.getContainer().classList.toggle("measuring", on);
    this.map.doubleClickZoom[on ? "disable" : "enable"]();
    this.take([]);
    if (!on) return this.app.zones.canvas?.redraw();
    this.app.measure.switch(false);
    if (this.app.state.unit) this.app.choose(null);
    this.map.closePopup();
    return this.map.getContainer().focus({ preventScroll: true });
  }

  add(latLng) {
    if (!this.on) return;
    const last = this.points.at(-1);
    // The second click of a double click is no other place.
    if (last && this.map.latLngToContainerPoint(last).distanceTo(this.map.latLngToContainerPoint(latLng)) < SAME_PX) return;
    const to = (value) => Number(value.toFixed(5));
    this.take([...this.points, [to(latLng.lat), to(((((latLng.lng + 180) % 360) + 360) % 360) - 180)]]);
  }

  /** Space sets a position where the cross is, Enter finishes, Backspace takes one back. */
  key(event) {
    if (!this.on || event.target !== this.map.getContainer()) return;
    if (event.key === " ") this.add(this.map.getCenter());
    else if (event.key === "Enter") this.finish();
    else if (event.key === "Backspace" || event.key === "Delete") this.take(this.points.slice(0, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(points) {
    this.points = points;
    this.group.clearLayers();
    const style = (className) => ({ pane: "selection", renderer: this.renderer, interactive: false, className });
    for (let at = 1; at < points.length; at += 1) {
      this.group.addLayer(L.polyline(between(points[at - 1], points[at]), style("reach-casing")));
      this.group.addLayer(L.polyline(between(points[at - 1], points[at]), style("measured")));
    }
    for (const point of points) this.group.addLayer(L.circleMarker(point, { radius: 4, ...style("measured-point") }));
    byId("draw-undo").disabled = points.length === 0;
    byId("draw-finish").disabled = points.length < 2;
    this.say(points.length === 0 ? "line.how" : points.length === 1 ? "line.next" : "line.more", { number: points.length });
    if (this.on) this.preview();
  }

  say(key, values) {
    byId("draw-said").textContent = this.app.words.say(key, values);
  }

  /** The zone of what is drawn so far; all else follows when the line is finished. */
  preview() {
    const { app } = this;
    const { canvas } = app.zones;
    if (!canvas || this.points.length < 2) return;
    const { engine } = app;
    app.engine = Object.assign(Object.create(engine), { line: engine.core.line([readyLine(this.points)], true), starRings: [] });
    canvas.key = null;
    canvas.redraw();
    canvas.key = null;
    app.engine = engine;
  }

  finish() {
    if (this.points.length > 1) this.use(this.points);
  }

  /** Whether a text is a line; if so, it is used. */
  takes(text) {
    if (!this.app.engine) return false;
    const points = lineOfText(text, this.app.engine.told.reading);
    if (!points) return false;
    this.use(points);
    return true;
  }

  /** Open the page anew with a line, or with none: the address keeps it. */
  use(points) {
    const { app } = this;
    let text = "";
    try {
      text = points.length > 0 ? lineInWords(checkedLine(points)) : "";
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      this.fault(error);
      return;
    }
    const kept = toHash({ ...app.state, unit: null, view: null, off: [], query: "" }, app.opened, app.units.parties);
    handOver(app.ownList);
    history.replaceState(null, "", `#${[`line=${text}`, kept].filter(Boolean).join("&")}`);
    location.reload();
  }

  fault({ key, values }) {
    byId("line-notice").hidden = false;
    byId("line-fault").textContent = this.app.words.say(key, values);
  }

  save() {
    const { points } = this.app.data.drawn;
    const feature = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points.map(([lat, lon]) => [lon, lat]) } };
    offerFile("csbm-line.geojson", "application/geo+json", `${JSON.stringify(feature)}\n`);
  }

  /** What is shown, and what cannot be known of it. */
  drawNotice() {
    const { app } = this;
    const { words, data, units } = app;
    const { drawn, lineFault } = data;
    byId("line-notice").hidden = !drawn && !lineFault && byId("line-fault").textContent === "";
    for (const id of ["line-save", "line-back", "line-told"]) byId(id).hidden = !drawn;
    if (lineFault) this.fault(lineFault);
    if (!drawn) return;
    const names = units.parties.map((code) => app.country(code)).join(", ");
    byId("line-told").replaceChildren(
      element("strong", { text: words.say("line.title") }),
      element("span", { text: ` ${words.say("line.told", { names, length: words.number(data.border.length_km, 1), most: words.number(drawn.most), land: words.number(app.engine?.told.land_km ?? 0) })}` }));
  }
}
