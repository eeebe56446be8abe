// The page comes to life: data in, state kept, everything drawn from it.

import { byId, readData } from "./dom.js";
import { linePool } from "./polyline.js";
import { SORT_KEYS, bandBalance, statuses, unitsOf } from "./model.js";
import { STATUS_NAMES } from "./rule.js";
import { createStore, fromHash, toHash } from "./state.js";
import { readMessages, translator } from "./words.js";
import { listenToPage } from "./listening.js";
import { TABS, keysOf, openedState } from "./opening.js";
import { Ground, drawStates } from "./ground.js";
import { Labels } from "./labels.js";
import { Facets } from "./facets.js";
import { Nested } from "./nested.js";
import { Sheet } from "./sheet.js";
import { Swipe } from "./swipe.js";
import { Keeping } from "./keeping.js";
import { View } from "./view.js";
import { Zones, drawBorder, drawKnown } from "./zones.js";
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
import { AreaBook } from "./area_book.js";
import { Desk } from "./desk.js";
import { Engine } from "./engine.js";
import { BorderChoice, chosenBorder, dataOf } from "./every_border.js";
import { handOver, keptList } from "./page_copy.js";
import { BandCanvas } from "./band_canvas.js";
import { ZoneCanvas } from "./zone_canvas.js";
import { OwnList } from "./own_list.js";
import { Asked } from "./place.js";
import { Controls, LAYERS } from "./controls.js";

