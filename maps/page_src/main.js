// The page comes to life: data in, state kept, everything drawn from it.

import { byId, readData } from "./dom.js";
import { linePool } from "./polyline.js";
import { SORT_KEYS, bandBalance, statuses, unitsOf } from "./model.js";
import { STATUS_NAMES } from "./rule.js";
import { createStore, fromHash, toHash } from "./state.js";
import { chooseLanguage, translator } from "./words.js";
import { saveList } from "./saving.js";
import { Labels, drawGround } from "./ground.js";
import { Zones, drawBorder } from "./zones.js";
import { BandTable, Bands } from "./bands.js";
import { Markers } from "./markers.js";
import { Areas } from "./areas.js";
import { Selection } from "./selection.js";
import { Curve } from "./curve.js";
import { List } from "./list.js";
import { Comparison } from "./compare.js";
import { Panel } from "./panel.js";
import { Exercises } from "./exercises.js";
import { Measure } from "./measure.js";
import { Engine } from "./engine.js";
import { ZoneCanvas } from "./zone_canvas.js";
import { OwnList } from "./own_list.js";
import { Asked } from "./place.js";
import { Controls, LAYERS } from "./controls.js";

const TABS = ["units", "kinds", "depths", "exercises", "own", "method"];

function openedState(data, units, messages) {
  const depths = { ...data.depth_km };
  const linked = new Set(Object.values(depths)).size === 1;
  return {
    depths, linked, rule: data.tripoint, third: data.third_states,
    notice: null, unit: null, view: null, format: "decimal", theme: "auto", sort: "distance", descending: false,
    show: ["in", "indeterminate"], query: "", tab: data.tab, time: "", count: data.counting.opened, off: [],
    lang: chooseLanguage([data.language, ...(navigator.languages ?? [])], Object.keys(messages)), langChosen: false,
  };
}

/** A name for each unit in the address: its id, or its place in the file where that is no name. */
function keysOf(ids) {
  const seen = new Map();
  for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1);
  return ids.map((id, index) => (id && seen.get(id) === 1 ? id : `#${index}`));
}

/** The page: what everything on it may ask for. */
class App {
  constructor(map) {
    this.map = map;
    this.data = readData("csbm-data");
    this.messages = readData("csbm-messages");
    this.units = unitsOf(this.data);
    this.opened = openedState(this.data, this.units, this.messages);
    this.keys = keysOf(this.units.text.id);
    this.byKey = new Map(this.keys.map((key, index) => [key, index]));
    this.store = createStore({ ...this.opened, ...this.address() });
    this.words = translator(this.messages, this.state.lang, navigator.languages);
    this.judge();
    this.build();
  }

  /** Make what the page measures with; where a browser refuses it, say so and keep what there is. */
  async begin() {
    const root = document.documentElement;
    if (!this.data.engine) return;
    try {
      this.engine = await Engine.made(this.data, readData("csbm-core"));
      root.dataset.engine = "ready";
      this.ready();
    } catch {
      this.engine = null;
      root.dataset.engine = "refused";
      this.panel.withoutEngine();
    }
  }

  get state() {
    return this.store.get();
  }

  /** Say of each unit where it stands, for what is shown. */
  judge() {
    const { depths, rule, off } = this.state;
    this.status = statuses(this.units, depths, rule, off);
  }

  /** Depths that can be shown: those the page was made for, and with an engine any up to the most. */
  get offered() {
    const refused = document.documentElement.dataset.engine === "refused";
    return { depths: this.data.steps.map((step) => step.depth_km), most: refused ? null : this.data.engine?.most_km ?? null };
  }

  address() {
    const bands = this.units.bands?.rows.map((band) => band.key) ?? [];
    return fromHash(location.hash, {
      ...this.offered, parties: this.units.parties,
      units: this.byKey, counts: Object.keys(this.data.counting.choices), languages: Object.keys(this.messages), sorts: SORT_KEYS, tabs: TABS, layers: [...LAYERS, ...bands, ...this.units.parties.map((code) => `side-${code}`)],
    });
  }

  country(code) {
    return this.words.country(code, this.data.ground.codes, this.data.names);
  }

