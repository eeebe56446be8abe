// A click, long press or Enter anywhere: whose land, how far, the nearest border point, the status and why.

import { placeByBand } from "./bands.js";
import { element } from "./dom.js";
import { STATUS_NAMES } from "./rule.js";
import { written } from "./coordinates.js";

/** The accuracy of a place that does not say: as the command line takes five decimals of a degree. */
const TAKEN_M = 100;

export class Asked {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.popup = null;
    map.on("click contextmenu", (event) => {
      if (app.measure.on || !app.engine) return;
      this.at(event.latlng);
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || app.measure.on || !app.engine || event.target !== map.getContainer()) return;
      event.preventDefault();
      this.at(map.getCenter(), true);
    });
  }

  at(latLng, focus = false) {
    // To five decimals, so that what can be copied is what was judged.
    const to = (value) => Number(value.toFixed(5));
    const lon = to(((((latLng.lng + 180) % 360) + 360) % 360) - 180);
    const [place] = this.app.engine.places([{ lon, lat: to(latLng.lat), accuracy_m: TAKEN_M, atSea: true }]);
    this.open(place, this.app.words.say("place"), latLng, focus);
  }

  /** Show a place of a list, on the map where it can be seen. */
  show(place, title, focus = false) {
    if (!this.map.getBounds().contains([place.lat, place.lon])) this.map.setView([place.lat, place.lon], this.map.getZoom(), { animate: false });
    this.open(place, title, L.latLng(place.lat, place.lon), focus);
  }

  open(place, title, latLng, focus) {
    this.clear();
    Object.assign(this, { place, title });
    this.draw(latLng.lng - place.lon);
    const popup = L.popup({ minWidth: 250, maxWidth: 320, maxHeight: 380, autoPanPadding: [24, 24], closeButton: false, offset: [0, -4] });
    popup.setLatLng(latLng).setContent(this.content());
    popup.on("remove", () => { if (this.popup === popup) this.clear(); });
    popup.openOn(this.map);
    this.popup = popup;
    if (focus) popup.getElement().querySelector(".popup").focus({ preventScroll: true });
  }

  clear() {
    this.group.clearLayers();
    const { popup } = this;
    this.popup = null;
    if (popup) this.map.closePopup(popup);
  }

  refresh() {
    this.popup?.setContent(this.content());
  }

  draw(turn) {
    const place = { ...this.place, ...this.told() };
    const style = (className) => ({ pane: "selection", renderer: this.renderer, interactive: false, className });
    const here = [place.lat, place.lon + turn];
    const there = [place.nearest_lat, here[1] + ((((place.nearest_lon - place.lon + 180) % 360) + 360) % 360) - 180];
    this.group.addLayer(L.polyline([here, there], style("reach-casing")));
    this.group.addLayer(L.polyline([here, there], style("reach")));
    this.group.addLayer(L.circleMarker(there, { radius: 4.5, ...style("foot") }));
    this.group.addLayer(L.circleMarker(here, { radius: 4, ...style("measured-point") }));
  }

  /** What is told of the place at what is shown. */
  told() {
    const { engine, state } = this.app;
    return engine.answer(this.place, { depths: state.depths, rule: state.rule, off: state.off });
  }

  holder() {
    const { words } = this.app;
    const { own } = this.place;
    if (own === "sea") return words.say("place.sea");
    if (own === "unclaimed") return words.say("place.unclaimed");
    const name = (code) => this.app.country(code);
    return own.includes("/") ? words.say("place.claimed", { states: own.split("/").map(name).join(", ") }) : name(own);
  }

  content() {
    const { app, place } = this;
    const { words, state, engine } = app;
    const told = this.told();
    const name = STATUS_NAMES[told.status];
    const facts = element("dl", { class: "facts" });
    const add = (key, text) => facts.append(element("dt", { text: words.say(key) }), element("dd", { text }));
    if (!place.beyond) add("place.holder", this.holder());
    // Of a depth table, from the line that is the side's own.
    const { distance_m, nearest_lat, nearest_lon, azimuth_deg } = { ...place, ...told };
    add("fact.distance", words.km(distance_m, 3));
    add("fact.nearest", written(nearest_lat, nearest_lon, state.format));
    add("fact.azimuth", `${words.number(azimuth_deg, 1)}°`);
    add("fact.position", written(place.lat, place.lon, state.format));
    add("fact.accuracy", Number.isFinite(place.accuracy_m) ? `± ${words.km(place.accuracy_m)}` : "–");
    const asIf = element("label", { class: "as-if" }, element("span", { text: words.say("place.as_if") }),
      element("input", { type: "number", min: 0, step: "any", inputmode: "decimal", value: Number.isFinite(place.accuracy_m) ? place.accuracy_m : null, change: (event) => this.asIf(event.target.value) }));
    const close = element("button", { type: "button", class: "popup-close", "aria-label": words.say("close"), click: () => this.clear() },
      element("span", { "aria-hidden": "true", text: "×" }));
    return element("div", { class: "popup asked", tabindex: "-1", role: "group", "aria-label": this.title },
      close,
      element("h3", { text: this.title }),
      place.beyond ? element("p", { class: "verdict", text: words.say("place.beyond", { km: words.number(engine.told.land_km) }) })
        : element("p", { class: "verdict" }, element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) })),
      place.beyond || told.bands ? null : element("p", { class: "reason", lang: "en", text: told.reason }),
      facts,
      !place.beyond && told.bands ? placeByBand(app, told.bands) : null,
      asIf,
      element("button", { type: "button", class: "copy", text: words.say("place.copy"), click: (event) => this.copy(event.target) }));
  }

  /** The same place as if its accuracy were another, metres. */
  asIf(text) {
    const radius = Number(text);
    if (text === "" || !(radius >= 0)) return;
    const { lon, lat, atSea, locatedIn } = this.place;
    [this.place] = this.app.engine.places([{ lon, lat, accuracy_m: radius, atSea, locatedIn }]);
    this.refresh();
  }

  /** To the clipboard; where a browser refuses that, the text is selected to be copied by hand. */
  async copy(button) {
    const { words, state } = this.app;
    const text = written(this.place.lat, this.place.lon, state.format);
    const field = element("input", { class: "copied", readonly: true, value: text, "aria-label": words.say("fact.position") });
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = words.say("place.copied");
    } catch {
      button.replaceWith(field);
      field.select();
    }
  }
}