/** The page: what everything on it may ask for. */
class App {
  constructor(map, data, chosen = null) {
    this.map = map;
    this.data = data;
    // Of a page of every border: which is shown; the address keeps it.
    this.borderName = chosen?.name ?? "";
    this.prefix = chosen ? `border=${chosen.name}` : "";
    this.choice = chosen && new BorderChoice(chosen.shared, chosen.name, (name) => this.change(name));
    ({ messages: this.messages, unread: this.unread } = readMessages(readData("csbm-messages")));
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
      this.engine = this.data.engine.made ?? await Engine.made(this.data, readData("csbm-core"));
      root.dataset.engine = "ready";
      this.ready();
    } catch {
      this.engine = null;
      root.dataset.engine = "refused";
      this.panel.withoutEngine();
    }
  }

  /** Open another border, with what can be kept: depth, rule, language, the reader's own list. */
  change(name) {
    const kept = toHash({ ...this.state, unit: null, view: null, off: [], query: "" }, this.opened, this.units.parties);
    handOver(this.ownList);
    history.replaceState(null, "", `#${[`border=${name}`, ...kept.split("&").filter((pair) => pair && !/^(depth|show)=.*(,|%2C)/.test(pair))].join("&")}`);
    location.reload();
  }

  get state() {
    return this.store.get();
  }

  /** Say of each unit where it stands, for what is shown. */
  judge() {
    const { depths, rule, off } = this.state;
    this.status = statuses(this.units, depths, rule, off);
    this.units.facets.status = Array.from(this.status, (one) => STATUS_NAMES[one]);
  }

  /** Depths that can be shown: those the page was made for, and with an engine any up to the most. */
  get offered() {
    const refused = document.documentElement.dataset.engine === "refused" || Boolean(this.data.bands);
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
    this.view = new View(this);
    // Only the box of what is opened with is asked for before the zones are there.
    this.view.fit();
    // Only now: set before the first view, Leaflet would start to pan where the map stood at birth.
    map.setMaxBounds([[south, west], [north, east]]);
    this.ground = new Ground(map, data, () => this.state.off);
    this.states = drawStates(map, data);
    this.zones = this.units.bands ? new Bands(map, data, this.units, line) : new Zones(map, data, line);
    this.bandTable = this.units.bands ? new BandTable(this) : null;
    this.border = drawBorder(map, data, line);
    this.known = drawKnown(data, line);
    this.nested = new Nested(map, this);
    this.labels = new Labels(map, data, (code, name) =>
      this.words.country(code, { [code]: data.ground.countries.find((one) => one[0] === code)[1] }, { [code]: data.names[code] ?? name }));
    this.markers = new Markers(map, this);
    this.exercises = new Exercises(map, this);
    // Tiles are the one thing that is not in the file, and only where they were asked for.
    this.tiles = data.tiles ? L.tileLayer(data.tiles[0], { pane: "tiles", className: "tiles" }) : null;
    this.areas = new Areas(map, this, line);
    this.labels.stands = () => [...this.markers.stands(), ...this.named()];
    this.selection = new Selection(map, this);
    this.panel = new Panel(this);
    this.comparison = new Comparison(this);
    this.curve = new Curve(byId("curve"), this, (km) => this.panel.slideNear(km));
    this.list = new List(this);
    this.facets = new Facets(this);
    this.sheet = new Sheet(this);
    this.swipe = new Swipe(map, this);
    this.keeping = new Keeping(this);
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
    byId("tab-own").hidden = false;
    this.desk = new Desk(this.data, readData("csbm-core"), this.engine);
    if (this.units.bands) {
      this.zones.canvas = new BandCanvas(this.map, this);
      this.drawMap();
      if (this.state.unit) this.selection.refresh(this.byKey.get(this.state.unit));
    } else {
      this.zones.canvas = new ZoneCanvas(this.map, this);
      this.zones.book = new AreaBook(this.desk, this.engine, () => this.drawAreas());
      this.drawMap();
      this.drawAreas();
      this.controls.drawLayers();
    }
    const kept = keptList();
    if (kept) this.ownList.give(kept.given, kept.name);
  }

  /** Areas have come: at most once in a frame, what shows them is drawn anew. */
  drawAreas() {
    this.counting ??= requestAnimationFrame(() => {
      this.counting = null;
      this.panel.drawSides();
      if (this.state.tab === "depths") this.comparison.draw();
    });
  }

  /** What our own words on the map cover: depths, bands, distances; as boxes in pixels of the map's layer. */
  named() {
    const corner = this.map.getContainer().getBoundingClientRect();
    return [...this.map.getPane("mapPane").querySelectorAll(".nested-name, .band-mark .band-number, .reach-label span")].map((node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      const from = this.map.containerPointToLayerPoint([left - corner.left, top - corner.top]);
      return [from.x, from.y, from.x + right - left, from.y + bottom - top];
    });
  }

  label(index) {
    const { units, words } = this;
    const status = STATUS_NAMES[this.status[index]];
    const distance = units.distance_m[index];
    return `${units.text.name[index]}, ${words.say(`status.${status}`)}, ${words.km(distance)}`;
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
    map.on("dragstart", () => { this.view.moved = true; });
    map.on("zoomstart", () => { this.view.moved = this.view.moved || !this.view.fitting; });
    map.on("moveend", () => {
      if (!this.view.moved) return;
      const centre = map.getCenter();
      store.set({ view: [centre.lat, centre.lng, map.getZoom()] });
    });
    window.addEventListener("hashchange", () => {
      if (this.choice && chosenBorder(this.choice.shared) !== this.borderName) location.reload();
      else if (location.hash.slice(1) !== this.written) store.set({ ...this.opened, lang: this.state.lang, ...this.address() });
    });
    listenToPage(this);
  }

  redraw(changed) {
    const any = (...keys) => keys.some((key) => changed.has(key));
    const banded = Boolean(this.units.bands) && any("off");
    if (any("depths", "rule", "format", "lang") || banded) this.asked.refresh();
    if ((any("depths", "rule", "lang") || banded) && this.ownList.list) this.ownList.draw();
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
    const numbers = any("depths", "rule", "third", "time", "count", "facets", "nested") || banded;
    const parts = [
      [numbers || any("off", "known", "beside"), () => this.drawMap()],
      [numbers || any("linked"), () => this.drawNumbers()],
      [numbers || any("show", "query", "sort", "descending"), () => this.drawList()],
      [any("off", "third", "rule", "known", "beside"), () => this.controls.drawLayers()],
      [any("third", "rule", "known", "nested") || banded, () => this.controls.drawLegend()],
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
    this.labels.language = this.words.language;
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
    this.bandTable?.drawLimits();
    this.choice?.draw((code) => this.country(code), words.compare);
    byId("search").placeholder = words.say("search");
    byId("foot").textContent = `${words.say("disclaimer")} ${[data.border.source.attribution, data.tiles?.[1], "Natural Earth", "GSHHG", "GeoNames", data.ground.rasters && "NASA, NOAA", data.ground.own?.attribution, "Leaflet"].filter(Boolean).join(" · ")}`;
  }

  drawMap() {
    const { state, map } = this;
    this.zones.draw(state);
    this.swipe.draw();
    this.markers.draw(this.status, state);
    this.areas.draw(this.status, state);
    this.exercises.draw(state);
    this.nested.draw();
    const ground = ["cover", "relief", "own", "water", "ways"].filter((name) => state.off.includes(name)).join();
    if (ground !== this.groundOff) this.ground.redraw();
    this.groundOff = ground;
    const switched = [["border", this.border], ["tiles", this.tiles], ["states", this.states]];
    for (const [name, layer] of switched) {
      if (!layer) continue;
      if (state.off.includes(name)) map.removeLayer(layer);
      else map.addLayer(layer);
    }
    if (this.known) map[state.known ? "addLayer" : "removeLayer"](this.known);
    this.labels.shown = !state.off.includes("labels");
    clearTimeout(this.labelling);
    this.labelling = setTimeout(() => this.labels.draw(), 120);
  }

  drawNumbers() {
    this.panel.drawHeading();
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
    this.facets.draw();
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
        this.written = [this.prefix, toHash(this.state, this.opened, this.units.parties)].filter(Boolean).join("&");
        history.replaceState(null, "", this.written ? `#${this.written}` : location.pathname + location.search);
      } catch {
        // A page shown inside another has no address to write to; half a character has no escape.
      }
    }, 150);
  }
}

/** Called by the map's own script, once, with folium's map. */
export function start(map) {
  if (byId("csbm-app")) return startChosen(map);
  return begun(new App(map, readData("csbm-data")));
}

function begun(app) {
  document.documentElement.classList.add("ready");
  app.begin();
  start.app = app;
  return app;
}

/** The page of every border: unpack the one that is asked for, then open as its own page would. */
async function startChosen(map) {
  const shared = readData("csbm-app");
  const name = chosenBorder(shared);
  let data = null;
  try {
    data = await dataOf(shared, name, readData("csbm-core"));
  } catch (error) {
    byId("title").textContent = "This browser cannot unpack or measure what the page holds: it refuses WebAssembly, or is too old.";
    throw error;
  }
  const app = new App(map, data, { shared, name });
  return begun(app);
}
