// What stands on the map: zoom, layers, legend, coordinates, full screen; and the page's own choices.

import { byId, element } from "./dom.js";
import { FORMATS, written } from "./coordinates.js";
import { bandLegend } from "./bands.js";

export const LAYERS = ["zones", "border", "units", "outside", "exercises", "doubt", "tiles", "cover", "relief", "own", "water", "ways", "states", "labels"];
/** Layers that are put away as the page opens. */
export const CLOSED = ["doubt"];

export class Controls {
  constructor(app) {
    this.app = app;
    const { map, store } = app;
    for (const node of document.querySelectorAll(".on-map")) {
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
    }
    L.control.scale({ imperial: false, maxWidth: 130, position: "bottomleft" }).addTo(map);
    byId("zoom-in").addEventListener("click", () => map.zoomIn(0.5));
    byId("zoom-out").addEventListener("click", () => map.zoomOut(0.5));
    byId("zoom-all").addEventListener("click", () => app.view.showAll());
    byId("full").addEventListener("click", () => this.fullScreen());
    byId("full").hidden = !document.fullscreenEnabled;
    byId("coordinates").addEventListener("click", () => {
      const next = FORMATS[(FORMATS.indexOf(store.get().format) + 1) % FORMATS.length];
      store.set({ format: next });
    });
    map.on("mousemove", (event) => this.point(event.latlng));
    map.on("move", () => this.point(map.getCenter()));
    this.theme();
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  theme() {
    const { store } = this.app;
    byId("theme").addEventListener("change", (event) => store.set({ theme: event.target.value }));
    byId("language").addEventListener("change", (event) => store.set({ lang: event.target.value, langChosen: true }));
  }

  point(latLng) {
    this.last = latLng;
    const text = written(latLng.lat, latLng.lng, this.app.state.format);
    byId("coordinates").textContent = text;
    byId("coordinates").setAttribute("aria-label", `${text}. ${this.app.words.say("coordinates.change")}`);
  }

  draw() {
    const { state } = this.app;
    document.documentElement.dataset.theme = state.theme;
    byId("theme").value = state.theme;
    byId("language").value = state.lang;
    if (this.last) this.point(this.last);
  }

  choice(key, checked, label, change) {
    const box = element("input", { type: "checkbox", id: key, change: (event) => change(event.target.checked) });
    box.checked = checked;
    return element("label", { class: "choice", for: key }, box, element("span", { text: label }));
  }

  drawLayers() {
    const { state, words, store, zones, data } = this.app;
    const there = { exercises: data.exercises.length > 0, tiles: Boolean(data.tiles), ways: !data.ground.layers, own: Boolean(data.ground.own), cover: Boolean(data.ground.rasters), relief: Boolean(data.ground.rasters) };
    const offered = LAYERS.filter((name) => there[name] ?? true);
    const toggles = offered.map((name) =>
      this.choice(`layer-${name}`, !state.off.includes(name), words.say(`layer.${name}`), (on) => {
        const off = store.get().off.filter((one) => one !== name);
        store.set({ off: on ? off : [...off, name] });
      }));
    if (data.parties.length > 2) {
      toggles.push(...data.parties.map(({ code }) =>
        this.choice(`layer-side-${code}`, !state.off.includes(`side-${code}`), words.say("legend.side", { party: this.app.country(code) }), (on) => {
          const off = store.get().off.filter((one) => one !== `side-${code}`);
          store.set({ off: on ? off : [...off, `side-${code}`] });
        })));
    }
    const hasThird = data.steps.some((step) => step.parts.some((part) => part.role === "third_state")) ||
      this.app.units.text.side.includes("");
    if (hasThird) {
      toggles.push(this.choice("layer-third", state.third, words.say("layer.third"), (on) => store.set({ third: on })));
    }
    if (data.border.known?.length > 0) {
      toggles.push(this.choice("layer-known", state.known, words.say("layer.known"), (on) => store.set({ known: on })));
    }
    if (zones.hasOtherRule) {
      toggles.push(this.choice("layer-rule", state.rule === "perpendicular", words.say("layer.perpendicular"), (on) =>
        store.set({ rule: on ? "perpendicular" : "round" })));
    }
    toggles.push(...this.app.swipe.choices((...one) => this.choice(...one)));
    const focused = document.activeElement?.id;
    byId("layers-list").replaceChildren(...toggles);
    if (focused?.startsWith("layer-")) byId(focused)?.focus();
  }

  drawLegend() {
    const { data, words, state } = this.app;
    const banded = this.app.units.bands;
    const rows = banded ? [] : this.app.units.groups.map((group, at) => [["first", "second"][at], words.say("legend.side", { party: group.map((code) => this.app.country(code)).join(", ") })]);
    rows.push(["border", words.say("legend.border")]);
    if (state.known) {
      const said = [...[100, 300, 1000].map((metres) => words.say("known.to", { metres: words.number(metres) })), words.say("known.worse"), words.say("known.disputed")];
      said.forEach((text, at) => data.border.known[at].length > 0 && rows.push([`known-${at}`, text]));
    }
    if (state.third) rows.push(["third", words.say("third.states")]);
    if (data.steps.some((step) => step.parts.some((part) => part.role === "disputed"))) rows.push(["disputed", words.say("legend.disputed")]);
    if (this.app.units.count > 0) rows.push(["unit", words.say("legend.unit")], ["indeterminate", words.say("legend.indeterminate")], ["cluster", words.say("legend.cluster")], ["outside", words.say("legend.outside")]);
    if (data.ground.rasters && !state.off.includes("cover")) rows.push(["wood", words.say("legend.wood")], ["built", words.say("legend.built")]);
    if (!data.ground.layers) rows.push(["rail", words.say("legend.rail")], ["road", words.say("legend.road")]);
    if (data.exercises.length > 0) rows.push(["exercise", words.say("exercise")]);
    if (data.left_out.length > 0) rows.splice(1, 0, ...data.left_out.map((one) => ["left-out", words.say("legend.left_out", { name: one.name })]));
    const bands = banded ? bandLegend(this.app) : [];
    byId("legend-list").replaceChildren(...bands, ...this.app.nested.legend(), ...rows.map(([name, text]) =>
      element("li", {}, element("span", { class: `key key-${name}`, "aria-hidden": "true", text: name === "cluster" ? "4" : "" }), element("span", { text }))));
  }
}