  build() {
    // Many bands have their own table beside the map; a legend as long would hide the zone.
    this.legendOpen = window.innerWidth > 1150 && (this.units.bands?.rows.length ?? 0) <= 4;
    // For a picture, drawn by a program, nothing stands in the way that is there to be pressed.
    document.documentElement.classList.toggle("picture", /[#&]picture\b/.test(location.hash));
    document.documentElement.classList.toggle("banded", Boolean(this.units.bands));
    document.querySelector(".legend").open = this.legendOpen;
    const { map, data } = this;
    const line = linePool(data.lines, data.decimals);
    const [west, south, east, north] = data.ground.box;
    map.options.inertia = false;
    this.fit();
    // Only now: set before the first view, Leaflet would start to pan where the map stood at birth.
    map.setMaxBounds([[south, west], [north, east]]);
    this.ground = drawGround(map, data);
    this.zones = this.units.bands ? new Bands(map, data, this.units, line) : new Zones(map, data, line);
    this.bandTable = this.units.bands ? new BandTable(this) : null;
    this.border = drawBorder(map, data, line);
    this.labels = new Labels(map, data, (code, name) =>
      this.words.country(code, { [code]: data.ground.countries.find((one) => one[0] === code)[1] }, { [code]: data.names[code] ?? name }));
    this.markers = new Markers(map, this);
    this.exercises = new Exercises(map, this);
    // Tiles are the one thing that is not in the file, and only where they were asked for.
    this.tiles = data.tiles ? L.tileLayer(data.tiles[0], { pane: "tiles", className: "tiles" }) : null;
    this.areas = new Areas(map, this, line);
    this.labels.stands = () => this.markers.stands();
    this.selection = new Selection(map, this);
    this.panel = new Panel(this);
    this.comparison = new Comparison(this);
    this.curve = new Curve(byId("curve"), this, (km) => this.panel.slideNear(km));
    this.list = new List(this);
    this.controls = new Controls(this);
    this.measure = new Measure(map, this);
    this.asked = new Asked(map, this);
    this.ownList = new OwnList(map, this);
    this.listen();
    this.drawAll();
    if (!this.units.bands) this.zones.warm();
    if (this.state.unit) this.showChosen(true, false);
  }

  /** The engine is there: draw what only it can. */
  ready() {
    byId("tab-own").hidden = Boolean(this.units.bands);
    if (this.units.bands) return;
    this.zones.canvas = new ZoneCanvas(this.map, this);
    this.drawMap();
  }

  label(index) {
    const { units, words } = this;
    const status = STATUS_NAMES[this.status[index]];
    const distance = units.distance_m[index];
    return `${units.text.name[index]}, ${words.say(`status.${status}`)}, ${words.km(distance)}`;
  }

  fit() {
    this.fitting = true;
    const [west, south, east, north] = this.data.view;
    const [boxWest, boxSouth, boxEast, boxNorth] = this.data.ground.box;
    this.map.options.minZoom = 0;
    const least = this.map.getBoundsZoom([[boxSouth, boxWest], [boxNorth, boxEast]], true);
    const fitting = this.map.getBoundsZoom([[south, west], [north, east]], false, [16, 16]);
    // Set as an option: Leaflet's own setMinZoom would start a zoom that overtakes the one below.
    this.map.options.minZoom = Math.max(0, Math.min(Math.ceil(least), Math.floor(fitting)));
    const { view } = this.state;
    if (view) this.map.setView([view[0], view[1]], view[2], { animate: false });
    else this.showAll();
    this.fitting = false;
  }

  showAll(left = 8) {
    const [west, south, east, north] = this.data.view;
    const before = this.fitting;
    this.fitting = true;
    this.map.fitBounds([[south, west], [north, east]], { paddingTopLeft: [left, 16], paddingBottomRight: [8, 16], animate: false });
    this.fitting = before;
    this.moved = false;
  }

  /** A unit was pointed at on the map. While measuring, it is a point like any other. */
  pick(index, focus) {
    if (this.measure.on) this.measure.add({ lat: this.units.lat[index], lng: this.units.lon[index] });
    else this.choose(index, { focus });
  }

  choose(index, { zoom = false, focus = false } = {}) {
    if (index === null) {
      this.store.set({ unit: null });
      return;
    }
    this.pending = { zoom, focus };
    if (this.state.unit === this.keys[index]) this.showChosen(zoom, focus);
    else this.store.set({ unit: this.keys[index] });
  }

  showChosen(zoom, focus) {
    const index = this.byKey.get(this.state.unit);
    if (index === undefined) {
      this.selection.clear();
      return;
    }
    if (zoom) {
      const { units } = this;
      const here = [units.lat[index], units.lon[index]];
      const there = [units.nearest_lat[index] ?? here[0], units.nearest_lon[index] ?? here[1]];
      this.map.fitBounds([here, there], { padding: [90, 90], maxZoom: 11, animate: false });
    }
    this.selection.show(index, focus);
  }

  listen() {
    const { store, map } = this;
    let waiting = null;
    let changes = new Set();
    store.subscribe((_, changed) => {
      changes = changes.union ? changes.union(changed) : new Set([...changes, ...changed]);
      if (waiting !== null) return;
      waiting = requestAnimationFrame(() => {
        const now = changes;
        waiting = null;
        changes = new Set();
        this.redraw(now);
      });
    });
    map.on("dragstart", () => { this.moved = true; });
    map.on("zoomstart", () => { this.moved = this.moved || !this.fitting; });
    map.on("moveend", () => {
      if (!this.moved) return;
      const centre = map.getCenter();
      store.set({ view: [centre.lat, centre.lng, map.getZoom()] });
    });
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== this.written) store.set({ ...this.opened, lang: this.state.lang, ...this.address() });
    });
    this.listenToPage();
  }

  listenToPage() {
    const { store, map } = this;
    byId("search").addEventListener("input", (event) => store.set({ query: event.target.value }));
    for (const name of ["in", "indeterminate", "out"]) {
      byId(`show-${name}`).addEventListener("change", (event) => {
        const rest = store.get().show.filter((one) => one !== name);
        store.set({ show: event.target.checked ? [...rest, name].sort() : rest });
      });
    }
    for (const tab of TABS) {
      byId(`tab-${tab}`).addEventListener("click", () => store.set({ tab }));
      byId(`tab-${tab}`).addEventListener("keydown", (event) => this.walkTabs(event, tab));
    }
    for (const format of ["csv", "geojson", "kml"]) {
      byId(`save-${format}`).addEventListener("click", () => saveList(this, format));
    }
    byId("print").addEventListener("click", () => window.print());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.measure.on) this.measure.switch(false, true);
      else if (event.key === "Escape" && store.get().unit) this.choose(null);
      else if (event.key === "Escape") map.closePopup();
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === "/" && !typing) {
        event.preventDefault();
        byId("search").focus();
      }
    });
    window.addEventListener("beforeprint", () => this.print(true));
    window.addEventListener("afterprint", () => this.print(false));
    matchMedia("print").addEventListener("change", (event) => this.print(event.matches));
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!this.moved && !this.state.view) this.fit();
    }).observe(map.getContainer());
  }

  walkTabs(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const offered = TABS.filter((one) => !byId(`tab-${one}`).hidden);
    const next = offered[(offered.indexOf(tab) + step + offered.length) % offered.length];
    this.store.set({ tab: next });
    byId(`tab-${next}`).focus();
  }

  /** Lay the page out for one sheet of paper, or back for the screen. */
  print(on) {
    if (on === document.documentElement.classList.contains("printing")) return;
    document.documentElement.classList.toggle("printing", on);
    document.documentElement.dataset.theme = on ? "light" : this.state.theme;
    document.querySelector(".legend").open = on || this.legendOpen;
    this.map.invalidateSize({ animate: false });
    if (on) {
      // On paper nobody can fold the legend away: the zone stands beside it, or, if it is wide, above.
      const [west, south, east, north] = this.data.view;
      const wide = (east - west) * Math.cos(((south + north) / 2) * (Math.PI / 180)) > 0.8 * (north - south);
      this.showAll(wide ? 8 : this.map.getSize().x * 0.22);
      byId("print-foot").textContent = this.panel.provenanceLine();
      this.list.print();
    } else {
      this.fit();
      this.list.draw();
    }
  }

  redraw(changed) {
    const any = (...keys) => keys.some((key) => changed.has(key));
    if (any("depths", "rule", "format", "lang")) this.asked.refresh();
    if (any("depths", "rule", "lang") && this.ownList.list) this.ownList.draw();
    if (any("lang")) {
      this.words = translator(this.messages, this.state.lang, navigator.languages);
      this.judge();
      this.drawAll();
      if (this.state.unit) this.selection.refresh(this.byKey.get(this.state.unit));
    } else {
      this.drawChanged(any);
    }
    if (any("unit")) {
      const { zoom = false, focus = false } = this.pending ?? {};
      this.pending = null;
      this.list.mark();
      this.showChosen(zoom, focus);
    } else if (any("depths", "rule", "format", "off") && this.state.unit) {
      this.selection.refresh(this.byKey.get(this.state.unit));
    }
    this.writeAddress();
  }

  drawChanged(any) {
    const banded = Boolean(this.units.bands) && any("off");
    if (any("depths", "rule") || banded) this.judge();
    if (any("notice")) this.panel.drawNotice();
    const numbers = any("depths", "rule", "third", "time", "count") || banded;
    const parts = [
      [numbers || any("off"), () => this.drawMap()],
      [numbers || any("linked"), () => this.drawNumbers()],
      [numbers || any("show", "query", "sort", "descending"), () => this.drawList()],
      [any("off", "third", "rule"), () => this.controls.drawLayers()],
      [any("third", "rule") || banded, () => this.controls.drawLegend()],
      [any("rule", "third", "time"), () => this.panel.drawMethod()],
      [any("theme", "format"), () => this.controls.draw()],
      [any("tab"), () => this.drawTabs()],
      [any("depths") || banded, () => this.announce()],
    ];
    for (const [wanted, draw] of parts) if (wanted) draw();
  }

  drawAll() {
    this.drawWords();
    this.drawMap();
    this.drawNumbers();
    this.drawList();
    this.drawTabs();
    this.panel.drawMethod();
    this.controls.drawLayers();
    this.controls.drawLegend();
    this.controls.draw();
    this.labels.draw();
    this.markers.relabel();
  }

  drawWords() {
    const { words, data } = this;
    document.documentElement.lang = words.language;
    for (const node of document.querySelectorAll("[data-say]")) node.textContent = words.say(node.dataset.say);
    for (const node of document.querySelectorAll("[data-say-label]")) {
      const text = words.say(node.dataset.sayLabel);
      node.setAttribute("aria-label", text);
      if (node.tagName === "BUTTON") node.title = text;
    }
    byId("search").placeholder = words.say("search");
    byId("title").textContent = data.title;
    document.title = data.title;
    byId("subtitle").textContent = words.say("subtitle", {
      length: words.number(data.border.length_km, 1),
    });
    byId("foot").textContent = `${words.say("disclaimer")} ${[data.border.source.attribution, data.tiles?.[1], "Natural Earth", "GeoNames", "Leaflet"].filter(Boolean).join(" · ")}`;
  }

  drawMap() {
    const { state, map } = this;
    this.zones.draw(state);
    this.markers.draw(this.status, state);
    this.areas.draw(this.status, state);
    this.exercises.draw(state);
    const switched = [["border", this.border], ["tiles", this.tiles], ["water", this.ground.water], ["states", this.ground.states]];
    for (const [name, layer] of switched) {
      if (!layer) continue;
      if (state.off.includes(name)) map.removeLayer(layer);
      else map.addLayer(layer);
    }
    this.labels.shown = !state.off.includes("labels");
    clearTimeout(this.labelling);
    this.labelling = setTimeout(() => this.labels.draw(), 120);
  }

  drawNumbers() {
    this.exercises.drawList();
    if (this.bandTable) this.bandTable.draw(bandBalance(this.units, this.state));
    else this.panel.drawDepth();
    this.panel.drawSides();
    this.panel.drawTime();
    this.curve.draw();
    if (this.state.tab === "kinds") this.panel.drawKinds();
    if (this.state.tab === "depths") this.comparison.draw();
  }

  drawList() {
    const { state } = this;
    for (const name of ["in", "indeterminate", "out"]) byId(`show-${name}`).checked = state.show.includes(name);
    if (document.activeElement !== byId("search")) byId("search").value = state.query;
    this.list.draw();
  }

  drawTabs() {
    for (const tab of TABS) {
      const chosen = tab === this.state.tab;
      byId(`tab-${tab}`).setAttribute("aria-selected", String(chosen));
      byId(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
      byId(`panel-${tab}`).hidden = !chosen;
    }
    if (this.state.tab === "kinds") this.panel.drawKinds();
    if (this.state.tab === "depths") this.comparison.draw();
  }

  announce() {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      byId("said").textContent = `${byId("depth-now").textContent}. ${byId("list-count").textContent}`;
    }, 400);
  }

  writeAddress() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      try {
        this.written = toHash(this.state, this.opened, this.units.parties);
        history.replaceState(null, "", this.written ? `#${this.written}` : location.pathname + location.search);
      } catch {
        // A page shown inside another has no address to write to; half a character has no escape.
      }
    }, 150);
  }
}

/** Called by the map's own script, once, with folium's map. */
export function start(map) {
  const app = new App(map);
  document.documentElement.classList.add("ready");
  app.begin();
  start.app = app;
  return app;
}

